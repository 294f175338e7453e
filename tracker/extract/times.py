"""When something happened, as an interval with its precision, against the time of publication."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from tracker.extract.text import Clause
from tracker.model import Interval, Report, TimePrecision

KYIV = ZoneInfo("Europe/Kyiv")
_MONTHS = {
    **dict.fromkeys(("січня", "января", "january", "jan"), 1),
    **dict.fromkeys(("лютого", "февраля", "february", "feb"), 2),
    **dict.fromkeys(("березня", "марта", "march", "mar"), 3),
    **dict.fromkeys(("квітня", "апреля", "april", "apr"), 4),
    **dict.fromkeys(("травня", "мая", "may"), 5),
    **dict.fromkeys(("червня", "июня", "june"), 6),
    **dict.fromkeys(("липня", "июля", "july"), 7),
    **dict.fromkeys(("серпня", "августа", "august", "aug"), 8),
    **dict.fromkeys(("вересня", "сентября", "september", "sept"), 9),
    **dict.fromkeys(("жовтня", "октября", "october", "oct"), 10),
    **dict.fromkeys(("листопада", "ноября", "november", "nov"), 11),
    **dict.fromkeys(("грудня", "декабря", "december", "dec"), 12),
}
_WEEKDAYS = (
    r"понеділ\w*|понедельник\w*|monday",
    r"вівтор\w*|вторник\w*|tuesday",
    r"серед[уиі]|сред[уыае]|wednesday",
    r"четвер\w*|четверг\w*|thursday",
    r"п['’ʼ]?ятниц\w*|пятниц\w*|friday",
    r"субот\w*|суббот\w*|saturday",
    r"неділ\w*|воскресень\w*|sunday",
)
_NAMES = "|".join(_MONTHS)
_DAY = re.compile(rf"\b(\d{{1,2}})\s+({_NAMES})\b|\b({_NAMES})\s+(\d{{1,2}})\b", re.IGNORECASE)
_MONTH, _NIGHT = "month", "night"
_YESTERDAY, _TODAY, _TOMORROW = -1, 0, 1  # days from that of publication
_PARTS = {"morning": (6, 12), "afternoon": (12, 18), "evening": (18, 24)}  # hours
# What a word tells of time; asked once for each word, since a text has few that tell anything.
_PATTERNS: Mapping[str | int, str] = {
    _MONTH: rf"\b(?:{_NAMES})\b",
    _YESTERDAY: r"\bвчора\b|\bучора\b|\bвчера\b|\byesterday\b",
    _TODAY: r"\bсьогодні\b|\bсегодня\b|\btoday\b|\bthis morning\b|\btonight\b",
    _TOMORROW: r"\bзавтра\b|\btomorrow\b",
    **{name: rf"\b(?:{name})\b" for name in _WEEKDAYS},
    _NIGHT: r"overnight|\bніч\b|\b[ву]ночі\b|\bнічн\w+|\bночью\b|\bв ночь\b|\bночн\w+|\b(?:last|at) night\b",
    "morning": r"\bвранці\b|\bзранку\b|\bранку\b|\bутром\b|\bутра\b|\bmorning\b",
    "afternoon": r"\bвдень\b|\bднем\b|\bafternoon\b",
    "evening": r"\bввечері\b|\bувечері\b|\bвечора\b|\bвечером\b|\bвечера\b|\bevening\b",
}
_TELLING = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
_WORD = re.compile(r"(?:this morning|last night|at night|в ночь)\b|[\w'’ʼ]{1,60}")
_TIMES = re.compile(r"\d[:.]\d\d")
_CLOCK = re.compile(r"(?:з|із|с|from|о|об|at|в)\s+(\d{1,2})[:.](\d{2})\b")
_UNTIL = re.compile(r"(?:до|по|to|until|till|by)\s+(\d{1,2})[:.](\d{2})\b")
_YEAR_TURN_DAYS = 60
_HOURS = range(24)
_NIGHT_FROM, _NIGHT_TO = time(22), time(6)


def read_time(clause: Clause, report: Report) -> Interval | None:
    """The time a clause tells of, in UTC; None where neither its words nor the publication give one.

    A night is the one that ends on its day. Where the time of publication is only when a page was stored, relative
    days stay unresolved.
    """
    return _read(clause.sentence.folded, report.published_at, report.published_precision)


@lru_cache(maxsize=256)  # every place of a sentence asks for its time
def _read(folded: str, published: datetime | None, precision: TimePrecision | None) -> Interval | None:
    is_known = published is not None and precision != TimePrecision.CRAWL
    base = published.astimezone(KYIV).date() if published is not None else None
    told = frozenset[str | int]().union(*map(_tell, _WORD.findall(folded)))
    day = _named_day(folded, base) if _MONTH in told else None
    if day is None and base is not None and is_known:
        day = _relative_day(told, base)
    if day is None:
        return _day_of_publication(published, precision) if published is not None and is_known else None
    return _within(folded, told, day)


@lru_cache(maxsize=1 << 15)
def _tell(word: str) -> frozenset[str | int]:
    return frozenset(name for name, pattern in _TELLING.items() if pattern.search(word))


def _named_day(folded: str, base: date | None) -> date | None:
    match = _DAY.search(folded)
    if match is None or base is None:
        return None
    number, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    try:
        day = date(base.year, _MONTHS[month.lower()], int(number))
    except ValueError:
        return None
    # News tells of the past; a day that would lie far ahead was the last year's.
    return day.replace(year=day.year - 1) if (day - base).days > _YEAR_TURN_DAYS else day


def _relative_day(told: frozenset[str | int], base: date) -> date | None:
    for shift in (_YESTERDAY, _TODAY, _TOMORROW):
        if shift in told:
            return base + timedelta(days=shift)
    for weekday, names in enumerate(_WEEKDAYS):
        if names in told:
            return base - timedelta(days=(base.weekday() - weekday) % 7)
    return base if _NIGHT in told or not told.isdisjoint(_PARTS) else None


def _within(folded: str, told: frozenset[str | int], day: date) -> Interval:
    clock, until = (_CLOCK.search(folded), _UNTIL.search(folded)) if _TIMES.search(folded) else (None, None)
    if clock is not None and int(clock[1]) < len(_HOURS):
        start = _at(day, int(clock[1]), int(clock[2]))
        end = _at(day, int(until[1]), int(until[2])) if until is not None and int(until[1]) <= len(_HOURS) else None
        return Interval(start_at=start, end_at=end if end and end >= start else None, precision=TimePrecision.MINUTE)
    if _NIGHT in told:
        eve = datetime.combine(day - timedelta(days=1), _NIGHT_FROM, tzinfo=KYIV)
        dawn = datetime.combine(day, _NIGHT_TO, tzinfo=KYIV)
        return _interval(eve, dawn, TimePrecision.PART_OF_DAY)
    for part, (first, last) in _PARTS.items():
        if part in told:
            return Interval(start_at=_at(day, first, 0), end_at=_at(day, last, 0), precision=TimePrecision.PART_OF_DAY)
    return Interval(start_at=_at(day, 0, 0), end_at=_at(day, 24, 0), precision=TimePrecision.DAY)


def _at(day: date, hour: int, minute: int) -> datetime:
    """A wall-clock time in Kyiv as UTC; hour 24 is the next midnight."""
    whole_days, hour = divmod(hour, 24)
    at = datetime.combine(day + timedelta(days=whole_days), time(hour, min(minute, 59)), tzinfo=KYIV)
    return at.astimezone(UTC)


def _interval(start: datetime, end: datetime, precision: TimePrecision) -> Interval:
    return Interval(start_at=start.astimezone(UTC), end_at=end.astimezone(UTC), precision=precision)


def _day_of_publication(published: datetime, precision: TimePrecision | None) -> Interval:
    """News without a time is of its day."""
    day = published.astimezone(KYIV).date()
    end = max(_at(day, 0, 0), published)
    if precision in {TimePrecision.MINUTE, TimePrecision.HOUR}:
        return Interval(start_at=_at(day, 0, 0), end_at=end, precision=TimePrecision.DAY)
    return Interval(start_at=_at(day, 0, 0), end_at=_at(day, 24, 0), precision=TimePrecision.DAY)
