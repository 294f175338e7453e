"""What is pasted is for partners at most. All texts are invented."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.files import read_files
from jobs.ingest import keep_reports
from jobs.publish import know, publish
from jobs.registers import Registers
from tests.builders import make_source
from tests.packaged import packaged_registers
from tracker.model import Edition, Role, Tier
from tracker.policy import redact
from tracker.sources.files import IN_CONFIDENCE, read_input
from tracker.sources.registry import read_source
from tracker.store.engine import open_store

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=30)
PASTED = "[15.01.26, 09:12:33] Іван Приватний: У Полтаві без світла 12 000 споживачів після удару по підстанції."
LETTER = "Subject: Полтава\nDate: Thu, 15 Jan 2026 09:12:00 +0200\n\nУ Полтаві без світла 12 000 споживачів."


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers()


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    return open_store(str(tmp_path / "svitlo.db"))


def edit(store: Engine, registers: Registers, tier: Tier) -> Edition:
    known = know(store, registers, as_of=LATER, tier=tier)
    return redact(known, tier, registers.policy, registers.sources, registers.gazetteer)


def ingest(store: Engine, registers: Registers, documents: Sequence[tuple[str, str]]) -> None:
    told = [(name, text.encode()) for name, text in documents]
    read_files(store, registers, told, published=None, now=NOW)


def tell_officially(store: Engine, registers: Registers) -> None:
    official = make_source("invented-grid", role=Role.GRID_OPERATOR)
    text = "У Полтаві без світла 12 000 споживачів."
    keep_reports(store, read_input("a.txt", text.encode(), now=NOW, source=official).reports, registers)


def test_what_is_pasted_never_reaches_a_public_edition(store: Engine, registers: Registers, tmp_path: Path) -> None:
    ingest(store, registers, [("-", PASTED), ("a.eml", LETTER)])
    made = publish(store, registers, tmp_path / "out", as_of=LATER)
    files = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir())

    assert (made.outages, made.incidents, made.schedules) == ((), (), ())
    assert IN_CONFIDENCE.publisher.encode() not in files
    assert "Приватний".encode() not in files


def test_what_is_pasted_reaches_partners(store: Engine, registers: Registers) -> None:
    ingest(store, registers, [("-", PASTED)])

    assert [outage.place_en for outage in edit(store, registers, Tier.PARTNER).outages] == ["Poltava"]


def test_a_picture_that_holds_what_is_for_partners_shows_the_public_nothing_of_it(
    store: Engine, registers: Registers
) -> None:
    ingest(store, registers, [("-", PASTED)])
    known = know(store, registers, as_of=LATER, tier=Tier.PARTNER)
    made = redact(known, Tier.PUBLIC, registers.policy, registers.sources, registers.gazetteer)

    assert known.events.outages
    assert (made.outages, made.incidents) == ((), ())


def test_what_is_pasted_neither_shows_in_what_an_authority_tells_nor_holds_it_back(
    store: Engine, registers: Registers
) -> None:
    tell_officially(store, registers)
    before = edit(store, registers, Tier.PUBLIC)
    ingest(store, registers, [("-", PASTED)])

    assert len(before.outages) == 1
    assert edit(store, registers, Tier.PUBLIC) == before


def test_the_file_of_a_source_may_keep_it_for_partners(tmp_path: Path) -> None:
    file = tmp_path / "partner-letters.toml"
    lines = ('kind = "email"', 'publisher = "P"', 'url = "file:drop"', 'role = "humanitarian"', 'languages = ["uk"]')
    file.write_text("\n".join((*lines, 'tier = "partner"')), encoding="utf-8")

    assert read_source(file).tier == Tier.PARTNER
