"""Centres, raions and cities are found by their names in three languages, and in every case."""

import re
from collections.abc import Iterator

import pytest

from geodata.build.inflect import inflect_name
from geodata.geocode import locate
from geodata.names import fold_name
from geodata.places import Level, Place
from tests.packaged import packaged_gazetteer

GAZETTEER = packaged_gazetteer()
LANGUAGES = ("uk", "ru", "en")
OURS = [place for place in GAZETTEER.places.values() if place.country_iso2 == "UA"]
CITIES = [place for place in OURS if place.level == Level.CITY]
RAIONS = [place for place in OURS if place.level == Level.RAION]
CENTRES = [GAZETTEER.places[place.centre_id] for place in GAZETTEER.oblasts() if place.centre_id]
UNJOINED = {"Прип’ять"}


def found(text: str) -> set[str]:
    """Everything that the names of a text may mean."""
    return {candidate.place_id for mention in locate(text, GAZETTEER) for candidate in mention.candidates}


def name_of(place: Place, lang: str) -> str:
    return {"uk": place.name_uk, "ru": place.name_ru or "", "en": place.name_en}[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_city_is_found_by_its_name(lang: str) -> None:
    missed = {place.name_uk for place in CITIES if place.place_id not in found(name_of(place, lang))}

    assert len(CITIES) == 463
    assert missed <= UNJOINED


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_centre_of_an_oblast_is_first(lang: str) -> None:
    missed = [
        place.name_uk
        for place in CENTRES
        if not any(mention.place_id == place.place_id for mention in locate(name_of(place, lang), GAZETTEER))
    ]

    assert len(CENTRES) == 25  # the centre of Kyiv Oblast is Kyiv, of Sevastopol itself
    assert missed == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_raion_is_found_by_its_name(lang: str) -> None:
    missed = [place.name_uk for place in RAIONS if place.place_id not in found(name_of(place, lang))]

    assert len(RAIONS) == 136
    assert missed == []


@pytest.mark.parametrize("ending", ["ого района", "ому району", "им районом", "ом районе"])
def test_a_raion_is_found_by_its_russian_adjective_in_all_cases(ending: str) -> None:
    forms = [(place, re.sub(r"(?:ий|ой) район$", ending, place.name_ru or "")) for place in RAIONS]
    missed = [form for place, form in forms if place.place_id not in found(f"Без света жители {form}.")]

    assert missed == []


@pytest.mark.parametrize("lang", ["uk", "ru"])
def test_cities_are_found_in_all_cases(lang: str) -> None:
    forms = [(place, form) for place in CITIES for form in inflect_name(name_of(place, lang).replace("’", "'"), lang)]
    missed = [form for place, form in forms if place.place_id not in found(f"Кажуть про {form}.")]

    assert len(forms) > 463 * 4
    assert len(missed) < 0.05 * len(forms)


# Endings that grammars give, without a dictionary: name, then five oblique cases.
UKRAINIAN_ENDINGS = (
    (r"(ськ|цьк)$", ("\\1а", "\\1у", "\\1ом")),
    (r"(град|город)$", ("\\1а", "\\1у", "\\1ом", "\\1і")),
    (r"([вл])ка$", ("\\1ки", "\\1ці", "\\1ку", "\\1кою")),
    (r"поль$", ("поля", "полю", "полем", "полі")),
    (r"([гкртп])ів$", ("\\1ова", "\\1ову", "\\1овом", "\\1ові")),
    (r"ське$", ("ського", "ському", "ським")),
    (r"ський$", ("ського", "ському", "ським")),
)


def declined() -> Iterator[tuple[Place, str]]:
    for place in CITIES:
        if " " in place.name_uk or "-" in place.name_uk:
            continue
        for pattern, endings in UKRAINIAN_ENDINGS:
            if re.search(pattern, place.name_uk):
                yield from ((place, re.sub(pattern, ending, place.name_uk)) for ending in endings)


def test_cities_are_found_with_the_endings_of_a_grammar() -> None:
    forms = list(declined())
    missed = [form for place, form in forms if place.place_id not in found(f"Кажуть про {form}.")]

    assert len(forms) > 400
    assert len(missed) < 0.05 * len(forms)


def test_a_name_is_found_however_its_apostrophe_is_typed() -> None:
    typed = [f"У {name} темно." for name in ("Кам'янському", "Кам’янському", "Камʼянському", "Камянському")]

    assert {mention.place_id for text in typed for mention in locate(text, GAZETTEER)} == {
        place.place_id for place in CITIES if fold_name(place.name_uk) == "камянське"
    }


@pytest.mark.parametrize("text", ["Belgorod", "Курск", "Moscow", "Strikes on Belgorod and Kursk", "Под Москвой взрыв."])
def test_no_place_of_ours_comes_back_for_a_russian_city(text: str) -> None:
    mentions = locate(text, GAZETTEER)

    assert mentions
    assert all(GAZETTEER.places[mention.place_id].country_iso2 == "RU" for mention in mentions)


def test_no_unit_of_ours_says_russia() -> None:
    assert all(place.country_iso2 == "UA" for place in GAZETTEER.places.values() if place.place_id.startswith("UA"))
    assert all(GAZETTEER.oblast_of(place.place_id) for place in OURS if place.level != Level.COUNTRY)
