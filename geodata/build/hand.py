"""What was collected by hand: foreign spellings, companies, plants, quarters of cities, words for a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from geodata.build.forms import DISTRICT_NOUN, Forms, in_all_cases
from geodata.build.inflect import inflect_name
from geodata.build.inputs import COUNTRY_ID
from geodata.build.romanise import romanise
from geodata.names import fold_name
from geodata.places import CoordQuality, Level, Place

SMALLEST_WITH_COMPANIES = 100_000
_RUSSIAN_LETTERS, _UKRAINIAN_LETTERS = frozenset("ыэъё"), frozenset("іїєґ'")


class Resolver:
    """Finds the place that a hand-written line speaks of: a p-code, or the name of a city or town."""

    def __init__(self, places: Sequence[Place]) -> None:
        """Index cities and towns by name, first-level units by p-code; of namesakes the most populous city counts."""
        self._named: dict[str, Place] = {}
        self._cities = [place for place in places if place.level == Level.CITY]
        towns = [place for place in places if place.level in {Level.CITY, Level.TOWN}]
        self.towns = frozenset(place.place_id for place in towns)
        for place in sorted(towns, key=lambda place: (place.level == Level.CITY, place.population or 0)):
            self._named[fold_name(place.name_uk)] = self._named[fold_name(place.name_en)] = place
        for place in places:
            if place.parent_id == COUNTRY_ID:
                self._named[str(place.adm1_pcode)] = place
            self._named[place.place_id] = place

    def cities(self, name: str) -> list[Place]:
        """All cities of a Ukrainian name."""
        return [place for place in self._cities if fold_name(place.name_uk) == fold_name(name)]

    def __call__(self, name: str) -> Place:
        """The place.

        Raises:
            ValueError: there is none.
        """
        place = self._named.get(name) or self._named.get(fold_name(name))
        if place is None:
            message = f"names.toml: {name!r} is no place"
            raise ValueError(message)
        return place


def add_hand_names(forms: Forms, places: Sequence[Place], hand: Mapping[str, Any]) -> None:
    """Add spellings, companies, plants, and words that stand for a place."""
    resolve = Resolver(places)
    _add_spellings(forms, resolve, hand)
    for name, target in hand["companies"].items():
        forms.add_inflected(name, resolve(target))
    for name, target in hand["plant_names"].items():
        forms.add([name], resolve(target))
    for name, target in hand["by_word"].items():
        for one in str(target).split("|"):
            forms.add([name], resolve(one))
        if name[:1].islower():
            forms.lowercase.add(fold_name(name))
    _add_residents(forms, resolve, hand["residents"])
    for beginning, pcode in hand["oblenergo"].items():
        place = resolve(str(pcode))
        forms.add([f"{beginning}{ending}" for ending in ("обленерго", "облэнерго")], place)
        forms.add([f"{romanise(beginning)}{ending}" for ending in ("oblenergo", "oblenerho")], place)
    _add_city_companies(forms, places, hand["city_companies"])


def _add_residents(forms: Forms, resolve: Resolver, residents: Mapping[str, str]) -> None:
    """«Сумчани», in all cases that are no form of another town: told of the people, meant of the city."""
    for city, names in residents.items():
        place = resolve(city)
        for name in names.split("|"):
            cases = {
                case for case in in_all_cases(name) if not resolve.towns & forms.ids(fold_name(case)) - {place.place_id}
            }
            forms.add(cases, place)
            forms.lowercase.update(fold_name(case) for case in cases)


def _add_spellings(forms: Forms, resolve: Resolver, hand: Mapping[str, Any]) -> None:
    for official, names in hand["exonyms"].items():
        for name in names:
            forms.add_inflected(name, resolve(official))
    for official, cases in hand["irregular_cases"].items():
        forms.add(cases.split("|"), resolve(official))
    for official, names in hand["russian"].items():
        for place in resolve.cities(official):
            for name in names:
                forms.add_inflected(name, place, lang="ru")


def _add_city_companies(forms: Forms, places: Sequence[Place], endings: Mapping[str, Sequence[str]]) -> None:
    """«Харківводоканал»: the name of a large city and what the company does."""
    for place in places:
        if place.level == Level.CITY and (place.population or 0) >= SMALLEST_WITH_COMPANIES:
            named = {"uk": place.name_uk, "ru": place.name_ru, "en": place.name_en}
            for lang, ends in endings.items():
                name = named[lang]
                forms.add([f"{name}{ending}" for ending in ends] if name and " " not in name else [], place)


def old_district_names(
    hand: Mapping[str, Any], districts: Iterable[Place], places: Mapping[str, Place]
) -> dict[str, tuple[str, ...]]:
    """Ids of city districts → names they had."""
    old = {(city, name): tuple(names) for city, rows in hand["old_districts"].items() for name, names in rows.items()}
    found = {}
    for place in districts:
        city = places[place.parent_id or COUNTRY_ID].name_uk
        key = (city, place.name_uk.removesuffix(DISTRICT_NOUN).replace("’", "'"))
        if key in old:
            found[place.place_id] = old.pop(key)
    if old:
        message = f"names.toml: no district is {sorted(old)}"
        raise ValueError(message)
    return found


def build_quarters(hand: Mapping[str, Any], resolve: Resolver) -> tuple[list[Place], dict[str, frozenset[str]]]:
    """Parts of cities that are only spoken of, at the point of their city, and all that they are called."""
    quarters: list[Place] = []
    names: dict[str, frozenset[str]] = {}
    for row in hand["parts"]:
        city = resolve(row["city"])
        quarters.append(_quarter(city, row["id"], row["name_uk"], row["name_en"]))
        names[row["id"]] = frozenset(row["names"])
    for official, rows in hand["estates"].items():
        city = resolve(official)
        for row in rows:
            spellings = row.split("|")
            name_en = romanise(spellings[0])
            place_id = f"part:{city.name_en}-{name_en}".lower().replace(" ", "-")
            quarters.append(_quarter(city, place_id, spellings[0], name_en))
            names[place_id] = frozenset({name_en}).union(*(_cases(spelling) for spelling in spellings))
    return quarters, names


def _quarter(city: Place, place_id: str, name_uk: str, name_en: str) -> Place:
    return replace(
        city,
        place_id=place_id,
        level=Level.DISTRICT,
        name_en=name_en,
        name_uk=name_uk,
        name_ru=None,
        parent_id=city.place_id,
        coord_quality=CoordQuality.PARENT,
        population=None,
        centre_id=None,
    )


def _cases(name: str) -> frozenset[str]:
    letters = set(name.lower())
    languages = [
        lang
        for lang, foreign in (("uk", _RUSSIAN_LETTERS), ("ru", _UKRAINIAN_LETTERS))
        if not letters & foreign and not name.isascii()
    ]
    return frozenset({name}).union(*(inflect_name(name, lang) for lang in languages))
