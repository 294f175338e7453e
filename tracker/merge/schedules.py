"""Schedule claims → the order in force in each area: a timetable, a network limit, emergency cuts."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from tracker.merge.evidence import assess_verification, make_id, told_at
from tracker.model import Cause, Claim, ClaimKind, Review, Schedule, Status

# An order without an end is taken to hold this long after it was last told.
ORDER_LIFETIME = timedelta(hours=36)


def merge_schedules(claims: Sequence[Claim], reviews: Sequence[Review], as_of: datetime) -> tuple[Schedule, ...]:
    """Keep the newest order of each kind for each area. What has run out, was cancelled or lifted is not there."""
    groups: dict[tuple[str, Cause], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == ClaimKind.SCHEDULE and claim.place_id and claim.cause:
            groups[claim.place_id, claim.cause].append(claim)
    merged = []
    for (place_id, cause), group in sorted(groups.items()):
        last = group[-1]
        if last.status in {Status.CANCELLED, Status.RESTORED} or _has_run_out(last, as_of):
            continue
        merged.append(
            Schedule(
                schedule_id=make_id("schedule", place_id, cause, told_at(last).date().isoformat()),
                place_id=place_id,
                cause=cause,
                status=_status(last, as_of),
                time=last.time,
                learned_at=last.learned_at,
                first_published_at=told_at(group[0]),
                quantities=last.quantities,
                claims=tuple(claim for claim in group if told_at(last) - told_at(claim) <= ORDER_LIFETIME),
                verification=assess_verification(group, reviews, as_of),
            )
        )
    return tuple(merged)


def _has_run_out(claim: Claim, as_of: datetime) -> bool:
    """An end before the telling is when it was told, not when the order ends."""
    if claim.time and claim.time.end_at and claim.time.end_at > told_at(claim):
        return claim.time.end_at <= as_of
    begins_at = claim.time.start_at if claim.time and claim.time.start_at else told_at(claim)
    return max(begins_at, told_at(claim)) + ORDER_LIFETIME <= as_of


def _status(claim: Claim, as_of: datetime) -> Status:
    begins_later = claim.time is not None and claim.time.start_at is not None and claim.time.start_at > as_of
    return Status.ANNOUNCED if begins_later else Status.ONGOING
