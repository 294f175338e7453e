"""Runs and their leases: what counts as done, who may write, and how a process ends."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from jobs.clockwork import look
from jobs.lease import LEASE, TRUST_S, Shift, StillMine
from jobs.runner import PAUSE_AFTER_FAILURE, Job, Work, run_slot
from tests.builders import NOON
from tracker.errors import StoreUnavailable, Unreachable
from tracker.store import runs
from tracker.store.runs import DONE, FAILED, RETURNED, RUNNING, SKIPPED

MINUTE = timedelta(minutes=1)


class Hands:
    """Two clocks that a test sets by hand: one of the world, one that counts seconds."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now
        self.seconds = 0.0

    def tell(self) -> datetime:
        return self.now

    def count(self) -> float:
        return self.seconds

    def pass_by(self, duration: timedelta) -> None:
        self.now += duration
        self.seconds += duration.total_seconds()


def make_shift(store: Engine, hands: Hands, worker: str = "one") -> Shift:
    return Shift(store, worker, clock=hands.tell, timer=hands.count)


def make_job(work: Work | None = None, *, cron: str = "*/5 * * * *") -> Job:
    return Job(name="ingest", cron=cron, work=work or (lambda _now, _still_mine: "two of two heard"))


def failing(error: Exception) -> Work:
    def work(_now: datetime, _still_mine: StillMine) -> str:
        raise error

    return work


def test_a_run_that_went_well_says_what_it_did_and_how_long_it_took(store: Engine) -> None:
    hands = Hands()

    def work(_now: datetime, _still_mine: StillMine) -> str:
        hands.pass_by(3 * MINUTE / 2)
        return "two of two heard"

    assert run_slot(make_shift(store, hands), make_job(work), NOON)
    (run,) = runs.read_runs(store)

    assert (run.state, run.detail, run.duration_s) == (DONE, "two of two heard", 90.0)


def test_a_clock_that_is_set_while_a_job_works_does_not_change_how_long_it_took(store: Engine) -> None:
    hands = Hands()

    def work(_now: datetime, _still_mine: StillMine) -> str:
        hands.pass_by(MINUTE)
        hands.now -= timedelta(days=3652)
        return "done"

    run_slot(make_shift(store, hands), make_job(work), NOON)

    assert [run.duration_s for run in runs.read_runs(store)] == [60.0]


@pytest.mark.parametrize("error", [Unreachable("feed", "did not answer"), ZeroDivisionError("a bug")])
def test_a_run_that_breaks_is_a_failed_run_and_not_a_crash(store: Engine, error: Exception) -> None:
    assert not run_slot(make_shift(store, Hands()), make_job(failing(error)), NOON)
    (run,) = runs.read_runs(store)

    assert run.state == FAILED
    assert str(error) in (run.detail or "")


def test_a_failed_run_is_tried_again_between_two_slots(store: Engine) -> None:
    hands = Hands()
    job = make_job(failing(Unreachable("feed", "did not answer")), cron="0 * * * *")
    attempts = []
    for _ in range(50):
        look(make_shift(store, hands), job)
        attempts.append(runs.read_runs(store)[0].attempts)
        hands.pass_by(MINUTE)

    assert attempts[:7] == [1, 1, 1, 1, 1, 2, 2]
    assert attempts[-1] == runs.MOST_ATTEMPTS
    assert PAUSE_AFTER_FAILURE == 5 * MINUTE


def test_of_many_missed_slots_only_the_newest_is_done(store: Engine) -> None:
    done: list[datetime] = []

    def work(now: datetime, _still_mine: StillMine) -> str:
        done.append(now)
        return "done"

    hands = Hands()
    look(make_shift(store, hands), make_job(work))
    hands.pass_by(timedelta(hours=3))
    look(make_shift(store, hands), make_job(work))

    assert done == [NOON, NOON + timedelta(hours=3)]


def test_a_slot_left_by_a_dead_worker_is_taken_over_while_it_is_the_newest(store: Engine) -> None:
    hands = Hands()
    runs.claim(store, "ingest", NOON, "dead", now=NOON, lease=LEASE)
    look(make_shift(store, hands), make_job())
    hands.pass_by(LEASE)
    look(make_shift(store, hands), make_job())
    (run,) = runs.read_runs(store)

    assert (run.state, run.worker, run.attempts) == (DONE, "one", 2)


def test_a_slot_left_by_a_dead_worker_is_skipped_when_a_newer_one_has_come(store: Engine) -> None:
    hands = Hands()
    runs.claim(store, "ingest", NOON, "dead", now=NOON, lease=LEASE)
    hands.pass_by(5 * MINUTE)
    look(make_shift(store, hands), make_job())

    assert [(run.slot - NOON, run.state) for run in runs.read_runs(store)] == [
        (5 * MINUTE, DONE),
        (0 * MINUTE, SKIPPED),
    ]


def test_work_that_outlives_its_lease_learns_that_another_has_it_and_its_word_does_not_count(store: Engine) -> None:
    hands = Hands()
    other = make_shift(store, hands, "two")
    told: list[bool] = []

    def work(_now: datetime, still_mine: StillMine) -> str:
        told.append(still_mine())
        hands.pass_by(LEASE)  # as a stopped process does, whose heart does not beat either
        assert run_slot(other, make_job(), NOON)
        told.append(still_mine())
        return "the stale word"

    assert not run_slot(make_shift(store, hands), make_job(work), NOON)
    (run,) = runs.read_runs(store)

    assert told == [True, False]
    assert (run.worker, run.state, run.detail) == ("two", DONE, "two of two heard")


def test_work_that_goes_on_keeps_its_lease(store: Engine) -> None:
    hands = Hands()
    told: list[bool] = []

    def work(_now: datetime, still_mine: StillMine) -> str:
        for _ in range(10):
            hands.pass_by(timedelta(seconds=TRUST_S + 1))
            told.append(still_mine())
            assert runs.claim(store, "ingest", NOON, "two", now=hands.now, lease=LEASE) is None
        return "done"

    assert run_slot(make_shift(store, hands), make_job(work), NOON)
    assert told == [True] * 10


def test_a_young_lease_is_believed_without_asking_the_store(store: Engine) -> None:
    hands = Hands()
    shift = make_shift(store, hands)
    with shift.holding("ingest", NOON) as lease:
        assert lease is not None
        store.dispose()
        shift.engine = None  # type: ignore[assignment]  # whoever asks the store now breaks
        told = lease.still_mine()
        shift.engine = store

    assert told


def test_with_the_store_away_a_lease_is_believed_until_it_has_run_out(store: Engine) -> None:
    hands = Hands()
    shift = make_shift(store, hands)

    class Away:
        """Stands for a store that does not answer."""

        dialect = store.dialect

        def begin(self) -> None:
            away = StoreUnavailable("the database", "invented: no answer")
            raise away

    with shift.holding("ingest", NOON) as lease:
        assert lease is not None
        shift.engine = Away()  # type: ignore[assignment]
        hands.pass_by(timedelta(seconds=TRUST_S + 1))
        young = lease.still_mine()
        hands.pass_by(timedelta(seconds=TRUST_S))
        old = lease.still_mine()
        shift.engine = store

    assert (young, old) == (True, False)


def test_work_told_to_stop_gives_its_run_back_for_another_to_take(store: Engine) -> None:
    hands = Hands()
    shift = make_shift(store, hands)

    def work(_now: datetime, still_mine: StillMine) -> str:
        shift.stopping.set()
        return "half" if not still_mine() else "whole"

    assert not run_slot(shift, make_job(work), NOON)
    assert [run.state for run in runs.read_runs(store)] == [RETURNED]
    assert run_slot(make_shift(store, hands, "two"), make_job(), NOON)


def test_work_that_is_done_when_it_is_told_to_stop_is_done(store: Engine) -> None:
    shift = make_shift(store, Hands())

    def work(_now: datetime, _still_mine: StillMine) -> str:
        shift.stopping.set()
        return "whole"

    assert run_slot(shift, make_job(work), NOON)


def in_thread(target: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=target)
    thread.start()
    return thread


def test_work_that_does_not_end_is_given_back_and_its_word_does_not_count(store: Engine) -> None:
    shift, begun, end = make_shift(store, Hands()), threading.Event(), threading.Event()

    def work(_now: datetime, _still_mine: StillMine) -> str:
        begun.set()
        end.wait()
        return "too late"

    thread = in_thread(lambda: run_slot(shift, make_job(work), NOON))
    begun.wait()
    has_ended = shift.stop(patience_s=0.05)
    state = runs.read_runs(store)[0].state
    end.set()
    thread.join()

    assert (has_ended, state) == (False, RETURNED)
    assert runs.read_runs(store)[0].state == RETURNED


def test_a_process_with_nothing_at_work_stops_at_once(store: Engine) -> None:
    shift = make_shift(store, Hands())

    assert shift.stop(patience_s=60.0)
    look(shift, make_job())
    assert runs.read_runs(store) == []


def test_a_store_that_does_not_answer_is_no_crash_of_the_scheduler(
    store: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    class Away:
        """Stands for a store that does not answer."""

        dialect = store.dialect

        def begin(self) -> None:
            away = StoreUnavailable("the database", "invented: no answer")
            raise away

    look(make_shift(Away(), Hands()), make_job())  # type: ignore[arg-type]

    assert "the store does not answer" in caplog.text
    assert RUNNING not in {run.state for run in runs.read_runs(store)}
