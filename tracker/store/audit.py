"""Who took what away from the store, and when: figures, and never what it said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, and_, select
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.rows import ledger_table
from tracker.store.transactions import reading

Figures = Mapping[str, int]
PURGE, FORGET_REPORT, FORGET_SOURCE = "purge", "forget_report", "forget_source"
WHOLE_STORE = "store"  # the subject of an act that is about all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that someone did to the store."""

    at: datetime
    actor: str  # the operating-system user of a command, or the name of a worker
    action: str
    subject: str
    figures: Figures


def record(connection: Connection, act: Act) -> None:
    """Write an act down. What an act does in several transactions adds up in one row."""
    table = ledger_table(connection, "audit")
    key = {"at": act.at, "actor": act.actor, "action": act.action, "subject": act.subject}
    same = and_(*(table.c[name] == value for name, value in key.items()))
    before: Figures = connection.scalar(select(table.c.detail).where(same)) or {}
    figures = {name: before.get(name, 0) + act.figures.get(name, 0) for name in {**before, **act.figures}}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_update(index_elements=list(key), set_={"detail": figures})
    connection.execute(statement, key | {"detail": figures})


def read_acts(engine: Engine, *, limit: int = 50) -> Sequence[Act]:
    """The newest acts first."""
    table = ledger_table(engine, "audit")
    query = select(table).order_by(table.c.at.desc(), table.c.action, table.c.subject, table.c.actor).limit(limit)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [Act(at=row.at, actor=row.actor, action=row.action, subject=row.subject, figures=row.detail) for row in rows]
