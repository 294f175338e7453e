"""The ten days of the demo winter against the tables made by hand, and against the clock."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.clock import KYIV
from jobs.ingest import ingest
from jobs.registers import DEMO, DEMO_SOURCES, Registers
from tests.packaged import packaged_registers
from tracker.model import Cause, ClaimKind, Edition, OblastRow, Poll, Tier, Verification
from tracker.pipeline import picture
from tracker.policy import redact
from tracker.sources.fetch import Fetcher
from tracker.sources.recorded import RecordedTransport, moments
from tracker.store import ledger
from tracker.store.engine import open_store
from tracker.web.snapshot import dump_edition

pytestmark = pytest.mark.server  # ten days take longer than a quick gate may
DAYS = range(11, 21)
DAY, SECOND = timedelta(hours=24), timedelta(seconds=1)
LATER = datetime(2026, 1, 23, tzinfo=UTC)
CELLS = ("attack", "emergency_outages", "network_limits", "schedule", "electricity", "heat", "water")
OUTSIDE_GRID = {"UA01", "UA44", "UA85"}
SITES = ("Вербова Балка", "Соняшна", "Гречана")


@dataclass(frozen=True, slots=True, kw_only=True)
class Winter:
    """All that was heard in ten days."""

    registers: Registers
    engine: Engine
    polls: tuple[Poll, ...]

    def edition(self, as_of: datetime) -> Edition:
        """What the public sees at a moment."""
        registers = self.registers
        claims = ledger.read_claims(self.engine, as_of=as_of)
        known = picture(claims, (), self.polls, (), registers.sources, registers.gazetteer, as_of)
        return redact(known, Tier.PUBLIC, registers.policy, registers.sources, registers.gazetteer)


@pytest.fixture(scope="module")
def winter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Winter]:
    registers = packaged_registers(DEMO_SOURCES)
    engine = open_store(str(tmp_path_factory.mktemp("winter") / "svitlo.db"))
    for moment in moments(DEMO):
        with Fetcher(contact="demo@svitlo.example", transport=RecordedTransport(DEMO, moment)) as fetcher:
            ingest(engine, registers, fetcher, now=moment)
    yield Winter(registers=registers, engine=engine, polls=ledger.read_polls(engine, as_of=LATER))
    engine.dispose()


def read_tables() -> dict[int, dict[str, tuple[str, ...]]]:
    """The tables of the demo's README: by day and p-code, with "others" for the units that are not listed."""
    tables: dict[int, dict[str, tuple[str, ...]]] = {}
    day = 0
    for line in (DEMO / "README.md").read_text(encoding="utf-8").splitlines():
        if heading := re.fullmatch(r"## \w+, (\d+) January", line):
            day = int(heading[1])
        elif day and (row := re.fullmatch(r"\| (UA\d\d|others) \|.*", line)):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            tables.setdefault(day, {})[row[1]] = tuple(cells[2:])
    return tables


def cells_of(row: OblastRow) -> tuple[str, ...]:
    return tuple(str(getattr(row, name) or "") for name in CELLS)


@pytest.mark.parametrize("day", DAYS)
def test_the_27_rows_of_a_day_are_those_made_by_hand(winter: Winter, day: int) -> None:
    by_hand = read_tables()[day]
    blank = ("",) * len(CELLS)
    rows = winter.edition(datetime(2026, 1, day, 18, tzinfo=KYIV).astimezone(UTC)).oblasts
    expected = {
        row.adm1_pcode: by_hand.get(row.adm1_pcode, blank if row.adm1_pcode in OUTSIDE_GRID else by_hand["others"])
        for row in rows
    }

    assert {row.adm1_pcode: cells_of(row) for row in rows} == expected
    assert len(expected) == 27


def first_told(winter: Winter) -> Mapping[tuple[str, str], datetime]:
    """When each strike may be shown at the earliest, by p-code and date: reckoned from the claims alone."""
    earliest: dict[tuple[str, str], datetime] = {}
    gazetteer = winter.registers.gazetteer
    for claim in ledger.read_claims(winter.engine, as_of=LATER):
        happened = claim.time.end_at if claim.kind == ClaimKind.STRIKE and claim.time else None
        oblast = gazetteer.oblast_of(claim.place_id) if claim.place_id else None
        if happened and oblast and oblast.adm1_pcode and claim.published_at:
            key = oblast.adm1_pcode, happened.astimezone(KYIV).date().isoformat()
            told = max(happened, claim.published_at)
            earliest[key] = min(told, earliest.get(key, told))
    return {key: told + DAY for key, told in earliest.items()}


def walk(winter: Winter) -> Iterator[datetime]:
    """Every moment at which something new is heard or may be shown, and the second before."""
    claims = ledger.read_claims(winter.engine, as_of=LATER)
    told = {claim.published_at for claim in claims if claim.published_at}
    edges = {*moments(DEMO), *(at + DAY for at in told), *(at + timedelta(hours=1) for at in told)}
    yield from sorted(edges | {edge - SECOND for edge in edges})


def test_nothing_is_public_before_its_time(winter: Winter) -> None:
    allowed = first_told(winter)
    early, shown = [], set()
    for now in walk(winter):
        edition = winter.edition(now)
        for incident in edition.incidents:
            key = incident.adm1_pcode or "", incident.date
            shown.add(key)
            if now < allowed[key]:
                early.append((now, "strike", key))
        for outage in edition.outages:
            is_young = now < (outage.started_at or now) + DAY
            if outage.cause == Cause.STRIKE and is_young:
                early.append((now, "cause", (outage.place_en, "")))
            if outage.verification == Verification.SINGLE_SOURCE:
                early.append((now, "single voice", (outage.place_en, "")))

    assert early == []
    assert shown == {("UA12", "2026-01-13"), ("UA23", "2026-01-13"), ("UA59", "2026-01-18"), ("UA63", "2026-01-18")} | {
        ("UA48", "2026-01-20"),
        ("UA51", "2026-01-20"),
        ("UA59", "2026-01-20"),
        ("UA65", "2026-01-20"),
    }


def test_no_edition_of_the_winter_names_a_site(winter: Winter) -> None:
    editions = [dump_edition(winter.edition(now)).decode() for now in moments(DEMO)]

    assert [site for site in SITES if any(site in edition for edition in editions)] == []


def test_a_retraction_takes_back_what_was_shown(winter: Winter) -> None:
    def shaded(hour: int, minute: int) -> list[str]:
        at = datetime(2026, 1, 16, hour, minute, tzinfo=KYIV).astimezone(UTC)
        return [outage.place_en for outage in winter.edition(at).outages if outage.is_area]

    assert shaded(11, 34) == ["Rivne Oblast"]
    assert shaded(11, 35) == []


def test_the_claim_of_an_occupation_authority_waits_for_a_second_voice_and_is_never_official(winter: Winter) -> None:
    def melitopol(day: int) -> list[Verification]:
        at = datetime(2026, 1, day, 18, tzinfo=KYIV).astimezone(UTC)
        return [outage.verification for outage in winter.edition(at).outages if outage.place_en == "Melitopol"]

    assert melitopol(13) == []
    assert melitopol(14) == [Verification.CORROBORATED]


def test_the_readme_lists_every_source_that_speaks() -> None:
    text = Path(DEMO / "README.md").read_text(encoding="utf-8")
    sources = packaged_registers(DEMO_SOURCES).sources

    spoken = [source.publisher for source in sources.values() if source.is_enabled]
    assert [publisher for publisher in spoken if f"| {publisher} |" not in text] == []
