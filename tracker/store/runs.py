"""Which worker does which slot of which job: claimed in one statement, held by a lease, taken over when it dies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.tables import LEDGER, table_of

MOST_ATTEMPTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRun:
    """One slot of one job."""

    name: str
    slot: datetime
    state: str
    worker: str
    attempts: int
    started_at: datetime
    ended_at: datetime | None
    detail: str | None


def claim(engine: Engine, name: str, slot: datetime, worker: str, *, now: datetime, lease: timedelta) -> int | None:
    """Take a slot; the number of this attempt, or None when it is done or another worker holds it."""
    table = table_of(engine.dialect.name, LEDGER, "job_run")
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    taken = {
        "worker": worker,
        "lease_until": now + lease,
        "state": "running",
        "started_at": now,
        "ended_at": None,
        "detail": None,
    }
    statement = (
        insert(table)
        .values(name=name, slot=slot, attempts=1, **taken)
        .on_conflict_do_update(
            index_elements=["name", "slot"],
            set_=taken | {"attempts": table.c.attempts + 1},
            where=_may_take(engine, now),
        )
        .returning(table.c.attempts)
    )
    with engine.begin() as connection:
        attempt: int | None = connection.scalar(statement)
    return attempt


def find_orphans(engine: Engine, name: str, *, now: datetime) -> tuple[datetime, ...]:
    """Slots whose worker died, or that failed and may be tried again."""
    table = table_of(engine.dialect.name, LEDGER, "job_run")
    with engine.connect() as connection:
        found = connection.scalars(
            select(table.c.slot).where(table.c.name == name, _may_take(engine, now)).order_by(table.c.slot)
        )
        return tuple(found)


def settle(
    engine: Engine,
    name: str,
    slot: datetime,
    worker: str,
    *,
    state: str,
    now: datetime,
    detail: str | None = None,
    lease_until: datetime | None = None,
) -> bool:
    """Say how a run ended; False when another worker has taken it over, whose word then counts."""
    table = table_of(engine.dialect.name, LEDGER, "job_run")
    mine = (table.c.name == name) & (table.c.slot == slot) & (table.c.worker == worker) & (table.c.state == "running")
    changes = {"state": state, "ended_at": now, "detail": detail} | (
        {"lease_until": lease_until} if lease_until else {}
    )
    with engine.begin() as connection:
        return connection.execute(update(table).where(mine).values(**changes)).rowcount == 1


def read_runs(engine: Engine, *, limit: int = 50) -> Sequence[JobRun]:
    """The newest runs first."""
    table = table_of(engine.dialect.name, LEDGER, "job_run")
    with engine.connect() as connection:
        rows = connection.execute(select(table).order_by(table.c.started_at.desc(), table.c.name).limit(limit)).all()
    return [
        JobRun(
            name=row.name,
            slot=row.slot,
            state=row.state,
            worker=row.worker,
            attempts=row.attempts,
            started_at=row.started_at,
            ended_at=row.ended_at,
            detail=row.detail,
        )
        for row in rows
    ]


def _may_take(engine: Engine, now: datetime) -> ColumnElement[bool]:
    """The lease of a worker that died, or of a run that failed, has run out, and the slot was not tried too often."""
    table = table_of(engine.dialect.name, LEDGER, "job_run")
    is_open = or_(table.c.state == "running", table.c.state == "failed")
    return is_open & (table.c.lease_until < now) & (table.c.attempts < MOST_ATTEMPTS)
