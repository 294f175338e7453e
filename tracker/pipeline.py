"""The line in three functions: payload → claims, claims → picture, picture → artifacts.

Payload ─parse→ Report ─extract→ Claim ─merge→ Events ─expose→ Picture ─redact→ Edition ─publish→ Artifact
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from geodata.boundaries import Boundary
from geodata.gazetteer import Gazetteer
from tracker import exposure, merge
from tracker.extract.claims import extract_claims
from tracker.extract.gate import may_tell
from tracker.extract.lexicon import Lexicon
from tracker.extract.records import extract_record
from tracker.extract.timetables import schedule_claims
from tracker.model import (
    Artifact,
    Claim,
    Edition,
    Payload,
    Picture,
    Poll,
    Reading,
    Report,
    Review,
    ScheduleDay,
    Source,
    TemperatureSeries,
    Tier,
)
from tracker.policy import Policy, redact
from tracker.publish import make_artifacts
from tracker.sources.connectors import Parsed, parse
from tracker.sources.hearing import Hearing


def read(
    payload: Payload, source: Source, gazetteer: Gazetteer, lexicon: Lexicon
) -> tuple[Parsed, tuple[Reading, ...]]:
    """Parse what a source gave and extract what its reports say."""
    parsed = parse(payload, source)
    return parsed, read_reports(parsed.reports, gazetteer, lexicon, parsed.schedules)


def make_hearing(*, now: datetime, cursor: str | None = None, secret: str | None = None) -> Hearing:
    """What a connector is told while its source is heard: the gate of the reading is among it."""
    return Hearing(now=now, cursor=cursor, secret=secret, may_tell=may_tell)


def read_reports(
    reports: Sequence[Report], gazetteer: Gazetteer, lexicon: Lexicon, schedules: Sequence[ScheduleDay] = ()
) -> tuple[Reading, ...]:
    """Extract what reports say: the part of `read` that stored reports pass again.

    What a timetable says is taken from its days, and not from the words that were composed of them.
    """
    timetables = defaultdict(list)
    for day in schedules:
        timetables[day.report_id].append(day)
    return tuple(
        Reading(
            report=report,
            claims=schedule_claims(timetables[report.report_id], report, gazetteer)
            if report.report_id in timetables
            else _extract(report, gazetteer, lexicon),
        )
        for report in reports
    )


def _extract(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    """Read a record by its fields, and anything else by its text alone."""
    return (extract_record if report.fields else extract_claims)(report, gazetteer, lexicon)


def picture(
    claims: Sequence[Claim],
    reviews: Sequence[Review],
    polls: Sequence[Poll],
    temperatures: Sequence[TemperatureSeries],
    sources: Mapping[str, Source],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> Picture:
    """Say what is known at `as_of` of the last 30 days: a pure function of what was learned by then."""
    current = merge.select_known(claims, reviews, gazetteer, as_of)
    events = merge.merge_known(current, reviews, polls, sources, gazetteer, as_of)
    weather = exposure.join_weather(temperatures, events.outages, gazetteer, as_of)
    return Picture(
        as_of=as_of,
        events=events,
        exposures=exposure.expose(events.outages, current, weather, gazetteer, as_of),
        tonight=exposure.tonight(weather, gazetteer, as_of),
        weather_fetched_at=exposure.oldest_fetch(weather),
        newest_report_at=max((claim.published_at or claim.learned_at for claim in current), default=None),
        is_synthetic=any(claim.is_synthetic for claim in current),
    )


def edition(
    known: Picture,
    tier: Tier,
    policy: Policy,
    sources: Mapping[str, Source],
    gazetteer: Gazetteer,
    boundaries: Mapping[str, Boundary],
) -> tuple[Edition, tuple[Artifact, ...]]:
    """Redact a picture for one tier and make everything that is published from it."""
    redacted = redact(known, tier, policy, sources, gazetteer)
    return redacted, make_artifacts(redacted, boundaries)
