"""Points of the clock, through both changes of it in Kyiv."""

from datetime import UTC, date, datetime, timedelta

import pytest
from apscheduler.triggers.cron import CronTrigger
from hypothesis import given
from hypothesis import strategies as st

from jobs.plan import TIMES, next_times
from jobs.schedule import EVERY_MINUTE, KYIV, build_scheduler, follow_clock, make_trigger, newest_slot, next_slot
from tests.builders import NOON
from tracker.errors import NotConfigured

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
INSTANTS = st.datetimes(datetime(2016, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zoned
CHANGES = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda day: st.integers(-1440, 2880).map(
        lambda minute: datetime(day.year, day.month, day.day, tzinfo=UTC) + minute * MINUTE
    )
)
CRONS = st.sampled_from([times.cron for times in TIMES.values()] + ["*/20 * * * *", "0 * * * *", "15 2,4 * * *"])


def slots_between(cron: str, begin: datetime, end: datetime) -> list[datetime]:
    found, slots = next_slot(cron, begin), []
    while found is not None and found <= end:
        slots.append(found)
        found = next_slot(cron, found)
    return slots


def kyiv(day: date, hour: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=KYIV).astimezone(UTC)


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 1, 15), 24)])
@pytest.mark.parametrize(("cron", "per_hour"), [("0 * * * *", 1), ("*/20 * * * *", 3), ("* * * * *", 60)])
def test_what_runs_all_day_runs_once_in_each_real_hour(day: date, hours: int, cron: str, per_hour: int) -> None:
    slots = slots_between(cron, kyiv(day) - MINUTE, kyiv(day + DAY) - MINUTE)

    assert len(slots) == len(set(slots)) == hours * per_hour


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_the_daily_digest_comes_once_on_days_of_23_and_25_hours(day: date) -> None:
    slots = slots_between(TIMES["digest"].cron, kyiv(day - DAY), kyiv(day + 2 * DAY))

    assert [slot.astimezone(KYIV).date() for slot in slots] == [day - DAY, day, day + DAY]
    assert {slot.astimezone(KYIV).hour for slot in slots} == {7}


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_the_hours_around_the_change_are_those_of_the_wall(day: date) -> None:
    told = [f"{slot.astimezone(KYIV):%H:%M%z}" for slot in slots_between("0 * * * *", kyiv(day, 1), kyiv(day, 5))]

    assert (
        told
        == {
            SPRING: ["02:00+0200", "04:00+0300", "05:00+0300"],
            AUTUMN: ["02:00+0300", "03:00+0300", "03:00+0200", "04:00+0200", "05:00+0200"],
        }[day]
    )


@pytest.mark.parametrize("cron", ["30 3 * * *", "0 3 * * mon", "0 */3 * * *", "0 1-5 * * *", "59 3 29 3 *"])
def test_a_set_hour_between_three_and_four_is_refused(cron: str) -> None:
    with pytest.raises(NotConfigured, match="twice on a day in autumn"):
        make_trigger(cron)


@pytest.mark.parametrize("cron", ["", "* * * *", "61 * * * *", "a b c d e"])
def test_times_that_cannot_be_read_are_refused(cron: str) -> None:
    with pytest.raises(NotConfigured):
        make_trigger(cron)


def test_the_times_of_all_jobs_are_accepted_and_told() -> None:
    for times in TIMES.values():
        make_trigger(times.cron)

    assert set(next_times(TIMES, NOON)) == set(TIMES)
    assert next_times(TIMES, NOON)["ingest"] == NOON + MINUTE


@given(cron=CRONS, now=st.one_of(INSTANTS, CHANGES))
def test_the_newest_slot_is_the_last_one_that_has_come(cron: str, now: datetime) -> None:
    newest = newest_slot(cron, now, late=9 * DAY)
    assert newest is not None
    following = next_slot(cron, newest)

    assert newest <= now
    assert following is not None
    assert following > now


def test_a_slot_missed_for_too_long_is_not_done_any_more() -> None:
    at_seven = kyiv(date(2026, 1, 15), 7)

    assert newest_slot("0 7 * * *", at_seven + 12 * HOUR, late=12 * HOUR) == at_seven
    assert newest_slot("0 7 * * *", at_seven + 12 * HOUR + MINUTE, late=12 * HOUR) is None


def test_a_clock_set_back_does_not_silence_the_scheduler() -> None:
    def look() -> None:
        """Stand for a job."""

    scheduler = build_scheduler({"ingest": look})
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    scheduler.modify_job("ingest", next_run_time=now + timedelta(days=3652))

    assert follow_clock(scheduler, now) == 1
    assert scheduler.get_job("ingest").next_run_time - now <= MINUTE
    assert follow_clock(scheduler, now) == 0
    scheduler.shutdown()


def test_what_wakes_the_jobs_knows_no_summer_time() -> None:
    doubled = datetime(AUTUMN.year, AUTUMN.month, AUTUMN.day, 0, 59, 30, tzinfo=UTC)  # 03:59:30, the first time
    fires = EVERY_MINUTE.get_next_fire_time(None, doubled)

    assert EVERY_MINUTE.get_next_fire_time(fires, fires + MINUTE / 2) - fires == MINUTE


@pytest.mark.parametrize(
    ("day", "fires"),
    [(SPRING, ["04:30+0300"]), (AUTUMN, ["03:30+0300", "03:30+0200"])],
)
def test_why_a_set_hour_between_three_and_four_is_refused(day: date, fires: list[str]) -> None:
    trigger = CronTrigger(hour=3, minute=30, timezone=KYIV)
    found, told = trigger.get_next_fire_time(None, kyiv(day)), []
    while found.astimezone(KYIV).date() == day:
        told.append(f"{found.astimezone(UTC).astimezone(KYIV):%H:%M%z}")
        found = trigger.get_next_fire_time(None, found.astimezone(UTC) + MINUTE)

    assert told == fires
