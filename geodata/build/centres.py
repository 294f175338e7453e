"""Which settlement an area is run from: the one its adjective is made of, else the largest."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from geodata.build.inputs import Point, Unit
from geodata.names import fold_name

ORDER = {"K": 0, "M": 0, "X": 1, "C": 2}
SHORTEST_STEM, LIKE_ENOUGH, ALIKE = 4, 0.6, 0.65
# Named after something else than their centre.
EXCEPTIONS = {"UA73040000000028173": "Кельменці"}


def find_centres(units: Sequence[Unit], joined: Mapping[str, Point]) -> dict[str, str]:
    """Codes of raions and hromadas → codes of their centres."""
    inside: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.category in ORDER:
            for ancestor in unit.ancestors[1:]:
                inside[ancestor].append(unit)
    return {
        unit.code: _centre(unit, inside[unit.code], joined).code
        for unit in units
        if unit.category in {"P", "H"} and inside[unit.code]
    }


def _centre(area: Unit, settlements: Sequence[Unit], joined: Mapping[str, Point]) -> Unit:
    def populous(unit: Unit) -> int:
        return -(joined[unit.code].population if unit.code in joined else 0)

    exception = EXCEPTIONS.get(area.code)
    named = [unit for unit in settlements if unit.name == exception] or [
        unit for unit in settlements if _fit(area, unit) and (area.category == "H" or unit.category != "C")
    ]
    similar = [unit for unit in settlements if _likeness(area, unit) >= ALIKE] if not named else []
    if similar and area.category == "H":
        return min(similar, key=lambda unit: (-_likeness(area, unit), ORDER[unit.category], unit.code))
    if named:
        return min(named, key=lambda unit: (ORDER[unit.category], -_fit(area, unit), populous(unit), unit.code))
    return min(settlements, key=lambda unit: (ORDER[unit.category], populous(unit), unit.code))


def _fit(area: Unit, unit: Unit) -> int:
    """Letters that an adjective and a name begin with in common; 0 where that is too few to mean anything."""
    name = fold_name(unit.name)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(fold_name(area.name), name, strict=False)))
    return shared if shared >= SHORTEST_STEM and shared >= LIKE_ENOUGH * len(name) else 0


def _likeness(area: Unit, unit: Unit) -> float:
    """How alike the letters are: for names of two words that the adjective writes as one."""
    return SequenceMatcher(None, fold_name(area.name), fold_name(unit.name)).ratio()
