"""What an earlier sentence tells of a later one: an attack is why the lights went out in the next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geodata.gazetteer import Gazetteer
from tracker.extract.frames import Frame, read_weapon
from tracker.extract.lexicon import Lexicon
from tracker.extract.targets import Target
from tracker.extract.text import Clause
from tracker.model import Cause, ClaimKind, Weapon
from tracker.model import Target as Object

REACH = 400  # characters that an attack is still the reason for what is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """An attack a clause told of as fact: where, and whether that clause already made a strike on energy of it."""

    end: int
    paragraph: int
    place_ids: tuple[str, ...]  # empty where no place was told
    weapon: Weapon | None
    is_strike: bool


def find_attack(
    clause: Clause, frames: Sequence[Frame], target: Target, lexicon: Lexicon, gazetteer: Gazetteer
) -> Attack | None:
    """The attack that a clause tells of as a single event; threats, campaigns and old ones are none."""
    if not clause.has(lexicon, "strike.attack"):
        return None
    if clause.has(lexicon, "modality.hypothetical", "modality.recap", "modality.campaign", "cause.wear", "strike.aid"):
        return None
    places = tuple(place_id for place_id in target.place_ids if place_id != gazetteer.country_id)
    is_strike = any(frame.kind == ClaimKind.STRIKE for frame in frames)
    return Attack(
        end=clause.end,
        paragraph=clause.sentence.paragraph,
        place_ids=places,
        weapon=read_weapon(clause, lexicon),
        is_strike=is_strike,
    )


def under_attack(
    attack: Attack | None, clause: Clause, frames: tuple[Frame, ...], target: Target, gazetteer: Gazetteer
) -> tuple[Frame, ...]:
    """Let a loss without a cause be the attack's, where the attack was there, or nobody said where it was."""
    if attack is None or not _reaches(attack, clause):
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
    strike = Frame(kind=ClaimKind.STRIKE, cause=Cause.STRIKE, target=Object.UNSPECIFIED, weapon=attack.weapon)
    return caused if is_told else (*caused, strike)


def strikes_of(attack: Attack | None, clause: Clause) -> tuple[Frame, ...]:
    """The strike again, of a clause that says where an attack told before without a place was worst."""
    if attack is None or attack.place_ids or not attack.is_strike or not _reaches(attack, clause):
        return ()
    return (Frame(kind=ClaimKind.STRIKE, cause=Cause.STRIKE, target=Object.UNSPECIFIED, weapon=attack.weapon),)


def _reaches(attack: Attack, clause: Clause) -> bool:
    """An attack without a place is told of its own paragraph, and one in the headline of the first below it."""
    paragraphs = clause.sentence.paragraph - attack.paragraph
    is_near = paragraphs == 0 or (paragraphs == 1 and attack.paragraph == 0) or bool(attack.place_ids)
    return is_near and clause.start - attack.end <= REACH


def _overlaps(some: Sequence[str], others: Sequence[str], gazetteer: Gazetteer) -> bool:
    return any(gazetteer.is_within(one, other) or gazetteer.is_within(other, one) for one in some for other in others)
