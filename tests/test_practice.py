"""The shared practice set and the first article: read where they are, never kept here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from geodata.gazetteer import load_gazetteer
from jobs.predictions import predict_lines
from tests.conftest import SHARED
from tracker.extract.lexicon import load_lexicon

PRACTICE = SHARED / "practice"
ARTICLE = SHARED / "seed" / "000_f69fde0f03c9b834.txt"
# Floors of the first version; the reading is measured against them, not tuned to them.
FLOORS = {"relevance": 0.80, "oblast": 0.70, "settlement": 0.60}
SHORT_NAMES = {"relevance": "rel", "oblast": "obl", "settlement": "set"}
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")


@pytest.fixture(scope="module")
def scores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    reports = (PRACTICE / "reports.jsonl").read_text(encoding="utf-8")
    path = tmp_path_factory.mktemp("practice") / "predictions.jsonl"
    lines = predict_lines(reports, load_gazetteer(), load_lexicon())
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    scorer = [sys.executable, str(PRACTICE / "evaluate.py"), str(path), "--json"]
    printed = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
    metrics = json.loads(printed)["all"]
    return {field: metrics[short]["f1"] for field, short in SHORT_NAMES.items()}


@pytest.mark.parametrize("field", FLOORS)
def test_real_reports_are_read_above_the_floor(scores: dict[str, float], field: str) -> None:
    assert scores[field] >= FLOORS[field]


def test_the_first_article_is_understood(tmp_path: Path) -> None:
    run = subprocess.run(
        [*SVITLO, "ingest", str(ARTICLE), "--published", "2026-02-05"], cwd=tmp_path, capture_output=True, check=False
    )
    lines = [line.strip() for line in run.stdout.decode().splitlines()]
    places = {line.split(" · ")[2] for line in lines if line.startswith("outage")}

    assert run.returncode == 0
    assert any(line.startswith("strike · Ukraine") for line in lines)
    assert "Kyiv" in places
    assert places <= {"Kyiv", "Ukraine"}
    assert any(line.startswith("temperature") and "-20 °C" in line for line in lines)
