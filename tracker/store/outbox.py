"""Which letters went out. A letter whose end is unknown is never sent again by itself: two digests do harm."""

from datetime import datetime

from sqlalchemy import Engine, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.tables import PEOPLE, table_of
from tracker.store.transactions import reading, writing

SENDING, DEFERRED, SENT, UNKNOWN = "sending", "deferred", "sent", "unknown"


def take_letter(engine: Engine, message_id: str, recipient: str, *, day: str, as_of: datetime, now: datetime) -> bool:
    """Claim a letter before it is handed over; False when it went out, was refused, or may have gone out.

    Only a letter that the server put off may be tried again. One that was being sent when the process died stays
    as it is, for a person to decide.
    """
    table = table_of(engine.dialect.name, PEOPLE, "outbox")
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    taken = {"state": SENDING, "tried_at": now, "as_of": as_of, "detail": None}
    statement = (
        insert(table)
        .values(message_id=message_id, recipient=recipient, day=day, **taken)
        .on_conflict_do_update(index_elements=["message_id"], set_=taken, where=table.c.state == DEFERRED)
        .returning(table.c.message_id)
    )
    with writing(engine) as connection:
        return connection.scalar(statement) is not None


def settle_letter(engine: Engine, message_id: str, *, state: str, detail: str | None, now: datetime) -> None:
    """Say what came of a letter."""
    table = table_of(engine.dialect.name, PEOPLE, "outbox")
    with writing(engine) as connection:
        connection.execute(
            update(table).where(table.c.message_id == message_id).values(state=state, detail=detail, tried_at=now)
        )


def last_sent_as_of(engine: Engine, recipient: str) -> datetime | None:
    """The moment of the edition a recipient last got; None for a first letter."""
    table = table_of(engine.dialect.name, PEOPLE, "outbox")
    with reading(engine) as connection:
        as_of: datetime | None = connection.scalar(
            select(func.max(table.c.as_of)).where(table.c.recipient == recipient, table.c.state == SENT)
        )
    return as_of
