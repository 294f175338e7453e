"""Polls → how many new reports a source gave on each day."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.merge.coverage import HEARD, INTERVALS_UNTIL_SILENT
from tracker.model import Poll, Source

KYIV = ZoneInfo("Europe/Kyiv")
DAY = timedelta(days=1)
LONGEST_DEAF = timedelta(hours=3)  # a day with a longer pause in hearing is not known, nor is one that catches up


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """New reports of one source on one day of Europe/Kyiv."""

    day: date
    reports_count: int


def count_days(polls: Sequence[Poll], source: Source, as_of: datetime) -> tuple[DayCount, ...]:
    """Count the new reports of each whole day that one source was heard all through, oldest first.

    What it gave after a pause in hearing may be of the days before: a day that such a pause touches is left out, not
    zero. So is the day of the first poll, which brings what the source held already.
    """
    heard = sorted(
        (poll.polled_at, poll.new_reports_count)
        for poll in polls
        if poll.source_id == source.source_id and poll.outcome in HEARD and poll.polled_at <= as_of
    )
    if not heard:
        return ()
    counts: Counter[date] = Counter()
    for polled_at, count in heard:
        counts[_day_of(polled_at)] += count
    unknown = {_day_of(heard[0][0]), _day_of(as_of)}
    longest = max(LONGEST_DEAF, timedelta(minutes=source.interval_minutes) * INTERVALS_UNTIL_SILENT)
    times = [polled_at for polled_at, _ in heard]
    for earlier, later in zip(times, [*times[1:], as_of], strict=True):
        if later - earlier > longest:
            unknown.update(_days(_day_of(earlier), _day_of(later)))
    known = (day for day in _days(min(counts), _day_of(as_of)) if day not in unknown)
    return tuple(DayCount(day=day, reports_count=counts[day]) for day in known)


def start_of(day: date) -> datetime:
    """When a day of Europe/Kyiv begins, as UTC."""
    return datetime.combine(day, time.min, KYIV).astimezone(UTC)


def _day_of(at: datetime) -> date:
    return at.astimezone(KYIV).date()


def _days(first: date, last: date) -> list[date]:
    return [first + step * DAY for step in range((last - first).days + 1)]
