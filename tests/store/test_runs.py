"""Slots, leases and the fencing token behave the same on both stores."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.builders import NOON
from tracker.store import runs
from tracker.store.runs import DONE, FAILED, MOST_ATTEMPTS, MOST_SKEW, RETURNED, RUNNING, SKIPPED, Hold, JobRun

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
LEASE = 2 * MINUTE


def claim(store: Engine, worker: str = "one", *, slot: datetime = NOON, now: datetime = NOON) -> Hold | None:
    return runs.claim(store, "ingest", slot, worker, now=now, lease=LEASE)


def hold(store: Engine, worker: str = "one", *, slot: datetime = NOON, now: datetime = NOON) -> Hold:
    held = claim(store, worker, slot=slot, now=now)
    assert held is not None
    return held


def only_run(store: Engine) -> JobRun:
    (run,) = runs.read_runs(store)
    return run


def test_a_slot_is_done_once(store: Engine) -> None:
    held = hold(store)

    assert claim(store, "two") is None
    assert runs.settle(store, held, state=DONE, now=NOON)
    assert claim(store, "two", now=NOON + HOUR) is None


def test_the_slot_of_a_dead_worker_is_taken_over_and_its_late_word_does_not_count(store: Engine) -> None:
    dead, later = hold(store), NOON + LEASE
    alive = hold(store, "two", now=later)

    assert (dead.attempt, alive.attempt) == (1, 2)
    assert not runs.prolong(store, dead, now=later, lease=LEASE)
    assert not runs.settle(store, dead, state=DONE, now=later)
    assert (only_run(store).worker, only_run(store).state) == ("two", RUNNING)


def test_the_same_worker_taking_its_slot_again_cannot_settle_with_the_old_token(store: Engine) -> None:
    before = hold(store)
    hold(store, now=NOON + LEASE)

    assert not runs.settle(store, before, state=DONE, now=NOON + LEASE)


def test_a_lease_that_is_prolonged_is_not_taken_over(store: Engine) -> None:
    held = hold(store)

    assert runs.prolong(store, held, now=NOON + MINUTE, lease=LEASE)
    assert claim(store, "two", now=NOON + LEASE) is None
    assert claim(store, "two", now=NOON + 3 * MINUTE) is not None


def test_one_worker_at_a_time_does_a_job_whatever_the_slot(store: Engine) -> None:
    held = hold(store)
    next_minute = NOON + MINUTE

    assert claim(store, "two", slot=next_minute, now=next_minute) is None
    runs.settle(store, held, state=DONE, now=next_minute)
    assert claim(store, "two", slot=next_minute, now=next_minute) is not None


def test_a_dead_worker_in_an_old_slot_does_not_hold_up_a_new_one(store: Engine) -> None:
    hold(store)

    assert claim(store, "two", slot=NOON + LEASE, now=NOON + LEASE) is not None


def test_what_failed_is_tried_again_after_its_pause_and_given_up_in_the_end(store: Engine) -> None:
    now = NOON
    for attempt in range(1, MOST_ATTEMPTS + 1):
        held = hold(store, now=now)
        assert held.attempt == attempt
        runs.settle(store, held, state=FAILED, now=now, pause=5 * MINUTE)
        assert claim(store, now=now + 4 * MINUTE) is None
        now += 5 * MINUTE

    assert claim(store, now=now) is None


def test_what_was_given_back_is_taken_at_once(store: Engine) -> None:
    runs.settle(store, hold(store), state=RETURNED, now=NOON)

    assert claim(store, "two") is not None


def test_what_dead_workers_left_in_older_slots_is_closed_and_not_run(store: Engine) -> None:
    for minute in range(3):
        hold(store, slot=NOON + minute * LEASE, now=NOON + minute * LEASE)
    newest = NOON + 2 * LEASE

    assert runs.tidy(store, "ingest", newest, now=newest) == 2
    assert [run.state for run in runs.read_runs(store)] == [RUNNING, SKIPPED, SKIPPED]


def test_a_slot_that_kills_each_of_its_workers_ends_as_failed(store: Engine) -> None:
    for attempt in range(MOST_ATTEMPTS):
        hold(store, now=NOON + attempt * LEASE)
    over = NOON + MOST_ATTEMPTS * LEASE

    assert claim(store, now=over) is None
    runs.tidy(store, "ingest", NOON, now=over)
    assert only_run(store).state == FAILED
    assert "given up" in (only_run(store).detail or "")


@pytest.mark.parametrize("back", [HOUR, timedelta(days=1), timedelta(days=3652)])
def test_a_run_that_lies_in_the_future_counts_as_due(store: Engine, back: timedelta) -> None:
    runs.settle(store, hold(store), state=DONE, now=NOON)

    assert claim(store, now=NOON - back) is not None


def test_slots_that_come_again_after_the_clock_was_set_back_are_done_again_and_only_once(store: Engine) -> None:
    for minute in (0, 30, 60):
        at = NOON + minute * MINUTE
        runs.settle(store, hold(store, slot=at, now=at), state=DONE, now=at)
    again = []
    for minute in (0, 1, 30, 31, 60, 61):
        at, slot = NOON + minute * MINUTE, NOON + minute // 30 * 30 * MINUTE
        held = claim(store, slot=slot, now=at)
        again.append(held is not None)
        if held is not None:
            runs.settle(store, held, state=DONE, now=at)

    assert again == [True, False, True, False, True, False]


def test_clocks_that_differ_a_little_do_not_run_a_slot_twice(store: Engine) -> None:
    runs.settle(store, hold(store), state=DONE, now=NOON)

    assert claim(store, "two", now=NOON - MOST_SKEW) is None


def test_a_lease_from_before_the_clock_was_set_back_is_over(store: Engine) -> None:
    hold(store)

    assert claim(store, "two", slot=NOON - HOUR, now=NOON - HOUR) is not None


def test_runs_are_listed_by_job_and_by_failure(store: Engine) -> None:
    runs.settle(store, hold(store), state=FAILED, now=NOON + SECOND, duration_s=1.0, detail="invented")
    other = runs.claim(store, "publish", NOON, "one", now=NOON, lease=LEASE)
    assert other is not None
    runs.settle(store, other, state=DONE, now=NOON)

    assert [run.name for run in runs.read_runs(store, name="publish")] == ["publish"]
    assert [(run.name, run.duration_s) for run in runs.read_runs(store, only_failed=True)] == [("ingest", 1.0)]
    assert len(runs.read_runs(store, limit=1)) == 1
