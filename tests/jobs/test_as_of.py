"""A past instant is shown as it was known then, whatever is learned later: byte for byte, on both stores."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.publish import know
from jobs.registers import DEMO_SOURCES, Registers
from jobs.reread import reread
from tests.builders import NOON, make_claim, make_series
from tests.jobs.test_reread import read_badly, read_today, report_of
from tests.packaged import packaged_registers
from tests.store.test_ledger import read
from tracker.model import ClaimKind, Picture, Poll, PollOutcome, Review, Scope, Tier
from tracker.pipeline import picture
from tracker.policy import redact
from tracker.publish.formats import BY_ENDING, renderer_of
from tracker.store import ledger
from tracker.store.engine import open_store

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KHARKIV, KHARKIV_OBLAST, SUMY = "UA63120270010096107", "UA63000000000041885", "UA59080270010053848"
THEN = NOON + 3 * HOUR
LATER = THEN + 2 * DAY


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers(DEMO_SOURCES)


def export(engine: Engine, registers: Registers, tier: Tier = Tier.REVIEWER) -> Mapping[str, bytes]:
    """What the files say of the instant THEN, by their endings."""
    known = know(engine, registers, as_of=THEN, tier=tier)
    edition = redact(known, tier, registers.policy, registers.sources, registers.gazetteer)
    assert edition.outages
    return {ending: renderer_of(f"file{ending}")(edition, registers.boundaries).body for ending in BY_ENDING}


def learn(engine: Engine, registers: Registers) -> None:
    """What was learned by THEN."""
    source_id = next(iter(registers.sources))
    ledger.append_readings(engine, [read_badly(report_of("r1"), registers)])
    told = [
        ("a", ClaimKind.OUTAGE, KHARKIV, NOON - 40 * DAY),
        ("b", ClaimKind.OUTAGE, KHARKIV, NOON - HOUR),
        ("c", ClaimKind.STRIKE, KHARKIV_OBLAST, NOON - 2 * DAY),
        ("d", ClaimKind.OUTAGE, SUMY, NOON),
    ]
    for name, kind, place_id, at in told:
        report = replace(report_of(f"of-{name}"), learned_at=at, published_at=at)
        ledger.append_readings(
            engine, [read(report, make_claim(name, kind, place_id=place_id, at=at, onset=at - HOUR))]
        )
    ledger.append_temperatures(
        engine, [make_series({hour: -float(hour % 7) for hour in range(-24, 90)}, place_id=KHARKIV)]
    )
    for hour in range(3):
        outcome = (PollOutcome.NEW, PollOutcome.EMPTY, PollOutcome.UNREADABLE)[hour]
        ledger.append_poll(engine, Poll(source_id=source_id, polled_at=NOON + hour * HOUR, outcome=outcome))


def learn_more(engine: Engine, registers: Registers) -> None:
    """All that may come later: reports, a revision, a return of a whole area, decisions, weather, polls, a reading."""
    later = THEN + HOUR
    new = replace(report_of("new"), learned_at=later, published_at=NOON)  # published before, learned after
    back = make_claim("back", ClaimKind.RESTORATION, place_id=KHARKIV_OBLAST, at=later, scope=Scope.WHOLE)
    revised = replace(report_of("of-b"), revision=2, learned_at=later, content_sha256="other")
    ledger.append_readings(engine, [read_today(new, registers), read(replace(new, report_id="of-back"), back)])
    ledger.append_readings(engine, [read(revised)])
    ledger.append_reviews(engine, [Review(claim_id="d", reviewer="invented", decision="rejected", reviewed_at=later)])
    ledger.append_temperatures(
        engine, [make_series(dict.fromkeys(range(-24, 90), -30.0), place_id=KHARKIV, fetched_at=later)]
    )
    source_id = next(iter(registers.sources))
    ledger.append_poll(engine, Poll(source_id=source_id, polled_at=later, outcome=PollOutcome.NEW))
    done = reread(engine, registers, since=NOON - 50 * DAY, until=LATER, now=LATER)
    assert done.changed_count


def test_an_export_of_a_past_instant_is_the_same_bytes_whatever_is_learned_later(
    store: Engine, registers: Registers
) -> None:
    learn(store, registers)
    then = export(store, registers)
    again = export(store, registers)
    learn_more(store, registers)

    assert again == then
    assert export(store, registers) == then


def test_both_stores_give_the_same_bytes(store: Engine, registers: Registers, tmp_path: Path) -> None:
    other = open_store(str(tmp_path / "other" / "svitlo.db"))
    for engine in (store, other):
        learn(engine, registers)
        learn_more(engine, registers)
    theirs = export(other, registers)
    other.dispose()

    assert export(store, registers) == theirs


def know_all(engine: Engine, registers: Registers) -> Picture:
    """The picture made of everything in the ledger."""
    claims = ledger.read_claims(engine, as_of=THEN)
    return picture(
        claims,
        ledger.read_reviews(engine, as_of=THEN),
        ledger.read_polls(engine, as_of=THEN),
        ledger.read_temperatures(engine, as_of=THEN),
        registers.sources,
        registers.gazetteer,
        THEN,
    )


def test_what_is_left_unread_of_the_ledger_changes_no_picture(store: Engine, registers: Registers) -> None:
    learn(store, registers)
    running = (NOON - day * DAY for day in range(1, 80, 2))  # without a pause since before the window
    for at in running:
        report = replace(report_of(f"of-{at}"), learned_at=at, published_at=at)
        cold = make_claim(f"cold-{at}", ClaimKind.TEMPERATURE, place_id=None, at=at, temperature_c=-7.0)
        ledger.append_readings(store, [read(report, make_claim(f"{at}", place_id=KHARKIV_OBLAST, at=at), cold)])

    assert know(store, registers, as_of=THEN, tier=Tier.REVIEWER) == know_all(store, registers)
