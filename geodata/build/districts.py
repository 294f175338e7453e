"""Parts of cities: districts of the register, and estates that GeoNames counts as settlements of their own."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

from geodata.build.inputs import Point, Unit
from geodata.build.romanise import romanise
from geodata.names import fold_latin, fold_name
from geodata.places import CoordQuality, Level, Place

SMALLEST_CITY, TWICE = 20_000, 2
REACH_KM, REACH_PER_ROOT_MILLION_KM = 4.0, 16.0
LARGE_DISTRICT, LARGE_REACH_KM = 26_000, 35.0
DISTRICT_RADIUS_KM, ESTATE_RADIUS_KM = 5.0, 2.0
EARTH_DEGREE_KM = 111.2
_UKRAINIAN = re.compile(r"^[а-яіїєґ' -]+$", re.IGNORECASE)
_RUSSIAN_ONLY, _UKRAINIAN_ONLY = re.compile(r"[ыэъё]", re.IGNORECASE), re.compile(r"[іїєґ']", re.IGNORECASE)


def build_districts(
    units: Sequence[Unit], unlinked: Iterable[Point], places: Mapping[str, Place]
) -> tuple[list[Place], dict[str, Point]]:
    """The districts of cities and their estates, and the points that gave them names.

    Their people are counted in the city, so that they have no population of their own.
    """
    owners = {point: _owner(point, places) for point in sorted(unlinked, key=lambda point: point.geonameid)}
    points_of = {
        place_id: [point for point, city in owners.items() if city and city.place_id == place_id]
        for place_id in sorted({city.place_id for city in owners.values() if city})
    }
    districts: list[Place] = []
    named: dict[str, Point] = {}
    for unit in sorted(units, key=lambda unit: unit.code):
        city = next((places[code] for code in reversed(unit.ancestors) if code in places), None)
        if unit.category == "B" and city is not None and city.level == Level.CITY:
            point = next((point for point in points_of.get(city.place_id, ()) if _is_named(point, unit.name)), None)
            districts.append(_district(unit, city, point))
            if point is not None:
                named[unit.code] = point
    linked = {point.geonameid for point in named.values()}
    for point, city in owners.items():
        if city is not None and point.geonameid not in linked:
            estate = _estate(point, city)
            districts.append(estate)
            named[estate.place_id] = point
    return districts, named


def _owner(point: Point, places: Mapping[str, Place]) -> Place | None:
    """The city a point lies in: large enough, and near enough for its size."""
    is_large = point.population > LARGE_DISTRICT
    found = []
    for place in places.values():
        people = place.population or 0
        if place.level != Level.CITY or people < SMALLEST_CITY:
            continue
        reach_km = REACH_KM + REACH_PER_ROOT_MILLION_KM * math.sqrt(people / 1_000_000)
        away_km = _distance_km(point, place)
        is_far_part = is_large and away_km <= max(reach_km, LARGE_REACH_KM) and people > point.population
        if is_far_part or (away_km <= reach_km and people >= TWICE * point.population):
            found.append((away_km / math.sqrt(people), place.place_id, place))
    return min(found)[2] if found else None


def _distance_km(point: Point, place: Place) -> float:
    east = (point.lon - (place.lon or 0.0)) * math.cos(math.radians(point.lat))
    return EARTH_DEGREE_KM * math.hypot(point.lat - (place.lat or 0.0), east)


def _is_named(point: Point, name: str) -> bool:
    wanted = {fold_name(name), fold_name(f"{name} район")}
    return any(fold_name(alias) in wanted for alias in point.names) or fold_latin(point.name) == fold_latin(
        romanise(name)
    )


def _district(unit: Unit, city: Place, point: Point | None) -> Place:
    return Place(
        place_id=unit.code,
        level=Level.DISTRICT,
        name_en=f"{romanise(unit.name)} District",
        name_uk=f"{unit.name} район",
        name_ru=None,
        parent_id=city.place_id,
        country_iso2="UA",
        adm1_pcode=city.adm1_pcode,
        adm2_pcode=city.adm2_pcode,
        lat=point.lat if point else city.lat,
        lon=point.lon if point else city.lon,
        coord_quality=CoordQuality.EXACT if point else CoordQuality.PARENT,
        radius_km=DISTRICT_RADIUS_KM if point else city.radius_km,
        population=None,
    )


def _estate(point: Point, city: Place) -> Place:
    name_uk = ukrainian_name(point)
    return Place(
        place_id=f"gn:{point.geonameid}",
        level=Level.DISTRICT,
        name_en=romanise(name_uk) if name_uk else point.name,
        name_uk=name_uk or point.name,
        name_ru=None,
        parent_id=city.place_id,
        country_iso2="UA",
        adm1_pcode=city.adm1_pcode,
        adm2_pcode=city.adm2_pcode,
        lat=point.lat,
        lon=point.lon,
        coord_quality=CoordQuality.EXACT,
        radius_km=ESTATE_RADIUS_KM,
        population=None,
    )


def ukrainian_name(point: Point) -> str | None:
    """The name in Ukrainian letters that sounds like the record's own; None where it has none."""
    names = [name for name in point.names if _UKRAINIAN.match(name) and not _RUSSIAN_ONLY.search(name)]
    latin = fold_latin(point.name)
    return min(
        names,
        key=lambda name: (fold_latin(romanise(name)) != latin, not _UKRAINIAN_ONLY.search(name), len(name), name),
        default=None,
    )
