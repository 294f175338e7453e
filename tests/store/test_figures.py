"""What a store tells about how the work goes, on both stores."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from tests.builders import NOON
from tracker.errors import StoreUnavailable
from tracker.model import Poll, PollOutcome
from tracker.store import ledger, outbox, runs
from tracker.store.figures import JobFigures, SourceFigures, read_figures

MINUTE = timedelta(minutes=1)


def do(store: Engine, minute: int, state: str, duration_s: float) -> None:
    at = NOON + minute * MINUTE
    held = runs.claim(store, "ingest", at, "one", now=at, lease=MINUTE)
    assert held is not None
    runs.settle(store, held, state=state, now=at, duration_s=duration_s)


def hear(store: Engine, minute: int, outcome: PollOutcome) -> None:
    ledger.append_poll(store, Poll(source_id="invented-grid", polled_at=NOON + minute * MINUTE, outcome=outcome))


def test_an_empty_store_knows_nothing_and_says_so(store: Engine) -> None:
    figures = read_figures(store)

    assert figures.is_schema_current
    assert figures.size_bytes > 0
    assert (figures.edition_as_of, figures.oldest_unsent_at) == (None, None)
    assert (figures.jobs, figures.sources, figures.letters) == ({}, {}, {})


def test_a_job_is_told_by_its_runs_and_its_last_success(store: Engine) -> None:
    do(store, 0, runs.DONE, 2.0)
    do(store, 1, runs.DONE, 3.5)
    do(store, 2, runs.FAILED, 9.0)

    assert read_figures(store).jobs == {
        "ingest": JobFigures(runs={"done": 2, "failed": 1}, last_done_at=NOON + MINUTE, last_duration_s=3.5)
    }


def test_a_source_is_told_by_its_newest_poll_and_the_last_that_went_well(store: Engine) -> None:
    for minute, outcome in enumerate([PollOutcome.NEW, PollOutcome.EMPTY, PollOutcome.UNREACHABLE]):
        hear(store, minute, outcome)

    assert read_figures(store).sources == {
        "invented-grid": SourceFigures(outcome=PollOutcome.UNREACHABLE, last_ok_at=NOON + MINUTE, last_new_at=NOON)
    }


def test_the_letter_that_waits_longest_is_told(store: Engine) -> None:
    for number, state in enumerate(["sent", "deferred", "unknown", "refused"]):
        at = NOON + number * MINUTE
        outbox.take_letter(store, f"<{number}@svitlo.example>", "one@aid.example", day="2026-01-15", as_of=NOON, now=at)
        outbox.settle_letter(store, f"<{number}@svitlo.example>", state=state, detail=None, now=at)
    figures = read_figures(store)

    assert figures.oldest_unsent_at == NOON + MINUTE
    assert figures.letters == {"sent": 1, "deferred": 1, "unknown": 1, "refused": 1}


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'svitlo.db'}")
    yield engine
    engine.dispose()


def test_a_store_that_does_not_answer_is_a_known_failure(broken: Engine) -> None:
    with pytest.raises(StoreUnavailable):
        read_figures(broken)
