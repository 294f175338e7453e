"""Jobs by the clock: each slot once, whoever runs it, whatever dies."""

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.runner import Job, run_slot
from jobs.schedule import KYIV, make_trigger, slot_of, tick
from tests.builders import NOON
from tracker.errors import Unreachable
from tracker.store.engine import open_store
from tracker.store.runs import read_runs

SLOTS = 200
# Two workers walk the same invented clock; each does its slots by writing one line, and is told when to stop dead.
WORKER = """
import os, sys
from datetime import UTC, datetime, timedelta
from jobs.runner import Job
from jobs.schedule import tick
from tracker.store.engine import open_store

database, log, slots, dies_at = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
engine = open_store(database)
start = datetime(2026, 1, 15, 12, tzinfo=UTC)
done = 0

def work(now):
    global done
    done += 1
    if done == dies_at:
        os.kill(os.getpid(), 9)
    with open(log, "a", buffering=1) as file:
        file.write(f"{current.isoformat()}\\n")
    return "done"

job = Job(name="fast", cron="* * * * * *", work=work)
for step in range(slots):
    current = start + timedelta(seconds=step)
    tick(engine, job, f"worker-{os.getpid()}", lambda: current)
"""


def start_worker(database: str, log: Path, *, dies_at: int = 0) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", WORKER, database, str(log), str(SLOTS), str(dies_at)]
    return subprocess.Popen(words, stderr=subprocess.PIPE)


def test_two_schedulers_do_200_slots_exactly_once(database: str, tmp_path: Path) -> None:
    open_store(database).dispose()
    log = tmp_path / "log"
    workers = [start_worker(database, log) for _ in range(2)]
    complaints = [worker.communicate(timeout=120)[1].decode()[-500:] for worker in workers]
    lines = log.read_text(encoding="utf-8").splitlines()

    assert [worker.returncode for worker in workers] == [0, 0], complaints
    assert (len(lines), len(set(lines))) == (SLOTS, SLOTS)


def test_the_slot_of_a_killed_worker_is_done_by_another(database: str, tmp_path: Path) -> None:
    open_store(database).dispose()
    log = tmp_path / "log"
    killed = start_worker(database, log, dies_at=7)
    killed.communicate(timeout=120)
    engine = open_store(database)
    done: list[datetime] = []
    job = Job(name="fast", cron="* * * * * *", work=lambda now: done.append(now) or "done")  # type: ignore[func-returns-value]  # a list is the work
    tick(engine, job, "another", lambda: NOON + timedelta(hours=1))
    runs = {run.slot: run for run in read_runs(engine)}
    engine.dispose()

    assert killed.returncode == -signal.SIGKILL
    assert len(log.read_text(encoding="utf-8").splitlines()) == 6
    assert runs[NOON + timedelta(seconds=6)].state == "done"
    assert runs[NOON + timedelta(seconds=6)].attempts == 2


def make_job(fails: Exception | None = None) -> Job:
    def work(_now: datetime) -> str:
        if fails is not None:
            raise fails
        return "two of two heard"

    return Job(name="ingest", cron="*/5 * * * *", work=work)


def test_a_run_that_went_well_says_what_it_did(store: Engine) -> None:
    assert run_slot(store, make_job(), NOON, now=NOON, worker="one")
    (run,) = read_runs(store)

    assert (run.state, run.detail) == ("done", "two of two heard")


@pytest.mark.parametrize("error", [Unreachable("feed", "did not answer"), ZeroDivisionError("a bug")])
def test_a_run_that_breaks_is_a_failed_run_and_not_a_crash(store: Engine, error: Exception) -> None:
    assert not run_slot(store, make_job(error), NOON, now=NOON, worker="one")
    (run,) = read_runs(store)

    assert run.state == "failed"
    assert str(error) in (run.detail or "")


def test_a_failed_run_is_tried_again_after_a_pause_and_given_up_after_five(store: Engine) -> None:
    now = NOON
    for _ in range(8):
        tick(store, make_job(ZeroDivisionError("a bug")), "one", lambda: now)  # noqa: B023 - called at once
        now += timedelta(minutes=6)
    first = next(run for run in read_runs(store) if run.slot == NOON)

    assert first.attempts == 5


def test_slots_are_points_of_the_clock() -> None:
    moment = datetime(2026, 1, 15, 12, 5, 17, 123, tzinfo=UTC)

    assert slot_of(make_job(), moment) == datetime(2026, 1, 15, 12, 5, tzinfo=UTC)


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, tzinfo=KYIV), datetime(2026, 10, 25, tzinfo=KYIV)])
def test_the_daily_digest_fires_once_on_days_of_23_and_25_hours(day: datetime) -> None:
    trigger = make_trigger("0 7 * * *")
    first = trigger.get_next_fire_time(None, day)
    second = trigger.get_next_fire_time(first, first + timedelta(seconds=1))

    assert first.date() == day.date()
    assert second.date() == (day + timedelta(days=1)).date()
