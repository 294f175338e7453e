"""Hear every source once: fetch, keep the bytes, read them, keep what was understood."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Engine

from jobs.drop import is_drop, read_drop
from jobs.lease import StillMine, always
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.model import Payload, Poll, PollOutcome, Reading, Report, ScheduleDay, Source
from tracker.pipeline import read_reports
from tracker.sources.connectors import Parsed, parse
from tracker.sources.fetch import Failure, Fetcher
from tracker.sources.revisions import next_revision
from tracker.store import ledger

# Which of several outcomes of one poll is told.
TELLING = (
    PollOutcome.NEW,
    PollOutcome.UNREADABLE,
    PollOutcome.UNREACHABLE,
    PollOutcome.NOTHING_NEW,
    PollOutcome.EMPTY,
    PollOutcome.NOT_CONFIGURED,
)


def ingest(
    engine: Engine, registers: Registers, fetcher: Fetcher, *, now: datetime, still_mine: StillMine = always
) -> tuple[Poll, ...]:
    """Poll all enabled sources, one after the other. One that fails leaves a poll that says so; the others go on."""
    enabled = (source for source in registers.sources.values() if source.is_enabled and still_mine())
    return tuple(hear(engine, source, registers, fetcher, now=now) for source in enabled)


def hear(engine: Engine, source: Source, registers: Registers, fetcher: Fetcher, *, now: datetime) -> Poll:
    """Poll one source. The poll and all that it gave are kept together: killed anywhere, the next run does it again."""
    if is_drop(source):
        answers = read_drop(source, now=now)
    else:
        answers = [fetcher.fetch(source.url, source_id=source.source_id, now=now)]
    crash_at("fetch.answered")
    parsed = [_parse(engine, answer, source) for answer in answers]
    schedules = [day for one in parsed for day in one.schedules]
    readings = _understand(engine, [report for one in parsed for report in one.reports], registers, schedules)
    crash_at("reports.read")
    poll = _conclude(source, parsed, readings, now=now)
    ledger.append_poll(engine, poll, readings=readings)
    return poll


def keep_reports(
    engine: Engine, reports: Iterable[Report], registers: Registers, schedules: Sequence[ScheduleDay] = ()
) -> tuple[Reading, ...]:
    """Read and store the reports that are new or changed; what is known already stays as it is."""
    readings = _understand(engine, reports, registers, schedules)
    ledger.append_readings(engine, readings)
    return readings


def _parse(engine: Engine, answer: Payload | Failure, source: Source) -> Parsed:
    """Keep the bytes before anything parses them, then read them. Bytes seen before hold nothing new."""
    if isinstance(answer, Failure):
        return Parsed(reports=(), outcome=answer.outcome, warnings=(answer.detail,))
    if ledger.append_payload(engine, answer) == 0 and ledger.is_settled(engine, answer):
        return Parsed(reports=(), outcome=PollOutcome.NOTHING_NEW)
    crash_at("payload.kept")
    return parse(answer, source)


def _understand(
    engine: Engine, reports: Iterable[Report], registers: Registers, schedules: Sequence[ScheduleDay]
) -> tuple[Reading, ...]:
    """Read what is new or changed."""
    known = dict(ledger.read_revisions(engine))
    fresh = []
    for report in reports:
        revised = next_revision(known, report)
        if revised is not None:
            known[revised.report_id] = revised.revision, revised.content_sha256
            fresh.append(revised)
    return read_reports(fresh, registers.gazetteer, registers.lexicon, schedules)


def _conclude(source: Source, parsed: Sequence[Parsed], readings: Sequence[Reading], *, now: datetime) -> Poll:
    """What came of it: new where anything is; what could not be read is told either way."""
    outcomes = {one.outcome for one in parsed}
    if not readings and PollOutcome.NEW in outcomes:
        outcomes = outcomes - {PollOutcome.NEW} | {PollOutcome.NOTHING_NEW}
    return Poll(
        source_id=source.source_id,
        polled_at=now,
        outcome=min(outcomes, key=TELLING.index),
        detail="; ".join(warning for one in parsed for warning in one.warnings) or None,
        new_reports_count=len(readings),
    )
