"""Every written form of every name → the places called so."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from geodata.build.inflect import inflect_name
from geodata.build.inputs import Point
from geodata.build.romanise import romanise
from geodata.build.russian import russian_guesses
from geodata.names import fold_latin, fold_name, fold_spelling
from geodata.places import Level, Place

SHORTEST, SHORTEST_LATIN = 3, 4
DISTRICT_NOUN = " район"
LIKE_ENOUGH = 0.6
LARGE_ABROAD = 300_000
APOSTROPHES = str.maketrans('’ʼ`´′ʹ"', "'" * 7)
NAMED = frozenset({Level.CITY, Level.TOWN, Level.VILLAGE, Level.DISTRICT})  # areas are found by their nouns
RUSSIAN_GUESSED = frozenset({Level.CITY, Level.TOWN, Level.DISTRICT})
_ONLY_UK, _ONLY_RU = re.compile(r"[іїєґ']", re.IGNORECASE), re.compile(r"[ыэъё]", re.IGNORECASE)
_CYRILLIC, _LATIN = re.compile(r"^[а-яіїєґё' -]+$", re.IGNORECASE), re.compile(r"^[a-zà-žżźł' -]+$", re.IGNORECASE)
_INNER_CAPITAL = re.compile(r"[^\W\d_][A-ZА-ЯІЇЄҐ]")  # such a name is written so and no other way
_HAS_CYRILLIC = re.compile(r"[а-яіїєґё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """Folded forms → ids: of what is called so today, and of what was, or is so abroad."""

    own: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    other: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    lowercase: set[str] = field(default_factory=set)
    spellings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # what folding takes away, kept

    def add(self, names: Iterable[str], place: Place, *, is_own: bool = True) -> None:
        """Enter names of a place as they are written."""
        for name in names:
            key = fold_name(name)
            if len(key) >= SHORTEST:
                (self.own if is_own else self.other)[key].add(place.place_id)
                self.spellings[key].add(fold_spelling(name, keep_case=_INNER_CAPITAL.search(name) is not None))

    def add_inflected(self, name: str, place: Place, *, is_own: bool = True, lang: str | None = None) -> None:
        """Enter a name in all cases."""
        self.add(in_all_cases(name, lang), place, is_own=is_own)

    def ids(self, key: str) -> set[str]:
        """Everything that a form may mean."""
        return self.own.get(key, set()) | self.other.get(key, set())


def in_all_cases(name: str, lang: str | None = None) -> frozenset[str]:
    """A name in all cases of its language; of both, where neither the caller nor the letters tell."""
    plain = name.replace("’", "'")
    if not _HAS_CYRILLIC.search(plain):
        return frozenset({plain})
    ukrainian = inflect_name(plain, "uk") if lang != "ru" and not _ONLY_RU.search(plain) else frozenset()
    russian = inflect_name(plain, "ru") if lang != "uk" and not _ONLY_UK.search(plain) else frozenset()
    return ukrainian | russian


def build_forms(places: Sequence[Place], points: Mapping[str, Point], former: Mapping[str, Sequence[str]]) -> Forms:
    """Forms of all Ukrainian places: official, Russian, romanised, foreign and former."""
    forms = Forms()
    cities = [place for place in places if place.level == Level.CITY]
    city_keys = {fold_name(name) for place in cities for name in (place.name_uk, place.name_en)}
    city_keys |= {fold_latin(place.name_en) for place in cities}
    quarters = _quarter_keys(places)
    for place in places:
        if place.level in NAMED:
            forms.add_inflected(place.name_uk, place, lang="uk")
            forms.add([place.name_en], place)
            point = points.get(place.place_id)
            if point is not None:
                taken = city_keys
                if place.level == Level.DISTRICT:
                    taken = taken | quarters[place.parent_id] - _quarter_keys([place])[place.parent_id]
                _add_aliases(forms, place, point, taken - _own_keys(place, former))
            _add_former(forms, place, as_named(place, former.get(place.place_id, ())))
            is_district = place.level == Level.DISTRICT  # its alias may be a village of long ago
            if place.level in RUSSIAN_GUESSED and (is_district or not (point and _has_russian(point))):
                for guess in sorted(russian_guesses(place.name_uk)):
                    forms.add_inflected(guess, place, lang="ru", is_own=False)
    return forms


def _quarter_keys(places: Sequence[Place]) -> Mapping[str | None, set[str]]:
    """The names of all parts of each city: one is no alias of another."""
    keys: dict[str | None, set[str]] = defaultdict(set)
    for place in places:
        if place.level == Level.DISTRICT:
            names = {place.name_uk, place.name_en, *russian_guesses(place.name_uk)}
            keys[place.parent_id] |= {fold_name(name) for name in names} | {fold_latin(place.name_en)}
    return keys


def as_named(place: Place, names: Iterable[str]) -> list[str]:
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
        forms.add(spellings(name), place, is_own=False)


def spellings(name: str) -> frozenset[str]:
    """A Ukrainian name in all cases, in Latin letters, and as a Russian writer may spell it, in all cases."""
    russian = (in_all_cases(guess, "ru") for guess in sorted(russian_guesses(name)))
    return in_all_cases(name, "uk").union({romanise(name)}, *russian)


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


def demote_foreign_spellings(forms: Forms, places: Sequence[Place], abroad: Iterable[Place]) -> None:
    """Count a spelling of a place of ours that names a large city abroad as its other name: "Voronezh"."""
    ours = {place.place_id: place for place in places}
    for city in abroad:
        key = fold_name(city.name_en)
        if (city.population or 0) >= LARGE_ABROAD and key in forms.own:
            foreign = {
                place_id for place_id in forms.own[key] & ours.keys() if fold_name(ours[place_id].name_en) != key
            }
            forms.own[key] -= foreign
            forms.other[key] |= foreign


_LEVEL_ORDER = {Level.COUNTRY: 0, Level.OBLAST: 1, Level.CITY: 2, Level.TOWN: 3, Level.RAION: 4, Level.HROMADA: 5}


def rank(place: Place) -> tuple[int, int, str]:
    """Order of places that share a name: cities before towns, populous before small, then by id."""
    return _LEVEL_ORDER.get(place.level, 9), -(place.population or 0), place.place_id
