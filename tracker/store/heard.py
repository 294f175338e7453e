"""What was heard of sources lately, without reading every poll there ever was, and what was noticed of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, String, cast, func, or_, select

from tracker.model import HeardHour, Notice, NoticeKind, Poll, PollOutcome
from tracker.store.figures import HEARD
from tracker.store.rows import insert_new, ledger_table
from tracker.store.transactions import reading, writing


def read_recent_polls(engine: Engine, *, since: datetime, news_since: datetime, as_of: datetime) -> tuple[Poll, ...]:
    """The polls from `since` on, and those that brought something new from `news_since` on, oldest first."""
    table = ledger_table(engine, "poll")
    news = (table.c.outcome == PollOutcome.NEW) & (table.c.polled_at >= news_since)
    query = (
        select(table.c.source_id, table.c.polled_at, table.c.outcome, table.c.new_reports_count)
        .where(table.c.polled_at <= as_of, or_(table.c.polled_at >= since, news))
        .order_by(table.c.polled_at, table.c.source_id)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return tuple(
        Poll(
            source_id=row.source_id,
            polled_at=row.polled_at,
            outcome=PollOutcome(row.outcome),
            new_reports_count=row.new_reports_count,
        )
        for row in rows
    )


def read_heard_hours(engine: Engine, *, since: datetime, as_of: datetime) -> tuple[HeardHour, ...]:
    """For each source and hour of UTC in which it was heard: when first and last, and how many new reports it gave."""
    table = ledger_table(engine, "poll")
    is_postgres = engine.dialect.name == "postgresql"
    hour = (
        func.date_trunc("hour", table.c.polled_at)
        if is_postgres
        else func.substr(cast(table.c.polled_at, String), 1, len("2026-01-15T12"))
    )
    query = (
        select(
            table.c.source_id,
            func.min(table.c.polled_at).label("first_at"),
            func.max(table.c.polled_at).label("last_at"),
            func.sum(table.c.new_reports_count).label("new_reports_count"),
        )
        .where(table.c.polled_at >= since, table.c.polled_at <= as_of, table.c.outcome.in_(HEARD))
        .group_by(table.c.source_id, hour)
        .order_by(table.c.source_id, "first_at")
    )
    with reading(engine) as connection:
        return tuple(HeardHour(**row._asdict()) for row in connection.execute(query))


def append_notices(engine: Engine, notices: Sequence[Notice], *, noticed_at: datetime) -> tuple[Notice, ...]:
    """Keep the notices that are not kept yet, and give back those."""
    table, fresh = ledger_table(engine, "notice"), []
    with writing(engine) as connection:
        for notice in notices:
            row = {
                "source_id": notice.source_id,
                "kind": notice.kind,
                "since": notice.since,
                "until": notice.until,
                "expected_count": notice.expected_count,
                "seen_count": notice.seen_count,
                "probability": notice.probability,
                "noticed_at": noticed_at,
            }
            if insert_new(connection, table, [row]):
                fresh.append(notice)
    return tuple(fresh)


def read_notices(engine: Engine, *, as_of: datetime) -> tuple[Notice, ...]:
    """All notices raised by an instant, the oldest first."""
    table = ledger_table(engine, "notice")
    query = (
        select(table)
        .where(table.c.noticed_at <= as_of)
        .order_by(table.c.noticed_at, table.c.source_id, table.c.since, table.c.kind)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return tuple(
        Notice(
            source_id=row.source_id,
            kind=NoticeKind(row.kind),
            since=row.since,
            until=row.until,
            expected_count=row.expected_count,
            seen_count=row.seen_count,
            probability=row.probability,
        )
        for row in rows
    )
