"""Register units and points → places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from geodata.build.inputs import Point, Unit
from geodata.names import romanise
from geodata.places import COUNTRY_ID, CoordQuality, Level, Place

LEVELS = {"P": Level.RAION, "M": Level.CITY, "K": Level.CITY, "X": Level.TOWN}
CITY_RADIUS_KM, TOWN_RADIUS_KM, RAION_RADIUS_KM, OBLAST_RADIUS_KM = 4.0, 2.0, 30.0, 100.0
LARGE_POPULATION, LARGE_RADIUS_KM = 500_000, 15.0


def build_places(
    units: Sequence[Unit], joined: Mapping[str, Point], oblasts: Sequence[Mapping[str, str]]
) -> list[Place]:
    """The country, its 27 first-level units, the raions, cities and towns."""
    codes = {row["pcode"]: row["katottg"] for row in oblasts}
    largest = _largest_in_raion(units, joined)
    places = [_country(), *(_oblast(row, joined) for row in oblasts)]
    for unit in sorted(units, key=lambda unit: unit.code):
        if unit.category not in LEVELS or unit.code in codes.values():
            continue
        if unit.category == "P":
            places.append(_raion(unit, codes, largest))
        else:
            places.append(_settlement(unit, codes, joined, largest))
    return places


def _largest_in_raion(units: Sequence[Unit], joined: Mapping[str, Point]) -> dict[str, Point]:
    """The most populous joined point of each raion: its centre, but for a few."""
    by_raion: dict[str, list[Point]] = defaultdict(list)
    for unit in units:
        if unit.code in joined:
            by_raion[unit.code[:6]].append(joined[unit.code])
    return {
        code: min(points, key=lambda point: (-point.population, point.geonameid)) for code, points in by_raion.items()
    }


def _country() -> Place:
    return Place(
        place_id=COUNTRY_ID,
        level=Level.COUNTRY,
        name_en="Ukraine",
        name_uk="Україна",
        name_ru="Украина",
        parent_id=None,
        country_iso2="UA",
        adm1_pcode=None,
        adm2_pcode=None,
        lat=49.0,
        lon=31.4,
        coord_quality=CoordQuality.OBLAST_CENTROID,
        radius_km=600.0,
        population=None,
    )


def _oblast(row: Mapping[str, str], joined: Mapping[str, Point]) -> Place:
    is_city = row["category"] == "K"
    point = joined.get(row["katottg"])
    return Place(
        place_id=row["katottg"],
        level=Level.CITY if is_city else Level.OBLAST,
        name_en=row["name_en"].removesuffix(" (city)"),
        name_uk=row["name_uk"],
        name_ru=row["name_ru"].removeprefix("город "),
        parent_id=COUNTRY_ID,
        country_iso2="UA",
        adm1_pcode=row["pcode"],
        adm2_pcode=f"{row['pcode']}00" if is_city else None,
        lat=point.lat if point else float(row["label_lat"]),
        lon=point.lon if point else float(row["label_lon"]),
        coord_quality=CoordQuality.EXACT if is_city else CoordQuality.OBLAST_CENTROID,
        radius_km=LARGE_RADIUS_KM if is_city else OBLAST_RADIUS_KM,
        population=point.population if point else None,
    )


def _raion(unit: Unit, codes: Mapping[str, str], largest: Mapping[str, Point]) -> Place:
    point = largest.get(unit.code[:6])
    return Place(
        place_id=unit.code,
        level=Level.RAION,
        name_en=f"{romanise(unit.name)} Raion",
        name_uk=f"{unit.name} район",
        name_ru=None,
        parent_id=codes[unit.code[:4]],
        country_iso2="UA",
        adm1_pcode=unit.code[:4],
        adm2_pcode=unit.code[:6],
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        coord_quality=CoordQuality.RAION_CENTROID,
        radius_km=RAION_RADIUS_KM,
        population=None,
    )


def _settlement(
    unit: Unit, codes: Mapping[str, str], joined: Mapping[str, Point], largest: Mapping[str, Point]
) -> Place:
    point, raion_point = joined.get(unit.code), largest.get(unit.code[:6])
    shown = point or raion_point
    raion = next((code for code in unit.ancestors if code[:6] == unit.code[:6] and code[6:12] == "000000"), None)
    has_raion = raion is not None and unit.code[4:6] != "00"
    is_large = point is not None and point.population >= LARGE_POPULATION
    own_radius_km = LARGE_RADIUS_KM if is_large else CITY_RADIUS_KM if unit.category in "MK" else TOWN_RADIUS_KM
    return Place(
        place_id=unit.code,
        level=LEVELS[unit.category],
        name_en=romanise(unit.name),
        name_uk=unit.name,
        name_ru=None,
        parent_id=raion if has_raion else codes[unit.code[:4]],
        country_iso2="UA",
        adm1_pcode=unit.code[:4],
        adm2_pcode=unit.code[:6],
        lat=shown.lat if shown else None,
        lon=shown.lon if shown else None,
        coord_quality=CoordQuality.EXACT if point else CoordQuality.RAION_CENTROID,
        radius_km=own_radius_km if point else RAION_RADIUS_KM,
        population=(point.population or None) if point else None,
    )


def build_districts(units: Sequence[Unit], places: Mapping[str, Place]) -> list[Place]:
    """The districts of cities, each at the point of its city."""
    districts = []
    for unit in sorted(units, key=lambda unit: unit.code):
        city = next((places[code] for code in reversed(unit.ancestors) if code in places), None)
        if unit.category == "B" and city is not None and city.level == Level.CITY:
            districts.append(
                Place(
                    place_id=unit.code,
                    level=Level.DISTRICT,
                    name_en=f"{romanise(unit.name)} District",
                    name_uk=f"{unit.name} район",
                    name_ru=None,
                    parent_id=city.place_id,
                    country_iso2="UA",
                    adm1_pcode=city.adm1_pcode,
                    adm2_pcode=city.adm2_pcode,
                    lat=city.lat,
                    lon=city.lon,
                    coord_quality=CoordQuality.PARENT,
                    radius_km=city.radius_km,
                    population=None,
                )
            )
    return districts
