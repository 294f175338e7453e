"""The claims of one report among themselves: said twice, or said more finely elsewhere."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

from geodata.gazetteer import Gazetteer
from tracker.extract.targets import CARRIED
from tracker.model import Basis, Bound, Cause, Claim, ClaimKind, Quantity, Scope, Service, Status, Target, Unit, Weapon

ROUNDED = 0.05  # by which a rounded number may miss the exact one
_UNTOLD = frozenset({None, Target.UNSPECIFIED})
CONSUMERS = frozenset({Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE})


def join(known: Claim | None, claim: Claim) -> Claim:
    """What a sentence says twice of one thing: the newest number counts, and the older one is what it was in all."""
    if known is None:
        return claim
    if claim.shared_quantities != known.shared_quantities:
        claim = replace(claim, shared_quantities=claim.shared_quantities or known.shared_quantities)
        known = replace(known, shared_quantities=claim.shared_quantities)
    known, claim = _with_object_of(known, claim), _with_object_of(claim, known)
    if not known.quantities or known.quantities == claim.quantities:
        if claim.kind == ClaimKind.SCHEDULE and claim.status != known.status:
            known = replace(known, status=claim.status)  # imposed, and then lifted
        return claim if claim.quantities else known
    units = {quantity.unit for quantity in claim.quantities}
    older = (
        replace(quantity, basis=Basis.CUMULATIVE)
        if quantity.unit in units and quantity.basis == Basis.WITHOUT_NOW
        else quantity
        for quantity in known.quantities
    )
    return replace(known, quantities=(*older, *claim.quantities), status=claim.status) if units else known


def _with_object_of(claim: Claim, other: Claim) -> Claim:
    """A claim with the object and the weapon of another, where its own are not told."""
    target = claim.target if claim.target not in _UNTOLD else other.target or claim.target
    return _with(claim, target, claim.weapon or other.weapon)


def _with(claim: Claim, target: Target | None, weapon: Weapon | None) -> Claim:
    is_so = claim.target == target and claim.weapon == weapon
    return claim if is_so else replace(claim, target=target, weapon=weapon)


def complete(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Where all that is told of the attack on a place names one object, or one weapon, every claim of it has that."""
    by_place: dict[str | None, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.cause == Cause.STRIKE:
            by_place[claim.place_id].append(claim)
    return tuple(
        _completed(claim, by_place[claim.place_id]) if claim.cause == Cause.STRIKE else claim for claim in claims
    )


def _completed(claim: Claim, told: Sequence[Claim]) -> Claim:
    weapons = {other.weapon for other in told if other.weapon is not None}
    objects = {other.target for other in told if other.kind == ClaimKind.STRIKE and other.target not in _UNTOLD}
    weapon = claim.weapon or (weapons.pop() if len(weapons) == 1 else None)
    is_open = claim.target in _UNTOLD and len(objects) == 1
    return _with(claim, objects.pop() if is_open else claim.target, weapon)


def prefer_exact(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """A rounded number gives way to the exact one that the report has for the same state: "over 150,000", "152,400"."""
    if all(quantity.bound == Bound.EXACT for claim in claims for quantity in claim.quantities):
        return tuple(claims)
    exact: dict[tuple[object, ...], list[float]] = defaultdict(list)
    for claim in claims:
        for quantity in claim.quantities:
            if quantity.bound == Bound.EXACT and quantity.unit in CONSUMERS:
                exact[(claim.kind, *_state_of(claim))].append(quantity.value)

    if not exact:
        return tuple(claims)

    def is_rounded(claim: Claim, quantity: Quantity) -> bool:
        if quantity.bound == Bound.EXACT or quantity.unit not in CONSUMERS:
            return False
        values = exact.get((claim.kind, *_state_of(claim)), ())
        return any(abs(value - quantity.value) <= ROUNDED * value for value in values)

    def without_rounded(claim: Claim) -> Claim:
        kept = tuple(quantity for quantity in claim.quantities if not is_rounded(claim, quantity))
        return claim if len(kept) == len(claim.quantities) else replace(claim, quantities=kept)

    return tuple(without_rounded(claim) for claim in claims)


def drop_ended(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Leave out a loss that its own sentence says is over: behind it all are back, of the same service and place."""
    over = {
        _state_in_sentence(claim): at
        for at, claim in enumerate(claims)
        if claim.kind == ClaimKind.RESTORATION and claim.status == Status.RESTORED and not _is_counted(claim)
    }
    if not over:
        return tuple(claims)
    return tuple(
        claim
        for at, claim in enumerate(claims)
        if claim.kind != ClaimKind.OUTAGE or over.get(_state_in_sentence(claim), -1) < at
    )


def _state_in_sentence(claim: Claim) -> tuple[object, ...]:
    return claim.place_id, claim.service, claim.evidence.start


def weaken(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Let a return that is partial and has neither number nor place of its own say how its outage stands."""
    bare = {_state_of(claim) for claim in claims if _is_bare_part(claim)}
    partial = {state for claim in claims if claim.kind == ClaimKind.OUTAGE and (state := _state_of(claim)) in bare}
    if not partial:
        return tuple(claims)
    return tuple(
        replace(claim, status=Status.PARTIALLY_RESTORED)
        if claim.kind == ClaimKind.OUTAGE and _state_of(claim) in partial
        else claim
        for claim in claims
        if not (_is_bare_part(claim) and _state_of(claim) in partial)
    )


def settle(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Where a place tells of a loss and a return of one service, with numbers, not all of it is back."""
    returns = [claim for claim in claims if claim.kind == ClaimKind.RESTORATION]
    if not returns:
        return tuple(claims)
    told = {_state_of(claim) for claim in returns if _counts_consumers(claim)}
    shared = {_state_of(claim) for claim in returns if _shares_consumers(claim)}
    parts = {
        _state_of(claim)
        for claim in returns
        if claim.status == Status.PARTIALLY_RESTORED and _state_of(claim) in told | shared
    }
    both = {
        _state_of(claim)
        for claim in claims
        if claim.kind == ClaimKind.OUTAGE
        and (
            _state_of(claim) in parts
            or (_counts_consumers(claim) and _state_of(claim) in told)
            or (_shares_consumers(claim) and _state_of(claim) in shared)
        )
    }
    if not both:
        return tuple(claims)
    back = {_state_of(claim): at for at, claim in enumerate(claims) if claim.kind == ClaimKind.RESTORATION}
    return tuple(
        replace(claim, status=Status.PARTIALLY_RESTORED)
        if _state_of(claim) in both
        and (claim.kind == ClaimKind.RESTORATION or (claim.kind == ClaimKind.OUTAGE and at < back[_state_of(claim)]))
        else claim
        for at, claim in enumerate(claims)
    )


def _state_of(claim: Claim) -> tuple[object, ...]:
    return claim.place_id, claim.service


def _is_bare_part(claim: Claim) -> bool:
    is_part = claim.kind == ClaimKind.RESTORATION and claim.status == Status.PARTIALLY_RESTORED
    return is_part and not _is_counted(claim) and claim.scope != Scope.MOST and (claim.place_confidence or 0) <= CARRIED


def _is_counted(claim: Claim) -> bool:
    return bool(claim.quantities or claim.shared_quantities)


def drop_vague(claims: Sequence[Claim], wide: Collection[str], gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The country counts beside finer places only where the text says that it is more, or gives its number."""
    if all(claim.place_id != gazetteer.country_id for claim in claims):
        return tuple(claims)
    finer = {_topic(claim) for claim in claims if claim.place_id != gazetteer.country_id}
    counted = {_topic(claim) for claim in claims if claim.place_id != gazetteer.country_id and _counts_consumers(claim)}
    return tuple(
        claim
        for claim in claims
        if claim.place_id != gazetteer.country_id
        or _topic(claim) not in finer
        or claim.claim_id in wide
        or (_counts_consumers(claim) and _topic(claim) not in counted)
    )


def _counts_consumers(claim: Claim) -> bool:
    return not CONSUMERS.isdisjoint(quantity.unit for quantity in claim.quantities)


def _shares_consumers(claim: Claim) -> bool:
    return not CONSUMERS.isdisjoint(quantity.unit for quantity in claim.shared_quantities)


def _topic(claim: Claim) -> tuple[object, ...]:
    """What a claim is about; orders of different kinds are different things."""
    is_water = claim.service == Service.WATER
    return claim.kind, is_water, claim.cause if claim.kind == ClaimKind.SCHEDULE else None
