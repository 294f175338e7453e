"""Outage and restoration claims → outages: one service, one place, one interval."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from geodata.gazetteer import Gazetteer
from tracker.merge.evidence import assess_confidence, assess_verification, confirmed_claims, make_id, told_at
from tracker.model import (
    Basis,
    Claim,
    ClaimKind,
    Incident,
    Outage,
    Quantity,
    Review,
    Scope,
    Service,
    Status,
    Unit,
)

# Told again later than this, it is another outage; not told again for this long, its state is unknown.
SILENCE = timedelta(hours=72)
# A strike explains an outage in its oblast that began within this time of it.
CAUSE_WINDOW = timedelta(hours=36)

# A country that a text names, rather than one that stands in for a missing place, is this sure.
NAMED = 0.9

Key: TypeAlias = tuple[Service, str]


def merge_outages(
    claims: Sequence[Claim],
    reviews: Sequence[Review],
    incidents: Sequence[Incident],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> tuple[Outage, ...]:
    """Follow each service in each place through what was told of it.

    Args:
        claims: current claims in the order of telling.
        reviews: decisions of people, for the verification.
        incidents: strikes that may explain an outage.
        gazetteer: to see which areas hold which places.
        as_of: outages of which nothing was heard for 72 h before have an unknown status.
    """
    episodes: dict[Key, list[list[Claim]]] = {}
    inside: dict[Key, list[list[list[Claim]]]] = defaultdict(list)  # of an area
    for claim in claims:
        if claim.service is None or claim.place_id is None or is_somewhere(claim, gazetteer):
            continue
        if claim.kind not in {ClaimKind.OUTAGE, ClaimKind.RESTORATION}:
            continue
        key = claim.service, claim.place_id
        if key not in episodes:
            episodes[key] = []
            for area in gazetteer.ancestors(claim.place_id)[1:]:
                inside[claim.service, area.place_id].append(episodes[key])
        if claim.kind == ClaimKind.OUTAGE:
            _add_outage(episodes[key], claim)
        else:
            _add_restoration(episodes[key], inside[key], claim)
    confirmed = confirmed_claims(reviews, as_of)
    by_oblast: dict[str, list[Incident]] = defaultdict(list)
    for incident in incidents:
        oblast = gazetteer.oblast_of(incident.place_id)
        if oblast is not None:
            by_oblast[oblast.place_id].append(incident)
    merged = (
        _merge_episode(key, episode, confirmed, by_oblast, gazetteer, as_of)
        for key, group in episodes.items()
        for episode in group
    )
    return tuple(sorted(merged, key=lambda outage: outage.outage_id))


def is_somewhere(claim: Claim, gazetteer: Gazetteer) -> bool:
    """Tell whether a loss was told without any place: it is in the country somewhere, and no outage of the country."""
    is_assumed = claim.place_confidence is not None and claim.place_confidence < NAMED
    return claim.place_id == gazetteer.country_id and is_assumed


def _add_outage(episodes: list[list[Claim]], claim: Claim) -> None:
    if episodes and told_at(claim) - told_at(episodes[-1][-1]) <= SILENCE and not _begins_anew(episodes[-1], claim):
        episodes[-1].append(claim)
    else:
        episodes.append([claim])


def _begins_anew(episode: Sequence[Claim], claim: Claim) -> bool:
    last = episode[-1]
    return last.kind == ClaimKind.RESTORATION and _restores_all(episode[:-1], last) and told_at(claim) > told_at(last)


def _add_restoration(own: list[list[Claim]], inside: Iterable[list[list[Claim]]], claim: Claim) -> None:
    """End the outage of that place; the whole of an area coming back ends those inside it that still ran."""
    if own and told_at(claim) - told_at(own[-1][-1]) <= SILENCE:
        own[-1].append(claim)
    else:
        own.append([claim])
    if claim.scope == Scope.WHOLE and claim.status == Status.RESTORED:
        for group in inside:
            if _is_out(group[-1], claim):
                group[-1].append(claim)


def _is_out(episode: Sequence[Claim], claim: Claim) -> bool:
    """Whether an outage had not ended and was told of lately when a claim was told."""
    last = episode[-1]
    if told_at(claim) - told_at(last) > SILENCE:
        return False
    return last.kind == ClaimKind.OUTAGE or not _restores_all(episode[:-1], last)


def _restores_all(before: Sequence[Claim], restoration: Claim) -> bool:
    """A number that comes back ends an outage only if it covers the newest number without; else some are still out."""
    if restoration.status != Status.RESTORED:
        return False
    without = _newest_value(before, Basis.RECONNECTED, is_basis=False)
    back = _newest_value([restoration], Basis.RECONNECTED, is_basis=True)
    if back is None:
        return True
    return without is not None and back >= without


def _newest_value(claims: Sequence[Claim], basis: Basis, *, is_basis: bool) -> float | None:
    consumers = {Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE}
    values = [
        quantity.value
        for claim in claims
        for quantity in claim.quantities
        if quantity.unit in consumers and (quantity.basis == basis) == is_basis
    ]
    return values[-1] if values else None


def _merge_episode(
    key: Key,
    claims: Sequence[Claim],
    confirmed: frozenset[str],
    incidents: Mapping[str, Sequence[Incident]],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> Outage:
    service, place_id = key
    outages = [claim for claim in claims if claim.kind == ClaimKind.OUTAGE]
    status = _status(claims, as_of)
    onset = next((claim.time for claim in outages if claim.time and claim.time.start_at), None)
    causes = [claim.cause for claim in outages if claim.cause]
    scopes = [claim.scope for claim in _since_return(claims) if claim.scope != Scope.UNSTATED]
    started_at = onset.start_at if onset else None
    first_at = min(told_at(claim) for claim in claims)
    linked = _linked_incidents(place_id, started_at or first_at, incidents, gazetteer)
    return Outage(
        outage_id=make_id("outage", service, place_id, first_at.date().isoformat(), claims[0].kind),
        service=service,
        place_id=place_id,
        status=status,
        cause=causes[-1] if causes else None,
        scope=scopes[-1] if scopes else Scope.UNSTATED,
        started_at=started_at,
        onset_precision=onset.precision if onset else None,
        ended_at=_ended_at(claims, started_at) if status == Status.RESTORED else None,
        first_published_at=first_at,
        learned_at=max(claim.learned_at for claim in claims),
        quantities=_newest_quantities(claims),
        claims=tuple(claims),
        incident_ids=linked,
        verification=assess_verification(claims, confirmed),
        confidence=assess_confidence(claims),
    )


def _since_return(claims: Sequence[Claim]) -> Sequence[Claim]:
    """The claims after supply last came back: the extent told before no longer holds."""
    returns = [index for index, claim in enumerate(claims) if claim.kind == ClaimKind.RESTORATION]
    return claims[returns[-1] + 1 :] if returns else claims


def _status(claims: Sequence[Claim], as_of: datetime) -> Status | None:
    last = claims[-1]
    if last.kind == ClaimKind.RESTORATION:
        return Status.RESTORED if _restores_all(claims[:-1], last) else Status.PARTIALLY_RESTORED
    if as_of - told_at(last) > SILENCE:
        return None
    return last.status if last.status == Status.PARTIALLY_RESTORED else Status.ONGOING


def _ended_at(claims: Sequence[Claim], started_at: datetime | None) -> datetime:
    last = claims[-1]
    named = (last.time.end_at or last.time.start_at) if last.time else None
    ended_at = min(named, told_at(last)) if named else told_at(last)
    return max(ended_at, started_at) if started_at else ended_at


def _newest_quantities(claims: Sequence[Claim]) -> tuple[Quantity, ...]:
    newest = {(quantity.unit, quantity.basis): quantity for claim in claims for quantity in claim.quantities}
    return tuple(newest[key] for key in sorted(newest))


def _linked_incidents(
    place_id: str, began_at: datetime, by_oblast: Mapping[str, Sequence[Incident]], gazetteer: Gazetteer
) -> tuple[str, ...]:
    oblast = gazetteer.oblast_of(place_id)
    near = by_oblast.get(oblast.place_id, ()) if oblast is not None else ()
    return tuple(incident.incident_id for incident in near if abs(began_at - struck_at(incident)) <= CAUSE_WINDOW)


def struck_at(incident: Incident) -> datetime:
    """When a strike was over, or first told of where that is not known."""
    return incident.time.end_at if incident.time and incident.time.end_at else incident.first_published_at
