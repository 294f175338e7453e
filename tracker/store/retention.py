"""What ends by age: bytes of sources, texts of reports, traces of irrelevant ones, runs of jobs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, exists, update

from tracker.crashpoints import crash_at
from tracker.store.partitions import drop_months
from tracker.store.runs import RUNNING
from tracker.store.tables import LEDGER, table_of
from tracker.store.transactions import writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is older than these instants goes; None keeps it for good."""

    payloads: datetime
    texts: datetime
    irrelevant: datetime | None
    runs: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much went."""

    payloads: int
    texts: int
    irrelevant: int
    runs: int


def purge_old(engine: Engine, limits: Limits) -> Purged:
    """Take away what is older than the limits.

    Claims and their quotes stay, and so do hash and link of a report; what a record stated goes with its text.
    """

    def table(name: str) -> Table:
        return table_of(engine.dialect.name, LEDGER, name)

    payload, body, report, run = table("payload"), table("payload_body"), table("report"), table("job_run")
    with writing(engine) as connection:
        purged = Purged(
            payloads=_delete_payloads(connection, payload, body, limits.payloads),
            texts=connection.execute(
                update(report)
                .where(report.c.learned_at < limits.texts, report.c.text.is_not(None))
                .values(text=None, title=None, document={})
            ).rowcount,
            irrelevant=_delete_irrelevant(connection, report, limits.irrelevant) if limits.irrelevant else 0,
            runs=_delete(connection, run, (run.c.started_at < limits.runs) & (run.c.state != RUNNING)),
        )
        crash_at("purge.committing")
    crash_at("purge.committed")
    return purged


def _delete_payloads(connection: Connection, payload: Table, body: Table, before: datetime) -> int:
    if connection.dialect.name == "postgresql":
        drop_months(connection, "payload_body", before)
    _delete(connection, body, body.c.fetched_at < before)
    return _delete(connection, payload, payload.c.fetched_at < before)


def _delete_irrelevant(connection: Connection, report: Table, before: datetime) -> int:
    """A report that was relevant once keeps its later revision that takes its claims back."""
    other = report.alias()
    was_relevant = exists().where(other.c.report_id == report.c.report_id, other.c.is_relevant.is_(True))
    return _delete(connection, report, report.c.is_relevant.is_(False) & (report.c.learned_at < before) & ~was_relevant)


def _delete(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(which)).rowcount
