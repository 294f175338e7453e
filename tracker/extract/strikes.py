"""An attack on energy: what struck what, and what only looks like one."""

from collections.abc import Sequence

from tracker.extract.lexicon import Hit, Lexicon
from tracker.extract.moods import is_denied
from tracker.extract.text import Clause
from tracker.model import Target, Weapon

_TARGETS = (
    ("target.substation", Target.SUBSTATION),
    ("target.chp", Target.CHP),
    ("target.hpp", Target.HPP),
    ("target.npp", Target.NPP),
    ("target.gas_site", Target.GAS),
    ("target.heat_site", Target.HEAT),
    ("target.grid_lines", Target.GRID_LINES),
    ("target.supply_line", Target.GRID_LINES),
    ("target.energy", Target.UNSPECIFIED),
)
_WEAPONS = (
    ("strike.missile", Weapon.MISSILE),
    ("strike.drone", Weapon.DRONE),
    ("strike.shelling", Weapon.SHELLING),
)
# What holds a word of attack without an attack: old damage, a blow of the weather, a strike that was none.
_NO_ATTACKS = ("cause.wear", "strike.figurative", "strike.not_involved")


_NO_HITS = (
    "cause.wear",
    "cause.weather",
    "cause.accident",
    "strike.repair",
    "strike.aid",
    "modality.hypothetical",
)


def find_attacks(folded: str, lexicon: Lexicon) -> Sequence[Hit]:
    """The attacks a folded text tells of, without old ones, figures of speech and denials."""
    attacks = lexicon.find_all("strike.attack", folded)
    if not attacks or (lexicon.has("strike.none_of_which", folded) and lexicon.has("modality.none", folded)):
        return ()
    others = [sense for sense in _NO_ATTACKS if lexicon.has(sense, folded)]
    return [hit for hit in attacks if not any(lexicon.find_at(sense, folded, hit.start) for sense in others)]


def is_fought(folded: str, lexicon: Lexicon) -> bool:
    """Whether a folded text tells of an attack, or of hostilities that are no single one."""
    return bool(find_attacks(folded, lexicon)) or lexicon.has("strike.hostilities", folded)


def is_strike(clause: Clause, lexicon: Lexicon, *, has_loss: bool, target: Target | None) -> bool:
    """Whether a clause tells of a hit on energy, or of an attack that took the supply."""
    here = find_attacks(clause.folded, lexicon)
    is_damaged = clause.has(lexicon, "strike.damage")
    if not here and not (is_damaged and is_fought(clause.sentence.folded, lexicon)):
        return False
    is_warded_off = clause.has(lexicon, "strike.aid", "strike.intercepted")
    if is_warded_off and (target is None or all(_is_weapon(hit, lexicon) for hit in here)):
        return False
    if clause.has(lexicon, "strike.repair") and not (has_loss or is_damaged):
        return False
    return target is not None or (has_loss and bool(here))


def _is_weapon(hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a word of attack only names what it comes by."""
    return any(lexicon.has(sense, hit.text) for sense, _ in _WEAPONS)


def find_hit(clause: Clause, lexicon: Lexicon) -> Target | None:
    """The energy object told to be damaged, whatever by; None under repair, by weather, or in an accident."""
    if clause.has(lexicon, *_NO_HITS):
        return None
    damages = lexicon.find_all("strike.damage", clause.folded)
    is_damaged = any(not is_denied(clause.folded, hit, lexicon) for hit in damages)
    return read_target(clause, lexicon) if is_damaged else None


def read_target(clause: Clause, lexicon: Lexicon) -> Target | None:
    """The kind of energy object a clause names; of several the first."""
    senses = lexicon.senses_of(clause.folded)
    named = [(senses[sense][0].start, target) for sense, target in _TARGETS if sense in senses]
    exact = [(at, target) for at, target in named if target != Target.UNSPECIFIED]
    return min(exact)[1] if exact else named[0][1] if named else None


def read_weapon(clause: Clause, lexicon: Lexicon) -> Weapon | None:
    """What the attack came by; None where several are named."""
    found = {weapon for sense, weapon in _WEAPONS if clause.has(lexicon, sense)}
    return found.pop() if len(found) == 1 else None
