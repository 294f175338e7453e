"""Every written form of every name → the places called so."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from geodata.build.inflect import inflect_name, is_word
from geodata.build.inputs import Point
from geodata.names import fold_name, romanise
from geodata.places import COUNTRY_ID, Level, Place

SHORTEST, SHORTEST_LATIN = 3, 4
STRONG_POPULATION = 20_000
LIKE_ENOUGH = 0.6
# Latin names of places that are words of the languages we read.
LATIN_WORDS = frozenset(
    {"bar", "luck", "human", "hat", "postal", "mena", "same", "march", "stara", "nova", "most", "rai"}
)
_ONLY_UK, _ONLY_RU = re.compile(r"[іїєґ']", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)
_CYRILLIC, _LATIN = re.compile(r"^[а-яіїєґё' -]+$", re.IGNORECASE), re.compile(r"^[a-zà-žżźł' -]+$", re.IGNORECASE)

_LEVEL_ORDER = {Level.COUNTRY: 0, Level.OBLAST: 1, Level.CITY: 2, Level.TOWN: 3, Level.RAION: 4, Level.DISTRICT: 5}
Forms = dict[str, set[str]]


def build_forms(
    places: Sequence[Place],
    joined: Mapping[str, Point],
    oblasts: Sequence[Mapping[str, str]],
    hand: Mapping[str, Mapping[str, list[str]] | Mapping[str, str]],
) -> Forms:
    """Forms of all Ukrainian places: official, Russian, romanised, foreign, former, and names that stand for areas."""
    forms: Forms = defaultdict(set)
    cities = {fold_name(place.name_uk): place.place_id for place in places if place.level == Level.CITY}
    latin_cities = {fold_name(place.name_en) for place in places if place.level == Level.CITY}
    for place in places:
        if place.level in {Level.RAION, Level.DISTRICT}:
            _add(forms, inflect_name(place.name_uk, "uk"), place)
            _add(forms, [place.name_en], place)
        elif place.level in {Level.CITY, Level.TOWN}:
            _add(forms, inflect_name(place.name_uk.replace("’", "'"), "uk"), place)
            _add(forms, [place.name_en], place)
            point = joined.get(place.place_id)
            if point is not None:
                _add_aliases(forms, place, point, cities.keys() | latin_cities)
    _add_hand_names(forms, places, hand)
    _add_region_nouns(forms, oblasts)
    return forms


def _add(forms: Forms, names: Iterable[str], place: Place) -> None:
    for name in names:
        key = fold_name(name)
        if len(key) >= SHORTEST:
            forms[key].add(place.place_id)


def _add_aliases(forms: Forms, place: Place, point: Point, city_keys: set[str]) -> None:
    """Add what GeoNames calls a place, less what is the name of another city and what does not look like its name."""
    own = {fold_name(place.name_uk), fold_name(place.name_en)}
    for name in point.names:
        if fold_name(name) in city_keys - own:
            continue
        if _CYRILLIC.match(name):
            _add_cyrillic(forms, name, place)
        elif _LATIN.match(name) and _looks_like(name, place):
            _add(forms, [name], place)


def _looks_like(name: str, place: Place) -> bool:
    is_long = len(name) >= SHORTEST_LATIN and not name.isupper()
    is_strong = place.level == Level.CITY
    return (
        is_long
        and is_strong
        and SequenceMatcher(None, fold_name(name), fold_name(place.name_en)).ratio() >= LIKE_ENOUGH
    )


def _add_cyrillic(forms: Forms, name: str, place: Place) -> None:
    if not _ONLY_RU.search(name):
        _add(forms, inflect_name(name, "uk"), place)
    if not _ONLY_UK.search(name):
        _add(forms, inflect_name(name, "ru"), place)


def _add_hand_names(
    forms: Forms, places: Sequence[Place], hand: Mapping[str, Mapping[str, list[str]] | Mapping[str, str]]
) -> None:
    by_pcode = {place.adm1_pcode: place for place in places if place.parent_id == COUNTRY_ID}
    by_pcode[COUNTRY_ID] = next(place for place in places if place.place_id == COUNTRY_ID)
    by_en = _cities_by(places, "name_en")
    by_uk = _cities_by(places, "name_uk")
    for english, names in hand["exonyms"].items():
        _add(forms, names, by_en[english])
    for section in ("former", "russian"):
        for official, names in hand[section].items():
            place = by_uk.get(official.replace("'", "’")) or by_uk.get(official)
            for name in names if place else ():
                _add_cyrillic(forms, name, place) if _CYRILLIC.match(name) else _add(forms, [name], place)  # type: ignore[arg-type]
    for section in ("aliases", "by_word"):
        for name, target in hand[section].items():
            place = by_pcode.get(str(target)) or by_uk.get(str(target))
            if place is None:
                message = f"names.toml: {name!r} stands for {target!r}, which is no place"
                raise ValueError(message)
            _add(forms, [name], place)
    for beginning, pcode in hand["oblenergo"].items():
        for ending in ("обленерго", "облэнерго"):
            _add(forms, [beginning + ending], by_pcode[str(pcode)])
            _add(forms, [romanise(beginning) + "oblenergo", romanise(beginning) + "oblenerho"], by_pcode[str(pcode)])


def _cities_by(places: Sequence[Place], field: str) -> dict[str, Place]:
    """Cities by a name; of namesakes the most populous."""
    cities = sorted((place for place in places if place.level == Level.CITY), key=lambda place: place.population or 0)
    return {getattr(place, field): place for place in cities}


def _add_region_nouns(forms: Forms, oblasts: Sequence[Mapping[str, str]]) -> None:
    """«Харківщина» and its like in all cases, and English names of regions that are no city's."""
    for row in oblasts:
        for lang, endings in (("uk", ("а", "и", "і", "у", "ою")), ("ru", ("а", "ы", "е", "у", "ой"))):
            for noun in filter(None, row[f"region_noun_{lang}"].split("|")):
                if noun in {"Запоріжжя", "Запорожье", "Крим", "Крым"}:
                    continue
                regular = {noun[:-1] + ending for ending in endings} if noun.endswith(("щина", "чина")) else set()
                for form in regular or inflect_name(noun, lang):
                    forms[fold_name(form)].add(row["katottg"])
    for word, pcode in (
        ("Zakarpattia", "UA21"),
        ("Transcarpathia", "UA21"),
        ("Volyn", "UA07"),
        ("Bukovina", "UA73"),
        ("Bukovyna", "UA73"),
        ("Prykarpattia", "UA26"),
    ):
        forms[fold_name(word)].add(next(row["katottg"] for row in oblasts if row["pcode"] == pcode))


def needs_marker(key: str, ids: Iterable[str], places: Mapping[str, Place]) -> bool:
    """Tell whether a name is too ordinary a word to be taken for a place on its own."""
    if key in LATIN_WORDS:
        return True
    strongest = max((_strength(places[place_id]) for place_id in ids), default=0)
    return strongest < STRONG_POPULATION and " " not in key and is_word(key)


def _strength(place: Place) -> int:
    is_area = place.level in {Level.OBLAST, Level.COUNTRY, Level.RAION, Level.DISTRICT} or place.parent_id == COUNTRY_ID
    return STRONG_POPULATION if is_area or place.country_iso2 != COUNTRY_ID else place.population or 0


def rank(place: Place) -> tuple[int, int, str]:
    """Order of places that share a name: cities before towns, populous before small, then by id."""
    return _LEVEL_ORDER.get(place.level, 9), -(place.population or 0), place.place_id
