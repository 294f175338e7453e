"""What one clause tells of another: places and losses last told of, a heading, a reason before or behind a loss."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from geodata.gazetteer import Gazetteer
from tracker.extract.frames import Frame, read_own_cause
from tracker.extract.headings import Heading
from tracker.extract.roles import NamedPlace
from tracker.extract.scene import Scene
from tracker.extract.strikes import find_attacks, read_target, read_weapon
from tracker.extract.targets import Target
from tracker.extract.text import Clause
from tracker.model import Cause, Claim, ClaimKind, Unit, Weapon
from tracker.model import Target as Object

_OPEN = frozenset({None, Cause.STRIKE})  # causes of a loss that an attack may be
REACH = 400  # characters that an attack is still the reason for what is told
REACH_OF_OTHERS = 200  # the same for weather, accidents and works
MOST_CARRIED = 100  # places that one clause leaves for the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """An attack, or another cause, told of as fact: where, and whether its clause made a strike on energy of it."""

    cause: Cause
    start: int
    end: int
    paragraph: int
    place_ids: tuple[str, ...]  # empty where no place was told
    weapon: Weapon | None = None
    target: Object | None = None
    is_strike: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Losses told of without a cause, for a reason told of behind them to explain."""

    end: int
    paragraph: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier clauses leave for later ones."""

    carried: tuple[NamedPlace, ...] = ()  # places last told of
    told: tuple[Frame, ...] = ()  # losses and returns last told of
    unit: Unit = Unit.CUSTOMERS  # what their numbers count
    is_in_list: bool = False  # a number behind a list is the sum of its lines: nobody's
    day: date | None = None  # last told of
    heading: Heading | None = None
    attack: Reason | None = None
    other: Reason | None = None  # a cause that is no attack
    order: Frame | None = None
    loss: Loss | None = None
    is_tally: bool = False  # attacks were counted over months


def find_attack(scene: Scene, clause: Clause, frames: Sequence[Frame], target: Target) -> Reason | None:
    """The attack that a clause of facts tells of as a single event; threats, campaigns and old ones are none."""
    if not find_attacks(clause.marked):
        return None
    if clause.has("modality.hypothetical", "modality.campaign", "modality.recap", "cause.wear", "strike.aid"):
        return None
    if not frames and clause.sentence.has("cause.accident"):
        return None  # one says an accident, another an attack
    return _reason(
        scene,
        clause,
        Cause.STRIKE,
        target,
        weapon=read_weapon(clause),
        object_=read_target(clause),
        is_strike=any(frame.kind == ClaimKind.STRIKE for frame in frames),
    )


def find_other_cause(scene: Scene, clause: Clause, target: Target) -> Reason | None:
    """The weather, accident or works that a clause of facts tells of beside what it took."""
    cause = read_own_cause(clause)
    if cause in {None, Cause.STRIKE} or clause.has("modality.hypothetical"):
        return None
    return _reason(scene, clause, cause, target) if cause else None


def _reason(
    scene: Scene,
    clause: Clause,
    cause: Cause,
    target: Target,
    *,
    weapon: Weapon | None = None,
    object_: Object | None = None,
    is_strike: bool = False,
) -> Reason:
    finer = (place_id for place_id in target.place_ids if place_id != scene.gazetteer.country_id)
    return Reason(
        cause=cause,
        start=clause.start,
        end=clause.end,
        paragraph=clause.sentence.paragraph,
        place_ids=tuple(islice(finer, MOST_CARRIED)),
        weapon=weapon,
        target=object_,
        is_strike=is_strike,
    )


def find_loss_without_cause(clause: Clause, claims: Iterable[Claim]) -> Loss | None:
    """The losses of a clause that name no cause; None where there are none."""
    uncaused = tuple(claim for claim in claims if claim.kind == ClaimKind.OUTAGE and claim.cause is None)
    return Loss(end=clause.end, paragraph=clause.sentence.paragraph, claims=uncaused) if uncaused else None


def under_reason(
    memory: Memory,
    clause: Clause,
    frames: tuple[Frame, ...],
    target: Target,
    hit: Object | None,
    gazetteer: Gazetteer,
) -> tuple[Frame, ...]:
    """Let what a clause tells be the work of an attack told of before, or else of another cause.

    The attack must have been there, or nobody said where it was. A loss without a cause is then the attack's, and so is
    a damaged energy object `hit`, elsewhere too where the text says that it is another one, or goes on with it.
    """
    if hit is None and not any(frame.kind == ClaimKind.OUTAGE and frame.cause in _OPEN for frame in frames):
        return frames
    attack = memory.attack
    if attack is not None and _is_behind(attack, clause, target, gazetteer):
        return _under_attack(attack, frames, hit)
    is_next = (
        attack is not None and attack.paragraph == clause.sentence.paragraph and clause.start - attack.end <= REACH
    )
    if (
        attack is not None
        and hit is not None
        and ((not frames and clause.has("extent.also")) or (is_next and attack.is_strike))
    ):
        return _under_attack(replace(attack, place_ids=(), target=None), frames, hit)
    other = memory.other
    if other is None or not _is_behind(other, clause, target, gazetteer):
        return frames
    return tuple(
        replace(frame, cause=other.cause) if frame.kind == ClaimKind.OUTAGE and frame.cause is None else frame
        for frame in frames
    )


def _under_attack(attack: Reason, frames: tuple[Frame, ...], hit: Object | None) -> tuple[Frame, ...]:
    if any(frame.kind in {ClaimKind.SCHEDULE, ClaimKind.STRIKE} for frame in frames):
        return frames
    losses = [frame for frame in frames if frame.kind == ClaimKind.OUTAGE and frame.cause in _OPEN]
    if not losses and hit is None:
        return frames
    caused = tuple(
        replace(
            frame,
            cause=Cause.STRIKE,
            weapon=attack.weapon,
            target=object_of(attack, frame.target) if attack.is_strike else frame.target,
        )
        if frame in losses
        else frame
        for frame in frames
    )
    is_object_known = hit is None or attack.target not in {None, Object.UNSPECIFIED}
    if attack.is_strike and attack.place_ids and is_object_known:
        return caused
    strike = struck(attack.weapon)
    return (*caused, replace(strike, target=hit) if hit is not None else replace(strike, place_ids=attack.place_ids))


def object_of(reason: Reason, known: Object | None) -> Object | None:
    """The object of a loss: its own, or else that of its reason."""
    return reason.target if known in {None, Object.UNSPECIFIED} and reason.target else known


def explained_by(reason: Reason, loss: Loss, gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The losses told of before a reason that it explains: those at its place, or any where it has none."""
    if not _reaches(reason, reason.start - loss.end, reason.paragraph - loss.paragraph, is_first=loss.paragraph == 0):
        return ()
    return tuple(
        claim
        for claim in loss.claims
        if claim.place_id is not None
        and (not reason.place_ids or _overlaps(reason.place_ids, (claim.place_id,), gazetteer))
        and not (
            reason.place_ids and claim.place_id == gazetteer.country_id
        )  # the country is not out by an attack on a town
    )


def strikes_of(attack: Reason | None, clause: Clause) -> tuple[Frame, ...]:
    """The strike again, of a clause that says where an attack told before without a place was, or was worst."""
    if attack is None or attack.place_ids or not attack.is_strike:
        return ()
    is_near = _reaches(attack, clause.start - attack.end, clause.sentence.paragraph - attack.paragraph)
    return (struck(attack.weapon),) if is_near else ()


def struck(weapon: Weapon | None) -> Frame:
    """An attack as the cause of a loss: a strike on energy, of which the object is not told."""
    return Frame(kind=ClaimKind.STRIKE, cause=Cause.STRIKE, target=Object.UNSPECIFIED, weapon=weapon)


def _is_behind(reason: Reason, clause: Clause, target: Target, gazetteer: Gazetteer) -> bool:
    """Whether a reason told of before a clause may be that of what it tells."""
    is_near = _reaches(reason, clause.start - reason.end, clause.sentence.paragraph - reason.paragraph)
    if not is_near or not reason.place_ids:
        return is_near
    return _overlaps(reason.place_ids, target.place_ids, gazetteer) or (
        reason.is_strike and _share_oblast(reason.place_ids, target.place_ids, gazetteer)
    )


def _reaches(reason: Reason, distance: int, paragraphs: int, *, is_first: bool | None = None) -> bool:
    """A reason without a place is told of its own paragraph, and one in the headline of the first below it."""
    is_below_headline = paragraphs == 1 and (reason.paragraph == 0 if is_first is None else is_first)
    farthest = REACH if reason.cause == Cause.STRIKE else REACH_OF_OTHERS
    return distance <= farthest and (paragraphs == 0 or is_below_headline or bool(reason.place_ids))


def _share_oblast(some: Sequence[str], others: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Whether a hit on energy and what is told behind it are in one oblast, which one grid supplies."""
    oblasts = {oblast.place_id for one in some if (oblast := gazetteer.oblast_of(one))}
    return any((oblast := gazetteer.oblast_of(other)) and oblast.place_id in oblasts for other in others)


def _overlaps(some: Sequence[str], others: Sequence[str], gazetteer: Gazetteer) -> bool:
    return any(gazetteer.is_within(one, other) or gazetteer.is_within(other, one) for one in some for other in others)
