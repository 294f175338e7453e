"""The same code serves any country whose data lies in a folder: here one of ten places, all made up."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import shapely

import geodata
from geodata.boundaries import load_boundaries, load_level
from geodata.folder import DATA, DataError
from geodata.gazetteer import Gazetteer, common_ancestor, load_gazetteer
from geodata.geocode import locate
from geodata.places import Level
from geodata.population import load_population
from geodata.words import NO_WORDS, load_words
from tests.geodata.made_up_country import WORDS, write_country
from tests.packaged import packaged_gazetteer

SOURCES = sorted(Path(geodata.__file__).parent.glob("*.py"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_country(tmp_path_factory.mktemp("data") / "xz")


@pytest.fixture(scope="module")
def gazetteer(folder: Path) -> Gazetteer:
    return load_gazetteer(folder)


def ids(text: str, gazetteer: Gazetteer) -> list[str]:
    return [mention.place_id for mention in locate(text, gazetteer)]


def test_the_loader_takes_the_data_of_any_country(gazetteer: Gazetteer) -> None:
    assert (gazetteer.version, gazetteer.country_id, len(gazetteer.places)) == ("made-up-1", "XZ", 10)
    assert [unit.name_en for unit in gazetteer.oblasts()] == ["Upland Marr", "Lowland Marr"]


def test_a_place_lies_in_all_that_is_above_it(gazetteer: Gazetteer) -> None:
    above = [place.place_id for place in gazetteer.ancestors("XZ2103")]
    unit = gazetteer.oblast_of("XZ2103")

    assert above == ["XZ2103", "XZ21", "XZ2", "XZ"]
    assert unit is not None
    assert unit.place_id == "XZ2"
    assert gazetteer.oblast_of("XZ") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Quelby er mørk.", ["XZ1101"]),
        ("Mørkt ved Quelbyin og Foskaby.", ["XZ1101", "XZ2101"]),
        ("Torp Ommerstoft er mørk.", ["XZ2103"]),
        ("Xandria", ["XZ"]),
        ("Lysnet er ude.", []),
    ],
)
def test_names_are_found_in_their_forms_and_beside_their_nouns(
    text: str, expected: list[str], gazetteer: Gazetteer
) -> None:
    assert ids(text, gazetteer) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lowland marr er mørk.", ["XZ2"]),
        ("Mørkt i Uplandøskan marra.", ["XZ1"]),
        ("Mørkt i Uplandøska og Lowland marr.", ["XZ2", "XZ1"]),
        ("Fosken hund", ["XZ21"]),
        ("Lowland er mørk.", []),
    ],
)
def test_areas_are_told_by_the_nouns_of_the_country(text: str, expected: list[str], gazetteer: Gazetteer) -> None:
    assert sorted(ids(text, gazetteer)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tarvel, Lowland marr.", "XZ2102"),
        ("Stad Tarvel ved Uplandøskan marra.", "XZ1102"),
        ("Tarvel er mørk.", "XZ"),
    ],
)
def test_a_homonym_is_the_one_in_the_area_named_or_what_holds_them_all(
    text: str, expected: str, gazetteer: Gazetteer
) -> None:
    assert ids(text, gazetteer)[0] == expected


def test_an_abbreviation_of_the_country_ends_no_sentence(gazetteer: Gazetteer) -> None:
    assert ids("Foskaby er nr. 2 efter Tarvel.", gazetteer) == ["XZ2101", "XZ2102"]  # its neighbour is in the sentence
    assert ids("Foskaby er nummer. To er Tarvel.", gazetteer) == ["XZ2101", "XZ"]


def test_a_former_name_is_told_as_one(gazetteer: Gazetteer) -> None:
    (city,) = locate("Kongsby er mørk.", gazetteer)
    (village,) = locate("Torp Gammeltoft er mørk.", gazetteer)

    assert (city.place_id, city.candidates[0].reasons[-1]) == ("XZ1101", "a former name, until 1990")
    assert (village.place_id, village.candidates[0].reasons[-1]) == ("XZ2103", "a former name")


def test_common_ancestors_are_the_smallest_area_that_holds_them_all(gazetteer: Gazetteer) -> None:
    shared = {
        places: common_ancestor(gazetteer, places)
        for places in (("XZ2102", "XZ2103"), ("XZ21", "XZ2103"), ("XZ1102", "XZ2102"))
    }

    assert [place.place_id if place else None for place in shared.values()] == ["XZ21", "XZ21", "XZ"]


def test_people_rank_its_names_and_are_counted_only_from_a_supplied_table(
    folder: Path, gazetteer: Gazetteer, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("pcode,population\nXZ2,250000\nXZ11,\n", encoding="utf-8")
    people = load_population(folder, gazetteer, supplied=table)

    assert gazetteer.places["XZ1101"].population == 300_000
    assert load_population(folder, gazetteer) == {}
    assert (people["XZ2"].value, people["XZ11"].value) == (250_000, None)


def test_the_country_is_the_union_of_its_first_level_areas(folder: Path, gazetteer: Gazetteer) -> None:
    areas = load_boundaries(folder)

    assert set(areas) == {"XZ", "XZ1", "XZ2"}
    assert (areas["XZ"].level, areas["XZ"].geometry.area) == (Level.COUNTRY, 8.0)
    assert set(load_level(Level.RAION, folder)) == {"XZ11", "XZ21"}
    assert load_level(Level.HROMADA, folder) == {}
    for place in gazetteer.places.values():
        assert areas[place.adm1_pcode or "XZ"].geometry.covers(shapely.Point(place.lon, place.lat))


def test_a_country_without_words_has_its_names_and_no_patterns(tmp_path: Path) -> None:
    wordless = load_gazetteer(write_country(tmp_path / "xz", words=None))

    assert wordless.words is NO_WORDS
    assert ids("Quelby er mørk.", wordless) == ["XZ1101"]
    assert ids("Lowland marr er mørk.", wordless) == []


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (WORDS + "\n[rivers]\nnames = []\n", "unknown: rivers"),
        (WORDS.replace("endings", "ending"), "unknown: ending"),
        (WORDS.replace("marra?", "marr("), "unterminated subpattern"),
        (WORDS.replace("stad", 'stad"'), "TOMLDecodeError"),
        (WORDS.replace("village", "hamlet"), "hamlet"),
        (WORDS.replace('method = "adjective"', ""), "method"),
    ],
)
def test_words_that_cannot_be_read_are_refused_in_one_line(words: str, complaint: str, tmp_path: Path) -> None:
    folder = write_country(tmp_path / "xz", words)
    with pytest.raises(DataError, match=complaint) as error:
        load_words(folder)

    assert str(folder / "words.toml") in str(error.value)
    assert "\n" not in str(error.value)


def test_another_country_reads_nothing_of_the_packaged_one(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; opened = []\n"
        "sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == 'open' else None)\n"
        "from geodata.boundaries import load_boundaries; from geodata.gazetteer import load_gazetteer\n"
        "from geodata.geocode import locate\n"
        "folder = Path(sys.argv[1]); gazetteer = load_gazetteer(folder); load_boundaries(folder)\n"
        "print([mention.place_id for mention in locate('Quelby og Tarvel, Lowland marr.', gazetteer)])\n"
        "print(*opened, sep='\\n'); print(*sys.modules, sep='\\n')\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True)
    found, *lines = run.stdout.splitlines()

    assert found == "['XZ1101', 'XZ2102', 'XZ2']"
    assert str(folder / "places.tsv.gz") in lines
    assert [line for line in lines if line.startswith((str(DATA), "geodata.build", "geodata.data"))] == []


def constants(path: Path) -> Iterator[str]:
    """The texts of a source file that the program uses: all but docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "names.py"], ids=lambda path: path.stem)
def test_no_source_has_a_letter_of_one_country(path: Path) -> None:
    assert re.findall(r"[\u0400-\u04ff]+", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_source_has_a_code_or_a_name_of_one_country(path: Path) -> None:
    words = {word for text in constants(path) for word in re.findall(r"\w+", text)}

    assert words & words_of_the_country() == set()
    assert not [word for word in words if re.fullmatch(rf"{packaged_gazetteer().country_id}\d+", word)]


@cache
def words_of_the_country() -> set[str]:
    packaged = packaged_gazetteer()
    known = {packaged.country_id, "ua", "ru", "RU", "Russia", "Russian", "Ukrainian", "KATOTTH"}
    known |= {word for place in packaged.oblasts() for word in place.name_en.split()} - {"Oblast", "of", "Republic"}
    return known | {place.name_en for place in packaged.places.values() if place.level in {Level.CITY, Level.COUNTRY}}
