"""When something happened, as an interval with its precision, against the time of publication."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.extract.clocks import Clock, find_clock
from tracker.extract.dates import Days, find_days
from tracker.extract.lexicon import Marked
from tracker.extract.text import Clause, Sentence
from tracker.model import Interval, Report, TimePrecision

KYIV = ZoneInfo("Europe/Kyiv")
_PARTS = (("times.morning", 6, 12), ("times.afternoon", 12, 18), ("times.evening", 18, 24))
_PARTS_OF_DAY = frozenset({"times.night", *(sense for sense, *_ in _PARTS)})
_AS_OF = 16  # characters before a part of the day
_NIGHT_FROM, _NIGHT_TO = 22, 6
_HEADING_DAYS = timedelta(days=7)  # how far behind its publication a bulletin's own date may lie
_CRAWL_DAYS = timedelta(days=14)


class Told(NamedTuple):
    """The days a report is about: its own, and the last one a clause before told of."""

    own: date | None = None
    last: date | None = None


def read_own_day(report: Report, sentences: Sequence[Sentence]) -> date | None:
    """The day a report says it is of.

    That is a date in its first line, or, where nobody knows when it was published, its first date at all.
    """
    base = _day_of(report)
    is_known = _is_known(report)
    reach = _HEADING_DAYS if is_known else _CRAWL_DAYS
    for sentence in sentences:
        if is_known and sentence.paragraph > 0:
            break
        days = find_days(sentence.text, sentence.marked, base, is_known=False)
        if days is not None and (base is None or base - reach <= days.first <= base):
            return days.last if sentence.has("times.night") else days.first
    return None


def read_day(clause: Clause, report: Report) -> date | None:
    """The day a clause or its sentence names, for what "since then" means in the next."""
    days = _days(clause, _day_of(report), is_known=_is_known(report))
    return days.first if days is not None else None


def read_time(clause: Clause, report: Report, told: Told) -> Interval | None:
    """The time a clause tells of, in UTC; None where neither its words nor the report give one.

    A night is the one that ends on its day. Where the time of publication is only when a page was stored, relative
    days stay unresolved.
    """
    published, base, sentence = report.published_at, _day_of(report), clause.sentence
    is_known = _is_known(report)
    days = _days(clause, base, is_known=is_known)
    if days is None and told.last is not None and sentence.has("times.since_then"):
        return _whole(told.last, told.last)
    is_named = days is not None
    if days is None:
        own = told.own or (base if is_known else None)
        if own is None:
            return None
        days = Days(first=own, last=own)
    within = _hours_of(clause, days)
    if within is not None:
        return within
    if not is_named and days.first == base and published is not None:
        return _until_publication(published, report.published_precision)
    return _whole(days.first, days.last)


def _days(clause: Clause, base: date | None, *, is_known: bool) -> Days | None:
    whole = _days_of(clause.sentence, base, is_known)
    if whole is None or _is_whole(clause):
        return whole
    return find_days(clause.text, clause.marked, base, is_known=is_known) or whole


def _is_whole(clause: Clause) -> bool:
    return clause.marked.hits is clause.sentence.marked.hits


@lru_cache(maxsize=4)  # every clause of a sentence asks
def _days_of(sentence: Sentence, base: date | None, is_known: bool) -> Days | None:  # noqa: FBT001 - a key of the cache
    return find_days(sentence.text, sentence.marked, base, is_known=is_known)


@lru_cache(maxsize=4)
def _clock_of(sentence: Sentence) -> Clock | None:
    return find_clock(sentence.text, sentence.marked)


def _hours_of(clause: Clause, days: Days) -> Interval | None:
    """What a clause, or else its sentence, says of the hour."""
    sentence = clause.sentence
    clock = _clock_of(sentence)
    if clock is None and not sentence.has_any(_PARTS_OF_DAY):
        return None
    within = None
    if not _is_whole(clause):
        own_clock = find_clock(clause.text, clause.marked) if clock is not None else None
        within = _within(own_clock, clause.marked, days)
    return within or _within(clock, sentence.marked, days)


def _within(clock: Clock | None, marked: Marked, days: Days) -> Interval | None:
    """What a text says of the hour; None where it says nothing."""
    if clock is not None:
        start = _at(days.first, *clock.start) if clock.start else _at(days.first, 0)
        end = _at(days.last, *clock.end) if clock.end else None
        if end is not None and end < start:
            end += timedelta(days=1)
        return Interval(
            start_at=start, end_at=end, precision=TimePrecision.MINUTE if clock.start else TimePrecision.DAY
        )
    senses = marked.hits
    if "times.night" in senses:
        eve = _at(days.last - timedelta(days=1), _NIGHT_FROM)
        return Interval(start_at=eve, end_at=_at(days.last, _NIGHT_TO), precision=TimePrecision.PART_OF_DAY)
    for sense, first, last in _PARTS:
        hit = senses[sense][0] if sense in senses else None
        if hit is not None and not marked.has_between("times.as_of", hit.start - _AS_OF, hit.start):
            return Interval(
                start_at=_at(days.first, first), end_at=_at(days.first, last), precision=TimePrecision.PART_OF_DAY
            )
    return None


@lru_cache(maxsize=1024)
def _at(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time in Kyiv as UTC; hour 24 is the next midnight."""
    whole_days, hour = divmod(hour, 24)
    at = datetime.combine(day + timedelta(days=whole_days), time(hour, minute), tzinfo=KYIV)
    return at.astimezone(UTC)


@lru_cache(maxsize=64)  # most clauses of a report have its day
def _whole(first: date, last: date) -> Interval:
    return Interval(start_at=_at(first, 0), end_at=_at(last, 24), precision=TimePrecision.DAY)


@lru_cache(maxsize=64)
def _until_publication(published: datetime, precision: TimePrecision | None) -> Interval:
    """News without a time is of its day, and of no later hour than it was published."""
    day = _kyiv_day(published)
    is_fine = precision in {TimePrecision.MINUTE, TimePrecision.HOUR}
    end = max(_at(day, 0), published) if is_fine else _at(day, 24)
    return Interval(start_at=_at(day, 0), end_at=end, precision=TimePrecision.DAY)


def _day_of(report: Report) -> date | None:
    return _kyiv_day(report.published_at) if report.published_at is not None else None


@lru_cache(maxsize=64)
def _kyiv_day(at: datetime) -> date:
    return at.astimezone(KYIV).date()


def _is_known(report: Report) -> bool:
    return report.published_at is not None and report.published_precision != TimePrecision.CRAWL
