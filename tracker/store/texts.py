"""The texts that are kept: which reports can be read again, and with which timetables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Engine, Row, Table, and_, case, exists, func, select

from tracker.model import Report, ScheduleDay
from tracker.store.rows import in_batches, ledger_table
from tracker.store.transactions import reading

REPORT = TypeAdapter(Report)
DAY = TypeAdapter(ScheduleDay)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of the reports of a stretch of time, each in its newest revision."""

    report_ids: tuple[str, ...]  # those with a text, in the order of learning
    without_text: int  # relevant ones whose text is gone, or was never ours to keep
    irrelevant: int  # of which only hash and link were ever kept


def find_kept(engine: Engine, *, since: datetime, until: datetime, source_id: str | None, as_of: datetime) -> Kept:
    """Find the reports learned in a stretch of time, of one source or of all."""
    report = ledger_table(engine, "report")
    is_asked = and_(report.c.learned_at >= since, report.c.learned_at < until, _is_newest(report, as_of))
    if source_id is not None:
        is_asked = and_(is_asked, report.c.source_id == source_id)
    has_text = report.c.text.is_not(None)
    lost = case((has_text, 0), else_=1)
    with reading(engine) as connection:
        ids = connection.execute(
            select(report.c.report_id).where(is_asked, has_text).order_by(report.c.learned_at, report.c.report_id)
        ).scalars()
        kept = tuple(ids)
        counts = connection.execute(
            select(report.c.is_relevant, func.sum(lost)).where(is_asked).group_by(report.c.is_relevant)
        ).all()
    by_relevance = {bool(is_relevant): int(count) for is_relevant, count in counts}
    return Kept(report_ids=kept, without_text=by_relevance.get(True, 0), irrelevant=by_relevance.get(False, 0))


def later_than_readings(engine: Engine, now: datetime) -> datetime:
    """An instant for a reading again: now, or just after the newest there is, so that no two stand at one instant."""
    rereading = ledger_table(engine, "rereading")
    with reading(engine) as connection:
        newest: datetime | None = connection.scalar(select(func.max(rereading.c.read_at)))
    return now if newest is None or newest < now else newest + datetime.resolution


def read_kept(engine: Engine, report_ids: Sequence[str], *, as_of: datetime) -> tuple[Report, ...]:
    """The newest revisions of some reports, as far as their texts are kept."""
    report = ledger_table(engine, "report")
    found: list[Report] = []
    with reading(engine) as connection:
        for batch in in_batches(report_ids):
            rows = connection.execute(
                select(report)
                .where(report.c.report_id.in_(batch), report.c.text.is_not(None), _is_newest(report, as_of))
                .order_by(report.c.learned_at, report.c.report_id)
            )
            found += map(load_report, rows)
    return tuple(found)


def load_report(row: Row[Any]) -> Report:
    """A report from its row, with the text that is kept beside the document."""
    return REPORT.validate_python(row.document | {"text": row.text, "title": row.title, "url": row.url}, strict=False)


def read_days_of(engine: Engine, reports: Sequence[Report]) -> tuple[ScheduleDay, ...]:
    """The timetables that some reports were composed of, each as it was told when its report was learned."""
    table = ledger_table(engine, "schedule_day")
    learned_at = {report.report_id: report.learned_at for report in reports}
    sources = sorted({report.source_id for report in reports})
    newest: dict[str, ScheduleDay] = {}
    with reading(engine) as connection:
        for batch in in_batches(list(learned_at)):
            rows = connection.execute(
                select(table.c.schedule_id, table.c.document)
                .where(table.c.source_id.in_(sources), table.c.document["report_id"].as_string().in_(batch))
                .order_by(table.c.learned_at, table.c.schedule_id)
            )
            for row in rows:
                day = DAY.validate_python(row.document, strict=False)
                if day.report_id is not None and day.learned_at <= learned_at[day.report_id]:
                    newest[row.schedule_id] = day
    return tuple(newest.values())


def oldest_text(engine: Engine) -> datetime | None:
    """When the oldest report whose text is kept was learned: how far back anything can be read again."""
    report = ledger_table(engine, "report")
    with reading(engine) as connection:
        found: datetime | None = connection.execute(
            select(func.min(report.c.learned_at)).where(report.c.text.is_not(None))
        ).scalar()
    return found


def _is_newest(report: Table, as_of: datetime) -> ColumnElement[bool]:
    later = report.alias()
    is_revised = exists().where(
        later.c.report_id == report.c.report_id, later.c.revision > report.c.revision, later.c.learned_at <= as_of
    )
    return and_(report.c.learned_at <= as_of, ~is_revised)
