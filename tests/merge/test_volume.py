"""New reports by day: a day that was not heard all through is not known, and never zero."""

from datetime import UTC, date, datetime, timedelta

from tests.builders import make_source
from tracker.merge.volume import count_days
from tracker.model import HeardHour

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SOURCE = make_source("s")
FIRST = datetime(2026, 1, 9, 22, tzinfo=UTC)  # midnight of the 10th in Kyiv


def heard(at: datetime, count: int = 1) -> HeardHour:
    return HeardHour(source_id="s", first_at=at, last_at=at + 45 * timedelta(minutes=1), new_reports_count=count)


def hourly(start: datetime, hours: int) -> list[HeardHour]:
    return [heard(start + step * HOUR) for step in range(hours)]


def days_of(hours: list[HeardHour], as_of: datetime, interval_minutes: int = 15) -> dict[int, int]:
    found = count_days(hours, make_source("s", interval_minutes=interval_minutes), as_of)
    return {one.day.day: one.reports_count for one in found}


def test_days_are_those_of_kyiv_and_the_first_and_the_running_one_are_left_out() -> None:
    hours = hourly(FIRST, 3 * 24 + 5)

    assert days_of(hours, FIRST + 3 * DAY + 5 * HOUR) == {11: 24, 12: 24}


def test_a_day_of_the_spring_change_has_23_hours_and_one_of_the_autumn_change_25() -> None:
    spring, autumn = datetime(2026, 3, 27, 22, tzinfo=UTC), datetime(2026, 10, 23, 21, tzinfo=UTC)

    assert days_of(hourly(spring, 72), spring + 72 * HOUR) == {29: 23, 30: 24}
    assert days_of(hourly(autumn, 73), autumn + 73 * HOUR) == {25: 25, 26: 24}


def test_a_pause_in_hearing_takes_away_the_days_it_touches_and_the_one_that_catches_up() -> None:
    hours = [one for one in hourly(FIRST, 6 * 24) if not FIRST + 46 * HOUR <= one.first_at < FIRST + 75 * HOUR]

    assert days_of(hours, FIRST + 6 * DAY) == {14: 24, 15: 24}


def test_a_short_pause_leaves_the_day_known() -> None:
    hours = [one for one in hourly(FIRST, 72) if one.first_at not in {FIRST + 30 * HOUR, FIRST + 31 * HOUR}]

    assert days_of(hours, FIRST + 72 * HOUR) == {11: 22, 12: 24}


def test_a_source_of_a_long_interval_may_be_heard_that_seldom() -> None:
    hours = [heard(FIRST + step * 8 * HOUR, 2) for step in range(12)]

    assert days_of(hours, FIRST + 4 * DAY, interval_minutes=8 * 60) == {11: 6, 12: 6, 13: 6}
    assert days_of(hours, FIRST + 4 * DAY) == {}


def test_a_source_not_heard_at_present_has_no_newest_days() -> None:
    assert max(one.day for one in count_days(hourly(FIRST, 72), SOURCE, FIRST + 9 * DAY)) == date(2026, 1, 11)


def test_a_heard_day_without_anything_new_is_zero() -> None:
    hours = [heard(FIRST + step * HOUR, 0) for step in range(72)]

    assert days_of(hours, FIRST + 72 * HOUR) == {11: 0, 12: 0}
    assert count_days((), SOURCE, FIRST) == ()
