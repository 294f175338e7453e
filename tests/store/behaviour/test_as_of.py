"""What was known at an instant: to the microsecond, whatever clock the instant is told by."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from tests.builders import CITY, NOON, make_claim, make_reading, make_series
from tests.store.behaviour.test_values import make_day, make_poll, make_review, make_signal
from tracker.store import ledger
from tracker.store.signals import read_signals
from tracker.store.timetables import read_schedules

HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
KYIV = ZoneInfo("Europe/Kyiv")
Read = Callable[..., Any]
READERS: dict[str, Read] = {
    "reports": ledger.read_reports,
    "claims": ledger.read_claims,
    "named places": ledger.read_named_places,
    "polls": ledger.read_polls,
    "reviews": ledger.read_reviews,
    "temperatures": ledger.read_temperatures,
    "signals": read_signals,
    "timetables": read_schedules,
}
BOUNDARIES = (
    NOON,
    datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 2, 1, tzinfo=UTC),  # where a month begins
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # summer time
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # the hour that comes twice
    datetime(2026, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
)


def write_all(store: Engine, at: datetime, value: float = 1.0, suffix: str = "") -> None:
    """Let the store learn one thing of each kind at an instant."""
    reading = make_reading(f"r{suffix}", make_claim(f"a{suffix}", at=at, place_id=CITY), at=at)
    ledger.append_poll(
        store,
        make_poll(polled_at=at),
        readings=[reading],
        temperatures=[make_series({0: value}, fetched_at=at)],
        signals=[make_signal(value=value)],
        schedules=[make_day(learned_at=at, words=str(value))],
    )
    ledger.append_reviews(store, [make_review(reviewed_at=at)])


@pytest.mark.parametrize("boundary", BOUNDARIES, ids=str)
@pytest.mark.parametrize("kind", READERS)
def test_what_was_learned_at_an_instant_is_known_from_it_on(store: Engine, kind: str, boundary: datetime) -> None:
    write_all(store, boundary)
    found = [len(READERS[kind](store, as_of=boundary + step)) for step in (-INSTANT, 0 * INSTANT, INSTANT)]

    assert found == [0, 1, 1]


@pytest.mark.parametrize("kind", READERS)
def test_what_was_learned_later_changes_nothing_about_what_was_known_before(store: Engine, kind: str) -> None:
    write_all(store, NOON)
    before = READERS[kind](store, as_of=NOON)
    write_all(store, NOON + INSTANT, value=2.0, suffix="2")

    assert READERS[kind](store, as_of=NOON) == before
    assert READERS[kind](store, as_of=NOON + INSTANT) != before or kind == "named places"


TOLD = {
    "utc": NOON,
    "kyiv": NOON.astimezone(KYIV),
    "new york": NOON.astimezone(ZoneInfo("America/New_York")),
    "kathmandu": NOON.astimezone(ZoneInfo("Asia/Kathmandu")),
    "farthest east": NOON.astimezone(timezone(timedelta(hours=14))),
    "farthest west": NOON.astimezone(timezone(timedelta(hours=-12))),
    "odd": NOON.astimezone(timezone(timedelta(hours=1, minutes=2, seconds=3))),
}


@pytest.mark.parametrize("clock", TOLD)
@pytest.mark.parametrize("kind", READERS)
def test_an_instant_is_the_same_by_every_clock(store: Engine, kind: str, clock: str) -> None:
    write_all(store, NOON)
    at = TOLD[clock]

    assert len(READERS[kind](store, as_of=at)) == 1
    assert len(READERS[kind](store, as_of=at - INSTANT)) == 0


@pytest.mark.parametrize("kind", READERS)
def test_the_hour_that_comes_twice_in_autumn_is_two_hours(store: Engine, kind: str) -> None:
    first = datetime(2026, 10, 25, 3, 30, tzinfo=KYIV, fold=0)
    second = datetime(2026, 10, 25, 3, 30, tzinfo=KYIV, fold=1)
    write_all(store, second.astimezone(UTC))

    assert second.astimezone(UTC) - first.astimezone(UTC) == HOUR
    assert len(READERS[kind](store, as_of=first)) == 0
    assert len(READERS[kind](store, as_of=second)) == 1


@pytest.mark.parametrize("kind", READERS)
def test_the_hour_that_spring_leaves_out_is_read_as_python_reads_it(store: Engine, kind: str) -> None:
    unreal = datetime(2026, 3, 29, 3, 30, tzinfo=KYIV)
    write_all(store, unreal.astimezone(UTC))

    assert len(READERS[kind](store, as_of=unreal)) == 1


@pytest.mark.parametrize("kind", READERS)
def test_an_instant_without_a_zone_is_refused(store: Engine, kind: str) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        READERS[kind](store, as_of=NOON.replace(tzinfo=None))


@pytest.mark.parametrize("year", [1970, 2000, 2026, 9999])
@pytest.mark.parametrize("kind", READERS)
def test_any_year_may_be_asked_for(store: Engine, kind: str, year: int) -> None:
    write_all(store, NOON)
    at = datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)

    assert len(READERS[kind](store, as_of=at)) == (at >= NOON)


@pytest.mark.parametrize("revisions", [2, 3, 6])
@pytest.mark.parametrize("step", [-INSTANT, 0 * INSTANT, INSTANT], ids=["before", "at", "after"])
def test_at_every_boundary_between_revisions_the_newest_that_was_known_counts(
    store: Engine, revisions: int, step: timedelta
) -> None:
    for number in range(revisions, 0, -1):
        at = NOON + number * HOUR
        ledger.append_readings(store, [make_reading("r", make_claim(f"c{number}", at=at), revision=number, at=at)])

    for number in range(1, revisions + 1):
        known = number - (step < timedelta(0))
        found = ledger.read_claims(store, as_of=NOON + number * HOUR + step)
        assert [claim.claim_id for claim in found] == ([f"c{known}"] if known else [])
