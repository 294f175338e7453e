"""Take away what is kept no longer: the bytes that sources gave, old texts, temperatures and old runs.

What is found is counted and taken by the same rules, so a dry run says what the real one does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, exists, func, or_, select, tuple_, update

from tracker.crashpoints import crash_at
from tracker.store.audit import PURGE, WHOLE_STORE, Act, record
from tracker.store.partitions import drop_months
from tracker.store.rows import ledger_table
from tracker.store.runs import RUNNING
from tracker.store.tables.ledger import MONTHLY
from tracker.store.tombstones import is_forgotten
from tracker.store.transactions import lift_timeout, reading, write

BATCH = 1000  # rows in one transaction: nobody waits long for a purge


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is older than these instants goes; None keeps it for good."""

    payloads: datetime
    texts: datetime
    irrelevant: datetime | None
    runs: datetime
    temperatures: datetime | None = None  # by the hour they are of


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How many rows went, or would go."""

    payloads: int = 0
    texts: int = 0
    irrelevant: int = 0
    runs: int = 0
    temperatures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """Some rows of one table, and what becomes of them."""

    name: str
    table: Table
    before: datetime
    which: ColumnElement[bool]
    emptied: Mapping[str, Any] | None = None  # what they keep instead of going; None: they go
    is_counted: bool = True


def count_old(engine: Engine, limits: Limits) -> Purged:
    """How much a purge would take away; nothing is touched."""
    counts = dict.fromkeys(_figures(), 0)
    with reading(engine) as connection:
        lift_timeout(connection)
        for rule in _rules(engine, limits):
            if rule.is_counted:
                query = select(func.count()).select_from(rule.table).where(rule.which)
                counts[rule.name] += connection.execute(query).scalar_one()
    return Purged(**counts)


def purge_old(engine: Engine, limits: Limits, *, now: datetime, actor: str) -> Purged:
    """Take away what is older than the limits, a thousand rows at a time; on PostgreSQL whole months at once.

    Claims and their quotes stay, and so do hash and link of a report; what a record stated goes with its text. Each
    step goes into the audit log with its figures: what a purge that died did is known, and the next one does the rest.
    """
    counts = dict.fromkeys(_figures(), 0)

    def do(name: str | None, step: Callable[[Connection], int]) -> int:
        """One transaction; what it did is counted under a name, if it is."""

        def in_transaction(connection: Connection) -> int:
            lift_timeout(connection)
            done = step(connection)
            figures = dict.fromkeys(counts, 0) | ({name: done} if name is not None else {})
            record(connection, Act(at=now, actor=actor, action=PURGE, subject=WHOLE_STORE, figures=figures))
            crash_at("purge.committing")
            return done

        done = write(engine, in_transaction)
        crash_at("purge.committed")
        if name is not None:
            counts[name] += done
        return done

    do(None, _nothing)
    for rule in _rules(engine, limits):
        name = rule.name if rule.is_counted else None
        if engine.dialect.name == "postgresql" and rule.table.name in MONTHLY:
            do(name, partial(_drop, rule=rule))
        while do(name, partial(_take, rule=rule)) == BATCH:
            pass
    return Purged(**counts)


def _figures() -> Sequence[str]:
    return [field.name for field in fields(Purged)]


def _rules(engine: Engine, limits: Limits) -> Sequence[_Rule]:
    body, payload, report, run, temperature = (
        ledger_table(engine, name) for name in ("payload_body", "payload", "report", "job_run", "temperature")
    )
    at = limits.payloads
    empty: Mapping[str, Any] = {"text": None, "title": None, "document": {}}
    rules = [
        # Before the rows that say what they were: those are counted, so a purge that died in between is counted once.
        _Rule(name="payloads", table=body, before=at, which=body.c.fetched_at < at, is_counted=False),
        _Rule(name="payloads", table=payload, before=at, which=payload.c.fetched_at < at),
        _Rule(
            name="texts",
            table=report,
            before=limits.texts,
            which=(report.c.learned_at < limits.texts) & or_(report.c.text.is_not(None), report.c.title.is_not(None)),
            emptied=empty,
        ),
        _Rule(
            name="runs",
            table=run,
            before=limits.runs,
            which=(run.c.started_at < limits.runs) & (run.c.state != RUNNING),
        ),
    ]
    if (limit := limits.irrelevant) is not None:
        claim, which = ledger_table(engine, "claim"), _irrelevant(engine, report, limit)
        # Temperatures that they state: nothing rests on them.
        theirs = claim.c.report_id.in_(select(report.c.report_id).where(which))
        rules += [
            _Rule(name="irrelevant", table=claim, before=limit, which=theirs, is_counted=False),
            _Rule(name="irrelevant", table=report, before=limit, which=which),
        ]
    if (limit := limits.temperatures) is not None:
        rules.append(_Rule(name="temperatures", table=temperature, before=limit, which=temperature.c.hour_at < limit))
    return rules


def _irrelevant(engine: Engine, report: Table, before: datetime) -> ColumnElement[bool]:
    """A report that was relevant once keeps its later revision that takes its claims back; tombstones stay."""
    other, forgotten = report.alias(), ledger_table(engine, "forgotten")
    was_relevant = exists().where(other.c.report_id == report.c.report_id, other.c.is_relevant.is_(True))
    is_old = report.c.is_relevant.is_(False) & (report.c.learned_at < before)
    return is_old & ~was_relevant & ~is_forgotten(report, forgotten)


def _nothing(_connection: Connection) -> int:
    return 0


def _drop(connection: Connection, rule: _Rule) -> int:
    """Whole months; gives their rows."""
    return drop_months(connection, rule.table.name, rule.before)[1]


def _take(connection: Connection, rule: _Rule) -> int:
    """One batch."""
    key = tuple_(*rule.table.primary_key.columns)
    found = key.in_(select(*rule.table.primary_key.columns).where(rule.which).limit(BATCH))
    statement = delete(rule.table) if rule.emptied is None else update(rule.table).values(**rule.emptied)
    return connection.execute(statement.where(found)).rowcount
