"""The commands about what the store keeps: what they print, ask and answer with."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from jobs.actors import operator_name
from tests.forgetting import BODIES, LEAVING, TITLE, fill
from tracker.store.engine import open_store

pytestmark = pytest.mark.slow  # each command is a process of its own
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")


@pytest.fixture
def database(tmp_path: Path) -> str:
    return str(tmp_path / "private" / "svitlo.db")


@pytest.fixture
def filled(database: str) -> str:
    engine = open_store(database)
    fill(engine)
    engine.dispose()
    return database


def svitlo(database: str, tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SVITLO_DATABASE": database, "PYTHONPATH": str(Path.cwd())}
    return subprocess.run(
        [*SVITLO, *words],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def reports_with_text(database: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT count(*) FROM ledger_report WHERE text IS NOT NULL").fetchone()[0])


def test_forget_prints_one_document_with_its_proof_and_nothing_of_what_was_said(filled: str, tmp_path: Path) -> None:
    done = svitlo(filled, tmp_path, "forget", LEAVING, "--yes", "--format", "json")
    told = json.loads(done.stdout)

    assert done.returncode == 0, done.stderr
    assert (told["kind"], told["id"], told["erased"]["revisions"]) == ("report", LEAVING, 3)
    assert (told["proof"]["found"], told["proof"]["pieces_looked_for"] > 10) == (0, True)
    assert TITLE not in done.stdout + done.stderr
    assert "letters that were sent or written, and files you exported, cannot be taken back" in done.stderr
    assert reports_with_text(filled) == 2


def test_forget_asks_first_and_where_nobody_can_answer_does_nothing(filled: str, tmp_path: Path) -> None:
    done = svitlo(filled, tmp_path, "forget", LEAVING)

    assert (done.returncode, done.stdout) == (2, "")
    assert "--yes" in done.stderr
    assert reports_with_text(filled) == 5


def test_a_reason_in_the_words_that_are_to_go_is_refused(filled: str, tmp_path: Path) -> None:
    done = svitlo(filled, tmp_path, "forget", LEAVING, "--yes", "--reason", f"because of: {BODIES[0]}")

    assert done.returncode == 2
    assert "repeats" in done.stderr
    assert reports_with_text(filled) == 5


def test_forget_of_a_name_that_nobody_knows_is_a_known_failure(filled: str, tmp_path: Path) -> None:
    done = svitlo(filled, tmp_path, "forget", "nobody-knows-it", "--yes")

    assert (done.returncode, done.stdout) == (5, "")


def test_forget_ends_with_seven_where_something_of_it_is_left(filled: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "copy.txt").write_text(BODIES[0], encoding="utf-8")
    done = svitlo(filled, tmp_path, "forget", LEAVING, "--yes")

    assert done.returncode == 7
    assert "copy.txt" in done.stderr


def test_purge_with_dry_run_counts_and_touches_nothing_and_without_takes_as_much(filled: str, tmp_path: Path) -> None:
    rows = [
        json.loads(svitlo(filled, tmp_path, "purge", *words, "--format", "json").stdout)
        for words in (("--dry-run",), (), ("--dry-run",))
    ]
    counts = [{row["what"]: row["count"] for row in one} for one in rows]

    assert counts[0]["payloads"] == 2
    assert counts[1] == counts[0]
    assert set(counts[2].values()) == {0}
    assert {row["setting"] for row in rows[0]} >= {"keep_payloads_days", "keep_temperatures_days"}


def test_audit_lists_what_was_done_by_whom(filled: str, tmp_path: Path) -> None:
    svitlo(filled, tmp_path, "purge")
    svitlo(filled, tmp_path, "forget", LEAVING, "--yes")
    acts = json.loads(svitlo(filled, tmp_path, "audit", "--format", "json").stdout)
    table = svitlo(filled, tmp_path, "audit", "--limit", "1").stdout

    assert [(act["actor"], act["action"]) for act in acts] == [
        (operator_name(), "forget_report"),
        (operator_name(), "purge"),
    ]
    assert acts[0]["figures"]["claims"] == 3
    assert ("forget_report" in table, "3 claims" in table, "purge" in table) == (True, True, False)


def test_an_audit_log_of_nothing_is_an_empty_list(filled: str, tmp_path: Path) -> None:
    assert json.loads(svitlo(filled, tmp_path, "audit", "--format", "json").stdout) == []
