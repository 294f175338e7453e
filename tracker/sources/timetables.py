"""Timetables as slots of UTC: the wall clock of a local day, which has 23, 24 or 25 hours."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.model import ScheduleSlot

DAY_MINUTES = 24 * 60
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
WEEK_DAYS = 7
HOUR_MINUTES = 60
ON, MAYBE, OFF = range(3)

Wall = tuple[int, int, bool]  # from and to a minute of the wall clock of a day, and whether it is only possible


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which a local day begins and ends, UTC."""
    return _midnight(day, zone), _midnight(day + DAY, zone)


def make_slots(day: date, walls: Iterable[Wall], zone: ZoneInfo) -> tuple[ScheduleSlot, ...]:
    """The slots of stretches of a day's wall clock, merged.

    A stretch that ends before its start ends on the next day. An hour that the clock skips gives nothing, one that
    it tells twice gives both.

    Raises:
        ValueError: a minute is not one of the day, 0 to 1440, or a stretch has no length.
    """
    return merge_slots(
        ScheduleSlot(start_at=start_at, end_at=end_at, is_possible=is_possible)
        for start, end, is_possible in walls
        for start_at, end_at in _spans(day, start, end, zone)
    )


def observed_slot(began_at: datetime, planned_end_at: datetime | None, zone: ZoneInfo) -> ScheduleSlot:
    """What was recorded as off: to the planned end, a forecast; without one, possibly to the end of its day."""
    if planned_end_at is not None and began_at < planned_end_at:
        return ScheduleSlot(start_at=began_at, end_at=planned_end_at)
    _, midnight = day_bounds(local_date(began_at, zone), zone)
    return ScheduleSlot(start_at=began_at, end_at=midnight, is_possible=True)


def merge_slots(slots: Iterable[ScheduleSlot]) -> tuple[ScheduleSlot, ...]:
    """Join what touches or overlaps, whatever its order. What is to be off is not also possible."""
    edges: dict[datetime, list[int]] = {}
    for slot in slots:
        for at, step in ((slot.start_at, 1), (slot.end_at, -1)):
            edges.setdefault(at, [0, 0])[slot.is_possible] += step
    merged: list[ScheduleSlot] = []
    sure_count = possible_count = 0
    state, since = ON, None
    for at, (sure_step, possible_step) in sorted(edges.items()):
        sure_count, possible_count = sure_count + sure_step, possible_count + possible_step
        now = OFF if sure_count else MAYBE if possible_count else ON
        if now != state:
            if since is not None:
                merged.append(ScheduleSlot(start_at=since, end_at=at, is_possible=state == MAYBE))
            state, since = now, None if now == ON else at
    return tuple(merged)


def read_minute(value: object) -> int:
    """A minute of the day, 0 to 1440, from a number or a clock such as "23:30" or "24:00".

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, str):
        hours, _, minutes = value.partition(":")
        minute = int(hours) * HOUR_MINUTES + int(minutes) if int(minutes) < HOUR_MINUTES else -1
    else:
        minute = value if isinstance(value, int) and not isinstance(value, bool) else -1
    if not 0 <= minute <= DAY_MINUTES:
        message = f"{value!r} is no minute of a day"
        raise ValueError(message)
    return minute


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The day of an instant where the zone's clocks hang."""
    return at.astimezone(zone).date()


def coming_days(at: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """The day of an instant and the six after it: those for which a weekly plan speaks."""
    return tuple(local_date(at, zone) + DAY * step for step in range(WEEK_DAYS))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def _spans(day: date, start: int, end: int, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    start, end = read_minute(start), read_minute(end)
    if end == start:
        message = "a stretch without length"
        raise ValueError(message)
    if end < start:
        yield from _spans_within(day, start, DAY_MINUTES, zone)
        yield from _spans_within(day + DAY, 0, end, zone)
    else:
        yield from _spans_within(day, start, end, zone)


def _spans_within(day: date, start: int, end: int, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Where the wall clock stands between two minutes of a day: in each stretch of the day with one offset."""
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    for begins_at, ends_at in _steady(day, zone):
        shift = begins_at.astimezone(zone).utcoffset() or timedelta()
        first = max(begins_at, midnight + start * MINUTE - shift)
        last = min(ends_at, midnight + end * MINUTE - shift)
        if first < last:
            yield first, last


def _steady(day: date, zone: ZoneInfo) -> tuple[tuple[datetime, datetime], ...]:
    """The stretches of a day between which the clock is put forward or back, at most once."""
    begins_at, ends_at = day_bounds(day, zone)
    before = begins_at.astimezone(zone).utcoffset()
    if (ends_at - MINUTE).astimezone(zone).utcoffset() == before:
        return ((begins_at, ends_at),)
    low, high = 0, round((ends_at - begins_at) / MINUTE) - 1
    while high - low > 1:
        middle = (low + high) // 2
        is_before = (begins_at + middle * MINUTE).astimezone(zone).utcoffset() == before
        low, high = (middle, high) if is_before else (low, middle)
    change_at = begins_at + high * MINUTE
    return (begins_at, change_at), (change_at, ends_at)
