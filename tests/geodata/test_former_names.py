"""Names that places had: found, and told as former, with the years in which they ceased. Sentences are invented."""

import subprocess
import sys

import pytest

from geodata.build.forms import spellings
from geodata.folder import DATA
from geodata.former import FILE_NAME, FormerNames
from geodata.geocode import locate
from geodata.names import fold_name
from geodata.places import Level
from tests.packaged import packaged_gazetteer

GAZETTEER = packaged_gazetteer()
ROWS = FormerNames(DATA)


def told(text: str, name_en: str) -> list[str]:
    """What is said of the names by which a text may mean a place."""
    return [
        reason
        for mention in locate(text, GAZETTEER)
        for candidate in mention.candidates
        if GAZETTEER.places[candidate.place_id].name_en == name_en
        for reason in candidate.reasons
        if "former" in reason
    ]


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("У Червонограді темно.", "Sheptytskyi", "a former name, until 2024"),
        ("В Днепродзержинске нет света.", "Kamianske", "a former name, until 2016"),
        ("Lights are out in Dnipropetrovsk.", "Dnipro", "a former name, until 2016"),
        ("У Звягелі, колись Новограді-Волинському.", "Zviahel", "a former name, until 2022"),
        ("Новомосковський район без світла.", "Samarivskyi Raion", "a former name, until 2024–2025"),
        ("У Торезі тихо.", "Chystiakove", "a former name, until 2016, kept by the occupying side"),
        ("В Артемовске взрывы.", "Bakhmut", "a former name, until 2016, kept by the occupying side"),
        ("У Ворошиловграді.", "Luhansk", "a former name"),
    ],
)
def test_a_place_found_by_a_former_name_says_until_when(text: str, place: str, expected: str) -> None:
    assert told(text, place) == [expected]


@pytest.mark.parametrize(
    ("text", "place"),
    [("У Шептицькому темно.", "Sheptytskyi"), ("В Северодонецке тихо.", "Siverskodonetsk"), ("Dnipro", "Dnipro")],
)
def test_a_name_of_today_is_not_told_as_former(text: str, place: str) -> None:
    assert [GAZETTEER.places[mention.place_id].name_en for mention in locate(text, GAZETTEER)] == [place]
    assert told(text, place) == []


def test_a_former_name_does_not_beat_a_name_of_today() -> None:
    (mention,) = locate("У Первомайську темно.", GAZETTEER)
    former = [one.place_id for one in mention.candidates if any("a former name" in reason for reason in one.reasons)]

    assert GAZETTEER.places[mention.place_id].adm1_pcode == "UA48"
    assert "Sokolohirsk" in {GAZETTEER.places[place_id].name_en for place_id in former}


def test_every_former_name_is_of_a_known_place_and_is_not_its_name() -> None:
    assert len(ROWS) > 750
    assert all(row.place_id in GAZETTEER.places for row in ROWS)
    assert [row for row in ROWS if fold_name(row.name_uk) == fold_name(GAZETTEER.places[row.place_id].name_uk)] == []
    assert len({(row.place_id, fold_name(row.name_uk)) for row in ROWS}) == len(ROWS)


def test_years_are_both_known_or_neither_and_in_order() -> None:
    dated = [row for row in ROWS if row.ceased_to is not None]

    assert len(dated) > 600
    assert all(row.ceased_from is not None and 2016 <= row.ceased_from <= (row.ceased_to or 0) <= 2025 for row in dated)
    assert all(row.ceased_from is None for row in ROWS if row.ceased_to is None)
    assert {row.kind for row in ROWS} == {"official", "soviet", "occupied"}


def test_every_former_name_of_a_settlement_is_told_unless_it_is_a_spelling_of_todays() -> None:
    settlements = {Level.CITY, Level.TOWN, Level.VILLAGE}
    rows = [row for row in ROWS if GAZETTEER.places[row.place_id].level in settlements]
    missed, alike = [], 0
    for row in rows:
        (mention,) = locate(row.name_uk.replace("’", "'"), GAZETTEER)
        reasons = {one.place_id: one.reasons for one in mention.candidates}
        if any(reason.startswith("a former name") for reason in reasons[row.place_id]):
            continue
        if fold_name(row.name_uk) in {fold_name(form) for form in spellings(GAZETTEER.places[row.place_id].name_uk)}:
            alike += 1
        else:
            missed.append((row.place_id, row.name_uk))

    assert len(rows) > 600
    assert alike < 10
    assert missed == []


def test_a_run_that_names_nothing_old_does_not_open_the_table() -> None:
    code = (
        "import sys; opened = []\n"
        "sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == 'open' else None)\n"
        "from geodata.gazetteer import load_gazetteer; from geodata.geocode import locate\n"
        "gazetteer = load_gazetteer()\n"
        "for text in ('У Києві темно.', 'У Торезі тихо.'):\n"
        "    locate(text, gazetteer); print(any(name.endswith(sys.argv[1]) for name in opened))\n"
    )
    run = subprocess.run([sys.executable, "-c", code, FILE_NAME], capture_output=True, text=True, check=True)

    assert run.stdout.split() == ["False", "True"]
