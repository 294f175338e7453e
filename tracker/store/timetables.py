"""Timetables: each day of each group, kept whenever it says something else than before."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine, select

from tracker.model import ScheduleDay
from tracker.store.rows import in_batches, insert_new, ledger_table
from tracker.store.transactions import reading

DAY = TypeAdapter(ScheduleDay)
WHEN = "learned_at"  # left out where two are compared


def insert_schedules(connection: Connection, days: Sequence[ScheduleDay]) -> int:
    """Keep what is new or has changed; gives how many rows that were. Of two about the same the later counts."""
    table = ledger_table(connection, "schedule_day")
    told = {_identify(day): day for day in days}
    known: dict[str, dict[str, Any]] = {}
    for batch in in_batches(list(told)):
        rows = connection.execute(
            select(table.c.schedule_id, table.c.document)
            .where(table.c.schedule_id.in_(batch))
            .order_by(table.c.learned_at)
        )
        known |= {row.schedule_id: row.document for row in rows}
    documents = {schedule_id: DAY.dump_python(day, mode="json") for schedule_id, day in told.items()}
    return insert_new(
        connection,
        table,
        [
            {
                "schedule_id": schedule_id,
                "learned_at": day.learned_at,
                "source_id": day.source_id,
                "day": day.day,
                "document": documents[schedule_id],
            }
            for schedule_id, day in told.items()
            if _content(documents[schedule_id]) != _content(known.get(schedule_id, {}))
        ],
    )


def read_schedules(engine: Engine, *, as_of: datetime, since: date | None = None) -> tuple[ScheduleDay, ...]:
    """The timetables learned by an instant, each as it was last told, by day; with `since` from that local day on."""
    table = ledger_table(engine, "schedule_day")
    query = select(table).where(table.c.learned_at <= as_of).order_by(table.c.learned_at)
    if since is not None:
        query = query.where(table.c.day >= since)
    with reading(engine) as connection:
        newest = {row.schedule_id: row for row in connection.execute(query)}
    in_order = sorted(newest.values(), key=lambda row: (row.day, row.source_id, row.schedule_id))
    return tuple(DAY.validate_python(row.document, strict=False) for row in in_order)


def _identify(day: ScheduleDay) -> str:
    """What stays the same however often a timetable is changed."""
    parts = (day.source_id, day.place_id or "", day.operator, day.group, day.day.isoformat(), day.layer, day.kind)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _content(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != WHEN}
