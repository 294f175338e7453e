"""Which claims count at an instant: those of the newest reading of the newest revision of their report known then."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Engine, Select, String, and_, cast, exists, func, select

from tracker.model import Claim, ClaimKind, Review
from tracker.store.rows import in_batches, ledger_table
from tracker.store.transactions import reading

CLAIMS = TypeAdapter(tuple[Claim, ...])
AT_ONCE = 2_000  # documents validated together: one call is quicker than many, and one for all takes memory


def counts_at(engine: Engine, as_of: datetime) -> ColumnElement[bool]:
    """Of a row of the table of claims: whether it counts at an instant.

    A newer revision that claims nothing takes the older claims away, and so does a reading again that finds none.
    """
    claim, report, rereading = (ledger_table(engine, name) for name in ("claim", "report", "rereading"))
    is_revised = exists().where(
        report.c.report_id == claim.c.report_id, report.c.revision > claim.c.revision, report.c.learned_at <= as_of
    )
    last_read_at = (
        select(func.max(rereading.c.read_at))
        .where(
            rereading.c.report_id == claim.c.report_id,
            rereading.c.revision == claim.c.revision,
            rereading.c.read_at <= as_of,
        )
        .scalar_subquery()
    )
    return and_(claim.c.learned_at <= as_of, ~is_revised, claim.c.read_at.is_not_distinct_from(last_read_at))


def read_claims(engine: Engine, *, as_of: datetime) -> tuple[Claim, ...]:
    """All claims that count at an instant, in the order of learning."""
    claim = ledger_table(engine, "claim")
    query = _documents(engine).where(counts_at(engine, as_of)).order_by(claim.c.learned_at, claim.c.claim_id)
    with reading(engine) as connection:
        return _load(connection, query)


def read_told(
    engine: Engine,
    *,
    as_of: datetime,
    since: datetime,
    before: datetime,
    kinds: Collection[ClaimKind] = tuple(ClaimKind),
    place_ids: Collection[str] | None = None,
) -> tuple[Claim, ...]:
    """Those of them that were published, or learned where that is unknown, in a stretch of time; in no order."""
    claim = ledger_table(engine, "claim")
    query = _documents(engine).where(
        claim.c.told_at >= since, claim.c.told_at < before, claim.c.kind.in_(sorted(kinds)), counts_at(engine, as_of)
    )
    with reading(engine) as connection:
        if place_ids is None:
            return _load(connection, query)
        batches = in_batches(sorted(place_ids))
        return tuple(one for batch in batches for one in _load(connection, query.where(claim.c.place_id.in_(batch))))


def read_claims_of(engine: Engine, report_ids: Sequence[str], *, as_of: datetime) -> tuple[Claim, ...]:
    """Those of them that some reports make; in no order."""
    claim = ledger_table(engine, "claim")
    query = _documents(engine).where(counts_at(engine, as_of))
    with reading(engine) as connection:
        batches = in_batches(report_ids)
        return tuple(one for batch in batches for one in _load(connection, query.where(claim.c.report_id.in_(batch))))


def read_named_places(engine: Engine, *, as_of: datetime, since: datetime | None = None) -> frozenset[str]:
    """The ids of the places that claims name which count; with `since` those told from then on."""
    claim = ledger_table(engine, "claim")
    query = select(claim.c.place_id).distinct().where(claim.c.place_id.is_not(None), counts_at(engine, as_of))
    if since is not None:
        query = query.where(claim.c.told_at >= since)
    with reading(engine) as connection:
        return frozenset(connection.execute(query).scalars())


def read_decisions(engine: Engine, *, as_of: datetime, since: datetime) -> tuple[tuple[Review, ...], dict[str, Claim]]:
    """The decisions made by an instant about claims told from `since` on, of whichever reading, and those claims."""
    claim, review = ledger_table(engine, "claim"), ledger_table(engine, "review")
    query = (
        select(review, cast(claim.c.document, String).label("document"))
        .join(claim, claim.c.claim_id == review.c.claim_id)
        .where(review.c.reviewed_at <= as_of, claim.c.told_at >= since)
        .order_by(review.c.reviewed_at, review.c.claim_id)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    reviews = tuple(
        Review(
            claim_id=row.claim_id,
            reviewer=row.reviewer,
            reviewed_at=row.reviewed_at,
            decision=row.decision,
            note=row.note,
        )
        for row in rows
    )
    return reviews, {claim.claim_id: claim for claim in _validate(row.document for row in rows)}


def _documents(engine: Engine) -> Select[Any]:
    return select(cast(ledger_table(engine, "claim").c.document, String))


def _load(connection: Connection, query: Select[Any]) -> tuple[Claim, ...]:
    return tuple(_validate(connection.execute(query).scalars()))


def _validate(documents: Iterable[str]) -> Iterator[Claim]:
    left = iter(documents)
    while batch := list(islice(left, AT_ONCE)):
        yield from CLAIMS.validate_json(f"[{','.join(batch)}]")
