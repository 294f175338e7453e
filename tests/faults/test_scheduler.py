"""Several schedulers on one store: each slot once, whichever of them dies or is stopped (F36, F37)."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.lease import LEASE
from tests.builders import NOON
from tracker.store.runs import DONE, SKIPPED, read_runs

pytestmark = pytest.mark.slow  # each scheduler is a process
ROOT = Path(__file__).parent.parent.parent
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TEN_MINUTES = 600
HALF = NOON + 5 * MINUTE
Worker = subprocess.Popen[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A store, a clock that stands in a file, and what the schedulers have done."""

    database: str
    clock: Path
    log: Path

    def start(self, *fate: str) -> Worker:
        words = [sys.executable, "-m", "tests.faults.working", self.database, str(self.clock), str(self.log), *fate]
        return subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def set(self, now: datetime) -> None:
        part = self.clock.with_suffix(".part")
        part.write_text(now.isoformat(), encoding="utf-8")
        part.replace(self.clock)

    def step(self, workers: Sequence[Worker], now: datetime) -> None:
        """Let it be a moment, and let all look after their jobs at once."""
        self.set(now)
        for worker in workers:
            poke(worker)
        for worker in workers:
            assert answer(worker) == "looked\n"

    def done(self, job: str) -> Counter[datetime]:
        words = [line.split() for line in self.log.read_text(encoding="utf-8").splitlines()]
        return Counter(datetime.fromisoformat(now) for name, now, _ in words if name == job)


def poke(worker: Worker) -> None:
    assert worker.stdin is not None
    worker.stdin.write("look\n")
    worker.stdin.flush()


def answer(worker: Worker) -> str:
    assert worker.stdout is not None
    return worker.stdout.readline()


@pytest.fixture
def world(database: str, store: Engine, tmp_path: Path) -> World:
    assert store.url.database
    made = World(database=database, clock=tmp_path / "clock", log=tmp_path / "log")
    made.set(NOON)
    made.log.touch()
    return made


@pytest.fixture
def start(world: World) -> Iterator[Callable[..., Worker]]:
    """Start schedulers, and end them with the test."""
    started: list[Worker] = []

    def begin(*fate: str) -> Worker:
        started.append(world.start(*fate))
        return started[-1]

    yield begin
    for worker in started:
        worker.kill()
        worker.communicate()


def seconds(first: int, last: int) -> list[datetime]:
    return [NOON + second * SECOND for second in range(first, last)]


def count_workers(store: Engine) -> int:
    return 3 if store.dialect.name == "postgresql" else 2


def test_several_schedulers_do_ten_minutes_of_slots_exactly_once(
    store: Engine, world: World, start: Callable[..., Worker]
) -> None:
    workers = [start() for _ in range(count_workers(store))]
    for now in seconds(0, TEN_MINUTES):
        workers = [*workers[1:], workers[0]]  # another is asked first each time
        world.step(workers, now)
    fast = list(read_runs(store, name="fast", limit=TEN_MINUTES + 1))

    assert world.done("fast") == Counter(seconds(0, TEN_MINUTES))
    assert world.done("slow") == Counter([NOON, HALF])
    assert {(run.state, run.attempts) for run in fast} == {(DONE, 1)}
    assert len({run.worker for run in fast}) == len(workers)


def test_the_slot_of_a_scheduler_killed_in_the_middle_is_taken_over_by_another(
    store: Engine, world: World, start: Callable[..., Worker]
) -> None:
    victim, *others = start(HALF.isoformat(), str(signal.SIGKILL)), *(start() for _ in range(count_workers(store) - 1))
    world.step([victim, *others], HALF - SECOND)
    world.set(HALF)
    poke(victim)
    died = victim.wait(timeout=60)
    while_held = [HALF + second * SECOND for second in range(int(LEASE.total_seconds()))]
    for now in while_held:
        world.step(others, now)
    before = world.done("slow")
    world.step(others, HALF + LEASE)
    taken = next(run for run in read_runs(store, name="slow") if run.slot == HALF)

    assert died == -signal.SIGKILL
    assert before == Counter([HALF - SECOND])
    assert world.done("slow") == Counter([HALF - SECOND, HALF + LEASE])
    assert (taken.state, taken.attempts) == (DONE, 2)
    assert world.done("fast") == Counter([HALF - SECOND, *while_held, HALF + LEASE])


def test_a_scheduler_that_was_stopped_writes_nothing_when_it_goes_on(
    store: Engine, world: World, start: Callable[..., Worker]
) -> None:
    victim, other = start(HALF.isoformat(), str(signal.SIGSTOP)), start()
    world.set(HALF)
    poke(victim)
    _, status = os.waitpid(victim.pid, os.WUNTRACED)
    for now in (HALF, HALF + MINUTE, HALF + LEASE):
        world.step([other], now)
    victim.send_signal(signal.SIGCONT)
    went_on = answer(victim)
    taken = next(run for run in read_runs(store, name="slow") if run.slot == HALF)

    assert os.WIFSTOPPED(status)
    assert went_on == "looked\n"
    assert world.done("slow") == Counter([HALF + LEASE])
    assert (taken.state, taken.attempts, taken.detail) == (DONE, 2, f"by {other.pid}")


def test_a_slot_whose_worker_died_is_skipped_once_a_newer_one_has_come(
    store: Engine, world: World, start: Callable[..., Worker]
) -> None:
    victim, other = start(HALF.isoformat(), str(signal.SIGKILL)), start()
    world.set(HALF)
    poke(victim)
    victim.wait(timeout=60)
    world.step([other], HALF + 5 * MINUTE)
    world.step([other], HALF + 6 * MINUTE)

    assert {run.slot: run.state for run in read_runs(store, name="slow")} == {HALF: SKIPPED, HALF + 5 * MINUTE: DONE}
