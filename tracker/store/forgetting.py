"""Erase what a report or a source said. What stays is a tombstone: identity, revision, source, hash, time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from tracker.crashpoints import crash_at
from tracker.store.audit import FORGET_REPORT, FORGET_SOURCE, Act, record
from tracker.store.rows import insert_new, ledger_table
from tracker.store.tombstones import Forgotten, hold_off_writing, is_forgotten
from tracker.store.transactions import lift_timeout, reading, write
from tracker.store.wording import Wording, Words, cut

LINE = "forgotten"  # in the place of a line that told what is forgotten
OVERTAKEN = timedelta(microseconds=1)


class SubjectKind(StrEnum):
    """What is forgotten: one report in all revisions, or all of a source so far."""

    REPORT = "report"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is to be forgotten."""

    kind: SubjectKind
    subject_id: str
    source_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who wants what forgotten, when, and why."""

    subject: Subject
    actor: str
    now: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """How many rows went, and what they said: the last that is known of it."""

    figures: Mapping[str, int]
    wording: Wording


def find_subject(engine: Engine, name: str) -> Subject | None:
    """The report, or else the source, that a name means; None where nothing of it is kept."""
    report = ledger_table(engine, "report")
    with reading(engine) as connection:
        source_id = connection.scalar(select(report.c.source_id).where(report.c.report_id == name).limit(1))
        if source_id is not None:
            return Subject(kind=SubjectKind.REPORT, subject_id=name, source_id=source_id)
        for table in ("report", "payload", "poll", "source_state", "signal", "schedule_day"):
            column = ledger_table(engine, table).c.source_id
            if connection.scalar(select(column).where(column == name).limit(1)) is not None:
                return Subject(kind=SubjectKind.SOURCE, subject_id=name, source_id=name)
    return None


def read_wording(engine: Engine, subject: Subject, ordinary: Iterable[str]) -> Wording:
    """All that is kept of what a subject said, in pieces; none where it is forgotten already."""
    with reading(engine) as connection:
        lift_timeout(connection)
        return cut(_read_words(connection, subject), ordinary)


def _read_words(connection: Connection, subject: Subject) -> Words:
    report, claim, review, day = (
        ledger_table(connection, name) for name in ("report", "claim", "review", "schedule_day")
    )
    targets = _targets(connection, subject)
    texts: set[str | None] = set()
    names: set[str | None] = set()
    for row in connection.execute(select(report).where(_is_of(report, subject))):
        texts |= {row.title, row.text, *row.document.get("fields", {}).values()}
        names |= {row.url, row.document.get("native_id")}
    for document in connection.scalars(select(claim.c.document).where(targets["claims"].which)):
        texts |= {document["evidence"]["quote"], document.get("temperature_text")}
    texts |= set(connection.scalars(select(review.c.note).where(targets["reviews"].which)))
    for document in connection.scalars(select(day.c.document).where(targets["schedule_days"].which)):
        texts.add(document.get("words"))
    return Words(texts=frozenset(filter(None, texts)), names=frozenset(filter(None, names)))


def count_erasable(engine: Engine, subject: Subject) -> Mapping[str, int]:
    """How much `erase` would take away."""
    report, forgotten = ledger_table(engine, "report"), ledger_table(engine, "forgotten")
    open_reports = _is_of(report, subject) & ~is_forgotten(report, forgotten)
    with reading(engine) as connection:
        lift_timeout(connection)
        reports, revisions = connection.execute(
            select(func.count(report.c.report_id.distinct()), func.count()).where(open_reports)
        ).one()
        counts = {
            name: connection.execute(select(func.count()).select_from(target.table).where(target.which)).scalar_one()
            for name, target in _targets(engine, subject).items()
        }
    return {"reports": reports, "revisions": revisions} | counts


def erase(engine: Engine, order: Order, ordinary: Iterable[str]) -> Erased:
    """Erase a subject in one transaction, with its tombstones and its line in the audit log.

    Lines of polls and runs that have a piece of its wording go too. A poll of its source that is under way comes to
    nothing, and the next one hears anew. Done again it changes nothing.
    """
    subject, said_anyway = order.subject, frozenset(ordinary)

    def work(connection: Connection) -> Erased:
        hold_off_writing(connection)
        lift_timeout(connection)
        words = _read_words(connection, subject)
        wording = cut(words, said_anyway)
        figures = _erase_reports(connection, subject, order.now)
        for name, target in _targets(connection, subject).items():
            figures[name] = connection.execute(delete(target.table).where(target.which)).rowcount
        body = ledger_table(connection, "payload_body")
        connection.execute(delete(body).where(body.c.source_id == subject.source_id))
        figures["lines"] = _erase_lines(connection, subject, wording)
        if any(figures.values()):
            _forget_links(connection, subject, words)
            record(connection, _act(order, figures))
        _put_tombstones(connection, order)
        crash_at("forget.erasing")
        return Erased(figures=figures, wording=wording)

    erased = write(engine, work)
    crash_at("forget.erased")
    return erased


def _act(order: Order, figures: Mapping[str, int]) -> Act:
    action = FORGET_REPORT if order.subject.kind == SubjectKind.REPORT else FORGET_SOURCE
    return Act(at=order.now, actor=order.actor, action=action, subject=order.subject.subject_id, figures=figures)


@dataclass(frozen=True, slots=True)
class _Target:
    table: Table
    which: ColumnElement[bool]


def _is_of(report: Table, subject: Subject) -> ColumnElement[bool]:
    column = report.c.report_id if subject.kind == SubjectKind.REPORT else report.c.source_id
    is_of: ColumnElement[bool] = column == subject.subject_id
    return is_of


def _targets(where: Engine | Connection, subject: Subject) -> Mapping[str, _Target]:
    """The rows that go whole, in the order in which they may go: a review is found by its claim."""
    report, claim, review, again, day, signal, payload = (
        ledger_table(where, name)
        for name in ("report", "claim", "review", "rereading", "schedule_day", "signal", "payload")
    )
    ids = select(report.c.report_id).where(_is_of(report, subject))
    claims = claim.c.report_id.in_(ids)
    targets = {
        "reviews": _Target(review, review.c.claim_id.in_(select(claim.c.claim_id).where(claims))),
        "claims": _Target(claim, claims),
        "rereadings": _Target(again, again.c.report_id.in_(ids)),
        "payloads": _Target(payload, payload.c.source_id == subject.source_id),
    }
    of_source = day.c.source_id == subject.source_id
    if subject.kind == SubjectKind.REPORT:
        told = day.c.document["report_id"].as_string() == subject.subject_id
        return targets | {"schedule_days": _Target(day, of_source & told)}
    signals = _Target(signal, signal.c.source_id == subject.source_id)
    return targets | {"schedule_days": _Target(day, of_source), "signals": signals}


def _erase_reports(connection: Connection, subject: Subject, now: datetime) -> dict[str, int]:
    report, forgotten = ledger_table(connection, "report"), ledger_table(connection, "forgotten")
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    open_reports = _is_of(report, subject) & ~is_forgotten(report, forgotten)
    empty: Mapping[str, Any] = {
        "url": None,
        "title": None,
        "text": None,
        "published_at": None,
        "is_relevant": False,
        "document": {},
    }
    revisions = connection.execute(update(report).where(open_reports).values(**empty)).rowcount
    stones = select(
        literal(Forgotten.REPORT.value), report.c.report_id, literal(now, forgotten.c.forgotten_at.type)
    ).where(open_reports)
    inserted = insert(forgotten).from_select(["kind", "subject_id", "forgotten_at"], stones.distinct())
    reports = connection.execute(inserted.on_conflict_do_nothing(), execution_options={"preserve_rowcount": True})
    return {"reports": reports.rowcount, "revisions": revisions}


def _put_tombstones(connection: Connection, order: Order) -> None:
    """That no bytes of the source are kept from now on, and why the subject was forgotten."""
    table, subject = ledger_table(connection, "forgotten"), order.subject
    kinds = [Forgotten.PAYLOADS, *([Forgotten.SOURCE] if subject.kind == SubjectKind.SOURCE else [])]
    stones = [{"kind": kind, "subject_id": subject.source_id, "forgotten_at": order.now} for kind in kinds]
    insert_new(connection, table, stones)
    if order.reason is not None:
        same = (table.c.kind == subject.kind) & (table.c.subject_id == subject.subject_id)
        connection.execute(update(table).where(same).values(reason=order.reason))


def _erase_lines(connection: Connection, subject: Subject, wording: Wording) -> int:
    """Lines for people that may quote it: those of the polls of its source, and of runs; of a source's polls all."""
    poll, run = ledger_table(connection, "poll"), ledger_table(connection, "job_run")
    is_source = subject.kind == SubjectKind.SOURCE
    changed = 0
    for table, which in ((poll, poll.c.source_id == subject.source_id), (run, run.c.detail.is_not(None))):
        key = list(table.primary_key.columns)
        told = which & table.c.detail.is_not(None) & (table.c.detail != LINE)
        rows = connection.execute(select(*key, table.c.detail).where(told)).all()
        for row in rows:
            if (is_source and table is poll) or wording.find(row.detail.encode()):
                same = [column == value for column, value in zip(key, row, strict=False)]
                connection.execute(update(table).where(*same).values(detail=LINE))
                changed += 1
    return changed


def _forget_links(connection: Connection, subject: Subject, words: Words) -> None:
    """What is remembered of it for the next poll, which then hears anew."""
    table = ledger_table(connection, "source_state")
    row = connection.execute(select(table).where(table.c.source_id == subject.source_id)).one_or_none()
    if row is None:
        return
    is_report = subject.kind == SubjectKind.REPORT
    is_named = row.cursor is not None and any(name in row.cursor for name in words.names)
    changed = {
        "waiting": [link for link in row.waiting if is_report and link not in words.names],
        "cursor": None if is_named else row.cursor,
        "checked_at": row.checked_at + OVERTAKEN,  # a poll under way finds that it was overtaken
    }
    connection.execute(update(table).where(table.c.source_id == subject.source_id).values(**changed))
