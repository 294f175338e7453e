"""Which worker does which slot of which job: claimed in one statement, held by a lease, taken over when it dies.

The number of the attempt is the fencing token: whoever says something about a run names it, and a worker that was
taken over names an old one, which changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, Table, and_, bindparam, exists, func, literal, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.crashpoints import crash_at
from tracker.store.tables import LEDGER, table_of
from tracker.store.transactions import reading, writing

RUNNING, DONE, FAILED, SKIPPED, RETURNED = "running", "done", "failed", "skipped", "returned"
STATES = (RUNNING, DONE, FAILED, SKIPPED, RETURNED)
MOST_ATTEMPTS = 5
# No lease and no pause is longer: what ends later was written by a clock that has been set back since.
MOST_LEASE = timedelta(minutes=10)
# Clocks of two machines differ by less: what began later than that began on a clock that has been set back since.
MOST_SKEW = timedelta(minutes=5)
LEFT = "its worker stopped; a newer slot does the work"
GIVEN_UP = f"given up: {MOST_ATTEMPTS} workers stopped in its middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A slot that a worker holds. The attempt is the fencing token."""

    name: str
    slot: datetime
    attempt: int


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
    duration_s: float | None  # by a clock that nobody sets
    detail: str | None


def claim(engine: Engine, name: str, slot: datetime, worker: str, *, now: datetime, lease: timedelta) -> Hold | None:
    """Take a slot; None when it is done, given up, or a worker is at this job already, be it in another slot."""
    table = _table(engine)
    insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert
    taken = {
        "worker": worker,
        "lease_until": now + lease,
        "state": RUNNING,
        "started_at": now,
        "ended_at": None,
        "duration_s": None,
        "detail": None,
    }
    first = {"name": name, "slot": slot, "attempts": 1} | taken
    other = table.alias()
    is_busy = exists().where(
        other.c.name == name, other.c.slot != slot, other.c.state == RUNNING, ~_is_over(other.c.lease_until, now)
    )
    turn = select(func.coalesce(func.max(other.c.turn), 0) + 1).where(other.c.name == name).scalar_subquery()
    values = [literal(value, table.c[column].type).label(column) for column, value in first.items()]
    begun = insert(table).from_select([*first, "turn"], select(*values, turn.label("turn")).where(~is_busy))
    statement = begun.on_conflict_do_update(
        index_elements=["name", "slot"],
        set_=taken | {"attempts": table.c.attempts + 1, "turn": begun.excluded.turn},
        where=_may_take(table, name, slot, now),
    ).returning(table.c.attempts)
    with writing(engine) as connection:
        attempt: int | None = connection.scalar(statement)
    return Hold(name=name, slot=slot, attempt=attempt) if attempt is not None else None


def prolong(engine: Engine, hold: Hold, *, now: datetime, lease: timedelta) -> bool:
    """Hold a slot for longer; False when another worker has taken it over."""
    table = _table(engine)
    with writing(engine) as connection:
        found = connection.execute(update(table).where(_is_mine(table, hold)).values(lease_until=now + lease))
        return found.rowcount == 1


def settle(
    engine: Engine,
    hold: Hold,
    *,
    state: str,
    now: datetime,
    detail: str | None = None,
    duration_s: float | None = None,
    pause: timedelta = timedelta(0),
) -> bool:
    """Say how a run ended; False when another worker has taken it over, whose word then counts.

    What failed or was given back may be tried again after the pause.
    """
    table = _table(engine)
    ended = {"state": state, "ended_at": now, "lease_until": now + pause, "detail": detail, "duration_s": duration_s}
    with writing(engine) as connection:
        is_settled = connection.execute(update(table).where(_is_mine(table, hold)).values(**ended)).rowcount == 1
        crash_at("run.settling")
    crash_at("run.settled")
    return is_settled


def tidy(engine: Engine, name: str, newest: datetime, *, now: datetime) -> int:
    """Close what workers left behind and nobody will take: slots before the newest, and those tried too often."""
    table = _table(engine)
    is_left = (table.c.name == name) & table.c.state.in_([RUNNING, RETURNED]) & _is_over(table.c.lease_until, now)
    closings = (
        ((table.c.slot < newest), SKIPPED, LEFT),
        ((table.c.attempts >= MOST_ATTEMPTS), FAILED, GIVEN_UP),
    )
    with writing(engine) as connection:
        return sum(
            connection.execute(
                update(table).where(is_left & which).values(state=state, detail=detail, ended_at=now)
            ).rowcount
            for which, state, detail in closings
        )


def read_runs(
    engine: Engine, *, name: str | None = None, only_failed: bool = False, limit: int = 50
) -> Sequence[JobRun]:
    """The newest runs first; of one job, or only those that did not do their work."""
    table = _table(engine)
    query = select(table).order_by(table.c.started_at.desc(), table.c.name).limit(limit)
    if name is not None:
        query = query.where(table.c.name == name)
    if only_failed:
        query = query.where(table.c.state.in_([FAILED, SKIPPED]))
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return [
        JobRun(
            name=row.name,
            slot=row.slot,
            state=row.state,
            worker=row.worker,
            attempts=row.attempts,
            started_at=row.started_at,
            ended_at=row.ended_at,
            duration_s=row.duration_s,
            detail=row.detail,
        )
        for row in rows
    ]


def _table(engine: Engine) -> Table:
    return table_of(engine.dialect.name, LEDGER, "job_run")


def _is_mine(table: Table, hold: Hold) -> ColumnElement[bool]:
    return (
        (table.c.name == hold.name)
        & (table.c.slot == hold.slot)
        & (table.c.attempts == hold.attempt)
        & (table.c.state == RUNNING)
    )


def _is_over(lease_until: ColumnElement[datetime], now: datetime) -> ColumnElement[bool]:
    """The lease has run out, or ends later than any lease does."""
    return or_(lease_until <= now, lease_until > now + MOST_LEASE)


def _may_take(table: Table, name: str, slot: datetime, now: datetime) -> ColumnElement[bool]:
    """The lease of a worker that died, or the pause of a run that failed, is over; or the clock was set back since."""
    is_over = _is_over(table.c.lease_until, now)
    is_open = table.c.state.in_([RUNNING, FAILED, RETURNED])
    # A run that began ahead of now, after this one, or that did an earlier slot since: either way this one belongs to a
    # time that now comes again. As text, for within a conflict SQLAlchemy leaves the schema out.
    newest = f"SELECT max(other.turn) FROM {table.fullname} AS other WHERE other.name = :of_job"  # noqa: S608 - a constant name
    comes_again = text(
        f"(({newest} AND other.started_at > :ahead) >= {table.fullname}.turn "
        f"OR ({newest} AND other.slot < :behind) > {table.fullname}.turn)"
    ).bindparams(
        bindparam("of_job", name),
        bindparam("ahead", now + MOST_SKEW, table.c.started_at.type),
        bindparam("behind", slot - MOST_SKEW, table.c.slot.type),
    )
    return or_(
        is_open & is_over & (table.c.attempts < MOST_ATTEMPTS),
        and_(comes_again, or_(table.c.state != RUNNING, is_over)),
    )
