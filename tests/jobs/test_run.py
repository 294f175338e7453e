"""One cycle over sources of which none answers."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.store import runs
from tracker.store.engine import open_store

pytestmark = pytest.mark.slow  # each test starts the command

SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
SOURCE = """
kind = "rss"
publisher = "Invented Herald"
role = "medium"
languages = ["en"]
url = "https://127.0.0.1:9/feed"
"""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    settings = {"SVITLO_SOURCES": "sources", "SVITLO_WEATHER_URL": "https://127.0.0.1:9/weather"}
    return subprocess.run([*SVITLO, *words], cwd=folder, env=os.environ | settings, capture_output=True, check=False)


def test_with_all_sources_unreachable_the_run_says_so_and_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "invented-herald.toml").write_text(SOURCE, encoding="utf-8")
    cycle = run(tmp_path, "run")
    said = cycle.stderr.decode()
    edition = json.loads((tmp_path / "var" / "edition.json").read_text(encoding="utf-8"))

    assert cycle.returncode == 6, said
    assert "invented-herald: unreachable" in said
    assert "0 of 2 heard" in said
    assert "Traceback" not in said
    assert [(source["publisher"], source["is_silent"]) for source in edition["sources"]] == [("Invented Herald", True)]
    assert {row["electricity"] for row in edition["oblasts"]} == {None}


def test_a_source_file_with_a_mistake_is_named(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "broken.toml").write_text("kind = 7", encoding="utf-8")
    cycle = run(tmp_path, "run")

    assert cycle.returncode == 5
    assert b"broken.toml" in cycle.stderr


@pytest.mark.parametrize(("minutes_ago", "code"), [(1, 0), (30, 7)])
def test_a_watchdog_is_told_when_no_run_was_done_of_late(tmp_path: Path, minutes_ago: int, code: int) -> None:
    began = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    store = open_store(str(tmp_path / "var" / "svitlo.db"))
    held = runs.claim(store, "ingest", began, "one", now=began, lease=timedelta(minutes=2))
    assert held is not None
    runs.settle(store, held, state=runs.DONE, now=began)
    store.dispose()
    told = run(tmp_path, "jobs", "--job", "ingest", "--within", "10")

    assert (told.returncode, b"in the last 10 minutes" in told.stderr) == (code, bool(code))
