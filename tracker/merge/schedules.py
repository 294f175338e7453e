"""Schedule claims → the orders of each area, in force and announced: a timetable, a network limit, emergency cuts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from geodata.gazetteer import Gazetteer
from tracker.merge.evidence import assess_verification, confirmed_claims, make_id, told_at
from tracker.model import Cause, Claim, ClaimKind, Review, Schedule, Scope, Status

KYIV = ZoneInfo("Europe/Kyiv")
# An order without an end is taken to hold this long after it was last told.
ORDER_LIFETIME = timedelta(hours=36)
OVER = frozenset({Status.CANCELLED, Status.RESTORED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """One order of an area."""

    place_id: str
    cause: Cause
    status: Status
    last: Claim  # what it is by
    claims: Sequence[Claim]  # that tell it, oldest first


def merge_schedules(
    claims: Sequence[Claim], reviews: Sequence[Review], gazetteer: Gazetteer, as_of: datetime
) -> tuple[Schedule, ...]:
    """Keep for each kind and area the order that is in force and those announced for days ahead, the newest of each.

    What has run out, was cancelled or lifted is not there, and neither is a timetable that emergency cuts of the whole
    area void while they last.

    Args:
        claims: current claims in the order of telling.
        reviews: decisions of people, for the verification.
        gazetteer: to see which areas hold which places.
        as_of: the instant.
    """
    groups: dict[tuple[str, Cause], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == ClaimKind.SCHEDULE and claim.place_id and claim.cause:
            groups[claim.place_id, claim.cause].append(claim)
    orders = [order for key, group in sorted(groups.items()) for order in _orders_of(*key, group, as_of)]
    emergencies = [order for order in orders if _voids_timetables(order, gazetteer)]
    confirmed = confirmed_claims(reviews, as_of)
    return tuple(
        _make_schedule(order, confirmed)
        for order in orders
        if not any(_is_void(order, emergency, gazetteer) for emergency in emergencies)
    )


def _orders_of(place_id: str, cause: Cause, claims: Sequence[Claim], as_of: datetime) -> Iterator[_Order]:
    """The order in force, then the one of each day ahead."""
    last, holding = _in_force(claims, as_of)
    if last is not None:
        yield _Order(place_id=place_id, cause=cause, status=Status.ONGOING, last=last, claims=holding)
    for ahead in _by_day([claim for claim in claims if _counts_from(claim) > as_of]).values():
        if ahead[-1].status not in OVER and not _is_called_off(ahead[-1], claims):
            announced = [claim for claim in ahead if claim.status not in OVER]
            yield _Order(place_id=place_id, cause=cause, status=Status.ANNOUNCED, last=ahead[-1], claims=announced)


def _in_force(claims: Sequence[Claim], as_of: datetime) -> tuple[Claim | None, Sequence[Claim]]:
    """The claim that says what is in force, and all that still hold; an order of a later day replaces that of the last.

    What is told to be over ends only what was told before.
    """
    begun = [claim for claim in claims if _counts_from(claim) <= as_of]
    over = [index for index, claim in enumerate(begun) if claim.status in OVER]
    since = begun[over[-1] + 1 :] if over else begun
    if not since:
        return None, ()
    last = list(_by_day(since).values())[-1][-1]
    if _runs_out_at(last) <= as_of:
        return None, ()
    return last, [claim for claim in since if _runs_out_at(claim) > as_of]


def _by_day(claims: Sequence[Claim]) -> Mapping[date, Sequence[Claim]]:
    """Claims by the Kyiv day from which they count, the days in order."""
    days: dict[date, list[Claim]] = defaultdict(list)
    for claim in claims:
        days[_counts_from(claim).astimezone(KYIV).date()].append(claim)
    return dict(sorted(days.items()))


def _counts_from(claim: Claim) -> datetime:
    """When an order begins, no earlier than it was told."""
    begins_at = claim.time.start_at if claim.time and claim.time.start_at else told_at(claim)
    return max(begins_at, told_at(claim))


def _runs_out_at(claim: Claim) -> datetime:
    """When an order ends. An end before the telling is when it was told, not when the order ends."""
    if claim.time and claim.time.end_at and claim.time.end_at > told_at(claim):
        return claim.time.end_at
    return _counts_from(claim) + ORDER_LIFETIME


def _is_called_off(order: Claim, claims: Sequence[Claim]) -> bool:
    """Whether an end without a day of its own was told after an order was announced."""
    return any(
        claim.status in OVER and (claim.time is None or claim.time.end_at is None) and told_at(claim) > told_at(order)
        for claim in claims
    )


def _voids_timetables(order: _Order, gazetteer: Gazetteer) -> bool:
    """Emergency cuts void the timetables of their area; those of a part of it, or of "the country", void none."""
    is_of_area = order.last.scope != Scope.PART and order.place_id != gazetteer.country_id
    return order.cause == Cause.EMERGENCY_SHUTDOWN and order.status == Status.ONGOING and is_of_area


def _is_void(order: _Order, emergency: _Order, gazetteer: Gazetteer) -> bool:
    """A timetable told since stands beside the emergency: who publishes one knows of it."""
    is_timetable = order.cause == Cause.SCHEDULED and order.status == Status.ONGOING
    is_before = told_at(order.last) <= told_at(emergency.last)
    return is_timetable and is_before and gazetteer.is_within(order.place_id, emergency.place_id)


def _make_schedule(order: _Order, confirmed: frozenset[str]) -> Schedule:
    day = _counts_from(order.last).astimezone(KYIV).date()
    return Schedule(
        schedule_id=make_id("schedule", order.place_id, order.cause, day.isoformat()),
        place_id=order.place_id,
        cause=order.cause,
        status=order.status,
        time=order.last.time,
        learned_at=order.last.learned_at,
        first_published_at=told_at(order.claims[0]),
        quantities=order.last.quantities,
        claims=tuple(order.claims),
        verification=assess_verification(order.claims, confirmed),
        scope=order.last.scope,
    )
