"""Strike claims → incidents."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from geodata.gazetteer import Gazetteer
from tracker.merge.evidence import assess_confidence, make_id, told_at
from tracker.model import Claim, ClaimKind, Incident, Interval, Target, TimePrecision

KYIV = ZoneInfo("Europe/Kyiv")


def merge_incidents(claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[Incident, ...]:
    """Take strikes on energy in one oblast on one Kyiv day as one incident.

    A strike told of the whole country adds nothing on a day for which finer places are known.
    """
    groups: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.kind == ClaimKind.STRIKE and claim.place_id is not None:
            groups[_event_date(claim), _area_id(claim.place_id, gazetteer)].append(claim)
    dates_with_places = {date for date, area_id in groups if area_id != gazetteer.country_id}
    return tuple(
        _merge_group(date, area_id, group)
        for (date, area_id), group in sorted(groups.items())
        if area_id != gazetteer.country_id or date not in dates_with_places
    )


def _area_id(place_id: str, gazetteer: Gazetteer) -> str:
    oblast = gazetteer.oblast_of(place_id)
    return oblast.place_id if oblast else place_id


def _event_date(claim: Claim) -> str:
    """The Kyiv day of a strike; a night counts to the day it ends on."""
    known = (claim.time.end_at or claim.time.start_at) if claim.time else None
    return (known or told_at(claim)).astimezone(KYIV).date().isoformat()


def _merge_group(date: str, area_id: str, claims: Sequence[Claim]) -> Incident:
    places = {claim.place_id for claim in claims if claim.place_id}
    targets = {claim.target for claim in claims if claim.target not in {None, Target.UNSPECIFIED}}
    weapons = {claim.weapon for claim in claims if claim.weapon}
    return Incident(
        incident_id=make_id("incident", date, area_id),
        place_id=places.pop() if len(places) == 1 else area_id,
        time=_hull([claim.time for claim in claims if claim.time]),
        first_published_at=min(told_at(claim) for claim in claims),
        learned_at=max(claim.learned_at for claim in claims),
        target=(targets.pop() if len(targets) == 1 else None) or Target.UNSPECIFIED,
        weapon=weapons.pop() if len(weapons) == 1 else None,
        claims=tuple(claims),
        confidence=assess_confidence(claims),
    )


def _hull(intervals: Sequence[Interval]) -> Interval | None:
    """The stretch that holds them all; its end is the latest moment anyone names."""
    moments: list[datetime] = [at for interval in intervals for at in (interval.start_at, interval.end_at) if at]
    if not moments:
        return None
    precision = intervals[0].precision if len(intervals) == 1 else TimePrecision.DAY
    return Interval(start_at=min(moments).astimezone(UTC), end_at=max(moments).astimezone(UTC), precision=precision)
