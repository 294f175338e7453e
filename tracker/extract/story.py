"""What one clause tells of another: places and losses last told of, a heading, an attack before or behind a loss."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geodata.gazetteer import Gazetteer
from geodata.places import COUNTRY_ID
from tracker.extract.frames import Frame
from tracker.extract.headings import Heading
from tracker.extract.lexicon import Lexicon
from tracker.extract.moods import is_told
from tracker.extract.roles import NamedPlace
from tracker.extract.strikes import find_attacks, read_weapon
from tracker.extract.targets import Target
from tracker.extract.text import Clause
from tracker.model import Cause, Claim, ClaimKind, Report, Unit, Weapon
from tracker.model import Target as Object

REACH = 400  # characters that an attack is still the reason for what is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """An attack a clause told of as fact: where, and whether that clause already made a strike on energy of it."""

    start: int
    end: int
    paragraph: int
    place_ids: tuple[str, ...]  # empty where no place was told
    weapon: Weapon | None
    is_strike: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Losses told of without a cause, for an attack told of behind them to explain."""

    end: int
    paragraph: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What earlier clauses leave for later ones."""

    carried: tuple[NamedPlace, ...] = ()  # places last told of
    told: tuple[Frame, ...] = ()  # losses and returns last told of
    unit: Unit = Unit.CUSTOMERS  # what their numbers count
    heading: Heading | None = None
    attack: Attack | None = None
    order: Frame | None = None
    loss: Loss | None = None


def find_attack(
    clause: Clause, frames: Sequence[Frame], target: Target, lexicon: Lexicon, report: Report
) -> Attack | None:
    """The attack that a clause tells of as a single event; threats, campaigns and old ones are none."""
    if not find_attacks(clause.folded, lexicon) or not is_told(clause, lexicon, report):
        return None
    if clause.has(lexicon, "modality.hypothetical", "modality.campaign", "cause.wear", "strike.aid"):
        return None
    places = tuple(place_id for place_id in target.place_ids if place_id != COUNTRY_ID)
    return Attack(
        start=clause.start,
        end=clause.end,
        paragraph=clause.sentence.paragraph,
        place_ids=places,
        weapon=read_weapon(clause, lexicon),
        is_strike=any(frame.kind == ClaimKind.STRIKE for frame in frames),
    )


def find_loss_without_cause(clause: Clause, claims: Iterable[Claim]) -> Loss | None:
    """The losses of a clause that name no cause; None where there are none."""
    uncaused = tuple(claim for claim in claims if claim.kind == ClaimKind.OUTAGE and claim.cause is None)
    return Loss(end=clause.end, paragraph=clause.sentence.paragraph, claims=uncaused) if uncaused else None


def under_attack(
    attack: Attack | None, clause: Clause, frames: tuple[Frame, ...], target: Target, gazetteer: Gazetteer
) -> tuple[Frame, ...]:
    """Let a loss without a cause be the attack's, where the attack was there, or nobody said where it was."""
    if attack is None or not _reaches(attack, clause.start - attack.end, clause.sentence.paragraph - attack.paragraph):
        return frames
    if any(frame.kind in {ClaimKind.SCHEDULE, ClaimKind.STRIKE} for frame in frames):
        return frames
    if attack.place_ids and not _overlaps(attack.place_ids, target.place_ids, gazetteer):
        return frames
    losses = [frame for frame in frames if frame.kind == ClaimKind.OUTAGE and frame.cause in {None, Cause.STRIKE}]
    if not losses:
        return frames
    caused = tuple(
        replace(frame, cause=Cause.STRIKE, weapon=attack.weapon) if frame in losses else frame for frame in frames
    )
    is_told = attack.is_strike and bool(attack.place_ids)
    return caused if is_told else (*caused, replace(struck(attack.weapon), place_ids=attack.place_ids))


def explained_by(attack: Attack, loss: Loss, gazetteer: Gazetteer) -> tuple[Claim, ...]:
    """The losses told of before an attack that it explains: those at its place, or any where it has none."""
    if not _reaches(attack, attack.start - loss.end, attack.paragraph - loss.paragraph, is_first=loss.paragraph == 0):
        return ()
    return tuple(
        claim
        for claim in loss.claims
        if claim.place_id is not None
        and (not attack.place_ids or _overlaps(attack.place_ids, (claim.place_id,), gazetteer))
    )


def strikes_of(attack: Attack | None, clause: Clause) -> tuple[Frame, ...]:
    """The strike again, of a clause that says where an attack told before without a place was worst."""
    if attack is None or attack.place_ids or not attack.is_strike:
        return ()
    is_near = _reaches(attack, clause.start - attack.end, clause.sentence.paragraph - attack.paragraph)
    return (struck(attack.weapon),) if is_near else ()


def struck(weapon: Weapon | None) -> Frame:
    """An attack as the cause of a loss: a strike on energy, of which the object is not told."""
    return Frame(kind=ClaimKind.STRIKE, cause=Cause.STRIKE, target=Object.UNSPECIFIED, weapon=weapon)


def _reaches(attack: Attack, distance: int, paragraphs: int, *, is_first: bool | None = None) -> bool:
    """An attack without a place is told of its own paragraph, and one in the headline of the first below it."""
    is_below_headline = paragraphs == 1 and (attack.paragraph == 0 if is_first is None else is_first)
    return distance <= REACH and (paragraphs == 0 or is_below_headline or bool(attack.place_ids))


def _overlaps(some: Sequence[str], others: Sequence[str], gazetteer: Gazetteer) -> bool:
    return any(gazetteer.is_within(one, other) or gazetteer.is_within(other, one) for one in some for other in others)
