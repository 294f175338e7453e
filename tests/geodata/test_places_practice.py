"""Names and sentences of the shared reference: read where they lie, never kept here."""

import csv
import re
from collections.abc import Iterator, Mapping

import pytest

from geodata.build.romanise import romanise
from geodata.folder import DATA
from geodata.former import FormerNames
from geodata.geocode import locate
from geodata.names import fold_name
from geodata.places import Level
from tests.conftest import SHARED
from tests.packaged import packaged_gazetteer

REFERENCE = SHARED / "reference"
GAZETTEER = packaged_gazetteer()
NOUNS = {
    "uk": {"raion": " район", "hromada": " громада", "city_district": " район"},
    "en": {"raion": " Raion", "hromada": " Hromada", "city_district": " District"},
    "ru": {"raion": " район", "hromada": " громада", "city_district": " район"},
}


def read(name: str, delimiter: str = ",") -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def renamed(lang: str) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Rows that may be packaged: the place's id and its old name as a text."""
    for row in read("renamed_places.csv"):
        if row["rebuildable"] != "yes":
            continue
        old = {"uk": row["old_name_uk"], "en": romanise(row["old_name_uk"]), "ru": row["old_name_ru"]}[lang]
        yield row["katottg"], old + NOUNS[lang].get(row["level"], ""), row


def candidates(text: str) -> list[list[str]]:
    return [[candidate.place_id for candidate in mention.candidates] for mention in locate(text, GAZETTEER)]


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_every_former_name_is_known(lang: str) -> None:
    rows = list(renamed(lang))
    missed = [text for place_id, text, _ in rows if not any(place_id in ids for ids in candidates(text))]

    assert len(rows) == 801
    assert missed == []


def test_the_years_of_former_names_hold_those_of_the_reference() -> None:
    known = {(row.place_id, fold_name(row.name_uk)): row for row in FormerNames(DATA)}
    wrong, dated = [], 0
    for row in read("renamed_places.csv"):
        own = known.get((row["katottg"], fold_name(row["old_name_uk"])))
        if own is None or own.ceased_from is None or own.ceased_to is None:
            continue
        years = [int(year) for year in row["year"].split("-")]
        dated += 1
        if not (own.ceased_from <= years[-1] and years[0] <= own.ceased_to):
            wrong.append((row["old_name_uk"], row["year"], own.ceased_from, own.ceased_to))

    assert dated > 600
    assert wrong == []


def test_former_names_are_known_in_russian() -> None:
    shares = {}
    for is_sourced in (True, False):
        rows = [row for row in renamed("ru") if (row[2]["ru_source"] == "geonames") == is_sourced]
        known = [any(place_id in ids for ids in candidates(text)) for place_id, text, _ in rows]
        shares[is_sourced] = sum(known) / len(known)

    assert shares[True] == 1.0
    assert shares[False] > 0.75


@pytest.mark.parametrize("lang", ["uk", "en"])
def test_a_former_name_comes_first_where_its_oblast_is_named(lang: str) -> None:
    missed = []
    for place_id, text, _ in renamed(lang):
        oblast = GAZETTEER.oblast_of(place_id)
        assert oblast is not None
        named = candidates(f"{text}, {oblast.name_uk if lang == 'uk' else oblast.name_en}")
        ids = next((ids for ids in named if place_id in ids), ["none"])
        rivals = [one for one in ids if one != place_id and GAZETTEER.is_within(one, oblast.place_id)]
        if ids[0] != place_id and ids[0] not in rivals:  # of namesakes in one oblast the name of today comes first
            missed.append(text)

    assert missed == []


def test_every_place_of_the_reference_sentences_is_found() -> None:
    rows = read("place_sentences.tsv", "\t")
    columns = list(rows[0])
    expected, missed = 0, []
    for row in rows:
        text, wanted = row["sentence"], row[columns[2]].split(";")
        places = [GAZETTEER.places[mention.place_id] for mention in locate(text, GAZETTEER)]
        names = {place.name_uk.replace("’", "'") for place in places if place.level == Level.CITY}
        names |= {place.adm1_pcode or "" for place in places if place.level == Level.OBLAST}
        expected += len(wanted)
        missed += [(text, name) for name in wanted if name not in names]

    assert expected == 47
    assert missed == []


def test_the_crosswalk_of_codes_is_that_of_the_reference() -> None:
    ours = {place.place_id: (place.adm1_pcode, place.name_en) for place in GAZETTEER.oblasts()}
    theirs = {row["katottg"]: (row["pcode"], row["name_en"].removesuffix(" (city)")) for row in read("adm1.csv")}

    assert ours == theirs


@pytest.mark.parametrize(("lang", "expected"), [("Ukrainian", 64), ("Russian", 44)])
def test_every_form_of_the_reference_lists_is_found(lang: str, expected: int) -> None:
    text = (REFERENCE / "geodata.md").read_text(encoding="utf-8")
    (listed,) = re.findall(rf"\*\*Forms, {lang} \(.*?\)\*\*: (.*)\.", text)
    pairs = [
        (form.strip(), name.strip())
        for part in listed.split(";")
        for forms, name in [part.split("=")]
        for form in forms.split(",")
    ]
    missed = [
        form for form, name in pairs if name not in {_name_of(place_id) for ids in candidates(form) for place_id in ids}
    ]

    assert len(pairs) == expected
    assert missed == []


def _name_of(place_id: str) -> str:
    return GAZETTEER.places[place_id].name_uk.replace("’", "'")
