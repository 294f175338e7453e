"""Places across the border, so that what happens there is not placed in Ukraine."""

import re
from collections.abc import Container, Iterable, Mapping

from babel import Locale

from geodata.build.inflect import inflect_name
from geodata.build.inputs import Point
from geodata.names import fold_name
from geodata.places import CoordQuality, Level, Place

BORDER_ADMIN1 = frozenset({"09", "41", "10", "61", "86", "38", "48", "56", "71", "81"})  # of Russia
NEAR, FAR = 20_000, 300_000
NAMESAKE_COUNTRIES, SMALLEST_NAMESAKE = frozenset({"RU", "US", "BG"}), 3_000
INFLECT_FROM = 500_000
_CYRILLIC = re.compile(r"^[а-яіїєґё' -]+$", re.IGNORECASE)
_LATIN = re.compile(r"^[a-z' -]+$", re.IGNORECASE)
# Regions of Russia that are in the news of strikes: stem of the adjective, English name, admin1 of GeoNames.
STATES = {"TX": "Texas", "FL": "Florida", "MO": "Missouri", "SC": "South Carolina"}  # each has a namesake of ours
REGIONS = {
    "белгородск|бєлгородськ|білгородськ": ("Belgorod", "09"),
    "курск|курськ": ("Kursk", "41"),
    "брянск|брянськ": ("Bryansk", "10"),
    "ростовск|ростовськ": ("Rostov", "61"),
    "воронежск|воронезьк": ("Voronezh", "86"),
    "краснодарск|краснодарськ": ("Krasnodar", "38"),
    "московск|московськ": ("Moscow", "47"),
    "ленинградск|ленінградськ": ("Leningrad", "42"),
    "саратовск|саратовськ": ("Saratov", "67"),
    "самарск": ("Samara", "65"),
    "волгоградск|волгоградськ": ("Volgograd", "84"),
    "тульск|тульськ": ("Tula", "76"),
    "рязанск|рязанськ": ("Ryazan", "62"),
}


def build_abroad(points: Iterable[Point], own_keys: Container[str]) -> tuple[list[Place], dict[str, set[str]]]:
    """Cities of the neighbours, large cities of the world, namesakes of ours, and countries, with their names."""
    places: list[Place] = []
    forms: dict[str, set[str]] = {}
    for point in sorted(points, key=lambda point: point.geonameid):
        if _is_wanted(point) or (_is_namesake(point) and fold_name(point.name) in own_keys):
            place = _place(f"gn:{point.geonameid}", Level.CITY, point.name, point)
            places.append(place)
            for name in _names(point):
                forms.setdefault(fold_name(name), set()).add(place.place_id)
    for code, names in _countries().items():
        places.append(_country(code, names["en"]))
        for lang, name in names.items():
            for form in inflect_name(name, lang) if lang in {"uk", "ru"} else (name,):
                forms.setdefault(fold_name(form), set()).add(f"cc:{code}")
    return places, forms


def _is_wanted(point: Point) -> bool:
    if point.country == "UA":
        return False
    is_border = point.country in {"BY", "MD"} or (point.country == "RU" and point.admin1 in BORDER_ADMIN1)
    return point.population >= (NEAR if is_border else FAR)


def _is_namesake(point: Point) -> bool:
    return point.country in NAMESAKE_COUNTRIES and point.population >= SMALLEST_NAMESAKE


def _names(point: Point) -> set[str]:
    names = {point.name}
    cyrillic = [name for name in point.names if _CYRILLIC.match(name)]
    is_inflected = point.country in {"RU", "BY", "MD"} or point.population >= INFLECT_FROM
    for name in cyrillic:
        names |= inflect_name(name, "uk") | inflect_name(name, "ru") if is_inflected else {name}
    return {name for name in names if len(name) > len("abc")}


def _countries() -> Mapping[str, dict[str, str]]:
    """Countries but Ukraine and Russia, whose name is in every report as the attacker's."""
    locales = {lang: Locale(lang) for lang in ("en", "uk", "ru")}
    codes = sorted(code for code in map(str, locales["en"].territories) if re.fullmatch(r"[A-Z]{2}", code))
    left_out = {"UA", "RU", "ZZ", "EU", "UN", "QO", "EZ", "XA", "XB"}
    return {
        code: {lang: locale.territories[code] for lang, locale in locales.items() if code in locale.territories}
        for code in codes
        if code not in left_out
    }


def _place(place_id: str, level: Level, name: str, point: Point) -> Place:
    return Place(
        place_id=place_id,
        level=level,
        name_en=name,
        name_uk=name,
        name_ru=None,
        parent_id=_region_of(point),
        country_iso2=point.country,
        adm1_pcode=None,
        adm2_pcode=None,
        lat=point.lat,
        lon=point.lon,
        coord_quality=CoordQuality.EXACT,
        radius_km=10.0,
        population=point.population,
    )


def _region_of(point: Point) -> str | None:
    if point.country == "RU" and point.admin1 in {admin1 for _, admin1 in REGIONS.values()}:
        return f"ru:{point.admin1}"
    return f"us:{point.admin1}" if point.country == "US" and point.admin1 in STATES else None


def _country(code: str, name: str) -> Place:
    return Place(
        place_id=f"cc:{code}",
        level=Level.COUNTRY,
        name_en=name,
        name_uk=name,
        name_ru=None,
        parent_id=None,
        country_iso2=code,
        adm1_pcode=None,
        adm2_pcode=None,
        lat=None,
        lon=None,
        coord_quality=CoordQuality.OBLAST_CENTROID,
        radius_km=500.0,
        population=None,
    )


def region_places() -> list[tuple[Place, list[str], str]]:
    """Regions abroad that reports name: the place, its adjective stems, its English name."""
    russian = [(f"ru:{admin1}", "RU", name, stems.split("|")) for stems, (name, admin1) in REGIONS.items()]
    states: list[tuple[str, str, str, list[str]]] = [(f"us:{code}", "US", name, []) for code, name in STATES.items()]
    return [(_region(place_id, country, name), stems, name) for place_id, country, name, stems in russian + states]


def _region(place_id: str, country: str, name: str) -> Place:
    shown = f"{name} region" if country == "RU" else name
    return Place(
        place_id=place_id,
        level=Level.OBLAST,
        name_en=shown,
        name_uk=shown,
        name_ru=None,
        parent_id=None,
        country_iso2=country,
        adm1_pcode=None,
        adm2_pcode=None,
        lat=None,
        lon=None,
        coord_quality=CoordQuality.OBLAST_CENTROID,
        radius_km=100.0,
        population=None,
    )
