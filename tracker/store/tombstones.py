"""What was forgotten does not come back: whoever writes what a source gave asks here first, in the same transaction."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Engine, Table, exists, func, select, text

from tracker.model import Reading
from tracker.store.rows import in_batches, ledger_table
from tracker.store.transactions import reading

LOCK_KEY = 0x53564C46


class Forgotten(StrEnum):
    """What a tombstone is about."""

    REPORT = "report"
    SOURCE = "source"  # its reports up to then, each with a tombstone of its own
    PAYLOADS = "payloads"  # of a source: what was forgotten may be in them again, so none are kept any more


def hold_off_forgetting(connection: Connection) -> None:
    """Let nothing be forgotten until this transaction ends, and wait for what is being forgotten; to be called first.

    What then has no tombstone gets none before it is written.
    """
    _lock(connection, "pg_advisory_xact_lock_shared")


def hold_off_writing(connection: Connection) -> None:
    """Let nobody write what a source gave until this transaction ends; to be called first."""
    _lock(connection, "pg_advisory_xact_lock")


def _lock(connection: Connection, function: str) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT {function}(:key)"), {"key": LOCK_KEY})
    elif not connection.connection.driver_connection.in_transaction:  # type: ignore[union-attr]
        # The driver begins with the first change otherwise, which is after the question that the change rests on.
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_forgotten(report: Table, forgotten: Table) -> ColumnElement[bool]:
    """Whether a row of reports is a tombstone."""
    return exists().where(forgotten.c.kind == Forgotten.REPORT, forgotten.c.subject_id == report.c.report_id)


def find_forgotten(connection: Connection, report_ids: Iterable[str]) -> frozenset[str]:
    """Those of some reports that were forgotten."""
    table = ledger_table(connection, "forgotten")
    found: set[str] = set()
    for batch in in_batches(list(dict.fromkeys(report_ids))):
        which = (table.c.kind == Forgotten.REPORT) & table.c.subject_id.in_(batch)
        found |= set(connection.scalars(select(table.c.subject_id).where(which)))
    return frozenset(found)


def read_forgotten(engine: Engine, report_ids: Iterable[str]) -> frozenset[str]:
    """Those of some reports that were forgotten."""
    with reading(engine) as connection:
        return find_forgotten(connection, report_ids)


def count_forgotten(engine: Engine) -> int:
    """How much was ever forgotten: another number says that what was read before rests on something else."""
    with reading(engine) as connection:
        return connection.execute(select(func.count()).select_from(ledger_table(connection, "forgotten"))).scalar_one()


def leave_forgotten(connection: Connection, readings: Sequence[Reading]) -> Sequence[Reading]:
    """The readings without those of forgotten reports, in whatever revision."""
    forgotten = find_forgotten(connection, (one.report.report_id for one in readings))
    return [one for one in readings if one.report.report_id not in forgotten]


def keeps_payloads(connection: Connection, source_id: str) -> bool:
    """Whether bytes of a source may be kept: not once anything of it was forgotten."""
    table = ledger_table(connection, "forgotten")
    which = (table.c.kind == Forgotten.PAYLOADS) & (table.c.subject_id == source_id)
    return connection.scalar(select(table.c.subject_id).where(which)) is None
