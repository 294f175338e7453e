"""Read and append the ledger. What is there is never changed; appending the same again changes nothing."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, Select, Table, and_, func, select

from tracker.crashpoints import crash_at
from tracker.model import (
    Claim,
    Payload,
    Poll,
    PollOutcome,
    Reading,
    Report,
    Review,
    ScheduleDay,
    Signal,
    SourceState,
    TemperatureSeries,
)
from tracker.store.partitions import make_months, month_of
from tracker.store.rows import in_batches, insert_made, insert_new, ledger_table
from tracker.store.signals import insert_signals
from tracker.store.states import put_state
from tracker.store.timetables import insert_schedules
from tracker.store.transactions import reading, write, writing

CLAIM = TypeAdapter(Claim)
REPORT = TypeAdapter(Report)
APART = {"text", "title", "url"}  # of a report, in columns of their own: they are what is forgotten


def append_payload(engine: Engine, payload: Payload) -> int:
    """Keep the bytes of a source, compressed; 0 when the source gave these very bytes before."""
    make_months(engine, "payload_body", [month_of(payload.fetched_at)])
    key = {"source_id": payload.source_id, "sha256": payload.sha256, "fetched_at": payload.fetched_at}
    body = zlib.compress(payload.body, 1)  # a third larger than the best, in a quarter of the time
    with writing(engine) as connection:
        row = key | {"url": payload.url, "media_type": payload.media_type}
        is_new = insert_new(connection, ledger_table(engine, "payload"), [row])
        if is_new:
            insert_new(connection, ledger_table(engine, "payload_body"), [key | {"body": body}])
        return is_new


def read_payload(engine: Engine, source_id: str, sha256: str) -> Payload | None:
    """The bytes of a source by their hash; None when they are not kept any more."""
    payload, kept = ledger_table(engine, "payload"), ledger_table(engine, "payload_body")
    same = and_(
        kept.c.source_id == payload.c.source_id,
        kept.c.sha256 == payload.c.sha256,
        kept.c.fetched_at == payload.c.fetched_at,
    )
    query = select(payload, kept.c.body).join(kept, same)
    with reading(engine) as connection:
        row = connection.execute(
            query.where(payload.c.source_id == source_id, payload.c.sha256 == sha256)
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


def append_poll(
    engine: Engine,
    poll: Poll,
    *,
    readings: Sequence[Reading] = (),
    temperatures: Sequence[TemperatureSeries] = (),
    signals: Sequence[Signal] = (),
    schedules: Sequence[ScheduleDay] = (),
    state: SourceState | None = None,
    heard_before: datetime | None = None,
) -> bool:
    """Keep what came of one attempt to hear a source, with all that it gave, in one transaction.

    Its state goes with it: what a source is asked next time never runs ahead of what is kept of it. False, and nothing
    is kept, where another worker has heard the source since the state was read that was written at `heard_before`.
    """
    row = {
        "source_id": poll.source_id,
        "polled_at": poll.polled_at,
        "outcome": poll.outcome,
        "detail": poll.detail,
        "new_reports_count": poll.new_reports_count,
    }

    def keep(connection: Connection) -> bool:
        if state is not None and not put_state(connection, state, heard_before=heard_before):
            return False
        insert_new(connection, ledger_table(engine, "poll"), [row])
        _insert_readings(connection, engine, readings)
        _insert_temperatures(connection, engine, temperatures)
        insert_signals(connection, signals, poll.polled_at)
        insert_schedules(connection, schedules)
        crash_at("poll.committing")
        return True

    _make_temperature_months(engine, temperatures)
    is_kept = write(engine, keep)
    if is_kept:
        crash_at("poll.committed")
    return is_kept


def read_polls(engine: Engine, *, as_of: datetime) -> tuple[Poll, ...]:
    """All attempts up to an instant, oldest first."""
    table = ledger_table(engine, "poll")
    with reading(engine) as connection:
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
    return write(engine, lambda connection: _insert_readings(connection, engine, readings))


def _insert_readings(connection: Connection, engine: Engine, readings: Sequence[Reading]) -> int:
    new = insert_made(
        connection,
        ledger_table(engine, "report"),
        readings,
        key_of=lambda reading: (reading.report.report_id, reading.report.revision),
        row_of=_report_row,
    )
    insert_claims(connection, (claim for reading in readings for claim in reading.claims))
    return new


def insert_claims(connection: Connection, claims: Iterable[Claim]) -> int:
    """Keep the claims that are not there; gives how many were new."""
    table = ledger_table(connection, "claim")
    return insert_made(connection, table, claims, key_of=lambda claim: (claim.claim_id,), row_of=_claim_row)


def read_reports(engine: Engine, *, as_of: datetime) -> tuple[Report, ...]:
    """The reports whose text is kept, in every revision learned by an instant."""
    table = ledger_table(engine, "report")
    with reading(engine) as connection:
        rows = connection.execute(
            select(table)
            .where(table.c.learned_at <= as_of, table.c.text.is_not(None))
            .order_by(table.c.learned_at, table.c.report_id, table.c.revision)
        ).all()
    return tuple(
        REPORT.validate_python(row.document | {"text": row.text, "title": row.title, "url": row.url}) for row in rows
    )


def read_revisions(engine: Engine, report_ids: Sequence[str]) -> Mapping[str, Sequence[tuple[int, str]]]:
    """The revisions of reports that were seen before, oldest first: each with the hash of its content."""
    table = ledger_table(engine, "report")
    known: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    with reading(engine) as connection:
        for batch in in_batches(report_ids):
            rows = connection.execute(
                select(table.c.report_id, table.c.revision, table.c.content_sha256)
                .where(table.c.report_id.in_(batch))
                .order_by(table.c.report_id, table.c.revision)
            )
            for row in rows:
                known[row.report_id].append((row.revision, row.content_sha256))
    return dict(known)


def read_claims(engine: Engine, *, as_of: datetime) -> tuple[Claim, ...]:
    """The claims learned by an instant, of the newest revision of their report known then.

    A newer revision that claims nothing takes the older claims away: that is how a retraction works.
    """
    claim = ledger_table(engine, "claim")
    newest = _of_newest_revisions(engine, select(claim.c.document), as_of)
    with reading(engine) as connection:
        rows = connection.execute(newest.order_by(claim.c.learned_at, claim.c.claim_id)).scalars()
        return tuple(CLAIM.validate_python(document, strict=False) for document in rows)


def read_named_places(engine: Engine, *, as_of: datetime) -> frozenset[str]:
    """The ids of the places that those claims name."""
    claim = ledger_table(engine, "claim")
    named = _of_newest_revisions(engine, select(claim.c.place_id).distinct(), as_of)
    with reading(engine) as connection:
        return frozenset(connection.execute(named.where(claim.c.place_id.is_not(None))).scalars())


def _of_newest_revisions(engine: Engine, claims: Select[Any], as_of: datetime) -> Select[Any]:
    claim, report = ledger_table(engine, "claim"), ledger_table(engine, "report")
    newest = (
        select(report.c.report_id, func.max(report.c.revision).label("revision"))
        .where(report.c.learned_at <= as_of)
        .group_by(report.c.report_id)
        .subquery()
    )
    same = and_(claim.c.report_id == newest.c.report_id, claim.c.revision == newest.c.revision)
    return claims.join(newest, same).where(claim.c.learned_at <= as_of)


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
    with writing(engine) as connection:
        return insert_new(connection, ledger_table(engine, "review"), rows)


def read_reviews(engine: Engine, *, as_of: datetime) -> tuple[Review, ...]:
    """The decisions made by an instant."""
    table = ledger_table(engine, "review")
    with reading(engine) as connection:
        rows = connection.execute(
            select(table).where(table.c.reviewed_at <= as_of).order_by(table.c.reviewed_at, table.c.claim_id)
        ).all()
    return tuple(Review(**row._asdict()) for row in rows)


def append_temperatures(engine: Engine, series: Iterable[TemperatureSeries]) -> int:
    """Keep what is new or has changed since the last fetch of each hour; gives the number of hours kept."""
    series = tuple(series)
    _make_temperature_months(engine, series)
    return write(engine, lambda connection: _insert_temperatures(connection, engine, series))


def _make_temperature_months(engine: Engine, series: Iterable[TemperatureSeries]) -> None:
    make_months(engine, "temperature", {month_of(hour) for one in series for hour in one.hours})


def _insert_temperatures(connection: Connection, engine: Engine, series: Iterable[TemperatureSeries]) -> int:
    table, series = ledger_table(engine, "temperature"), tuple(series)
    hours = [hour for one in series for hour in one.hours]
    known = _newest_temperatures(connection, table, min(hours)) if hours else {}
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
    return insert_new(connection, table, rows)


def _newest_temperatures(
    connection: Connection, table: Table, since: datetime
) -> dict[tuple[str, datetime], float | None]:
    rows = connection.execute(
        select(table.c.place_id, table.c.hour_at, table.c.temperature_c)
        .where(table.c.hour_at >= since)
        .order_by(table.c.fetched_at)
    )
    return {(row.place_id, row.hour_at): row.temperature_c for row in rows}


def read_temperatures(engine: Engine, *, as_of: datetime) -> tuple[TemperatureSeries, ...]:
    """The series fetched by an instant, one for each place and fetch."""
    table = ledger_table(engine, "temperature")
    grouped: dict[tuple[str, datetime, str], list[tuple[datetime, float | None]]] = defaultdict(list)
    with reading(engine) as connection:
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


def _report_row(reading: Reading) -> dict[str, Any]:
    report, is_kept = reading.report, reading.is_relevant
    has_text = is_kept and report.store_text
    document = REPORT.dump_json(report, exclude=APART, exclude_defaults=True) if has_text else {}
    return {
        "report_id": report.report_id,
        "revision": report.revision,
        "source_id": report.source_id,
        "url": report.url,
        "title": report.title if is_kept else None,
        "text": report.text if has_text else None,
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
        "kind": str(claim.kind),
        "place_id": claim.place_id,
        "learned_at": claim.learned_at,
        "told_at": claim.published_at or claim.learned_at,
        "read_at": None,
        "document": CLAIM.serializer.to_json(claim, exclude_defaults=True),
    }
