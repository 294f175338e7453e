"""`svitlo locate` and its like. All texts are invented."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
SHAPE = {
    *("text", "start", "end", "place_id", "name_en", "level", "adm1_pcode", "lat", "lon", "confidence", "precision"),
    "candidates",
}


def svitlo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*SVITLO, *arguments], cwd=folder, capture_output=True, check=False)


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
