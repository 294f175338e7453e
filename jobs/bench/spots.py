"""Generated places: names asked for, misspelt ones, points and areas, and sentences whose names are ambiguous."""

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING

from geodata.gazetteer import Gazetteer
from geodata.places import Level

if TYPE_CHECKING:
    import shapely

    from geodata.points import Floats

ASKED_SEED, POINTS_SEED = 2, 4
NAMES, ASKED, MISSPELT = 30_000, 20_000, 200
PLACES, POINTS, POINTS_IN_AREAS, AREAS = 30_000, 1_000_000, 200_000, 140
SENTENCES = 1_000
WEST, EAST, SOUTH, NORTH = 22.2, 40.0, 44.5, 52.3
STEP_DEGREES = 0.008  # between the points of a border: about 505 of them to an area
WAVE_DEGREES, WAVES = 0.03, 9.0
VOWELS = "аоіиу"
SETTINGS = {
    "names": NAMES,
    "names_asked": ASKED,
    "names_misspelt": MISSPELT,
    "places": PLACES,
    "points": POINTS,
    "areas": AREAS,
    "seeds": [ASKED_SEED, POINTS_SEED],
}
# Own sentences, by language: a name, and the region that decides.
CONTEXTS = {
    "uk": ("У населеному пункті {name}, {region}, з ранку немає світла.", "{region}: без струму лишається {name}."),
    "ru": ("Населённый пункт {name}, {region}, с утра без света.", "{region}: без тока остаётся {name}."),
    "en": ("The lights went out in {name}, {region}, this morning.", "{region}: {name} is still without power."),
}
TOWNS = frozenset({Level.CITY, Level.TOWN})


def ask_for(names: Sequence[str], n: int) -> list[str]:
    """Names as one writes them, drawn from a register."""
    random = Random(ASKED_SEED)  # noqa: S311 - the same names on every machine
    return [name.title() for name in random.choices(names, k=n)]


def misspell(names: Sequence[str], n: int) -> list[str]:
    """Names with one letter left out, and as many with one vowel in the place of a letter."""
    random = Random(ASKED_SEED)  # noqa: S311 - the same names on every machine
    return [_slip(random.choice(names), random, is_left_out=at % 2 == 0) for at in range(n)]


def _slip(name: str, random: Random, *, is_left_out: bool) -> str:
    at = random.randrange(len(name))
    return name[:at] + ("" if is_left_out else random.choice(VOWELS)) + name[at + 1 :]


def make_points(n: int, seed: int = POINTS_SEED) -> "tuple[Floats, Floats]":
    """Longitudes and latitudes all over the country."""
    import numpy as np

    random = np.random.default_rng(seed)
    return random.uniform(WEST, EAST, n), random.uniform(SOUTH, NORTH, n)


def make_areas() -> "list[shapely.Geometry]":
    """Areas with wavy borders that tile a country."""
    import numpy as np
    import shapely

    lon, lat = make_points(AREAS)
    box = shapely.box(WEST, SOUTH, EAST, NORTH)
    cells = shapely.voronoi_polygons(shapely.MultiPoint(np.column_stack((lon, lat))), extend_to=box)
    straight = [shapely.intersection(cell, box) for cell in shapely.get_parts(cells)]
    return [shapely.transform(shapely.segmentize(cell, STEP_DEGREES), _wave) for cell in straight]


def _wave(points: "Floats") -> "Floats":
    """Points shifted along waves, the same for all that touch there."""
    import numpy as np

    lon, lat = points[:, 0], points[:, 1]
    east = lon + WAVE_DEGREES * np.sin(lat * WAVES)
    north = lat + WAVE_DEGREES * np.sin(lon * WAVES)
    return np.column_stack((np.round(east, 7), np.round(north, 7)))


def ambiguous_sentences(gazetteer: Gazetteer, n: int) -> list[str]:
    """Sentences that name a place with namesakes and the region that tells which is meant."""
    random = Random(ASKED_SEED)  # noqa: S311 - the same sentences on every machine
    named: dict[str, list[str]] = {}
    for place_id, place in gazetteer.places.items():
        if place.level in TOWNS | {Level.VILLAGE} and place.adm1_pcode:
            named.setdefault(place.name_uk, []).append(place_id)
    shared = sorted(ids[0] for ids in named.values() if len(ids) > 1)
    return [_sentence(gazetteer, random.choice(shared), at, random) for at in range(n)]


def _sentence(gazetteer: Gazetteer, place_id: str, at: int, random: Random) -> str:
    lang = tuple(CONTEXTS)[at % len(CONTEXTS)]
    place, region = gazetteer.places[place_id], gazetteer.oblast_of(place_id)
    name = {"uk": place.name_uk, "ru": place.name_ru, "en": place.name_en}[lang] or place.name_en
    named = region if region is not None else place
    where = {"uk": named.name_uk, "ru": named.name_ru, "en": named.name_en}[lang] or named.name_en
    return random.choice(CONTEXTS[lang]).format(name=name, region=where)
