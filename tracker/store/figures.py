"""What a store tells about how the work goes: one look, for monitoring."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Table, func, select, text

from tracker.model import PollOutcome, Tier
from tracker.store.engine import HEAD, current_revision
from tracker.store.outbox import DEFERRED, SENDING, UNKNOWN
from tracker.store.runs import DONE
from tracker.store.tables import LEDGER, PEOPLE, PUBLISHED, table_of
from tracker.store.transactions import reading

HEARD = frozenset({PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.EMPTY})
UNSENT = (SENDING, DEFERRED, UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFigures:
    """How one job does."""

    runs: Mapping[str, int]  # by state
    last_done_at: datetime | None
    last_duration_s: float | None  # of the newest run that was done


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFigures:
    """How one source was heard."""

    outcome: PollOutcome  # of the newest poll
    last_ok_at: datetime | None
    last_new_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How the work of an installation goes."""

    is_schema_current: bool
    size_bytes: int
    edition_as_of: datetime | None  # of the public tier
    letters: Mapping[str, int]  # by state
    oldest_unsent_at: datetime | None  # when the letter that waits longest was last tried
    jobs: Mapping[str, JobFigures]
    sources: Mapping[str, SourceFigures]


def read_figures(engine: Engine) -> Figures:
    """Look at a store.

    Raises:
        StoreUnavailable: it does not answer.
    """
    revision = current_revision(engine)
    with reading(engine) as connection:
        return _read(connection, is_schema_current=revision == HEAD)


def _read(connection: Connection, *, is_schema_current: bool) -> Figures:
    edition, outbox = _table(connection, PUBLISHED, "edition"), _table(connection, PEOPLE, "outbox")
    letters = connection.execute(
        select(outbox.c.state, func.count(), func.min(outbox.c.tried_at)).group_by(outbox.c.state)
    ).all()
    return Figures(
        is_schema_current=is_schema_current,
        size_bytes=_size_bytes(connection),
        edition_as_of=connection.scalar(select(edition.c.as_of).where(edition.c.tier == Tier.PUBLIC)),
        letters={state: count for state, count, _ in letters},
        oldest_unsent_at=min((tried_at for state, _, tried_at in letters if state in UNSENT), default=None),
        jobs=_read_jobs(connection),
        sources=_read_sources(connection),
    )


def _read_jobs(connection: Connection) -> Mapping[str, JobFigures]:
    run = _table(connection, LEDGER, "job_run")
    counted = connection.execute(select(run.c.name, run.c.state, func.count()).group_by(run.c.name, run.c.state)).all()
    newest = (
        select(run.c.name, func.max(run.c.started_at).label("at")).where(run.c.state == DONE).group_by(run.c.name)
    ).subquery()
    done = connection.execute(
        select(run.c.name, run.c.ended_at, run.c.duration_s)
        .join(newest, (run.c.name == newest.c.name) & (run.c.started_at == newest.c.at))
        .where(run.c.state == DONE)
    ).all()
    last = {row.name: row for row in done}
    return {
        name: JobFigures(
            runs={state: count for other, state, count in counted if other == name},
            last_done_at=last[name].ended_at if name in last else None,
            last_duration_s=last[name].duration_s if name in last else None,
        )
        for name in sorted({row.name for row in counted})
    }


def _read_sources(connection: Connection) -> Mapping[str, SourceFigures]:
    poll = _table(connection, LEDGER, "poll")
    rows = connection.execute(
        select(poll.c.source_id, poll.c.outcome, func.max(poll.c.polled_at).label("at")).group_by(
            poll.c.source_id, poll.c.outcome
        )
    ).all()
    found: dict[str, dict[PollOutcome, datetime]] = {}
    for row in rows:
        found.setdefault(row.source_id, {})[PollOutcome(row.outcome)] = row.at
    return {
        source_id: SourceFigures(
            outcome=max(last, key=lambda outcome: last[outcome]),
            last_ok_at=max((at for outcome, at in last.items() if outcome in HEARD), default=None),
            last_new_at=last.get(PollOutcome.NEW),
        )
        for source_id, last in sorted(found.items())
    }


def _size_bytes(connection: Connection) -> int:
    sizes = {
        "postgresql": "SELECT pg_database_size(current_database())",
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    }
    return int(connection.scalar(text(sizes[connection.dialect.name])) or 0)


def _table(connection: Connection, schema: str, name: str) -> Table:
    return table_of(connection.dialect.name, schema, name)
