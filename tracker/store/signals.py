"""Measured hints: kept where they are new or say something else than before."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, select

from tracker.model import Signal
from tracker.store.rows import insert_new, ledger_table
from tracker.store.transactions import reading

Key = tuple[str, str, str, datetime]  # source, kind, place, the instant observed


def insert_signals(connection: Connection, signals: Sequence[Signal], learned_at: datetime) -> int:
    """Keep what is new or has changed; gives how many rows that were. Of two about the same the later counts."""
    if not signals:
        return 0
    table = ledger_table(connection, "signal")
    earliest = min(signal.observed_at for signal in signals)
    sources = sorted({signal.source_id for signal in signals})
    known = connection.execute(
        select(table)
        .where(table.c.source_id.in_(sources), table.c.observed_at >= earliest)
        .order_by(table.c.learned_at)
    )
    newest: dict[Key, float] = {(row.source_id, row.kind, row.place_id, row.observed_at): row.value for row in known}
    told = {(one.source_id, one.kind, one.place_id, one.observed_at): one.value for one in signals}
    rows = [
        {
            "source_id": source_id,
            "kind": kind,
            "place_id": place_id,
            "observed_at": observed_at,
            "learned_at": learned_at,
            "value": value,
        }
        for (source_id, kind, place_id, observed_at), value in told.items()
        if newest.get((source_id, kind, place_id, observed_at)) != value
    ]
    return insert_new(connection, table, rows)


def read_signals(engine: Engine, *, as_of: datetime, since: datetime | None = None) -> tuple[Signal, ...]:
    """The hints learned by an instant, oldest first, each with its newest value; with `since` observed from it on."""
    table = ledger_table(engine, "signal")
    query = select(table).where(table.c.learned_at <= as_of).order_by(table.c.learned_at)
    if since is not None:
        query = query.where(table.c.observed_at >= since)
    with reading(engine) as connection:
        newest: dict[Key, float] = {
            (row.source_id, row.kind, row.place_id, row.observed_at): row.value for row in connection.execute(query)
        }
    return tuple(
        Signal(source_id=source_id, kind=kind, place_id=place_id, value=value, observed_at=observed_at)
        for (source_id, kind, place_id, observed_at), value in sorted(
            newest.items(), key=lambda item: (item[0][3], item)
        )
    )
