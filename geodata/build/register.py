"""Register units and points → places."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

from geodata.build.inputs import COUNTRY_ID, Point, Unit
from geodata.build.romanise import romanise
from geodata.places import CoordQuality, Level, Place

LEVELS = {"P": Level.RAION, "H": Level.HROMADA, "M": Level.CITY, "K": Level.CITY, "X": Level.TOWN, "C": Level.VILLAGE}
NOUNS = {"P": (" район", " Raion"), "H": (" громада", " Hromada")}
RAION_RADIUS_KM, HROMADA_RADIUS_KM, OBLAST_RADIUS_KM = 30.0, 12.0, 100.0
OWN_RADIUS_KM = {Level.CITY: 4.0, Level.TOWN: 2.0, Level.VILLAGE: 2.0, Level.RAION: 30.0, Level.HROMADA: 12.0}
# How far a centroid may be from the place: measured on known places.
CENTROID_RADIUS_KM = {CoordQuality.HROMADA_CENTROID: 12.0, CoordQuality.RAION_CENTROID: 30.0}
LARGE_POPULATION, LARGE_RADIUS_KM = 500_000, 15.0
RAION, HROMADA = 6, 9  # characters of a code
NO_RAION = "00"  # the exclusion zone, and the two cities that are first-level units


def build_places(
    units: Sequence[Unit],
    joined: Mapping[str, Point],
    oblasts: Sequence[Mapping[str, str]],
    centres: Mapping[str, str],
) -> list[Place]:
    """The country, its 27 first-level units, raions, hromadas and settlements."""
    codes = {row["pcode"]: row["katottg"] for row in oblasts}
    centroids = _centroids(joined)
    first_level = [_country(), *(_oblast(row, joined) for row in oblasts)]
    return first_level + [
        _place(unit, codes, joined, centroids, centres)
        for unit in sorted(units, key=lambda unit: unit.code)
        if unit.category in LEVELS and unit.code not in codes.values()
    ]


def _centroids(joined: Mapping[str, Point]) -> dict[str, tuple[float, float]]:
    """Means of the known points of each hromada, raion and oblast."""
    inside: dict[str, list[Point]] = defaultdict(list)
    for code, point in sorted(joined.items()):
        for length in (HROMADA, RAION, len(COUNTRY_ID) + 2):
            inside[code[:length]].append(point)
    return {
        prefix: (round(fmean(point.lat for point in points), 5), round(fmean(point.lon for point in points), 5))
        for prefix, points in inside.items()
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
        centre_id="UA80000000000093317",
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
        centre_id=None if is_city else row["centre_katottg"],
    )


def _place(
    unit: Unit,
    codes: Mapping[str, str],
    joined: Mapping[str, Point],
    centroids: Mapping[str, tuple[float, float]],
    centres: Mapping[str, str],
) -> Place:
    level = LEVELS[unit.category]
    point = joined.get(unit.code)
    centre = centres.get(unit.code)
    (lat, lon), quality = _position(unit, point or joined.get(centre or ""), centroids)
    uk, en = NOUNS.get(unit.category, ("", ""))
    is_large = point is not None and point.population >= LARGE_POPULATION
    own_radius_km = LARGE_RADIUS_KM if is_large else OWN_RADIUS_KM[level]
    return Place(
        place_id=unit.code,
        level=level,
        name_en=f"{romanise(unit.name)}{en}",
        name_uk=f"{unit.name}{uk}",
        name_ru=None,
        parent_id=_parent(unit, codes),
        country_iso2="UA",
        adm1_pcode=unit.code[:4],
        adm2_pcode=unit.code[:6],
        lat=lat,
        lon=lon,
        coord_quality=quality,
        radius_km=own_radius_km if point else max(own_radius_km, CENTROID_RADIUS_KM.get(quality, OBLAST_RADIUS_KM)),
        population=(point.population or None) if point else None,
        centre_id=centre,
    )


def _parent(unit: Unit, codes: Mapping[str, str]) -> str:
    """The unit above: none but the oblast in the exclusion zone, which belongs to no raion."""
    if unit.code[4:6] == NO_RAION:
        return codes[unit.code[:4]]
    return unit.ancestors[-1] if unit.ancestors else codes[unit.code[:4]]


def _position(
    unit: Unit, point: Point | None, centroids: Mapping[str, tuple[float, float]]
) -> tuple[tuple[float, float], CoordQuality]:
    """Its own point or that of its centre; else the mean of what lies around it."""
    is_area = unit.category in NOUNS
    if point is not None:
        quality = {"P": CoordQuality.RAION_CENTROID, "H": CoordQuality.HROMADA_CENTROID}.get(
            unit.category, CoordQuality.EXACT
        )
        return (point.lat, point.lon), quality
    hromada, raion = unit.code[:HROMADA], unit.code[:RAION]
    if hromada in centroids and unit.code[RAION:HROMADA] != "000" and not is_area | (unit.code[4:6] == NO_RAION):
        return centroids[hromada], CoordQuality.HROMADA_CENTROID
    if hromada in centroids and unit.category == "H":
        return centroids[hromada], CoordQuality.HROMADA_CENTROID
    if raion in centroids and unit.code[4:6] != NO_RAION:
        return centroids[raion], CoordQuality.RAION_CENTROID
    return centroids[unit.code[:4]], CoordQuality.OBLAST_CENTROID
