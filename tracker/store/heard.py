"""What was heard of sources lately, without reading every poll there ever was, and what was noticed of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Select, String, bindparam, cast, false, func, or_, select

from tracker.model import HeardHour, Notice, NoticeKind, Poll, PollOutcome
from tracker.store.figures import HEARD
from tracker.store.rows import insert_new, ledger_table
from tracker.store.transactions import reading, writing

FAILED = frozenset({PollOutcome.UNREADABLE, PollOutcome.UNREACHABLE})


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


def read_standing_polls(
    engine: Engine, source_ids: Iterable[str], *, recent: timedelta, memory: timedelta, as_of: datetime
) -> tuple[Poll, ...]:
    """The polls of some sources from which all that is said of how they stand at an instant can be told.

    Of each source these are its first poll and the newest of each outcome, however old; what was polled in the last
    while, `recent`, and since the last that did not fail; and those that brought news in the stretch of `memory`
    before the last of them.
    """
    found: list[Poll] = []
    marks_of = _marks(engine, as_of)
    with reading(engine) as connection:
        for source_id in source_ids:
            marks = connection.execute(marks_of, {"of_source": source_id}).one()
            newest = {outcome: at for outcome, at in zip(PollOutcome, marks[1:], strict=True) if at is not None}
            if newest:
                query = _standing(engine, source_id, marks[0], newest, recent, memory, as_of)
                found += (
                    Poll(
                        source_id=source_id,
                        polled_at=polled_at,
                        outcome=PollOutcome(outcome),
                        detail=detail,
                        new_reports_count=new_reports_count,
                    )
                    for polled_at, outcome, detail, new_reports_count in connection.execute(query).all()
                )
    return tuple(sorted(found, key=lambda poll: (poll.polled_at, poll.source_id)))


def _marks(engine: Engine, as_of: datetime) -> Select[Any]:
    """When a source was first polled, and last with each outcome: each a look into an index."""
    table = ledger_table(engine, "poll")
    own = (table.c.source_id == bindparam("of_source")) & (table.c.polled_at <= as_of)
    newest = (select(func.max(table.c.polled_at)).where(own, table.c.outcome == one) for one in PollOutcome)
    first = select(func.min(table.c.polled_at)).where(own)
    return select(first.scalar_subquery(), *(one.scalar_subquery() for one in newest))


def _standing(
    engine: Engine,
    source_id: str,
    first_at: datetime,
    newest: Mapping[PollOutcome, datetime],
    recent: timedelta,
    memory: timedelta,
    as_of: datetime,
) -> Select[Any]:
    table = ledger_table(engine, "poll")
    unfailed = [at for outcome, at in newest.items() if outcome not in FAILED]
    since = min(as_of - recent, max(unfailed, default=first_at))
    news_at = newest.get(PollOutcome.NEW)
    is_news = (
        (table.c.outcome == PollOutcome.NEW) & (table.c.polled_at >= news_at - memory)
        if news_at is not None
        else false()
    )
    is_mark = table.c.polled_at.in_([first_at, *newest.values()])
    columns = table.c.polled_at, table.c.outcome, table.c.detail, table.c.new_reports_count
    return select(*columns).where(
        table.c.source_id == source_id,
        table.c.polled_at <= as_of,
        or_(table.c.polled_at >= since, is_news, is_mark),
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
