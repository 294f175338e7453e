"""When something was published, as feeds, pages and files write it. All answers are UTC.

Libraries read `EET` as UTC and know no Ukrainian or Russian months, so the step is our own.
"""

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from tracker.model import TimePrecision

FUTURE_TOLERANCE = timedelta(minutes=15)
HALF_DAY_H = 12
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
ZONES_H = {
    "utc": 0,
    "gmt": 0,
    "ut": 0,
    "z": 0,
    "wet": 0,
    "bst": 1,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "msk": 3,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "pst": -8,
    "pdt": -7,
}
# Beginnings of month names in English, Ukrainian and Russian, in any case form.
MONTHS = (
    ("jan", "січ", "янв"),
    ("feb", "лют", "фев"),
    ("mar", "бер", "мар"),
    ("apr", "кві", "апр"),
    ("may", "тра", "май", "мая"),
    ("jun", "чер", "июн"),
    ("jul", "лип", "июл"),
    ("aug", "сер", "авг"),
    ("sep", "вер", "сен"),
    ("oct", "жов", "окт"),
    ("nov", "лис", "ноя"),
    ("dec", "гру", "дек"),
)
MONTH_NUMBERS = {stem: number for number, stems in enumerate(MONTHS, start=1) for stem in stems}

_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
_NAMED = re.compile(r"(?P<day>\d{1,2})(?:-?го)?[\s.-]+(?P<name>[^\W\d_]{3,})\.?,?[\s.-]+(?P<year>\d{4})")
_NAMED_US = re.compile(r"(?P<name>[^\W\d_]{3,})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,\s*(?P<year>\d{4})")
_DOTTED = re.compile(r"\b(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\b")
_CLOCK = re.compile(r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?")
_HALF_OF_DAY = re.compile(r"\s*(?P<half>[AaPp])\.?[Mm]\b\.?")
_OFFSET = re.compile(r"\s*(?:GMT|UTC)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?\b")
_ZONE = re.compile(r"\s*\(?(?P<zone>[A-Za-z]{1,4})\b")


def read_date(text: str | None, *, time_zone: str, now: datetime) -> tuple[datetime | None, TimePrecision | None]:
    """Read one written date. Without a zone it is in `time_zone`; a day without an hour is its local midnight.

    What is impossible, too old, or more than a quarter of an hour in the future gives (None, None).
    """
    found = _find_day(text or "")
    if text is None or found is None:
        return None, None
    day, rest = found
    clock = _CLOCK.search(rest) or _CLOCK.search(text)
    try:
        at = _combine(day, clock, ZoneInfo(time_zone))
    except (ValueError, OverflowError):
        return None, None
    if not EARLIEST <= at <= now + FUTURE_TOLERANCE:
        return None, None
    return at, TimePrecision.MINUTE if clock else TimePrecision.DAY


def _find_day(text: str) -> tuple[tuple[int, int, int], str] | None:
    """Year, month and day of the first date in a text, and what follows it."""
    for pattern in (_ISO, _NAMED, _NAMED_US, _DOTTED):
        match = pattern.search(text)
        if match is None:
            continue
        groups = match.groupdict()
        month = int(groups["month"]) if "month" in groups else _month_number(groups["name"])
        if month is not None:
            return (int(groups["year"]), month, int(groups["day"])), text[match.end() :]
    return None


def _month_number(name: str) -> int | None:
    return MONTH_NUMBERS.get(name.casefold()[:3])


def _combine(day: tuple[int, int, int], clock: re.Match[str] | None, default_zone: tzinfo) -> datetime:
    if clock is None:
        return datetime(*day, tzinfo=default_zone).astimezone(UTC)
    hour, minute, second = (int(clock[name] or 0) for name in ("hour", "minute", "second"))
    rest = clock.string[clock.end() :]
    if half := _HALF_OF_DAY.match(rest):
        hour = hour % HALF_DAY_H + (HALF_DAY_H if half["half"] in "Pp" else 0)
        rest = rest[half.end() :]
    zone = _zone_after(rest) or default_zone
    wall = time(hour, minute, min(second, 59))
    return datetime.combine(datetime(*day, tzinfo=zone), wall, tzinfo=zone).astimezone(UTC)


def _zone_after(rest: str) -> tzinfo | None:
    if offset := _OFFSET.match(rest):
        size = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return timezone(-size if offset["sign"] == "-" else size)
    zone = _ZONE.match(rest)
    hours = ZONES_H.get(zone["zone"].casefold()) if zone else None
    return None if hours is None else timezone(timedelta(hours=hours))
