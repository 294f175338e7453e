"""Claims → Events: what happened, whoever told it, in whatever order it came."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from geodata.gazetteer import Gazetteer
from tracker.merge.coverage import assess_coverage
from tracker.merge.evidence import select_current
from tracker.merge.incidents import merge_incidents
from tracker.merge.outages import merge_outages
from tracker.merge.schedules import merge_schedules
from tracker.merge.waves import merge_waves
from tracker.model import Claim, Events, Poll, Review, Source

__all__ = ["merge_claims", "select_current"]


def merge_claims(
    claims: Sequence[Claim],
    reviews: Sequence[Review],
    polls: Sequence[Poll],
    sources: Mapping[str, Source],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> Events:
    """Merge what was learned by `as_of` into events. The order of the arguments' items does not matter."""
    current = select_current(claims, reviews, as_of)
    incidents = merge_incidents(current, gazetteer)
    return Events(
        incidents=incidents,
        outages=merge_outages(current, reviews, incidents, gazetteer, as_of),
        schedules=merge_schedules(current, reviews, gazetteer, as_of),
        waves=merge_waves(incidents),
        coverage=assess_coverage(polls, sources, as_of),
    )
