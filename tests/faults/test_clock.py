"""A clock that jumps makes no storm and no silence (F45), and the digest comes once a date (F26)."""

import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from jobs.clockwork import look
from jobs.digest import deliver
from jobs.lease import Shift, StillMine
from jobs.plan import TIMES
from jobs.registers import Registers
from jobs.runner import Job
from jobs.schedule import KYIV
from tests.builders import NOON
from tests.packaged import packaged_registers
from tests.publish.editions import make_edition
from tracker.mail import Delivery, Letter, Outcome
from tracker.settings import Recipient, Settings
from tracker.store.engine import open_store
from tracker.store.runs import MOST_SKEW

pytestmark = pytest.mark.slow  # lives through many days
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DECADE = 3652 * DAY
JUMPS = st.sampled_from([HOUR, -HOUR, DAY, -DAY, -DECADE, DECADE])
# Stretches of quiet minutes with a jump of the clock after each.
LIVES = st.lists(st.tuples(st.integers(1, 90), JUMPS), min_size=1, max_size=5)
EVERY = 5
READER = Recipient(address="one@aid.example", lang="en")
NAMES = count()


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        opened = open_store(str(Path(folder) / "private" / "svitlo.db"))
        event.listen(opened, "connect", _hurry)
        opened.dispose()
        yield opened
        opened.dispose()


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers()


def _hurry(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def live(engine: Engine, life: list[tuple[int, timedelta]], cron: str, late: timedelta) -> list[list[bool]]:
    """For each stretch, whether the job ran in each of its minutes."""
    ran: list[datetime] = []
    now = NOON

    def work(at: datetime, _still_mine: StillMine) -> str:
        ran.append(at)
        return "done"

    job = Job(name=f"job-{next(NAMES)}", cron=cron, late=late, work=work)
    shift = Shift(engine, "one", clock=lambda: now, timer=lambda: 0.0)
    stretches = []
    for minutes, jump in life:
        told = []
        for _ in range(minutes):
            before = len(ran)
            look(shift, job)
            told.append(len(ran) > before)
            now += MINUTE
        stretches.append(told)
        now += jump
    return stretches


def waits(told: list[bool]) -> list[int]:
    """The minutes between two runs, and before the first and after the last."""
    at = [-1, *(minute for minute, is_run in enumerate(told) if is_run), len(told)]
    return [later - earlier for earlier, later in pairwise(at)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=LIVES)
@example(life=[(1, -HOUR), (55, -HOUR), (66, HOUR)])
def test_whatever_the_clock_does_a_job_runs_about_once_in_its_interval(
    engine: Engine, life: list[tuple[int, timedelta]]
) -> None:
    longest = 2 * EVERY + int(MOST_SKEW / MINUTE) + 1
    for told in live(engine, life, f"*/{EVERY} * * * *", HOUR):
        assert max(waits(told)) <= longest
        assert sum(told) <= len(told) // EVERY + 2


def test_a_clock_set_back_an_hour_does_not_silence_a_job_for_an_hour(engine: Engine) -> None:
    _, again = live(engine, [(61, -HOUR), (30, HOUR)], f"*/{EVERY} * * * *", HOUR)

    assert sum(again) >= 5


def test_a_clock_that_was_wrong_for_a_while_leaves_no_storm_behind(engine: Engine) -> None:
    *_, after = live(engine, [(30, DAY), (30, -DAY), (30, DECADE), (30, -DECADE), (60, HOUR)], "*/5 * * * *", HOUR)

    assert sum(after) <= 13


class Postman:
    """Takes letters and remembers the day each is for."""

    def __init__(self) -> None:
        self.days: list[str] = []

    def take(self, letter: Letter) -> Outcome:
        self.days.append(letter.day)
        return Outcome(delivery=Delivery.SENT)


def live_with_digest(store: Engine, registers: Registers, moments: list[datetime]) -> list[str]:
    """The days of the letters sent, for a scheduler that looks at these moments."""
    postman, now = Postman(), moments[0]

    def work(at: datetime, still_mine: StillMine) -> str:
        known = Settings(recipients=(READER,))
        return deliver(store, registers, known, make_edition(), postman.take, now=at, still_mine=still_mine)

    job = Job(name="digest", cron=TIMES["digest"].cron, late=TIMES["digest"].late, work=work)
    shift = Shift(store, "one", clock=lambda: now, timer=lambda: 0.0)
    for moment in moments:
        now = moment
        look(shift, job)
    return postman.days


def hours_of(first: date, days: int) -> list[datetime]:
    begin = datetime(first.year, first.month, first.day, tzinfo=KYIV).astimezone(UTC)
    return [begin + hour * HOUR for hour in range(days * 24)]


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_digest_comes_once_a_date_through_both_changes_of_the_clock(
    store: Engine, registers: Registers, change: date
) -> None:
    days = live_with_digest(store, registers, hours_of(change - DAY, 4))

    assert days[:3] == [(change + number * DAY).isoformat() for number in (-1, 0, 1)]
    assert len(days) == len(set(days))


@pytest.mark.parametrize("jump", [HOUR, -HOUR, DAY, -DAY, -DECADE])
def test_a_clock_that_jumps_sends_no_date_twice(store: Engine, registers: Registers, jump: timedelta) -> None:
    quiet = hours_of(date(2026, 1, 14), 2)
    jumped = [moment + jump for moment in hours_of(date(2026, 1, 16), 1)]
    after = hours_of(date(2026, 1, 17), 1)
    days = live_with_digest(store, registers, [*quiet, *jumped, *after])

    assert len(days) == len(set(days))
    assert {"2026-01-14", "2026-01-15", "2026-01-17"} <= set(days)


def test_a_digest_missed_in_the_morning_comes_later_the_same_day_and_not_the_next(
    store: Engine, registers: Registers
) -> None:
    noon, next_day = datetime(2026, 1, 15, 12, tzinfo=KYIV), datetime(2026, 1, 16, 6, tzinfo=KYIV)

    assert live_with_digest(store, registers, [noon]) == ["2026-01-15"]
    assert live_with_digest(store, registers, [next_day]) == []
