"""The shared practice set and the first article: read where they are, never kept here."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from jobs.predictions import predict_lines
from tests.conftest import SHARED
from tests.packaged import packaged_gazetteer
from tracker.evaluate import score
from tracker.extract.lexicon import load_lexicon

PRACTICE = SHARED / "practice"
ARTICLE = SHARED / "seed" / "000_f69fde0f03c9b834.txt"
# The reading is measured against these, not tuned to single texts.
FLOORS = {
    "relevance": 0.95,
    "oblast": 0.92,
    "settlement": 0.88,
    "event kind": 0.90,
    "kind at oblast": 0.85,
    "customers": 0.90,
    "temperature": 0.95,
}
SHORT_NAMES = {
    "relevance": "rel",
    "oblast": "obl",
    "settlement": "set",
    "raion": "rai",
    "country": "country",
    "event kind": "kind",
    "strike": "kind:strike",
    "outage": "kind:outage",
    "restoration": "kind:restoration",
    "kind at oblast": "kindobl",
    "customers": "cust",
    "customers at oblast": "custobl",
    "temperature": "temp",
}
Figures = dict[str, dict[str, float]]
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")


@pytest.fixture(scope="module")
def predictions() -> list[Mapping[str, object]]:
    reports = (PRACTICE / "reports.jsonl").read_text(encoding="utf-8")
    return list(predict_lines(reports, packaged_gazetteer(), load_lexicon()))


@pytest.fixture(scope="module")
def theirs(predictions: list[Mapping[str, object]], tmp_path_factory: pytest.TempPathFactory) -> Figures:
    path = tmp_path_factory.mktemp("practice") / "predictions.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in predictions), encoding="utf-8")
    scorer = [sys.executable, str(PRACTICE / "evaluate.py"), str(path), "--json"]
    printed = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
    figures: Figures = json.loads(printed)["all"]
    return figures


def test_our_own_scorer_counts_as_the_practice_scorer_does(
    predictions: list[Mapping[str, object]], theirs: Figures
) -> None:
    rows = score(predictions, (PRACTICE / "gold.jsonl").read_text(encoding="utf-8").splitlines())
    ours = {
        SHORT_NAMES[row["field"]]: (row["precision"], row["recall"], row["f1"]) for row in rows if row["group"] == "all"
    }

    assert ours == {name: (theirs[name]["p"], theirs[name]["r"], theirs[name]["f1"]) for name in ours}
    assert len(ours) == len(SHORT_NAMES)


@pytest.mark.parametrize("field", FLOORS)
def test_real_reports_are_read_above_the_floor(theirs: Figures, field: str) -> None:
    assert theirs[SHORT_NAMES[field]]["f1"] >= FLOORS[field]


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
