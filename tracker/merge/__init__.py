"""Claims → Events: what happened, whoever told it, in whatever order it came."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from geodata.gazetteer import Gazetteer
from tracker.merge.coverage import assess_coverage
from tracker.merge.evidence import carry_reviews, select_current, told_at
from tracker.merge.incidents import merge_incidents
from tracker.merge.outages import merge_outages, struck_at
from tracker.merge.schedules import merge_schedules
from tracker.merge.waves import merge_waves
from tracker.merge.window import begins_at, leave_onset_open, select_window
from tracker.model import Claim, Events, Poll, Review, Source

__all__ = ["carry_reviews", "merge_claims", "merge_known", "select_current", "select_known"]


def select_known(
    claims: Sequence[Claim], reviews: Sequence[Review], gazetteer: Gazetteer, as_of: datetime
) -> tuple[Claim, ...]:
    """Keep the claims that a picture of the instant `as_of` is made of, in the order of telling."""
    return select_window(select_current(claims, reviews, as_of), gazetteer, as_of)


def merge_claims(
    claims: Sequence[Claim],
    reviews: Sequence[Review],
    polls: Sequence[Poll],
    sources: Mapping[str, Source],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> Events:
    """Merge what was learned by `as_of` into events. The order of the arguments' items does not matter."""
    return merge_known(select_known(claims, reviews, gazetteer, as_of), reviews, polls, sources, gazetteer, as_of)


def merge_known(
    known: Sequence[Claim],
    reviews: Sequence[Review],
    polls: Sequence[Poll],
    sources: Mapping[str, Source],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> Events:
    """Merge claims that `select_known` gave into the events of their days: of what ended before them nothing stays."""
    since = begins_at(as_of)
    recent = [claim for claim in known if told_at(claim) >= since]
    incidents = [one for one in merge_incidents(recent, gazetteer) if struck_at(one) >= since]
    outages = merge_outages(known, reviews, incidents, gazetteer, as_of)
    return Events(
        incidents=tuple(incidents),
        outages=tuple(leave_onset_open(one, as_of) for one in outages if told_at(one.claims[-1]) >= since),
        schedules=merge_schedules(recent, reviews, gazetteer, as_of),
        waves=merge_waves(incidents),
        coverage=assess_coverage(polls, sources, as_of),
    )
