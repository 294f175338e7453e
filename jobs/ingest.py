"""Hear every source once: fetch, keep the bytes, read them, keep what was understood."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from jobs.drop import is_drop, read_drop
from jobs.registers import Registers
from tracker.model import Payload, Poll, PollOutcome, Reading, Report, Source
from tracker.pipeline import read_reports
from tracker.sources.connectors import parse
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


def ingest(engine: Engine, registers: Registers, fetcher: Fetcher, *, now: datetime) -> tuple[Poll, ...]:
    """Poll all enabled sources, one after the other. One that fails leaves a poll that says so; the others go on."""
    enabled = (source for source in registers.sources.values() if source.is_enabled)
    return tuple(hear(engine, source, registers, fetcher, now=now) for source in enabled)


def hear(engine: Engine, source: Source, registers: Registers, fetcher: Fetcher, *, now: datetime) -> Poll:
    """Poll one source and keep what came of it."""
    if is_drop(source):
        answers = read_drop(source, now=now)
    else:
        answers = [fetcher.fetch(source.url, source_id=source.source_id, now=now)]
    poll = _combine([_settle(engine, answer, source, registers, now=now) for answer in answers])
    ledger.append_poll(engine, poll)
    return poll


def _settle(engine: Engine, answer: Payload | Failure, source: Source, registers: Registers, *, now: datetime) -> Poll:
    if isinstance(answer, Payload):
        return _take(engine, answer, source, registers, now=now)
    return Poll(source_id=source.source_id, polled_at=now, outcome=answer.outcome, detail=answer.detail)


def _combine(polls: Sequence[Poll]) -> Poll:
    """One poll of several tables: new where any is; what could not be read is told either way."""
    gravest = min(polls, key=lambda poll: TELLING.index(poll.outcome))
    return replace(
        gravest,
        detail="; ".join(poll.detail for poll in polls if poll.detail) or None,
        new_reports_count=sum(poll.new_reports_count for poll in polls),
    )


def _take(engine: Engine, payload: Payload, source: Source, registers: Registers, *, now: datetime) -> Poll:
    """Keep the bytes before anything parses them, then read them. Bytes seen before hold nothing new."""
    if ledger.append_payload(engine, payload) == 0:
        return Poll(source_id=source.source_id, polled_at=now, outcome=PollOutcome.NOTHING_NEW)
    parsed = parse(payload, source)
    readings = keep_reports(engine, parsed.reports, registers)
    outcome = parsed.outcome
    if outcome == PollOutcome.NEW and not readings:
        outcome = PollOutcome.NOTHING_NEW
    return Poll(
        source_id=source.source_id,
        polled_at=now,
        outcome=outcome,
        detail="; ".join(parsed.warnings) or None,
        new_reports_count=len(readings),
    )


def keep_reports(engine: Engine, reports: Iterable[Report], registers: Registers) -> tuple[Reading, ...]:
    """Read and store the reports that are new or changed; what is known already stays as it is."""
    known = ledger.read_revisions(engine)
    fresh = [revised for report in reports if (revised := next_revision(known, report)) is not None]
    readings = read_reports(fresh, registers.gazetteer, registers.lexicon)
    ledger.append_readings(engine, readings)
    return readings
