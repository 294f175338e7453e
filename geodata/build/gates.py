"""What must hold before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence

from geodata.build.inputs import COUNTRY_ID, Point, Unit
from geodata.places import Place

UNITS = {"O": 25, "K": 2, "P": 136, "H": 1772, "M": 461, "X": 1979, "C": 27261, "B": 108}
FEWEST_JOINED, FEWEST_CITIES = 5_101, 460


def check_counts(units: Sequence[Unit], joined: Mapping[str, Point], places: Sequence[Place]) -> None:
    """Refuse a register that is not whole, a join that is worse than known, ids that repeat, parents that are missing.

    Raises:
        ValueError: one of them.
    """
    counts = Counter(unit.category for unit in units)
    cities = sum(unit.code in joined for unit in units if unit.category == "M")
    ids = Counter(place.place_id for place in places)
    problems = {
        f"units are {dict(counts)}": dict(counts) != UNITS,
        f"{len(joined)} points joined": len(joined) < FEWEST_JOINED,
        f"{cities} cities joined": cities < FEWEST_CITIES,
        "ids repeat": max(ids.values()) > 1,
        "parents are missing": any(place.parent_id not in ids for place in places if place.parent_id),
        "codes do not follow the prefix": any(
            not place.place_id.startswith(place.adm1_pcode or COUNTRY_ID)
            for place in places
            if place.place_id.startswith(COUNTRY_ID)
        ),
        "a place of ours is not in Ukraine": any(place.country_iso2 != COUNTRY_ID for place in places),
    }
    found = [problem for problem, is_real in problems.items() if is_real]
    if found:
        raise ValueError("; ".join(found))
