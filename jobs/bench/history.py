"""The picture of the last 30 days from a ledger of a million claims over four years, on both stores."""

import atexit
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from random import Random

from geodata.gazetteer import Gazetteer
from geodata.places import Level
from jobs.bench.case import Case, Clock, Side, scaled
from jobs.bench.layers import LENT, private_folder
from jobs.bench.postgres import bench_cluster
from jobs.publish import know
from jobs.registers import load_registers
from tracker.model import (
    Basis,
    Bound,
    Cause,
    Claim,
    ClaimKind,
    Evidence,
    Interval,
    Quantity,
    Reading,
    Report,
    Role,
    Scope,
    Service,
    Status,
    TemperatureKind,
    TimePrecision,
    Unit,
)
from tracker.store.engine import open_store
from tracker.store.ledger import append_readings

SEED, CLAIMS, FEWEST, DAYS = 13, 1_000_000, 2_000, 4 * 365
TOWNS, SOURCES, MOST_OF_ONE_REPORT, BLOCK = 300, 40, 4, 5_000
LATEST_AT = datetime(2026, 1, 31, 18, tzinfo=UTC)
MOST_SECONDS, MOST_MB, ROUNDS = 2.0, 500.0, 3
ROLES = (Role.UTILITY, Role.OBLAST_ADMINISTRATION, Role.MEDIUM, Role.MEDIUM)
# How often what is told, of a hundred claims.
KINDS: Mapping[ClaimKind, int] = {
    ClaimKind.OUTAGE: 50,
    ClaimKind.RESTORATION: 25,
    ClaimKind.STRIKE: 10,
    ClaimKind.SCHEDULE: 5,
    ClaimKind.TEMPERATURE: 10,
}
CAUSES: Mapping[ClaimKind, Cause] = {ClaimKind.OUTAGE: Cause.STRIKE, ClaimKind.SCHEDULE: Cause.SCHEDULED}
TOWN_LEVELS = frozenset({Level.CITY, Level.TOWN})
SERVICES = (Service.ELECTRICITY, Service.ELECTRICITY, Service.ELECTRICITY, Service.HEAT, Service.WATER)
SETTINGS: Mapping[str, object] = {
    "claims": {"seed": SEED, "n": CLAIMS, "days": DAYS, "towns": TOWNS, "sources": SOURCES},
}


def cases(scale: float) -> Sequence[Case]:
    """The embedded store first, then PostGIS."""
    return (
        _case("picture 30 days", lambda: embedded_history(scale), scale),
        _case("picture 30 days, postgis", lambda: postgis_history(scale), scale),
    )


def _case(name: str, database: Callable[[], str], scale: float) -> Case:
    return Case(
        name=name,
        unit="claims",
        prepare=lambda: _picture(database(), scale),
        clock=Clock.WALL,
        rounds=ROUNDS,
        most_seconds=MOST_SECONDS,
        most_mb=MOST_MB,
        lend=lambda: {LENT: database()},
    )


def _picture(database: str, scale: float) -> Side:
    engine, registers = open_store(database), load_registers()
    atexit.register(engine.dispose)
    return Side(n=_count(scale), run=lambda: know(engine, registers, as_of=LATEST_AT))


@cache
def embedded_history(scale: float) -> str:
    """The path of an embedded store with the claims of four years."""
    return os.environ.get(LENT) or _fill(str(private_folder() / "history.db"), scale)


@cache
def postgis_history(scale: float) -> str:
    """The address of a PostGIS store with the claims of four years."""
    return os.environ.get(LENT) or _fill(bench_cluster().create("history"), scale)


def _fill(database: str, scale: float) -> str:
    engine, readings = open_store(database), make_readings(load_registers().gazetteer, _count(scale))
    while block := list(islice(readings, BLOCK)):
        append_readings(engine, block)
    engine.dispose()
    return database


def _count(scale: float) -> int:
    return scaled(CLAIMS, scale, FEWEST)


def make_readings(gazetteer: Gazetteer, count: int) -> Iterator[Reading]:
    """Reports in order of time with one to four claims each, `count` in all, of the larger places of the country."""
    random = Random(SEED)  # noqa: S311 - the same claims on every machine
    towns = [place for place in gazetteer.places.values() if place.level in TOWN_LEVELS and place.population]
    towns.sort(key=lambda place: (-(place.population or 0), place.place_id))
    places = [place.place_id for place in (*gazetteer.oblasts(), *towns[:TOWNS])]
    made = 0
    while made < count:
        learned_at = LATEST_AT - timedelta(days=DAYS) * (1 - made / count)
        claims_count = min(random.randint(1, MOST_OF_ONE_REPORT), count - made)
        source = random.randrange(SOURCES)
        report = _make_report(f"bench-{made}", source, learned_at.replace(microsecond=0))
        yield Reading(
            report=report,
            claims=tuple(_make_claim(report, turn, random.choice(places), random) for turn in range(claims_count)),
        )
        made += claims_count


def _make_report(report_id: str, source: int, learned_at: datetime) -> Report:
    return Report(
        report_id=report_id,
        revision=1,
        source_id=f"bench-{source}",
        publisher=f"Invented Publisher {source}",
        role=ROLES[source % len(ROLES)],
        native_id=report_id,
        url=f"https://invented-{source}.example/{report_id}",
        title="An invented report of a bench",
        text="An invented report of a bench\nIt says what its claims say, and it says so in words that nobody wrote.",
        lang="en",
        published_at=learned_at - timedelta(minutes=20),
        published_precision=TimePrecision.MINUTE,
        learned_at=learned_at,
        content_sha256=f"{report_id:0>64}",
    )


def _make_claim(report: Report, turn: int, place_id: str, random: Random) -> Claim:
    [kind] = random.choices(list(KINDS), list(KINDS.values()))
    is_supply = kind in {ClaimKind.OUTAGE, ClaimKind.RESTORATION}
    told = Quantity(
        value=random.randrange(200, 40_000, 100), unit=Unit.CUSTOMERS, bound=Bound.ABOUT, basis=Basis.WITHOUT_NOW
    )
    begun = report.learned_at.replace(minute=0, second=0) - timedelta(hours=random.randint(1, 12))
    return Claim(
        claim_id=f"{report.report_id}-{turn}",
        report_id=report.report_id,
        revision=1,
        source_id=report.source_id,
        publisher=report.publisher,
        source_role=report.role,
        kind=kind,
        place_id=place_id,
        evidence=Evidence(quote="It says what its claims say", start=30, end=57),
        claimant=report.role,
        learned_at=report.learned_at,
        published_at=report.published_at,
        extractor_version="bench",
        service=random.choice(SERVICES) if is_supply else None,
        cause=CAUSES.get(kind),
        status={ClaimKind.OUTAGE: Status.ONGOING, ClaimKind.RESTORATION: Status.RESTORED}.get(kind),
        scope=random.choice((Scope.UNSTATED, Scope.UNSTATED, Scope.PART, Scope.WHOLE)),
        time=Interval(start_at=begun, end_at=None, precision=TimePrecision.HOUR),
        quantities=(told,) if kind == ClaimKind.OUTAGE else (),
        temperature_c=float(-random.randrange(25)) if kind == ClaimKind.TEMPERATURE else None,
        temperature_kind=TemperatureKind.MEASURED if kind == ClaimKind.TEMPERATURE else None,
        confidence=0.9,
    )
