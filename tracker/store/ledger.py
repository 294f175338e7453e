"""Read and append the ledger. What is there is never changed; appending the same again changes nothing."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, Table, and_, func, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.crashpoints import crash_at
from tracker.model import (
    Claim,
    Payload,
    Poll,
    PollOutcome,
    Reading,
    Report,
    Review,
    Signal,
    TemperatureSeries,
)
from tracker.store.tables import LEDGER, table_of

CLAIM = TypeAdapter(Claim)
REPORT = TypeAdapter(Report)


def append_payload(engine: Engine, payload: Payload) -> int:
    """Keep the bytes of a source, compressed; 0 when the source gave these very bytes before."""
    row = {
        "source_id": payload.source_id,
        "sha256": payload.sha256,
        "url": payload.url,
        "media_type": payload.media_type,
        "body": zlib.compress(payload.body, 6),
        "fetched_at": payload.fetched_at,
    }
    with engine.begin() as connection:
        return _insert(connection, _table(engine, "payload"), [row])


def read_payload(engine: Engine, source_id: str, sha256: str) -> Payload | None:
    """The bytes of a source by their hash; None when they are not kept any more."""
    table = _table(engine, "payload")
    with engine.connect() as connection:
        row = connection.execute(
            select(table).where(table.c.source_id == source_id, table.c.sha256 == sha256)
        ).one_or_none()
    if row is None:
        return None
    return Payload(
        source_id=row.source_id,
        url=row.url,
        media_type=row.media_type,
        body=zlib.decompress(row.body),
        sha256=row.sha256,
        fetched_at=row.fetched_at,
    )


def is_settled(engine: Engine, payload: Payload) -> bool:
    """Tell whether these bytes were kept before and the poll that brought them came to its end.

    A run killed in between leaves bytes without a poll: they are to be read again.
    """
    kept, polls = _table(engine, "payload"), _table(engine, "poll")
    same_poll = and_(polls.c.source_id == kept.c.source_id, polls.c.polled_at == kept.c.fetched_at)
    with engine.connect() as connection:
        found = connection.execute(
            select(kept.c.sha256)
            .join(polls, same_poll)
            .where(kept.c.source_id == payload.source_id, kept.c.sha256 == payload.sha256)
        ).first()
    return found is not None


def append_poll(
    engine: Engine, poll: Poll, *, readings: Sequence[Reading] = (), temperatures: Iterable[TemperatureSeries] = ()
) -> int:
    """Keep what came of one attempt to hear a source, with all that it gave, in one transaction."""
    row = {
        "source_id": poll.source_id,
        "polled_at": poll.polled_at,
        "outcome": poll.outcome,
        "detail": poll.detail,
        "new_reports_count": poll.new_reports_count,
    }
    with engine.begin() as connection:
        _insert_readings(connection, engine, readings)
        _insert_temperatures(connection, engine, temperatures)
        added = _insert(connection, _table(engine, "poll"), [row])
        crash_at("poll.committing")
    crash_at("poll.committed")
    return added


def read_polls(engine: Engine, *, as_of: datetime) -> tuple[Poll, ...]:
    """All attempts up to an instant, oldest first."""
    table = _table(engine, "poll")
    with engine.connect() as connection:
        rows = connection.execute(
            select(table).where(table.c.polled_at <= as_of).order_by(table.c.polled_at, table.c.source_id)
        ).all()
    return tuple(
        Poll(
            source_id=row.source_id,
            polled_at=row.polled_at,
            outcome=PollOutcome(row.outcome),
            detail=row.detail,
            new_reports_count=row.new_reports_count,
        )
        for row in rows
    )


def append_readings(engine: Engine, readings: Sequence[Reading]) -> int:
    """Keep reports and their claims in one transaction; gives the number of new reports.

    Of an irrelevant report only hash and link stay.
    """
    with engine.begin() as connection:
        return _insert_readings(connection, engine, readings)


def _insert_readings(connection: Connection, engine: Engine, readings: Sequence[Reading]) -> int:
    new = _insert(connection, _table(engine, "report"), [_report_row(reading) for reading in readings])
    claims = [_claim_row(claim) for reading in readings for claim in reading.claims]
    _insert(connection, _table(engine, "claim"), claims)
    return new


def read_reports(engine: Engine, *, as_of: datetime) -> tuple[Report, ...]:
    """The reports whose text is kept, in every revision learned by an instant."""
    table = _table(engine, "report")
    with engine.connect() as connection:
        rows = connection.execute(
            select(table)
            .where(table.c.learned_at <= as_of, table.c.text.is_not(None))
            .order_by(table.c.learned_at, table.c.report_id, table.c.revision)
        ).all()
    return tuple(
        REPORT.validate_python(row.document | {"text": row.text, "title": row.title, "url": row.url}) for row in rows
    )


def read_revisions(engine: Engine) -> Mapping[str, tuple[int, str]]:
    """The newest revision of every report ever seen, and the hash of its content."""
    table = _table(engine, "report")
    newest = (
        select(table.c.report_id, func.max(table.c.revision).label("revision")).group_by(table.c.report_id).subquery()
    )
    same = and_(table.c.report_id == newest.c.report_id, table.c.revision == newest.c.revision)
    with engine.connect() as connection:
        rows = connection.execute(
            select(table.c.report_id, table.c.revision, table.c.content_sha256).join(newest, same)
        ).all()
    return {row.report_id: (row.revision, row.content_sha256) for row in rows}


def read_claims(engine: Engine, *, as_of: datetime) -> tuple[Claim, ...]:
    """The claims learned by an instant, of the newest revision of their report known then.

    A newer revision that claims nothing takes the older claims away: that is how a retraction works.
    """
    claim, report = _table(engine, "claim"), _table(engine, "report")
    newest = (
        select(report.c.report_id, func.max(report.c.revision).label("revision"))
        .where(report.c.learned_at <= as_of)
        .group_by(report.c.report_id)
        .subquery()
    )
    same = and_(claim.c.report_id == newest.c.report_id, claim.c.revision == newest.c.revision)
    with engine.connect() as connection:
        rows = connection.execute(
            select(claim.c.document)
            .join(newest, same)
            .where(claim.c.learned_at <= as_of)
            .order_by(claim.c.learned_at, claim.c.claim_id)
        ).scalars()
        return tuple(CLAIM.validate_python(document, strict=False) for document in rows)


def append_reviews(engine: Engine, reviews: Iterable[Review]) -> int:
    """Keep decisions of people."""
    rows = [
        {
            "claim_id": review.claim_id,
            "reviewer": review.reviewer,
            "reviewed_at": review.reviewed_at,
            "decision": review.decision,
            "note": review.note,
        }
        for review in reviews
    ]
    with engine.begin() as connection:
        return _insert(connection, _table(engine, "review"), rows)


def read_reviews(engine: Engine, *, as_of: datetime) -> tuple[Review, ...]:
    """The decisions made by an instant."""
    table = _table(engine, "review")
    with engine.connect() as connection:
        rows = connection.execute(
            select(table).where(table.c.reviewed_at <= as_of).order_by(table.c.reviewed_at, table.c.claim_id)
        ).all()
    return tuple(Review(**row._asdict()) for row in rows)


def read_signals(engine: Engine, *, as_of: datetime) -> tuple[Signal, ...]:
    """The measured hints known at an instant: none, until a source of them is connected."""
    del engine, as_of
    return ()


def append_temperatures(engine: Engine, series: Iterable[TemperatureSeries]) -> int:
    """Keep what is new or has changed since the last fetch of each hour; gives the number of hours kept."""
    with engine.begin() as connection:
        return _insert_temperatures(connection, engine, series)


def _insert_temperatures(connection: Connection, engine: Engine, series: Iterable[TemperatureSeries]) -> int:
    table, series = _table(engine, "temperature"), tuple(series)
    known = _newest_temperatures(connection, table) if series else {}
    rows = [
        {
            "place_id": one.place_id,
            "hour_at": hour,
            "fetched_at": one.fetched_at,
            "provider": one.provider,
            "temperature_c": value,
        }
        for one in series
        for hour, value in zip(one.hours, one.temperatures_c, strict=True)
        if (one.place_id, hour) not in known or known[one.place_id, hour] != value
    ]
    return _insert(connection, table, rows)


def _newest_temperatures(connection: Connection, table: Table) -> dict[tuple[str, datetime], float | None]:
    rows = connection.execute(
        select(table.c.place_id, table.c.hour_at, table.c.temperature_c).order_by(table.c.fetched_at)
    )
    return {(row.place_id, row.hour_at): row.temperature_c for row in rows}


def read_temperatures(engine: Engine, *, as_of: datetime) -> tuple[TemperatureSeries, ...]:
    """The series fetched by an instant, one for each place and fetch."""
    table = _table(engine, "temperature")
    grouped: dict[tuple[str, datetime, str], list[tuple[datetime, float | None]]] = defaultdict(list)
    with engine.connect() as connection:
        rows = connection.execute(
            select(table)
            .where(table.c.fetched_at <= as_of)
            .order_by(table.c.place_id, table.c.fetched_at, table.c.hour_at)
        )
        for row in rows:
            grouped[row.place_id, row.fetched_at, row.provider].append((row.hour_at, row.temperature_c))
    return tuple(
        TemperatureSeries(
            place_id=place_id,
            fetched_at=fetched_at,
            provider=provider,
            hours=tuple(hour for hour, _ in values),
            temperatures_c=tuple(value for _, value in values),
        )
        for (place_id, fetched_at, provider), values in grouped.items()
    )


def _table(engine: Engine, name: str) -> Table:
    return table_of(engine.dialect.name, LEDGER, name)


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert what is not there; gives how many rows were new."""
    if not rows:
        return 0
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    before = connection.scalar(select(func.count()).select_from(table)) or 0
    connection.execute(insert(table).on_conflict_do_nothing(), list(rows))
    after = connection.scalar(select(func.count()).select_from(table)) or 0
    return int(after - before)


def _report_row(reading: Reading) -> dict[str, Any]:
    report, is_kept = reading.report, reading.is_relevant
    dropped = {"text", "title", "url"} if is_kept else {"text", "title", "url", "fields"}
    document = REPORT.dump_python(report, mode="json", exclude=dropped)
    return {
        "report_id": report.report_id,
        "revision": report.revision,
        "source_id": report.source_id,
        "url": report.url,
        "title": report.title if is_kept else None,
        "text": report.text if is_kept else None,
        "content_sha256": report.content_sha256,
        "published_at": report.published_at,
        "learned_at": report.learned_at,
        "is_relevant": is_kept,
        "document": document,
    }


def _claim_row(claim: Claim) -> dict[str, Any]:
    return {
        "claim_id": claim.claim_id,
        "report_id": claim.report_id,
        "revision": claim.revision,
        "kind": claim.kind,
        "place_id": claim.place_id,
        "learned_at": claim.learned_at,
        "document": CLAIM.dump_python(claim, mode="json"),
    }
