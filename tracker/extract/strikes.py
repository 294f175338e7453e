"""An attack on energy: what struck what, and what only looks like one."""

from collections.abc import Sequence

from tracker.extract.lexicon import Hit, Marked
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


def find_attacks(marked: Marked) -> Sequence[Hit]:
    """The attacks a folded text tells of, without old ones, figures of speech and denials."""
    attacks = marked.find_all("strike.attack")
    if not attacks or (marked.has("strike.none_of_which") and marked.has("modality.none")):
        return ()
    if not marked.has(*_NO_ATTACKS):
        return attacks
    others = [sense for sense in _NO_ATTACKS if marked.has(sense)]
    return [hit for hit in attacks if not any(marked.find_at(sense, hit.start) for sense in others)]


def is_fought(marked: Marked) -> bool:
    """Whether a folded text tells of an attack, or of hostilities that are no single one."""
    return bool(find_attacks(marked)) or marked.has("strike.hostilities")


def is_strike(clause: Clause, *, has_loss: bool, target: Target | None) -> bool:
    """Whether a clause tells of a hit on energy, or of an attack that took the supply."""
    here = find_attacks(clause.marked)
    is_damaged = clause.has("strike.damage")
    if not here and not (is_damaged and is_fought(clause.sentence.marked)):
        return False
    is_warded_off = clause.has("strike.aid", "strike.intercepted")
    if is_warded_off and (target is None or all(_is_weapon(clause, hit) for hit in here)):
        return False
    if clause.has("strike.repair") and not (has_loss or is_damaged):
        return False
    return target is not None or (has_loss and bool(here))


def _is_weapon(clause: Clause, hit: Hit) -> bool:
    """Whether a word of attack only names what it comes by."""
    return any(clause.marked.has_between(sense, hit.start, hit.end) for sense, _ in _WEAPONS)


def find_hit(clause: Clause) -> Target | None:
    """The energy object told to be damaged, whatever by; None under repair, by weather, or in an accident."""
    damages = clause.marked.find_all("strike.damage")
    if not damages or clause.has(*_NO_HITS):
        return None
    return None if all(is_denied(clause.marked, hit) for hit in damages) else read_target(clause)


def read_target(clause: Clause) -> Target | None:
    """The kind of energy object a clause names; of several the first."""
    senses = clause.marked.hits
    named = [(senses[sense][0].start, target) for sense, target in _TARGETS if sense in senses]
    if len(named) <= 1:
        return named[0][1] if named else None
    return min([(at, target) for at, target in named if target != Target.UNSPECIFIED])[1]


def read_weapon(clause: Clause) -> Weapon | None:
    """What the attack came by; None where several are named."""
    senses = clause.marked.hits
    found = {weapon for sense, weapon in _WEAPONS if sense in senses}
    return found.pop() if len(found) == 1 else None
