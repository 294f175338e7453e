"""How it stands with asking each source. The one table of the ledger whose rows change in place."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.model import SourceState, Validators
from tracker.store.bulk import COUNTED
from tracker.store.rows import ledger_table
from tracker.store.transactions import reading


def read_source_state(engine: Engine, source_id: str) -> SourceState | None:
    """How it stands with one source; None where it was never asked."""
    table = ledger_table(engine, "source_state")
    with reading(engine) as connection:
        row = connection.execute(select(table).where(table.c.source_id == source_id)).one_or_none()
    return _state(row) if row is not None else None


def read_source_states(engine: Engine) -> Mapping[str, SourceState]:
    """How it stands with every source that was ever asked."""
    with reading(engine) as connection:
        rows = connection.execute(select(ledger_table(engine, "source_state"))).all()
    return {row.source_id: _state(row) for row in rows}


def put_state(connection: Connection, state: SourceState, *, heard_before: datetime | None) -> bool:
    """Write how it stands with a source over what was read at `heard_before`; None: it was never heard.

    False, and nothing is written, where another worker has heard the source since then: its word counts.
    """
    table = ledger_table(connection, "source_state")
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    row = {name: getattr(state, name) for name in _PLAIN} | {
        "validators": {
            asked: {name: value for name, value in asdict(known).items() if value is not None}
            for asked, known in state.validators.items()
        },
        "waiting": list(state.waiting),
    }
    if heard_before is None:
        statement = insert(table).on_conflict_do_nothing()
    else:
        statement = insert(table).on_conflict_do_update(
            index_elements=["source_id"], set_=row, where=table.c.checked_at == heard_before
        )
    return connection.execute(statement, row, execution_options=COUNTED).rowcount == 1


_PLAIN = (
    "source_id",
    "checked_at",
    "next_due_at",
    "held_until",
    "failures_count",
    "failing_since",
    "is_gone",
    "file_url",
    "url",
    "cursor",
)


def _state(row: Row[Any]) -> SourceState:
    return SourceState(
        **{name: getattr(row, name) for name in _PLAIN},
        validators={asked: Validators(**known) for asked, known in row.validators.items()},
        waiting=tuple(row.waiting),
    )
