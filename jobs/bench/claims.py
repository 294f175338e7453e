"""Generated claims: three languages, five kinds, over a winter; the same on every machine."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from jobs.bench.case import scaled
from tracker.model import (
    Basis,
    Bound,
    Cause,
    Claim,
    ClaimKind,
    Evidence,
    Interval,
    Quantity,
    Role,
    Service,
    Status,
    TemperatureKind,
    TimePrecision,
    Unit,
)
from tracker.store.ledger import CLAIM

SEED, CLAIMS = 3, 100_000
PLACES, SOURCES, MOST_OF_ONE_REPORT = 300, 20, 4
DATED, TIMED, COUNTED = 0.9, 0.5, 0.6  # shares: with a time of publication, with an interval, with a number
SINCE, DAYS = datetime(2026, 1, 1, tzinfo=UTC), 90
QUOTES = (
    "About {count} customers lost power in the northern districts after an overnight strike",
    "Без світла лишилися близько {count} споживачів у північних районах міста",
    "Без света остались около {count} потребителей в северных районах города",
    "Crews have brought back heating to {count} homes; the rest follow in the morning",
    "Аварійні відключення діють \\ графіки не діють: {count} родин чекають на «світло»",
)
SETTINGS: Mapping[str, object] = {"seed": SEED, "claims": CLAIMS, "places": PLACES, "sources": SOURCES, "days": DAYS}


@cache
def make_claims(scale: float) -> Sequence[Claim]:
    """Claims in the order in which they were learned, one to four of each report."""
    random, claims = Random(SEED), list[Claim]()  # noqa: S311 - the same claims on every machine
    n = scaled(CLAIMS, scale, least=20)
    while len(claims) < n:
        at = SINCE + timedelta(days=DAYS) * (len(claims) / n) + timedelta(microseconds=random.randrange(1_000_000))
        report_id = _hash(f"report {len(claims)}")
        told_at = at - timedelta(minutes=random.randrange(1, 90)) if random.random() < DATED else None
        turns = range(random.randint(1, MOST_OF_ONE_REPORT))
        claims += [_make_one(report_id, at, told_at, turn, random) for turn in turns]
    return claims[:n]


def _make_one(report_id: str, at: datetime, told_at: datetime | None, turn: int, random: Random) -> Claim:
    kind, source = random.choice(list(ClaimKind)), random.randrange(SOURCES)
    is_cold = kind == ClaimKind.TEMPERATURE
    count, start = random.randrange(100, 99_900, 100), random.randrange(2_000)
    quote = random.choice(QUOTES).format(count=count)
    role = random.choice(list(Role))
    told = Quantity(value=count, unit=Unit.CUSTOMERS, bound=Bound.ABOUT, basis=Basis.WITHOUT_NOW)
    begun = at.replace(minute=0, second=0, microsecond=0) - timedelta(hours=random.randint(1, 12))
    return Claim(
        claim_id=_hash(f"{report_id} {turn}"),
        report_id=report_id,
        revision=random.choice((1, 1, 1, 2)),
        source_id=f"generated-{source}",
        publisher=f"Generated {source}",
        source_role=role,
        kind=kind,
        place_id=f"UA{int(63e15) + int(1_000 * random.randrange(PLACES) ** 1.5)}",
        evidence=Evidence(quote=quote, start=start, end=start + len(quote)),
        claimant=role,
        learned_at=at,
        published_at=told_at,
        extractor_version="generated-1",
        service=None if is_cold else random.choice(list(Service)),
        cause=random.choice(list(Cause)) if kind == ClaimKind.OUTAGE else None,
        status=None if is_cold else random.choice(list(Status)),
        time=Interval(start_at=begun, end_at=None, precision=TimePrecision.HOUR) if random.random() < TIMED else None,
        quantities=() if is_cold or random.random() > COUNTED else (told,),
        temperature_c=float(-random.randrange(30)) if is_cold else None,
        temperature_kind=TemperatureKind.MEASURED if is_cold else None,
        place_confidence=random.randrange(50, 101) / 100,
        confidence=random.randrange(50, 101) / 100,
        found="in the clause",
    )


def as_row(claim: Claim) -> tuple[Any, ...]:
    """A claim as plain values, in the order of the table's columns; the document is text."""
    document = CLAIM.dump_json(claim, exclude_defaults=True).decode()
    told_at = claim.published_at or claim.learned_at
    whose = (claim.claim_id, claim.report_id, claim.revision, str(claim.kind), claim.place_id)
    return (*whose, claim.learned_at, told_at, None, document)


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:20]
