"""Hear sources: ask, keep the bytes, read them, keep what was understood in one commit for each source."""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from urllib.parse import urlsplit

from pydantic import SecretStr
from sqlalchemy import Engine

from jobs.asking import News, talk
from jobs.keys import NO_KEYS, explain_missing, find_secret
from jobs.lease import StillMine, always
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.model import Poll, PollOutcome, Reading, Report, ScheduleDay, Source, SourceState
from tracker.pipeline import make_hearing, read_reports
from tracker.sources.asked import conclude, settle
from tracker.sources.fetch import Fetcher
from tracker.sources.waits import state_of
from tracker.store import ledger
from tracker.store.states import read_source_state, read_source_states

log = logging.getLogger("svitlo.ingest")

READING = threading.Lock()  # one source at a time: threads that read at once only get into each other's way
WORKERS = 12  # hosts asked at once
OVERTAKEN = "another worker heard it meanwhile; what that one kept counts"
OUTAGE_POLLS = 2  # failed in a row, after which a source counts as failing
Choose = Callable[[Source, SourceState | None, datetime], bool]
Hear = Callable[[Sequence[Source]], list[Poll]]


class Spread(Protocol):
    """`map`, or that of a pool of threads."""

    def __call__(self, hear: Hear, groups: Iterable[Sequence[Source]], /) -> Iterable[list[Poll]]:
        """Hear each group of sources."""


def ingest(
    engine: Engine,
    registers: Registers,
    fetcher: Fetcher,
    *,
    now: datetime,
    keys: Mapping[str, SecretStr] = NO_KEYS,
    choose: Choose = lambda *_: True,
    spread: Spread = map,
    still_mine: StillMine = always,
) -> tuple[Poll, ...]:
    """Poll the enabled sources that `choose` takes; one that fails leaves a poll that says so, and the others go on.

    Sources of one host are heard one after another, and hosts as `spread` does it: with `map` one by one, with that of
    a pool of threads at once. What is not `still_mine` any more is left to whoever has it.
    """
    states = read_source_states(engine)
    groups: defaultdict[str, list[Source]] = defaultdict(list)
    for source in registers.sources.values():
        if source.is_enabled and choose(source, states.get(source.source_id), now):
            groups[urlsplit(source.url).netloc or source.source_id].append(source)

    def hear_all(sources: Sequence[Source]) -> list[Poll]:
        mine = (source for source in sources if still_mine())
        return [hear(engine, source, registers, fetcher, now=now, keys=keys) for source in mine]

    polls = {poll.source_id: poll for heard in spread(hear_all, groups.values()) for poll in heard}
    return tuple(polls[source_id] for source_id in registers.sources if source_id in polls)


def hear(
    engine: Engine,
    source: Source,
    registers: Registers,
    fetcher: Fetcher,
    *,
    now: datetime,
    keys: Mapping[str, SecretStr] = NO_KEYS,
) -> Poll:
    """Poll one source. The poll and all that it gave are kept together: killed anywhere, the next run does it again."""
    stored = read_source_state(engine, source.source_id)
    state = state_of(source, stored)
    heard_before = stored.checked_at if stored is not None else None
    secret = find_secret(source, keys)
    if source.key is not None and secret is None:
        detail = explain_missing(source)
        poll = Poll(source_id=source.source_id, polled_at=now, outcome=PollOutcome.NOT_CONFIGURED, detail=detail)
        ledger.append_poll(engine, poll, state=settle(source, state, poll, (), ()), heard_before=heard_before)
        return poll
    hearing = make_hearing(now=now, cursor=state.cursor if state is not None else None, secret=secret)
    heard = talk(engine, source, state, fetcher, hearing)
    schedules = [day for one in heard.asked for day in one.parsed.schedules]
    with READING:
        readings = read_reports(heard.news.reports, registers.gazetteer, registers.lexicon, schedules)
    crash_at("reports.read")
    poll = conclude(source, heard.asked, new_reports_count=len(readings), now=now, secret=secret)
    after = settle(source, state, poll, heard.asked, heard.waiting)
    is_kept = ledger.append_poll(
        engine,
        poll,
        readings=readings,
        signals=[signal for one in heard.asked for signal in one.parsed.signals],
        schedules=schedules,
        state=after,
        heard_before=heard_before,
    )
    if not is_kept:
        return replace(poll, outcome=PollOutcome.NOTHING_NEW, detail=OVERTAKEN, new_reports_count=0)
    _tell(source, state, after, poll)
    return poll


def keep_reports(
    engine: Engine, reports: Iterable[Report], registers: Registers, schedules: Sequence[ScheduleDay] = ()
) -> tuple[Reading, ...]:
    """Read and store the reports that are new or changed; what is known already stays as it is."""
    news = News(engine)
    news.add(reports)
    readings = read_reports(news.reports, registers.gazetteer, registers.lexicon, schedules)
    ledger.append_readings(engine, readings)
    return readings


def _tell(source: Source, before: SourceState | None, after: SourceState, poll: Poll) -> None:
    """One notice for each outage of a source, one when it is over, and one when it moved or is gone."""
    fields = {"source": source.source_id, "outcome": poll.outcome.value}
    failures_before = before.failures_count if before is not None else 0
    if after.failures_count >= OUTAGE_POLLS > failures_before:
        log.warning("%s fails: %s", source.source_id, poll.detail, extra=fields | {"event": "source_failing"})
    if failures_before >= OUTAGE_POLLS and not after.failures_count:
        log.warning("%s is heard again", source.source_id, extra=fields | {"event": "source_recovered"})
    if after.is_gone:
        reason = "is gone and not asked again; correct or remove its file"
        log.warning("%s %s", source.source_id, reason, extra=fields | {"event": "source_gone"})
    if after.url is not None and (before is None or before.url != after.url):
        log.warning("%s moved for good to %s", source.source_id, after.url, extra=fields | {"event": "source_moved"})
