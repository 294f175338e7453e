"""Random lives of a ledger, each step compared with a memory of a few dictionaries."""

from datetime import datetime, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from tests.builders import NOON, make_claim, make_reading
from tests.store.behaviour.emptying import empty
from tests.store.behaviour.remembered import Memory
from tests.store.behaviour.test_values import make_day, make_payload, make_poll, make_review, make_signal
from tracker.model import ClaimKind, Payload, Reading, TemperatureSeries
from tracker.store import ledger
from tracker.store.engine import open_store
from tracker.store.retention import Limits, purge_old
from tracker.store.signals import read_signals
from tracker.store.timetables import read_schedules

pytestmark = pytest.mark.slow
LIVES, STEPS = 60, 25
HOUR, INSTANT = timedelta(hours=1), timedelta(microseconds=1)
LIFE = settings(
    max_examples=LIVES,
    stateful_step_count=STEPS,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
# Few of everything, so that the same comes again and again.
instants = st.builds(lambda hours, steps: NOON + hours * HOUR + steps * INSTANT, st.integers(0, 6), st.integers(-1, 1))
names = st.sampled_from(["a", "б", "c'"])
numbers = st.sampled_from([0.0, 1.0, -11.5])
kinds = st.sampled_from([ClaimKind.OUTAGE, ClaimKind.RESTORATION, ClaimKind.TEMPERATURE])


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A revision of a report; what a revision says depends on its number alone, as its hash would."""
    report_id, revision, at = draw(names), draw(st.integers(1, 3)), draw(instants)
    claims = [
        make_claim(f"{report_id}-{revision}-{number}", draw(kinds), at=at, place_id=draw(names))
        for number in range(draw(st.integers(0, 2)))
    ]
    return make_reading(report_id, *claims, revision=revision, at=at, store_text=draw(st.booleans()))


@st.composite
def weather(draw: st.DrawFn) -> TemperatureSeries:
    hours = sorted(draw(st.sets(st.integers(0, 4), max_size=3)))
    return TemperatureSeries(
        place_id=draw(names),
        fetched_at=draw(instants),
        hours=tuple(NOON + 400 * hour * HOUR for hour in hours),
        temperatures_c=tuple(draw(st.none() | numbers) for _ in hours),
    )


class Life(RuleBasedStateMachine):
    """What a ledger goes through."""

    def __init__(self, database: str, store: Engine) -> None:
        super().__init__()
        self.database, self.store = database, store
        empty(self.store)
        self.memory = Memory()
        self.last: tuple[Any, ...] | None = None

    @initialize()
    def begin(self) -> None:
        assert ledger.read_polls(self.store, as_of=NOON) == ()

    @rule(
        source=names, at=instants, told=st.lists(readings(), max_size=3), series=weather(), value=numbers, words=names
    )
    def hear(
        self, source: str, at: datetime, told: list[Reading], series: TemperatureSeries, value: float, words: str
    ) -> None:
        poll = make_poll(source_id=source, polled_at=at, detail=words)
        signals = [make_signal(source_id=source, place_id=words, value=value)]
        self.last = (poll, told, [series], signals, [make_day(group=source, learned_at=at, words=words)])
        self._append(*self.last)

    @precondition(lambda self: self.last is not None)
    @rule()
    def hear_the_same_again(self) -> None:
        assert self.last is not None
        self._append(*self.last)

    def _append(self, poll: Any, told: Any, series: Any, signals: Any, days: Any) -> None:
        ledger.append_poll(self.store, poll, readings=told, temperatures=series, signals=signals, schedules=days)
        self.memory.append_readings(told)
        self.memory.append_temperatures(series[0])
        self.memory.append_poll(poll, signals, days)

    @rule(told=st.lists(readings(), max_size=4))
    def hand_over(self, told: list[Reading]) -> None:
        assert ledger.append_readings(self.store, told) == self.memory.append_readings(told)

    @rule(name=names, revision=st.integers(2, 4), at=instants)
    def retract(self, name: str, revision: int, at: datetime) -> None:
        told = [make_reading(name, revision=revision, at=at)]
        assert ledger.append_readings(self.store, told) == self.memory.append_readings(told)

    @rule(name=names, reviewer=names, at=instants, decision=st.sampled_from(["confirmed", "rejected"]))
    def review(self, name: str, reviewer: str, at: datetime, decision: str) -> None:
        made = make_review(claim_id=name, reviewer=reviewer, reviewed_at=at, decision=decision)
        ledger.append_reviews(self.store, [made])
        self.memory.reviews.setdefault((name, reviewer, at), made)

    @rule(series=weather())
    def ask_the_weather(self, series: TemperatureSeries) -> None:
        ledger.append_temperatures(self.store, [series])
        self.memory.append_temperatures(series)

    @rule(name=names, at=instants)
    def keep_bytes(self, name: str, at: datetime) -> None:
        payload = Payload(**{**_fields(make_payload(at)), "sha256": name})
        assert ledger.append_payload(self.store, payload) == (name not in self.memory.payloads)
        self.memory.payloads.setdefault(name, payload)

    @rule(payloads=instants, texts=instants, irrelevant=st.none() | instants)
    def purge(self, payloads: datetime, texts: datetime, irrelevant: datetime | None) -> None:
        limits = Limits(payloads=payloads, texts=texts, irrelevant=irrelevant, runs=NOON)
        purge_old(self.store, limits, now=NOON, actor="one")
        self.memory.purge(limits)

    @rule()
    def open_again(self) -> None:
        self.store.dispose()
        self.store = open_store(self.database)

    @rule(at=instants)
    def remember(self, at: datetime) -> None:
        store, memory = self.store, self.memory
        temperatures = {
            (one.place_id, hour, one.fetched_at): value
            for one in ledger.read_temperatures(store, as_of=at)
            for hour, value in zip(one.hours, one.temperatures_c, strict=True)
        }
        signals = {
            (one.source_id, one.kind, one.place_id, one.observed_at): one.value for one in read_signals(store, as_of=at)
        }

        assert ledger.read_reports(store, as_of=at) == memory.read_reports(at)
        assert ledger.read_claims(store, as_of=at) == memory.read_claims(at)
        assert ledger.read_named_places(store, as_of=at) == {one.place_id for one in memory.read_claims(at)}
        assert set(ledger.read_polls(store, as_of=at)) == {one for one in memory.polls.values() if one.polled_at <= at}
        assert set(ledger.read_reviews(store, as_of=at)) == {
            one for one in memory.reviews.values() if one.reviewed_at <= at
        }
        assert temperatures == memory.read_temperatures(at)
        assert signals == memory.read_signals(at)
        assert set(read_schedules(store, as_of=at)) == memory.read_schedules(at)

    @invariant()
    def know_the_revisions_and_the_bytes(self) -> None:
        revisions = ledger.read_revisions(self.store, ["a", "б", "c'"])
        found = {(report_id, number) for report_id, known in revisions.items() for number, _ in known}

        assert found == set(self.memory.reports)
        for name in ("a", "б", "c'"):
            assert ledger.read_payload(self.store, "s", name) == self.memory.payloads.get(name)

    def teardown(self) -> None:
        self.remember(at=NOON + 9 * HOUR)
        self.store.dispose()


def _fields(payload: Payload) -> dict[str, Any]:
    return {name: getattr(payload, name) for name in Payload.__slots__}


def test_a_ledger_answers_as_a_memory_does_whatever_happens_to_it(shared_database: str, opened: Engine) -> None:
    def begin() -> Life:
        return Life(shared_database, opened)

    run_state_machine_as_test(begin, settings=LIFE)  # type: ignore[arg-type]  # it takes what makes one, too

    assert LIVES * STEPS >= 1000
