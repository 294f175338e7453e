"""Days as texts name them: dates with or without a year, weekdays, yesterday and tomorrow."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from tracker.extract.lexicon import Hit, Marked, small

_MONTH_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTHS = {f"times.{name}": month for month, name in enumerate(_MONTH_NAMES, start=1)}
_WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {f"times.{name}": weekday for weekday, name in enumerate(_WEEKDAY_NAMES)}
_RELATIVE = {"times.before_yesterday": -2, "times.yesterday": -1, "times.today": 0, "times.tomorrow": 1}
_MONTH_SENSES = frozenset(_MONTHS)
_DAYS = frozenset({*_RELATIVE, *_WEEKDAYS})
_POINTED = re.compile(r"\d[.-]\d")  # in every date in digits
_DAY_BEFORE = re.compile(
    r"(?:(?<!\d)(?P<first>\d{1,2})\s?(?:[-–—]|на|й|і|та|и|and|to|auf|al|au)\s?)?(?<!\d)(?P<last>\d{1,2})"
    r"(?:-?(?:го|е|st|nd|rd|th)|\.)?(?:\s(?:of|de))?\s\Z"
)
_DAY_AFTER = re.compile(r"\.?\s(?P<first>\d{1,2})(?:\s?[-–—]\s?(?P<last>\d{1,2}))?(?:st|nd|rd|th)?(?![\d:]|[.,]\d)")
_YEAR = re.compile(r"(?:,?\s|\s?)(?P<year>20\d\d)(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.,:/])(?:(?P<day>\d{1,2})\.(?P<month>\d{2})(?:\.(?P<year>20\d\d|\d\d))?|(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d))"
    r"(?![\d:]|[.,]\d|\s?%)"
)
_TWO_WORDS = re.compile(r"(?:\S+\s+)?\S+\s*\Z")
_LONGEST_DATE = 16  # characters before a month
_YEAR_TURN_DAYS = 60
_NEAR_DAYS = 31  # of publication: a day and month in digits without a year


class Days(NamedTuple):
    """A day, or the first and the last of several."""

    first: date
    last: date


def find_days(text: str, marked: Marked, base: date | None, *, is_known: bool) -> Days | None:
    """The first day or days a text names.

    Args:
        text: the text as written.
        marked: the text folded, with its months, weekdays and relative days.
        base: the day of publication, which gives a date its year.
        is_known: whether that day is known well enough for "yesterday" and "on Friday" to be counted from it.
    """
    dates: list[tuple[int, Days]] = []
    if not marked.hits.keys().isdisjoint(_MONTH_SENSES):
        dates += _named(text, marked, base)
    if _POINTED.search(text) is not None:
        dates += _numeric(text, base)
    if dates:
        return min(dates, key=lambda found: found[0])[1]
    is_relative = is_known and base is not None and not marked.hits.keys().isdisjoint(_DAYS)
    return _relative(marked, base) if is_relative and base is not None else None


def _named(text: str, marked: Marked, base: date | None) -> Iterator[tuple[int, Days]]:
    lower = small(text)  # with its dashes: "13–14 January" are two days
    senses, folded = marked.hits, marked.text
    for sense in sorted(_MONTH_SENSES & senses.keys()):
        month = _MONTHS[sense]
        for hit in senses[sense]:
            before = _DAY_BEFORE.search(lower, max(0, hit.start - _LONGEST_DATE), hit.start) if hit.start else None
            match = before or (_DAY_AFTER.match(folded, hit.end) if text[hit.start].isupper() else None)
            if match is None or _is_end(marked, match.start() if before else hit.start):
                continue
            year = _YEAR.match(folded, hit.end if before else match.end())
            days = _days(match["first"] or match["last"], match["last"] or match["first"], month, year, base)
            if days is not None:
                yield hit.start, days


def _days(first: str, last: str, month: int, year: re.Match[str] | None, base: date | None) -> Days | None:
    end = _date(int(last), month, int(year["year"]) if year else None, base)
    if end is None or int(first) > int(last):
        return Days(first=end, last=end) if end is not None else None
    return Days(first=end - timedelta(days=int(last) - int(first)), last=end)


def _date(day: int, month: int, year: int | None, base: date | None) -> date | None:
    """A date; news tells of the past, so that a day that would lie far ahead was the last year's."""
    if year is None and base is None:
        return None
    try:
        found = date(year or (base.year if base else 0), month, day)
        if year is not None or base is None:
            return found
        if (found - base).days > _YEAR_TURN_DAYS:
            return found.replace(year=found.year - 1)
        is_next = (base - found).days > 365 - _YEAR_TURN_DAYS  # of January, told in December
        return found.replace(year=found.year + 1) if is_next else found
    except ValueError:
        return None


def _numeric(text: str, base: date | None) -> Iterator[tuple[int, Days]]:
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            day = _date(int(match["d"]), int(match["m"]), int(match["y"]), base)
        else:
            year = int(match["year"]) % 100 + 2000 if match["year"] else None
            day = _date(int(match["day"]), int(match["month"]), year, base)
            if year is None and day is not None and base is not None and abs((day - base).days) > _NEAR_DAYS:
                day = None
        if day is not None:
            yield match.start(), Days(first=day, last=day)


def _relative(marked: Marked, base: date) -> Days | None:
    found: list[tuple[int, date]] = []
    senses = marked.hits
    for sense in (sense for sense in _RELATIVE if sense in senses):
        hit = _first(sense, marked)
        if hit is not None:
            found.append((hit.start, base + timedelta(days=_RELATIVE[sense])))
    for sense in (sense for sense in _WEEKDAYS if sense in senses):
        hit = _first(sense, marked)
        if hit is not None:
            ago = (base.weekday() - _WEEKDAYS[sense]) % 7
            is_ahead = ago and marked.has("times.ahead")
            found.append((hit.start, base - timedelta(days=ago - 7 if is_ahead else ago)))
    if not found:
        return None
    is_night = marked.has("times.night")
    day = (max if is_night else min)(found)[1]  # the night from Friday to Saturday is Saturday's
    return Days(first=day, last=day)


def _first(sense: str, marked: Marked) -> Hit | None:
    return next((hit for hit in marked.find_all(sense) if not _is_end(marked, hit.start)), None)


def _is_end(marked: Marked, start: int) -> bool:
    """Whether a day is the one until which something lasts, or what something is compared with."""
    words = _TWO_WORDS.search(marked.text, max(0, start - _LONGEST_DATE), start)
    return words is not None and marked.has_between("times.until_day", words.start(), start)
