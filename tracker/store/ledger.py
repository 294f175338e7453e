"""Read and append the ledger. What is there is never changed; appending the same again changes nothing."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, and_, select

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
from tracker.store.bulk import find_keys
from tracker.store.partitions import make_months, month_of
from tracker.store.readings import read_claims, read_named_places
from tracker.store.rows import in_batches, insert_made, insert_new, ledger_table
from tracker.store.signals import insert_signals
from tracker.store.states import put_state
from tracker.store.texts import load_report
from tracker.store.timetables import insert_schedules
from tracker.store.tombstones import find_forgotten, hold_off_forgetting, keeps_payloads, leave_forgotten
from tracker.store.transactions import reading, write, writing
from tracker.store.weather import append_temperatures, insert_temperatures, make_temperature_months, read_temperatures

__all__ = [
    "append_payload",
    "append_poll",
    "append_readings",
    "append_rereadings",
    "append_reviews",
    "append_temperatures",
    "read_claims",
    "read_named_places",
    "read_payload",
    "read_polls",
    "read_reports",
    "read_reviews",
    "read_revisions",
    "read_temperatures",
]

CLAIM = TypeAdapter(Claim)
REPORT = TypeAdapter(Report)
APART = {"text", "title", "url"}  # of a report, in columns of their own: they are what is forgotten


def append_payload(engine: Engine, payload: Payload) -> int:
    """Keep the bytes of a source, compressed; 0 when it gave these very bytes before, or may tell what is forgotten."""
    make_months(engine, "payload_body", [month_of(payload.fetched_at)])
    key = {"source_id": payload.source_id, "sha256": payload.sha256, "fetched_at": payload.fetched_at}
    body = zlib.compress(payload.body, 1)  # a third larger than the best, in a quarter of the time
    with writing(engine) as connection:
        hold_off_forgetting(connection)
        if not keeps_payloads(connection, payload.source_id):
            return 0
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
        hold_off_forgetting(connection)
        if state is not None and not put_state(connection, state, heard_before=heard_before):
            return False
        insert_new(connection, ledger_table(engine, "poll"), [row])
        _insert_readings(connection, engine, readings)
        insert_temperatures(connection, temperatures)
        insert_signals(connection, signals, poll.polled_at)
        forgotten = find_forgotten(connection, (day.report_id for day in schedules if day.report_id is not None))
        insert_schedules(connection, [day for day in schedules if day.report_id not in forgotten])
        crash_at("poll.committing")
        return True

    make_temperature_months(engine, temperatures)
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

    Of an irrelevant report only hash and link stay, and of a forgotten one nothing is added.
    """

    def keep(connection: Connection) -> int:
        hold_off_forgetting(connection)
        return _insert_readings(connection, engine, readings)

    return write(engine, keep)


def append_rereadings(
    engine: Engine, readings: Sequence[Reading], *, read_at: datetime, extractor_version: str
) -> None:
    """Keep what reports say when they are read again, in one transaction, beside what they said before.

    A reading that claims nothing is kept too: from then on the older claims count no more.
    """

    def keep(connection: Connection) -> None:
        hold_off_forgetting(connection)
        standing = leave_forgotten(connection, readings)
        rows = [
            {
                "report_id": one.report.report_id,
                "revision": one.report.revision,
                "read_at": read_at,
                "extractor_version": extractor_version,
            }
            for one in standing
        ]
        insert_new(connection, ledger_table(engine, "rereading"), rows)
        insert_claims(connection, (claim for one in standing for claim in one.claims))
        crash_at("reread.committing")

    write(engine, keep)
    crash_at("reread.committed")


def _insert_readings(connection: Connection, engine: Engine, readings: Sequence[Reading]) -> int:
    """A revision that is there was read when it came: what is claimed of it now is for a reading again to say."""
    table = ledger_table(engine, "report")
    by_key = {_key_of(one): one for one in reversed(leave_forgotten(connection, readings))}
    there = find_keys(connection, table, by_key) if by_key else set()
    fresh = [one for key, one in reversed(by_key.items()) if key not in there]
    new = insert_made(connection, table, fresh, key_of=_key_of, row_of=_report_row)
    insert_claims(connection, (claim for one in fresh for claim in one.claims))
    return new


def _key_of(reading: Reading) -> tuple[str, int]:
    return reading.report.report_id, reading.report.revision


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
    return tuple(map(load_report, rows))


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
        "read_at": claim.read_at,
        "document": CLAIM.serializer.to_json(claim, exclude_defaults=True),
    }
