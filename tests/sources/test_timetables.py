"""The wall clock of a day as slots of UTC."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import ScheduleSlot
from tracker.sources.connectors.dtek import HOURS, read_hours
from tracker.sources.timetables import DAY_MINUTES, day_bounds, make_slots, merge_slots, observed_slot, read_minute

KYIV = ZoneInfo("Europe/Kyiv")
SPRING, AUTUMN, WINTER = date(2026, 3, 29), date(2026, 10, 25), date(2026, 1, 15)
HALF_HOURS = tuple((minute, minute + 30) for minute in range(0, DAY_MINUTES, 30))
MINUTE = timedelta(minutes=1)

days = st.one_of(st.sampled_from([SPRING, AUTUMN]), st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31)))
minutes = st.integers(0, DAY_MINUTES)
walls = st.tuples(minutes, minutes, st.booleans()).filter(lambda wall: wall[0] != wall[1])


def length(slots: tuple[ScheduleSlot, ...]) -> timedelta:
    return sum((slot.end_at - slot.start_at for slot in slots), timedelta())


def hours_of(slots: tuple[ScheduleSlot, ...]) -> list[str]:
    return [f"{slot.start_at:%dT%H:%M}/{slot.end_at:%dT%H:%M}" for slot in slots]


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (WINTER, 24)])
def test_a_day_without_light_is_as_long_as_the_day(day: date, hours: int) -> None:
    (slot,) = make_slots(day, [(0, DAY_MINUTES, False)], KYIV)

    assert (slot.start_at, slot.end_at) == day_bounds(day, KYIV)
    assert slot.end_at - slot.start_at == timedelta(hours=hours)


@given(days, st.permutations(HALF_HOURS))
def test_the_half_hours_of_any_day_sum_to_its_true_length_in_whatever_order(
    day: date, halves: list[tuple[int, int]]
) -> None:
    start_at, end_at = day_bounds(day, KYIV)
    apart = [make_slots(day, [(start, end, False)], KYIV) for start, end in halves]

    assert sum((length(slots) for slots in apart), timedelta()) == end_at - start_at
    assert merge_slots(slot for slots in apart for slot in slots) == (ScheduleSlot(start_at=start_at, end_at=end_at),)


@given(days, st.lists(walls, max_size=8).flatmap(lambda known: st.tuples(st.just(known), st.permutations(known))))
def test_the_order_of_merging_does_not_matter(
    day: date, both: tuple[list[tuple[int, int, bool]], list[tuple[int, int, bool]]]
) -> None:
    known, shuffled = both

    assert make_slots(day, known, KYIV) == make_slots(day, shuffled, KYIV)


@given(days, st.lists(walls, max_size=8))
def test_merging_again_changes_nothing_and_slots_never_overlap(day: date, known: list[tuple[int, int, bool]]) -> None:
    slots = make_slots(day, known, KYIV)

    assert merge_slots(slots) == slots
    assert all(before.end_at <= after.start_at for before, after in pairwise(slots))


@given(days, minutes, minutes, minutes)
def test_a_moment_is_dark_exactly_when_its_wall_clock_is(day: date, start: int, end: int, step: int) -> None:
    if start >= end:
        start, end = 0, max(start, 1)
    at = day_bounds(day, KYIV)[0] + step * MINUTE
    local = at.astimezone(KYIV)
    is_dark = local.date() == day and start <= local.hour * 60 + local.minute < end

    slots = make_slots(day, [(start, end, False)], KYIV)

    assert any(slot.start_at <= at < slot.end_at for slot in slots) == is_dark


@given(days, st.lists(st.sampled_from(sorted(HOURS)), min_size=24, max_size=24))
def test_hour_keys_from_zero_and_from_one_give_equal_intervals(day: date, words: list[str]) -> None:
    from_zero = read_hours({str(hour): word for hour, word in enumerate(words)})
    from_one = read_hours({str(hour): word for hour, word in enumerate(words, start=1)})

    assert from_zero == from_one
    assert from_zero[1] == []
    assert make_slots(day, from_zero[0], KYIV) == make_slots(day, from_one[0], KYIV)


def test_an_hour_that_the_clock_skips_gives_nothing() -> None:
    assert make_slots(SPRING, [(180, 240, False)], KYIV) == ()


def test_an_hour_that_the_clock_tells_twice_is_dark_both_times() -> None:
    slots = make_slots(AUTUMN, [(180, 210, False)], KYIV)

    assert hours_of(slots) == ["25T00:00/25T00:30", "25T01:00/25T01:30"]


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 1, 31), ["31T21:00/01T00:00"]),
        (date(2026, 12, 31), ["31T21:00/01T00:00"]),
        (date(2028, 2, 28), ["28T21:00/29T00:00"]),
        (date(2026, 10, 24), ["24T20:00/24T23:00"]),
    ],
)
def test_what_ends_before_it_starts_ends_on_the_next_day_also_at_the_end_of_a_month(
    day: date, hours: list[str]
) -> None:
    assert hours_of(make_slots(day, [(23 * 60, 2 * 60, False)], KYIV)) == hours


def test_what_is_to_be_off_is_not_also_possible() -> None:
    slots = make_slots(WINTER, [(480, 720, True), (540, 600, False)], KYIV)

    assert [(hour, slot.is_possible) for hour, slot in zip(hours_of(slots), slots, strict=True)] == [
        ("15T06:00/15T07:00", True),
        ("15T07:00/15T08:00", False),
        ("15T08:00/15T10:00", True),
    ]


@pytest.mark.parametrize("value", [-1, 1441, True, None, 12.5, "24:01", "08:60", "8", "soon"])
def test_what_is_no_minute_of_a_day_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_minute(value)


def test_a_stretch_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="without length"):
        make_slots(WINTER, [(0, 0, False)], KYIV)


def test_what_is_off_without_a_planned_end_is_possibly_off_to_the_end_of_its_day() -> None:
    began_at = datetime(2026, 1, 15, 7, 10, tzinfo=UTC)
    ends_at = datetime(2026, 1, 15, 22, tzinfo=UTC)
    possibly = ScheduleSlot(start_at=began_at, end_at=ends_at, is_possible=True)

    assert observed_slot(began_at, None, KYIV) == possibly
    assert observed_slot(began_at, began_at, KYIV) == possibly
    assert observed_slot(began_at, ends_at, KYIV) == ScheduleSlot(start_at=began_at, end_at=ends_at)
