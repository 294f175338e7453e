"""Join register units to GeoNames points: the same oblast, the same name, one point for one unit."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from geodata.build.inputs import Point, Unit
from geodata.names import fold_name, romanise

# The largest true town or village; a larger record of such a name is a city district of elsewhere.
LARGEST_TOWN = 26_000
_CYRILLIC = re.compile(r"[а-яіїєґё]", re.IGNORECASE)
_FOLDS = (("yi", "i"), ("iy", "i"), ("yy", "y"), ("y", "i"), ("j", "i"), ("ii", "i"))


def fold_latin(name: str) -> str:
    """Fold a romanised name, so that spellings by different rules compare equal."""
    folded = re.sub(r"[^a-z]", "", name.casefold())
    for old, new in _FOLDS:
        folded = folded.replace(old, new)
    return folded


def join_points(
    units: Sequence[Unit], points: Iterable[Point], oblast_by_admin1: Mapping[str, str]
) -> dict[str, Point]:
    """Give cities and towns their points.

    Cities choose first, by how well the name fits and by population. A town takes a point only where neither the
    name nor the point is ambiguous in its oblast.
    """
    by_oblast: dict[str, list[Point]] = defaultdict(list)
    for point in sorted(points, key=lambda point: (-point.population, point.geonameid)):
        if point.country == "UA":
            by_oblast[oblast_by_admin1[point.admin1]].append(point)
    joined: dict[str, Point] = {}
    taken: set[int] = set()
    for unit in sorted((unit for unit in units if unit.category in "MK"), key=lambda unit: unit.code):
        best = min(_candidates(unit, by_oblast, taken), default=None)
        if best is not None:
            joined[unit.code] = best[3]
            taken.add(best[3].geonameid)
    towns = [unit for unit in units if unit.category == "X"]
    namesakes: dict[tuple[str, str], int] = defaultdict(int)
    for unit in towns:
        namesakes[unit.code[:4], fold_name(unit.name)] += 1
    for unit in sorted(towns, key=lambda unit: unit.code):
        if namesakes[unit.code[:4], fold_name(unit.name)] > 1:
            continue
        found = [
            candidate
            for candidate in _candidates(unit, by_oblast, taken)
            if candidate[0] == 0 and candidate[3].population <= LARGEST_TOWN
        ]
        if len(found) == 1:
            joined[unit.code] = found[0][3]
            taken.add(found[0][3].geonameid)
    return joined


def _candidates(
    unit: Unit, by_oblast: Mapping[str, Sequence[Point]], taken: set[int]
) -> list[tuple[int, int, int, Point]]:
    """Points that may be this unit, each with how badly the name fits (0 best), so that the smallest is the best."""
    key, latin = fold_name(unit.name), fold_latin(romanise(unit.name))
    oblasts = {"UA80": ("UA80", "UA32"), "UA85": ("UA85", "UA01")}.get(unit.code[:4], (unit.code[:4],))
    found = []
    for oblast in oblasts:
        for point in by_oblast[oblast]:
            if point.geonameid in taken:
                continue
            is_main = fold_latin(point.name) == latin
            is_alias = any(fold_name(name) == key for name in point.names if _CYRILLIC.search(name))
            if is_main or is_alias:
                found.append((0 if is_main else 1, -point.population, point.geonameid, point))
    return found
