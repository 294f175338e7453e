"""Which names are ordinary words too."""

import re
from collections.abc import Iterable, Mapping

from geodata.build.inflect import is_word
from geodata.build.inputs import COUNTRY_ID
from geodata.places import Level, Place

SHORTEST_LATIN = 4
STRONG_CITY, STRONG_TOWN = 10_000, 20_000
# Latin names of places that are words of the languages we read.
LATIN_WORDS = frozenset(
    {"bar", "luck", "human", "hat", "postal", "mena", "same", "march", "stara", "nova", "most", "rai", "star", "sad"}
)
# Names of towns that are well known, and yet far commoner as words.
COMMON_WORDS = frozenset({"щастя", "щастю", "щастям", "счастье", "счастья", "счастью", "счастьем"})
NEIGHBOURS = frozenset({"RU", "BY", "MD"})  # whose towns reports name
AREAS = frozenset({Level.OBLAST, Level.COUNTRY, Level.RAION, Level.HROMADA, Level.DISTRICT})
_LATIN = re.compile(r"[a-z]")


def needs_marker(key: str) -> bool:
    """Tell whether a name counts only beside a noun such as "city"."""
    return key in LATIN_WORDS or (bool(_LATIN.match(key)) and len(key) < SHORTEST_LATIN)


def is_ordinary(key: str, ids: Iterable[str], places: Mapping[str, Place]) -> bool:
    """Tell whether a name is a word that may begin a sentence, and nothing of that name is well known."""
    if key in COMMON_WORDS:
        return True
    return " " not in key and not any(_is_strong(places[place_id]) for place_id in ids) and is_word(key)


def _is_strong(place: Place) -> bool:
    if place.country_iso2 != COUNTRY_ID:
        return place.country_iso2 in NEIGHBOURS or place.level in AREAS
    if place.parent_id == COUNTRY_ID:
        return True
    people = place.population or 0
    return people >= (STRONG_CITY if place.level == Level.CITY else STRONG_TOWN) or (
        place.level in AREAS and place.level != Level.DISTRICT
    )
