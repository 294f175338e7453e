"""Once or twice, in this order or that, one by one or all together: the ledger is the same in the end."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from tests.builders import CITY, NOON, make_claim, make_reading, make_series
from tests.store.behaviour.test_values import END, make_day, make_payload, make_poll, make_review, make_signal
from tracker.model import PollOutcome, Reading, ScheduleLayer, SourceState, Validators
from tracker.store import ledger
from tracker.store.signals import read_signals
from tracker.store.states import read_source_state, read_source_states
from tracker.store.tables import LEDGER, TABLES, table_of
from tracker.store.timetables import read_schedules

HOUR = timedelta(hours=1)
Write = Callable[[Engine], object]


def revision(number: int, *claim_ids: str, at_hour: int | None = None) -> Reading:
    at = NOON + (number if at_hour is None else at_hour) * HOUR
    claims = [make_claim(claim_id, at=at) for claim_id in claim_ids]
    return make_reading("r1", *claims, revision=number, at=at)


def counts(store: Engine) -> dict[str, int]:
    """How many rows there are in each table of the ledger."""
    with store.connect() as connection:
        tables = {name: table_of(store.dialect.name, LEDGER, name) for name in TABLES[LEDGER]}
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.items()
        }


def known(store: Engine) -> tuple[Any, ...]:
    """All that can be read."""
    return (
        ledger.read_reports(store, as_of=END),
        ledger.read_claims(store, as_of=END),
        ledger.read_polls(store, as_of=END),
        ledger.read_reviews(store, as_of=END),
        ledger.read_temperatures(store, as_of=END),
        read_signals(store, as_of=END),
        read_schedules(store, as_of=END),
        ledger.read_revisions(store, ["r1", "r2"]),
        read_source_states(store),
    )


WRITES: dict[str, Write] = {
    "a poll": lambda store: ledger.append_poll(store, make_poll()),
    "a report with claims": lambda store: ledger.append_readings(store, [revision(1, "a", "b")]),
    "an irrelevant report": lambda store: ledger.append_readings(store, [revision(1)]),
    "two revisions": lambda store: ledger.append_readings(store, [revision(1, "a"), revision(2, "b")]),
    "a review": lambda store: ledger.append_reviews(store, [make_review()]),
    "weather": lambda store: ledger.append_temperatures(store, [make_series({0: -1.0, 1: None})]),
    "a payload": lambda store: ledger.append_payload(store, make_payload(NOON)),
    "a signal": lambda store: ledger.append_poll(store, make_poll(), signals=[make_signal()]),
    "a timetable": lambda store: ledger.append_poll(store, make_poll(), schedules=[make_day()]),
    "a poll with all": lambda store: ledger.append_poll(
        store,
        make_poll(),
        readings=[revision(1, "a"), make_reading("r2", make_claim("c"))],
        temperatures=[make_series({0: -1.0})],
        signals=[make_signal()],
        schedules=[make_day()],
    ),
}


@pytest.mark.parametrize("kind", WRITES)
def test_writing_the_same_again_changes_nothing(store: Engine, kind: str) -> None:
    WRITES[kind](store)
    before = counts(store), known(store)
    WRITES[kind](store)
    WRITES[kind](store)

    assert sum(before[0].values()) > 0
    assert (counts(store), known(store)) == before


@pytest.mark.parametrize("first", WRITES)
@pytest.mark.parametrize("second", WRITES)
def test_of_two_kinds_of_writing_neither_touches_what_the_other_wrote(store: Engine, first: str, second: str) -> None:
    overlapping = {"a report with claims", "an irrelevant report", "two revisions", "a poll with all"}
    WRITES[first](store)
    before = counts(store)
    WRITES[second](store)
    between = known(store)
    WRITES[first](store)

    assert all(after >= before[name] for name, after in counts(store).items())
    if not {first, second} <= overlapping:
        assert known(store) == between


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_order_in_which_revisions_arrive_does_not_matter(store: Engine, order: Sequence[int]) -> None:
    revisions = [revision(1, "a"), revision(2, "b", "c"), revision(3), revision(4, "d")]
    for index in order:
        ledger.append_readings(store, [revisions[index]])

    for hour, claims in ((0, []), (1, ["a"]), (2, ["b", "c"]), (3, []), (4, ["d"])):
        found = ledger.read_claims(store, as_of=NOON + hour * HOUR)
        assert [claim.claim_id for claim in found] == claims


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_a_batch_split_anywhere_is_the_same_batch(store: Engine, size: int) -> None:
    readings = [make_reading(f"r{number}", make_claim(f"c{number}")) for number in range(50)]
    new = [ledger.append_readings(store, readings[start : start + size]) for start in range(0, 50, size)]

    assert sum(new) == 50
    assert len(ledger.read_claims(store, as_of=END)) == 50


@pytest.mark.parametrize("times", [1, 2, 5])
def test_the_same_within_one_batch_is_kept_once(store: Engine, times: int) -> None:
    assert ledger.append_readings(store, [revision(1, "a")] * times) == 1
    assert ledger.append_reviews(store, [make_review()] * times) == 1
    assert ledger.append_temperatures(store, [make_series({0: 1.0})] * times) == 1
    assert counts(store)["claim"] == 1


@pytest.mark.parametrize(
    "write",
    [
        lambda store: ledger.append_readings(store, []),
        lambda store: ledger.append_reviews(store, []),
        lambda store: ledger.append_temperatures(store, []),
        lambda store: ledger.append_temperatures(store, [make_series({})]),
    ],
    ids=["readings", "reviews", "temperatures", "a series without hours"],
)
def test_writing_nothing_writes_nothing(store: Engine, write: Callable[[Engine], int]) -> None:
    assert write(store) == 0
    assert sum(counts(store).values()) == 0
    assert ledger.read_revisions(store, []) == {}


@pytest.mark.parametrize("count", [499, 500, 501, 1000, 2500])
def test_as_many_ids_as_anybody_asks_for_are_looked_up(store: Engine, count: int) -> None:
    readings = [make_reading(f"r{number}", make_claim(f"c{number}")) for number in range(count)]
    ids = [reading.report.report_id for reading in readings]

    assert ledger.append_readings(store, readings) == count
    assert set(ledger.read_revisions(store, ids)) == set(ids)
    assert len(ledger.read_reports(store, as_of=END)) == count


def test_what_came_first_under_a_key_stays_whatever_comes_later_under_it(store: Engine) -> None:
    first, other = revision(1, "a"), revision(1, "a", at_hour=5)
    ledger.append_readings(store, [first])
    ledger.append_readings(store, [replace(other, report=replace(other.report, text="інший вигаданий текст"))])
    ledger.append_poll(store, make_poll(detail="перше"))
    ledger.append_poll(store, make_poll(detail="друге", outcome=PollOutcome.EMPTY))

    assert ledger.read_reports(store, as_of=END) == (first.report,)
    assert ledger.read_claims(store, as_of=END) == first.claims
    assert [poll.detail for poll in ledger.read_polls(store, as_of=END)] == ["перше"]


@pytest.mark.parametrize("relevant_later", [True, False])
def test_a_report_that_becomes_relevant_or_stops_to_be(store: Engine, *, relevant_later: bool) -> None:
    first, second = ((), ("a",)) if relevant_later else (("a",), ())
    ledger.append_readings(store, [revision(1, *first), revision(2, *second)])
    found = ledger.read_claims(store, as_of=NOON + HOUR), ledger.read_claims(store, as_of=NOON + 2 * HOUR)

    assert [len(claims) for claims in found] == [len(first), len(second)]
    assert len(ledger.read_reports(store, as_of=END)) == 1
    assert len(ledger.read_revisions(store, ["r1"])["r1"]) == 2


@pytest.mark.parametrize("is_text_kept", [True, False])
def test_the_text_of_a_source_whose_texts_are_not_ours_is_not_kept_and_its_claims_are(
    store: Engine, *, is_text_kept: bool
) -> None:
    ledger.append_readings(store, [make_reading("r1", make_claim("a"), store_text=is_text_kept)])

    assert len(ledger.read_reports(store, as_of=END)) == is_text_kept
    assert len(ledger.read_claims(store, as_of=END)) == 1


STATE = SourceState(
    source_id="s",
    file_url="https://s.example/",
    validators={"https://s.example/": Validators(etag='W/"Ї"', last_modified="today")},
    waiting=("https://s.example/2", "https://s.example/3?а=б"),
    cursor="курсор",
    checked_at=NOON,
    next_due_at=NOON + HOUR,
)


@pytest.mark.parametrize(
    ("heard_before", "is_kept"), [(NOON, True), (NOON - HOUR, False), (NOON + HOUR, False), (None, False)], ids=str
)
def test_a_poll_of_a_source_that_another_worker_heard_meanwhile_leaves_nothing(
    store: Engine, heard_before: Any, *, is_kept: bool
) -> None:
    ledger.append_poll(store, make_poll(), state=STATE)
    later = replace(STATE, checked_at=NOON + 2 * HOUR, next_due_at=NOON + 3 * HOUR, cursor=None, waiting=())
    poll = make_poll(polled_at=NOON + 2 * HOUR)
    answer = ledger.append_poll(
        store, poll, readings=[revision(1, "a")], signals=[make_signal()], state=later, heard_before=heard_before
    )

    assert answer == is_kept
    assert read_source_state(store, "s") == (later if is_kept else STATE)
    assert len(ledger.read_polls(store, as_of=END)) == 1 + is_kept
    assert len(ledger.read_claims(store, as_of=END)) == len(read_signals(store, as_of=END)) == is_kept


@pytest.mark.parametrize(
    ("fetches", "expected"),
    [
        ([(0, 1.0), (1, 1.0)], 1),
        ([(0, 1.0), (1, 2.0)], 2),
        ([(0, 1.0), (1, 2.0), (2, 1.0)], 3),
        ([(0, None), (1, None)], 1),
        ([(0, None), (1, 1.0), (2, None)], 3),
        ([(0, 0.0), (1, None)], 2),
        ([(0, 1.0), (0, 2.0)], 1),
        ([(2, 1.0), (1, 1.0)], 1),
        ([(2, 1.0), (1, 3.0)], 2),
    ],
    ids=str,
)
def test_an_hour_of_weather_is_kept_when_it_says_something_else_than_the_newest(
    store: Engine, fetches: Sequence[tuple[int, float | None]], expected: int
) -> None:
    for hour, value in fetches:
        ledger.append_temperatures(store, [make_series({0: value}, fetched_at=NOON + hour * HOUR)])

    assert counts(store)["temperature"] == expected


@pytest.mark.parametrize("hours", [1, 24 * 40, 24 * 400])
def test_weather_of_any_length_is_kept_in_whatever_months_it_lies(store: Engine, hours: int) -> None:
    series = make_series({hour: hour / 10 for hour in range(0, hours, max(1, hours // 50))})
    ledger.append_temperatures(store, [series])

    assert ledger.read_temperatures(store, as_of=END) == (series,)


@pytest.mark.parametrize(
    ("values", "expected"), [([1.0, 1.0], 1), ([1.0, 0.0], 2), ([1.0, 0.0, 1.0], 3), ([0.5, 0.5, 0.5], 1)], ids=str
)
def test_a_signal_is_kept_when_it_says_something_else_than_before(
    store: Engine, values: Sequence[float], expected: int
) -> None:
    for number, value in enumerate(values):
        poll = make_poll(polled_at=NOON + number * HOUR)
        ledger.append_poll(store, poll, signals=[make_signal(value=value)])

    assert counts(store)["signal"] == expected
    assert read_signals(store, as_of=END) == (make_signal(value=values[-1]),)


@pytest.mark.parametrize("field", ["source_id", "place_id", "operator", "group", "day", "layer", "kind"])
def test_timetables_are_told_apart_by_whose_they_are(store: Engine, field: str) -> None:
    other: dict[str, Any] = {"day": (NOON + 24 * HOUR).date(), "layer": ScheduleLayer.PLAN, "place_id": None}
    days = [make_day(), make_day(**{field: other.get(field, "інше")})]
    ledger.append_poll(store, make_poll(), schedules=days)

    assert set(read_schedules(store, as_of=END)) == set(days)


def test_a_place_that_is_named_twice_is_named_once(store: Engine) -> None:
    claims = [make_claim("a", place_id=CITY), make_claim("b", place_id=CITY), make_claim("c", place_id=None)]
    ledger.append_readings(store, [make_reading("r1", *claims)])

    assert ledger.read_named_places(store, as_of=END) == {CITY}
