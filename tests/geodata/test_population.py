"""How many people live where: a table of its own. Figures are invented."""

from pathlib import Path

import pytest

from geodata.folder import DATA
from geodata.population import FILE_NAME, PopulationError, load_population, read_population, read_table
from tests.packaged import packaged_gazetteer

GAZETTEER = packaged_gazetteer()
SHOSTKA, SUMY_OBLAST, KYIV = "UA59100130010092347", "UA59000000000057109", "UA80000000000093317"


def test_packaged_figures_only_rank_names() -> None:
    rows = read_table((DATA / FILE_NAME).read_bytes())

    assert {(row.kind, row.source, row.year) for row in rows} == {("ranking", "GeoNames", None)}
    assert len(rows) > 5_000
    assert load_population(DATA, GAZETTEER) == {}


def test_the_population_of_an_occupied_area_is_unknown_until_it_is_supplied(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("pcode,population,year\nUA59,1000000,2025\nUA85,,2025\n", encoding="utf-8")
    people = load_population(DATA, GAZETTEER, supplied=table)
    crimea, sevastopol = (unit for unit in GAZETTEER.oblasts() if unit.adm1_pcode in {"UA01", "UA85"})

    assert crimea.place_id not in people
    assert people[sevastopol.place_id].value is None


def test_a_supplied_table_is_found_by_p_codes_of_every_level() -> None:
    text = f"pcode,value\nUA59,10\nUA5910,9\nUA5910013,8\n{SHOSTKA[:12]},7\nUA8000,6\n{KYIV},5\n"
    rows = read_population(text, GAZETTEER, source="office")
    levels = [GAZETTEER.places[row.place_id].level for row in rows]

    assert levels == ["oblast", "raion", "hromada", "city", "city", "city"]
    assert [row.value for row in rows] == [10, 9, 8, 7, 6, 5]
    assert rows[0].place_id == SUMY_OBLAST
    assert {(row.kind, row.source, row.year) for row in rows} == {("estimate", "office", None)}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("code,value\nUA59,1\n", "needs a column"),
        ("pcode,value\nUA99,1\n", "line 2: no place has the code 'UA99'"),
        ("pcode,value\nUA59,about ten\n", "line 2: 'about ten' is no number of people"),
        ("", "needs a column"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(PopulationError, match=complaint):
        read_population(text, GAZETTEER, source="office")
