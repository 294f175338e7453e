"""How it stands with sources comes back as it went in, on both stores."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tests.builders import NOON
from tracker.model import Poll, PollOutcome, SourceState, Validators
from tracker.store import ledger
from tracker.store.states import read_source_state, read_source_states

HOUR = timedelta(hours=1)
STATE = SourceState(
    source_id="invented-herald",
    file_url="https://news.example/feed",
    url="https://news.example/new-feed",
    validators={"abc": Validators(etag='W/"\xe9"', last_modified="Thu, 15 Jan 2026  06:59:00 GMT", sha256="1f")},
    cursor='{"ttl": 30}',
    waiting=("https://news.example/1",),
    checked_at=NOON,
    next_due_at=NOON + HOUR,
    held_until=NOON + HOUR,
    failures_count=3,
    failing_since=NOON - HOUR,
)


def put(store: Engine, state: SourceState, heard_before: datetime | None = None) -> bool:
    poll = Poll(source_id=state.source_id, polled_at=state.checked_at, outcome=PollOutcome.NOTHING_NEW)
    return ledger.append_poll(store, poll, state=state, heard_before=heard_before)


def test_a_state_comes_back_as_it_went_in(store: Engine) -> None:
    put(store, STATE)

    assert read_source_state(store, "invented-herald") == STATE
    assert read_source_state(store, "invented-tribune") is None


def test_a_newer_state_takes_the_place_of_the_older(store: Engine) -> None:
    newer = replace(STATE, checked_at=NOON + HOUR, held_until=None, failures_count=0, failing_since=None, is_gone=True)
    put(store, STATE)
    put(store, newer, NOON)

    assert read_source_states(store) == {"invented-herald": newer}


def test_of_two_workers_who_heard_a_source_at_once_the_slower_writes_nothing(store: Engine) -> None:
    put(store, STATE)
    quick = replace(STATE, checked_at=NOON + HOUR, cursor="quick")
    slow = replace(STATE, checked_at=NOON + 2 * HOUR, cursor="slow")
    kept = [put(store, quick, NOON), put(store, slow, NOON), put(store, slow, None)]

    assert kept == [True, False, False]
    assert read_source_states(store) == {"invented-herald": quick}
    assert [poll.polled_at for poll in ledger.read_polls(store, as_of=NOON + 9 * HOUR)] == [NOON, NOON + HOUR]


def test_what_is_asked_by_more_names_than_one_query_may_hold_is_found(store: Engine) -> None:
    assert ledger.read_revisions(store, [f"r{number}" for number in range(1200)]) == {}
