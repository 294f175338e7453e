"""Read stored reports again with today's extractor. What they say now stands beside what they said before."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Engine

from jobs.registers import Registers
from tracker.extract.binding import EXTRACTOR_VERSION
from tracker.extract.timetables import TIMETABLE_VERSION
from tracker.model import Claim, Reading
from tracker.pipeline import read_reports
from tracker.store import ledger
from tracker.store.readings import read_claims_of
from tracker.store.texts import find_kept, later_than_readings, oldest_text, read_days_of, read_kept

AT_ONCE = 200  # reports, in one transaction

Batch = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rereading:
    """What came of reading again."""

    reports_count: int  # read again
    changed_count: int  # of which say something else now
    lost_count: int  # relevant ones that cannot be: their text or timetable is gone, or was not ours to keep
    irrelevant_count: int  # of which no text was ever kept
    texts_since: datetime | None  # when the oldest text that is kept was learned; None: no text is


def reread(
    engine: Engine,
    registers: Registers,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    source_id: str | None = None,
    progress: Callable[[Sequence[Batch]], Iterable[Batch]] = tuple,
) -> Rereading:
    """Read again the reports learned in a stretch of time whose texts are kept, each in its newest revision.

    Nothing is written of a report that says the same as before: stopped anywhere and begun again, it ends the same.
    """
    now = later_than_readings(engine, now)
    kept = find_kept(engine, since=since, until=until, source_id=source_id, as_of=now)
    ids = kept.report_ids
    reports_count = changed_count = 0
    for batch in progress([ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)]):
        before = _counting_claims(engine, batch, now=now)
        readings = _read_again(engine, registers, batch, before, now=now)
        changed = [
            replace(one, claims=tuple(_name(claim, now) for claim in one.claims))
            for one in readings
            if _content(one.claims) != _content(before[one.report.report_id])
        ]
        if changed:
            ledger.append_rereadings(engine, changed, read_at=now, extractor_version=EXTRACTOR_VERSION)
        reports_count += len(readings)
        changed_count += len(changed)
    return Rereading(
        reports_count=reports_count,
        changed_count=changed_count,
        lost_count=kept.without_text + len(ids) - reports_count,
        irrelevant_count=kept.irrelevant,
        texts_since=oldest_text(engine),
    )


def _counting_claims(engine: Engine, report_ids: Batch, *, now: datetime) -> Mapping[str, Sequence[Claim]]:
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in read_claims_of(engine, report_ids, as_of=now):
        claims[claim.report_id].append(claim)
    return claims


def _read_again(
    engine: Engine, registers: Registers, report_ids: Batch, before: Mapping[str, Sequence[Claim]], *, now: datetime
) -> tuple[Reading, ...]:
    """Read reports as when they were new. The words of a timetable are not read where its days are not kept."""
    reports = read_kept(engine, report_ids, as_of=now)
    days = read_days_of(engine, reports)
    with_days = {day.report_id for day in days}
    readable = [
        report
        for report in reports
        if report.report_id in with_days
        or all(claim.extractor_version != TIMETABLE_VERSION for claim in before[report.report_id])
    ]
    return read_reports(readable, registers.gazetteer, registers.lexicon, days)


def _content(claims: Iterable[Claim]) -> Counter[Claim]:
    """What claims say, whichever reading says it."""
    return Counter(replace(claim, claim_id="", extractor_version="", read_at=None) for claim in claims)


def _name(claim: Claim, read_at: datetime) -> Claim:
    """Name a claim by the instant too: places may have changed where the extractor has not."""
    claim_id = hashlib.sha256(f"{claim.claim_id}|{read_at.isoformat()}".encode()).hexdigest()[: len(claim.claim_id)]
    return replace(claim, claim_id=claim_id, read_at=read_at)
