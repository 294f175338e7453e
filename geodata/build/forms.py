"""Every written form of every name → the places called so."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from geodata.build.inflect import inflect_name
from geodata.build.inputs import Point
from geodata.build.russian import russian_guesses
from geodata.names import fold_latin, fold_name, romanise
from geodata.places import Level, Place

SHORTEST, SHORTEST_LATIN = 3, 4
DISTRICT_NOUN = " район"
LIKE_ENOUGH = 0.6
APOSTROPHES = str.maketrans('’ʼ`´′ʹ"', "'" * 7)
NAMED = frozenset({Level.CITY, Level.TOWN, Level.VILLAGE, Level.DISTRICT})  # areas are found by their nouns
RUSSIAN_GUESSED = frozenset({Level.CITY, Level.TOWN})
_ONLY_UK, _ONLY_RU = re.compile(r"[іїєґ']", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)
_CYRILLIC, _LATIN = re.compile(r"^[а-яіїєґё' -]+$", re.IGNORECASE), re.compile(r"^[a-zà-žżźł' -]+$", re.IGNORECASE)
_HAS_CYRILLIC = re.compile(r"[а-яіїєґё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Folded forms → ids: of what is called so today, and of what was, or is so abroad."""

    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    other: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lowercase: set[str] = field(default_factory=set)

    def add(self, names: Iterable[str], place: Place, *, is_own: bool = True) -> None:
        """Enter names of a place as they are written."""
        for name in names:
            key = fold_name(name)
            if len(key) >= SHORTEST:
                (self.own if is_own else self.other)[key].add(place.place_id)

    def add_inflected(self, name: str, place: Place, *, is_own: bool = True, lang: str | None = None) -> None:
        """Enter a name in all cases of its language; of both, where the letters do not tell."""
        plain = name.replace("’", "'")
        if not _HAS_CYRILLIC.search(plain):
            self.add([plain], place, is_own=is_own)
            return
        if lang != "ru" and not _ONLY_RU.search(plain):
            self.add(inflect_name(plain, "uk"), place, is_own=is_own)
        if lang != "uk" and not _ONLY_UK.search(plain):
            self.add(inflect_name(plain, "ru"), place, is_own=is_own)

    def ids(self, key: str) -> set[str]:
        """Everything that a form may mean."""
        return self.own.get(key, set()) | self.other.get(key, set())


def build_forms(places: Sequence[Place], points: Mapping[str, Point], former: Mapping[str, Sequence[str]]) -> Forms:
    """Forms of all Ukrainian places: official, Russian, romanised, foreign and former."""
    forms = Forms()
    cities = [place for place in places if place.level == Level.CITY]
    city_keys = {fold_name(name) for place in cities for name in (place.name_uk, place.name_en)}
    city_keys |= {fold_latin(place.name_en) for place in cities}
    for place in places:
        if place.level in NAMED:
            forms.add_inflected(place.name_uk, place, lang="uk")
            forms.add([place.name_en], place)
            point = points.get(place.place_id)
            if point is not None:
                _add_aliases(forms, place, point, city_keys - _own_keys(place, former))
            _add_former(forms, place, _as_named(place, former.get(place.place_id, ())))
            if place.level in RUSSIAN_GUESSED and not (point and _has_russian(point)):
                for guess in sorted(russian_guesses(place.name_uk)):
                    forms.add_inflected(guess, place, lang="ru", is_own=False)
    return forms


def _as_named(place: Place, names: Iterable[str]) -> list[str]:
    """Former names with the noun that the name of today has: an adjective alone is no name of a district."""
    return [f"{name}{DISTRICT_NOUN}" if place.name_uk.endswith(DISTRICT_NOUN) else name for name in names]


def _own_keys(place: Place, former: Mapping[str, Sequence[str]]) -> set[str]:
    names = (place.name_uk, place.name_en, *former.get(place.place_id, ()))
    return {fold_name(name) for name in names} | {fold_latin(romanise(name)) for name in names}


def _has_russian(point: Point) -> bool:
    """Whether GeoNames knows a Cyrillic name that is not Ukrainian by its letters."""
    return any(_CYRILLIC.match(name) and not _ONLY_UK.search(name) for name in point.names)


def _add_aliases(forms: Forms, place: Place, point: Point, taken: set[str]) -> None:
    """Add what GeoNames calls a place, less what is the name of another city and what does not look like its name."""
    for written in point.names:
        name = written.translate(APOSTROPHES)
        if fold_name(name) in taken or fold_latin(romanise(name)) in taken:
            continue
        is_alike = looks_like(name, place)
        if _CYRILLIC.match(name):
            forms.add_inflected(name, place, is_own=is_alike)
            if not _ONLY_RU.search(name):
                forms.add([romanise(name)], place, is_own=False)
            if not is_alike and not _ONLY_RU.search(name):
                _add_former(forms, place, [name])
        elif _LATIN.match(name) and is_alike and len(name) >= SHORTEST_LATIN and not name.isupper():
            forms.add([name] if place.level != Level.VILLAGE else [], place)


def _add_former(forms: Forms, place: Place, names: Iterable[str]) -> None:
    """Names of older editions of the register, with their Russian and Latin spellings."""
    for name in names:
        forms.add_inflected(name, place, lang="uk", is_own=False)
        forms.add([romanise(name)], place, is_own=False)
        for guess in sorted(russian_guesses(name)):
            forms.add_inflected(guess, place, lang="ru", is_own=False)


def looks_like(name: str, place: Place) -> bool:
    """Whether a name is a spelling of the official one, rather than another name."""
    latin = fold_latin(romanise(name))
    return SequenceMatcher(None, latin, fold_latin(place.name_en)).ratio() >= LIKE_ENOUGH


def add_region_nouns(forms: Forms, places: Sequence[Place], oblasts: Sequence[Mapping[str, str]]) -> None:
    """«Харківщина» and its like in all cases, and English names of regions that are no city's."""
    by_id = {place.place_id: place for place in places}
    for row in oblasts:
        for lang, endings in (("uk", ("а", "и", "і", "у", "ою")), ("ru", ("а", "ы", "е", "у", "ой"))):
            for noun in filter(None, row[f"region_noun_{lang}"].split("|")):
                if noun in {"Запоріжжя", "Запорожье", "Крим", "Крым"}:
                    continue
                regular = {noun[:-1] + ending for ending in endings} if noun.endswith(("щина", "чина")) else set()
                forms.add(regular or inflect_name(noun, lang), by_id[row["katottg"]])


_LEVEL_ORDER = {Level.COUNTRY: 0, Level.OBLAST: 1, Level.CITY: 2, Level.TOWN: 3, Level.RAION: 4, Level.HROMADA: 5}


def rank(place: Place) -> tuple[int, int, str]:
    """Order of places that share a name: cities before towns, populous before small, then by id."""
    return _LEVEL_ORDER.get(place.level, 9), -(place.population or 0), place.place_id
