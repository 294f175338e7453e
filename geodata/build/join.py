"""Join GeoNames points to units of the register: the same first-level unit, the same name, then what lies around."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geodata.build.inputs import Point, Unit
from geodata.build.near import Neighbours
from geodata.build.romanise import romanise
from geodata.names import fold_latin, fold_name

# The largest true town or village; a larger record of such a name is a city district of elsewhere.
LARGEST_TOWN = 26_000
BOTH, MAIN, ALIAS, ENDING = range(4)
SETTLEMENTS, CITIES = frozenset("MKXC"), frozenset("MK")
# Where the two registers draw the line between a city and its surroundings differently.
NEIGHBOURING_UNIT = {"UA80": "UA32", "UA32": "UA80", "UA85": "UA01", "UA01": "UA85"}
LARGE_PLACE = 3_000
LARGE_PRIOR, SMALL_PRIOR = {"M": 1.6, "K": 1.6, "X": 1.3, "C": 1.0}, {"M": 0.8, "X": 1.1, "C": 1.0, "K": 1.0}
NEAREST_SCORING, NEAREST_CHECKING = 8, 6
ENOUGH_NEIGHBOURS = 2
SOFTENING_M, EQUAL_CHANCE = 500.0, 1e-6
RAION, HROMADA = 6, 9  # characters of a code
_CYRILLIC = re.compile(r"[а-яіїєґё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A unit that a point may be, and how well the names agree (BOTH best)."""

    point: Point
    unit: Unit
    tier: int
    is_of_city_pass: bool = False
    is_ambiguous: bool = False


def join_points(
    units: Sequence[Unit],
    former: Mapping[str, Sequence[str]],
    points: Iterable[Point],
    oblast_by_admin1: Mapping[str, str],
) -> dict[str, Point]:
    """Give settlements their points, at most one to each: cities choose first, then the sure, then the ambiguous."""
    index = _Index(units, former)
    ukrainian = sorted((point for point in points if point.country == "UA"), key=lambda point: point.geonameid)
    fits = {point.geonameid: index.fits(point, oblast_by_admin1[point.admin1]) for point in ukrainian}
    chosen = _city_pass(fits)
    for geonameid, options in fits.items():
        if geonameid not in chosen and len(options) == 1:
            chosen[geonameid] = options[0]
    around = Neighbours([fit.point for fit in chosen.values()])
    sure = dict(chosen)
    for geonameid, options in fits.items():
        if geonameid not in chosen and options:
            chosen[geonameid] = _likeliest(options, around, sure)
    return _without_outliers(_one_for_each(chosen))


class _Index:
    """Units by their names, in both scripts, within a first-level unit."""

    def __init__(self, units: Sequence[Unit], former: Mapping[str, Sequence[str]]) -> None:
        self._cyrillic: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        self._latin: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for unit in sorted(units, key=lambda unit: unit.code):
            if unit.category in SETTLEMENTS:
                names = (unit.name, *former.get(unit.code, ()))
                for key in sorted({fold_name(name) for name in names}):
                    self._cyrillic[unit.code[:4], key].append(unit)
                for key in sorted({fold_latin(romanise(name)) for name in names}):
                    self._latin[unit.code[:4], key].append(unit)

    def fits(self, point: Point, pcode: str) -> tuple[Fit, ...]:
        """The units a point may be: the best tier that holds any, in its own unit, else in the neighbouring one."""
        for unit_code in (pcode, NEIGHBOURING_UNIT.get(pcode, "")):
            found = self._tiers(point, unit_code)
            if found:
                return found
        return ()

    def _tiers(self, point: Point, pcode: str) -> tuple[Fit, ...]:
        keys = sorted({fold_name(name) for name in point.names if _CYRILLIC.search(name)})
        endings = [re.sub(r"(?<=[вен])о$", "е", key) for key in keys]
        by_name = self._units(self._cyrillic, pcode, keys, point)
        by_latin = self._units(self._latin, pcode, [fold_latin(point.name)], point)
        by_ending = self._units(self._cyrillic, pcode, endings, point)
        both = {code: unit for code, unit in by_name.items() if code in by_latin}
        for tier, found in ((BOTH, both), (MAIN, by_latin), (ALIAS, by_name), (ENDING, by_ending)):
            if found:
                return tuple(Fit(point=point, unit=found[code], tier=tier) for code in sorted(found))
        return ()

    @staticmethod
    def _units(
        index: Mapping[tuple[str, str], Sequence[Unit]], pcode: str, keys: Iterable[str], point: Point
    ) -> dict[str, Unit]:
        is_too_large = point.population > LARGEST_TOWN
        return {
            unit.code: unit
            for key in keys
            for unit in index.get((pcode, key), ())
            if not (is_too_large and unit.category in "CX")
        }


def _city_pass(fits: Mapping[int, Sequence[Fit]]) -> dict[int, Fit]:
    """Every city takes the point that fits best: by name, then by population."""
    options = [fit for found in fits.values() for fit in found if fit.unit.category in CITIES]
    options.sort(key=lambda fit: (fit.tier >= ALIAS, -fit.point.population, fit.point.geonameid, fit.unit.code))
    chosen: dict[int, Fit] = {}
    served: set[str] = set()
    for fit in options:
        if fit.unit.code not in served and fit.point.geonameid not in chosen:
            served.add(fit.unit.code)
            chosen[fit.point.geonameid] = Fit(point=fit.point, unit=fit.unit, tier=fit.tier, is_of_city_pass=True)
    return chosen


def _likeliest(options: Sequence[Fit], around: Neighbours, sure: Mapping[int, Fit]) -> Fit:
    """Of namesakes, the one whose raion and hromada the nearest sure points belong to."""
    point = options[0].point
    weights: dict[str, float] = defaultdict(float)
    for geonameid, distance_m in around.nearest(point, NEAREST_SCORING):
        code = sure[geonameid].unit.code
        weights[code[:RAION]] += 1 / (distance_m + SOFTENING_M)
        weights[code[:HROMADA]] += 2 / (distance_m + SOFTENING_M)
    prior = LARGE_PRIOR if point.population > LARGE_PLACE else SMALL_PRIOR

    def score(fit: Fit) -> float:
        code = fit.unit.code
        return (weights[code[:RAION]] + weights[code[:HROMADA]] + EQUAL_CHANCE) * prior[fit.unit.category]

    best = max(options, key=lambda fit: (score(fit), fit.unit.code))
    return Fit(point=best.point, unit=best.unit, tier=best.tier, is_ambiguous=True)


def _one_for_each(chosen: Mapping[int, Fit]) -> dict[str, Fit]:
    """One point for a unit: of the city pass, among neighbours of its raion, of the better name, the most populous."""
    around = Neighbours([fit.point for fit in chosen.values()])
    by_code: dict[str, list[Fit]] = defaultdict(list)
    for fit in chosen.values():
        by_code[fit.unit.code].append(fit)
    return {
        code: min(
            rivals,
            key=lambda fit: (
                not fit.is_of_city_pass,
                -min(_same_raion(fit, around, chosen), ENOUGH_NEIGHBOURS) if len(rivals) > 1 else 0,
                fit.tier,
                -fit.point.population,
                fit.point.geonameid,
            ),
        )
        for code, rivals in sorted(by_code.items())
    }


def _without_outliers(joined: Mapping[str, Fit]) -> dict[str, Point]:
    """Leave out villages, and towns that were ambiguous, with no neighbour of their raion around."""
    by_point = {fit.point.geonameid: fit for fit in joined.values()}
    around = Neighbours([fit.point for fit in joined.values()])

    def is_outlier(fit: Fit) -> bool:
        is_doubtful = fit.unit.category == "C" or (fit.unit.category == "X" and fit.is_ambiguous)
        return is_doubtful and not _same_raion(fit, around, by_point)

    return {code: fit.point for code, fit in joined.items() if not is_outlier(fit)}


def _same_raion(fit: Fit, around: Neighbours, chosen: Mapping[int, Fit]) -> int:
    near = around.nearest(fit.point, NEAREST_CHECKING)
    return sum(chosen[geonameid].unit.code[:RAION] == fit.unit.code[:RAION] for geonameid, _ in near)
