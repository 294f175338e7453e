"""Hours heard → how many new reports a source gave on each day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.merge.coverage import INTERVALS_UNTIL_SILENT
from tracker.model import HeardHour, Source

KYIV = ZoneInfo("Europe/Kyiv")
DAY = timedelta(days=1)
LONGEST_DEAF = timedelta(hours=3)  # a day with a longer pause in hearing is not known, nor is one that catches up


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """New reports of one source on one day of Europe/Kyiv."""

    day: date
    reports_count: int


def count_days(hours: Iterable[HeardHour], source: Source, as_of: datetime) -> tuple[DayCount, ...]:
    """Count the new reports of each whole day that one source was heard all through, oldest first.

    What it gave after a pause in hearing may be of the days before: a day that such a pause touches is left out, not
    zero. So is the day of the first hour, which may bring what the source held already, and the running day.
    """
    heard = sorted((one for one in hours if one.first_at <= as_of), key=lambda one: one.first_at)
    if not heard:
        return ()
    counts: Counter[date] = Counter()
    for one in heard:
        counts[_day_of(one.first_at)] += one.new_reports_count
    first, last = _day_of(heard[0].first_at), _day_of(as_of)
    unknown = {first, last}
    longest = max(LONGEST_DEAF, timedelta(minutes=source.interval_minutes) * INTERVALS_UNTIL_SILENT)
    begins = [*(one.first_at for one in heard[1:]), as_of]
    for one, begin in zip(heard, begins, strict=True):
        if begin - one.last_at > longest:
            unknown.update(_days(_day_of(one.last_at), _day_of(begin)))
    return tuple(DayCount(day=day, reports_count=counts[day]) for day in _days(first, last) if day not in unknown)


def _day_of(at: datetime) -> date:
    return at.astimezone(KYIV).date()


def _days(first: date, last: date) -> list[date]:
    return [first + step * DAY for step in range((last - first).days + 1)]
