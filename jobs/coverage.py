"""See to it that no silence goes unnoticed: how sources are heard now, and whose volume changed."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine

from jobs.registers import Registers
from tracker.merge.changes import find_changes
from tracker.merge.coverage import LONGEST_WAIT, cover_hours
from tracker.merge.rhythm import MEMORY
from tracker.merge.volume import count_days
from tracker.model import CoverageHour, CoverageState, HeardHour, Notice, NoticeKind, Source
from tracker.store.heard import append_notices, read_heard_hours, read_recent_polls

log = logging.getLogger("svitlo.coverage")

HOUR = timedelta(hours=1)
LOOK_BACK = timedelta(days=120)
TOLD_LATE = timedelta(days=7)  # after longer, as when nothing ran, a change is no news

WORDS = {
    NoticeKind.DROP: "gives far fewer reports than it did",
    NoticeKind.JUMP: "gives far more reports than it did",
    NoticeKind.RESUMED: "gives as many reports as before again",
}


def watch_sources(engine: Engine, registers: Registers, *, now: datetime) -> str:
    """Tell once of each source whose volume changed; gives one line about how all are heard now."""
    hours = hear_coverage(engine, registers, as_of=now, hours_count=1)
    notices = notice_changes(engine, tuple(registers.sources.values()), now=now)
    return "; ".join([describe(hours), *(f"{notice.source_id} {WORDS[notice.kind]}" for notice in notices)])


def hear_coverage(
    engine: Engine, registers: Registers, *, as_of: datetime, hours_count: int
) -> tuple[CoverageHour, ...]:
    """How every enabled source was heard in each of the last hours."""
    slowest = max((source.interval_minutes for source in registers.sources.values()), default=0)
    since = as_of - hours_count * HOUR - max(LONGEST_WAIT, timedelta(minutes=2 * slowest))
    polls = read_recent_polls(engine, since=since, news_since=since - 2 * MEMORY, as_of=as_of)
    country_id = registers.gazetteer.country_id
    return cover_hours(polls, registers.sources, country_id, as_of, hours_count=hours_count)


def notice_changes(engine: Engine, sources: Sequence[Source], *, now: datetime) -> tuple[Notice, ...]:
    """Keep a notice of each change in the volume of a source that none is kept of, and log it."""
    by_source: dict[str, list[HeardHour]] = defaultdict(list)
    for hour in read_heard_hours(engine, since=now - LOOK_BACK, as_of=now):
        by_source[hour.source_id].append(hour)
    found = [
        notice
        for source in sources
        if source.is_enabled
        for notice in find_changes(source.source_id, count_days(by_source[source.source_id], source, now))
        if notice.until >= (now - TOLD_LATE).date()
    ]
    fresh = append_notices(engine, found, noticed_at=now)
    for notice in fresh:
        _tell(notice)
    return fresh


def describe(hours: Sequence[CoverageHour]) -> str:
    """One line about the newest hour: how many would have told us, and who would not."""
    named = {
        state: sorted({hour.source_id for hour in hours if hour.state == state})
        for state in (CoverageState.FAILED, CoverageState.SILENT, CoverageState.UNKNOWN)
    }
    live = len({hour.source_id for hour in hours if hour.state == CoverageState.LIVE})
    unlike = [f"{state}: {', '.join(names)}" for state, names in named.items() if names]
    return "; ".join([f"{live} of {live + sum(map(len, named.values()))} sources live", *unlike])


def _tell(notice: Notice) -> None:
    fields = {
        "event": f"volume_{notice.kind}",
        "source": notice.source_id,
        "since": notice.since.isoformat(),
        "expected": round(notice.expected_count, 1),
        "seen": notice.seen_count,
        "probability": notice.probability,
    }
    log.warning(
        "%s %s: %d since %s, where %.1f were to be expected",
        notice.source_id,
        WORDS[notice.kind],
        notice.seen_count,
        notice.since,
        notice.expected_count,
        extra=fields,
    )
