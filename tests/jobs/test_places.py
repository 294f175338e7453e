"""`svitlo locate` and its like. All texts are invented."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow  # each test starts the command

SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
SHAPE = {
    *("text", "start", "end", "place_id", "name_en", "level", "adm1_pcode", "lat", "lon", "confidence", "precision"),
    "candidates",
}


def svitlo(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*SVITLO, *arguments], cwd=folder, capture_output=True, check=False, env={**os.environ, **settings}
    )


def located(folder: Path, text: str) -> Any:
    run = svitlo(folder, "locate", text, "--format", "json")

    assert run.returncode == 0
    return json.loads(run.stdout)


def test_located_names_have_the_fixed_shape_and_parents_are_entries_of_their_own(tmp_path: Path) -> None:
    rows = located(tmp_path, "У Шостці Сумської області темно.")

    assert all(set(row) >= SHAPE for row in rows)
    assert [(row["name_en"], row["level"], row["adm1_pcode"]) for row in rows] == [
        ("Shostka", "city", "UA59"),
        ("Sumy Oblast", "oblast", "UA59"),
    ]
    assert rows[0]["candidates"][0]["place_id"] == rows[0]["place_id"]


def test_a_place_abroad_has_no_code_of_ours(tmp_path: Path) -> None:
    (row,) = located(tmp_path, "Explosions in Belgorod")

    assert row["adm1_pcode"] is None


def test_a_text_without_places_gives_an_empty_list(tmp_path: Path) -> None:
    assert located(tmp_path, "Темно.") == []


def test_a_supplied_table_of_people_is_shown_with_what_it_does_not_know(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("pcode,population,year\nUA6312,90000,2025\nUA01,,\n", encoding="utf-8")
    run = svitlo(tmp_path, "geodata", "info", "--format", "json", SVITLO_POPULATION=str(table))

    assert json.loads(run.stdout)["people"] == {
        "file": str(table),
        "places": 2,
        "unknown": 1,
        "kinds": {"estimate": 2},
        "years": [2025],
    }


def test_a_table_of_people_with_an_unknown_code_is_refused_in_one_line(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("pcode,population\nXX99,5\n", encoding="utf-8")
    run = svitlo(tmp_path, "geodata", "info", SVITLO_POPULATION=str(table))

    assert run.returncode == 3
    assert "line 2" in run.stderr.decode()
    assert run.stderr.decode().count("\n") == 1


def test_without_a_table_nobody_knows_how_many_live_where(tmp_path: Path) -> None:
    run = svitlo(tmp_path, "geodata", "info", "--format", "json")

    assert json.loads(run.stdout)["people"] is None


def test_a_table_shows_every_candidate_with_what_speaks_for_it(tmp_path: Path) -> None:
    shown = svitlo(tmp_path, "locate", "У Миколаєві темно").stdout.decode()

    assert "Mykolaiv Oblast" in shown
    assert "Lviv Oblast" in shown
    assert "a city" in shown
