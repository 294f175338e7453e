"""When a source is asked again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import make_source
from tracker.model import SourceState
from tracker.sources.waits import LONGEST_BACK_OFF, back_off, is_due, is_free, next_due

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SOURCE = make_source("invented-herald", interval_minutes=15)


def make_state(**fields: Any) -> SourceState:
    values: dict[str, Any] = {
        "source_id": SOURCE.source_id,
        "file_url": SOURCE.url,
        "checked_at": NOON,
        "next_due_at": NOON + HOUR,
    }
    return SourceState(**(values | fields))


@pytest.mark.parametrize(
    ("state", "after", "due", "free"),
    [
        (None, timedelta(0), True, True),
        (make_state(), 59 * MINUTE, False, True),
        (make_state(), HOUR, True, True),
        (make_state(held_until=NOON + 2 * HOUR), HOUR, False, False),
        (make_state(held_until=NOON + 2 * HOUR), 2 * HOUR, True, True),
        (make_state(is_gone=True), 1000 * HOUR, False, False),
        (make_state(is_gone=True, file_url="https://elsewhere.example/"), timedelta(0), True, True),
        (make_state(), -MINUTE, True, True),
    ],
    ids=["never asked", "before", "its time", "held", "held no more", "gone", "another file", "clock set back"],
)
def test_a_source_is_asked_when_it_is_due_and_nothing_holds_it_back(
    state: SourceState | None, after: timedelta, *, due: bool, free: bool
) -> None:
    assert (is_due(SOURCE, state, NOON + after), is_free(SOURCE, state, NOON + after)) == (due, free)


@given(st.text("abc", min_size=1), st.integers(0, 10_000))
def test_an_interval_is_up_to_a_fifth_longer(source_id: str, minutes: int) -> None:
    source, now = make_source(source_id, interval_minutes=10), NOON + minutes * MINUTE

    assert 10 * MINUTE <= next_due(source, None, now) - now <= 12 * MINUTE


def test_sources_of_one_interval_do_not_fall_due_together() -> None:
    due = {next_due(make_source(f"s{number}"), None, NOON) for number in range(20)}

    assert len(due) == 20


@pytest.mark.parametrize(
    ("cursor", "least"),
    [
        ('{"ttl": 60}', HOUR),
        ('{"ttl": 5}', 15 * MINUTE),
        ('{"ttl": "soon"}', 15 * MINUTE),
        ('{"ttl": 100000}', 24 * HOUR),
        ("2026-01-15", 15 * MINUTE),
        ("17", 15 * MINUTE),
    ],
)
def test_a_feed_may_ask_for_longer_pauses_but_not_for_shorter_ones(cursor: str, least: timedelta) -> None:
    assert least <= next_due(SOURCE, cursor, NOON) - NOON <= 1.2 * least


@given(st.integers(1, 10_000), st.integers(1, 50_000))
def test_back_off_ends_at_six_hours_whatever_the_interval(failures_count: int, interval_minutes: int) -> None:
    source = make_source("a", interval_minutes=interval_minutes)

    assert timedelta(0) < back_off(source, failures_count, NOON) - NOON <= LONGEST_BACK_OFF


def test_a_wait_that_was_asked_for_counts_where_it_is_longer() -> None:
    assert back_off(SOURCE, 1, NOON, asked_s=86_400) == NOON + 24 * HOUR
    assert back_off(SOURCE, 1, NOON, asked_s=1) >= NOON + 15 * MINUTE
