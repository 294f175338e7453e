"""When something happened, as an interval with its precision, against the time of publication."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.extract.clocks import find_clock
from tracker.extract.dates import Days, find_days
from tracker.extract.lexicon import Lexicon
from tracker.extract.text import Clause, Sentence
from tracker.model import Interval, Report, TimePrecision

KYIV = ZoneInfo("Europe/Kyiv")
_PARTS = (("times.morning", 6, 12), ("times.afternoon", 12, 18), ("times.evening", 18, 24))
_AS_OF = 16  # characters before a part of the day
_NIGHT_FROM, _NIGHT_TO = 22, 6
_HEADING_DAYS = timedelta(days=7)  # how far behind its publication a bulletin's own date may lie
_CRAWL_DAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The days a report is about: its own, and the last one a clause before told of."""

    own: date | None = None
    last: date | None = None


def read_own_day(report: Report, sentences: Sequence[Sentence], lexicon: Lexicon) -> date | None:
    """The day a report says it is of.

    That is a date in its first line, or, where nobody knows when it was published, its first date at all.
    """
    base = _day_of(report)
    is_known = _is_known(report)
    reach = _HEADING_DAYS if is_known else _CRAWL_DAYS
    for sentence in sentences:
        if is_known and sentence.paragraph > 0:
            break
        days = find_days(sentence.text, sentence.folded, base, lexicon, is_known=False)
        if days is not None and (base is None or base - reach <= days.first <= base):
            return days.last if lexicon.has("times.night", sentence.folded) else days.first
    return None


def read_day(clause: Clause, report: Report, lexicon: Lexicon) -> date | None:
    """The day a clause or its sentence names, for what "since then" means in the next."""
    days = _days(clause, _day_of(report), lexicon, is_known=_is_known(report))
    return days.first if days is not None else None


def read_time(clause: Clause, report: Report, lexicon: Lexicon, told: Told) -> Interval | None:
    """The time a clause tells of, in UTC; None where neither its words nor the report give one.

    A night is the one that ends on its day. Where the time of publication is only when a page was stored, relative
    days stay unresolved.
    """
    return _read(clause, report.published_at, report.published_precision, lexicon, told)


@lru_cache(maxsize=256)  # every place of a clause asks for its time
def _read(
    clause: Clause, published: datetime | None, precision: TimePrecision | None, lexicon: Lexicon, told: Told
) -> Interval | None:
    base = published.astimezone(KYIV).date() if published is not None else None
    is_known = base is not None and precision != TimePrecision.CRAWL
    days = _days(clause, base, lexicon, is_known=is_known)
    sentence = clause.sentence.folded
    if days is None and told.last is not None and lexicon.has("times.since_then", sentence):
        return _whole(told.last, told.last)
    own = told.own or (base if is_known else None)
    if days is None:
        if own is None:
            return None
        days, is_named = Days(first=own, last=own), False
    else:
        is_named = True
    for text, folded in ((clause.text, clause.folded), (clause.sentence.text, sentence)):
        within = _within(text, folded, days, lexicon)
        if within is not None:
            return within
    if not is_named and days.first == base and published is not None:
        return _until_publication(published, precision)
    return _whole(days.first, days.last)


def _days(clause: Clause, base: date | None, lexicon: Lexicon, *, is_known: bool) -> Days | None:
    days = find_days(clause.text, clause.folded, base, lexicon, is_known=is_known)
    return days or find_days(clause.sentence.text, clause.sentence.folded, base, lexicon, is_known=is_known)


def _within(text: str, folded: str, days: Days, lexicon: Lexicon) -> Interval | None:
    """What a text says of the hour; None where it says nothing."""
    clock = find_clock(text, folded, lexicon)
    if clock is not None:
        start = _at(days.first, *clock.start) if clock.start else _at(days.first, 0)
        end = _at(days.last, *clock.end) if clock.end else None
        if end is not None and end < start:
            end += timedelta(days=1)
        return Interval(
            start_at=start, end_at=end, precision=TimePrecision.MINUTE if clock.start else TimePrecision.DAY
        )
    if lexicon.has("times.night", folded):
        eve = _at(days.last - timedelta(days=1), _NIGHT_FROM)
        return Interval(start_at=eve, end_at=_at(days.last, _NIGHT_TO), precision=TimePrecision.PART_OF_DAY)
    for sense, first, last in _PARTS:
        hit = lexicon.find(sense, folded)
        if hit is not None and not lexicon.has_between("times.as_of", folded, hit.start - _AS_OF, hit.start):
            return Interval(
                start_at=_at(days.first, first), end_at=_at(days.first, last), precision=TimePrecision.PART_OF_DAY
            )
    return None


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time in Kyiv as UTC; hour 24 is the next midnight."""
    whole_days, hour = divmod(hour, 24)
    at = datetime.combine(day + timedelta(days=whole_days), time(hour, minute), tzinfo=KYIV)
    return at.astimezone(UTC)


def _whole(first: date, last: date) -> Interval:
    return Interval(start_at=_at(first, 0), end_at=_at(last, 24), precision=TimePrecision.DAY)


def _until_publication(published: datetime, precision: TimePrecision | None) -> Interval:
    """News without a time is of its day, and of no later hour than it was published."""
    day = published.astimezone(KYIV).date()
    is_fine = precision in {TimePrecision.MINUTE, TimePrecision.HOUR}
    end = max(_at(day, 0), published) if is_fine else _at(day, 24)
    return Interval(start_at=_at(day, 0), end_at=end, precision=TimePrecision.DAY)


def _day_of(report: Report) -> date | None:
    return report.published_at.astimezone(KYIV).date() if report.published_at is not None else None


def _is_known(report: Report) -> bool:
    return report.published_at is not None and report.published_precision != TimePrecision.CRAWL
