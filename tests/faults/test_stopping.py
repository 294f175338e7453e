"""A process told to stop in the middle of a job is gone within ten seconds and leaves nothing half done (F39)."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tracker.store import ledger, runs
from tracker.store.engine import open_store

pytestmark = pytest.mark.slow  # starts the command and schedulers
ROOT = Path(__file__).parent.parent.parent
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
MOST_SECONDS = 10.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)
SOURCE = """
kind = "rss"
publisher = "Invented Herald"
role = "medium"
languages = ["en"]
url = "https://127.0.0.1:9/feed"
"""
Process = subprocess.Popen[str]


@contextmanager
def running(*words: str, folder: Path = ROOT, **settings: str) -> Iterator[Process]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | settings
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stop(process: Process, number: signal.Signals) -> float:
    """Send a signal, and give the seconds until the process was gone."""
    began = time.monotonic()
    process.send_signal(number)
    process.wait(timeout=60)
    return time.monotonic() - began


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("manner", ["polite", "deaf"])
def test_a_scheduler_told_to_stop_in_the_middle_of_a_job_gives_its_run_back_and_is_gone(
    database: str, store: Engine, manner: str, number: signal.Signals
) -> None:
    with running(sys.executable, "-m", "tests.faults.busy", database, manner) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        seconds = stop(process, number)
    now = datetime.now(UTC)
    (run,) = runs.read_runs(store)

    assert seconds < MOST_SECONDS
    assert process.returncode == 0
    assert ledger.read_polls(store, as_of=now) == ()
    if manner == "polite" or store.dialect.name == "postgresql":
        assert run.state == runs.RETURNED
        assert runs.claim(store, "ingest", run.slot, "another", now=now, lease=runs.MOST_LEASE) is not None


def read_until(process: Process, word: str) -> str:
    assert process.stderr is not None
    told = ""
    for line in process.stderr:
        told += line
        if word in line:
            return told
    pytest.fail(f"it never said {word!r}:\n{told}")


def prepare(folder: Path) -> dict[str, str]:
    (folder / "sources").mkdir()
    (folder / "sources" / "invented-herald.toml").write_text(SOURCE, encoding="utf-8")
    return {"SVITLO_SOURCES": "sources", "SVITLO_WEATHER_URL": "https://127.0.0.1:9/weather"}


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("command", ["schedule", "up"])
def test_the_command_does_its_jobs_at_once_and_ends_well_when_told_to(
    tmp_path: Path, command: str, number: signal.Signals
) -> None:
    words = (command, "--port", str(free_port())) if command == "up" else (command,)
    with running(*SVITLO, *words, folder=tmp_path, **prepare(tmp_path)) as process:
        told = read_until(process, '"job": "publish"')
        seconds = stop(process, number)
        assert process.stderr is not None
        told += process.stderr.read()
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    engine = open_store(str(tmp_path / "var" / "svitlo.db"))
    left = {run.name: run.state for run in runs.read_runs(engine)}
    engine.dispose()

    assert seconds < MOST_SECONDS
    assert process.returncode == 0, told
    assert "Traceback" not in told
    assert {line["level"] for line in lines} <= {"info", "warning"}
    assert left["publish"] == runs.DONE
    assert runs.RUNNING not in left.values()


def test_the_list_of_runs_can_be_read_by_programs_and_narrowed(tmp_path: Path) -> None:
    engine = open_store(str(tmp_path / "var" / "svitlo.db"))
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    for name, state in (("ingest", runs.FAILED), ("publish", runs.DONE)):
        held = runs.claim(engine, name, now, "one", now=now, lease=runs.MOST_LEASE)
        assert held is not None
        runs.settle(engine, held, state=state, now=now, duration_s=1.26, detail="invented")
    engine.dispose()

    def listed(*options: str) -> list[dict[str, object]]:
        words = [*SVITLO, "jobs", "--format", "json", *options]
        done = subprocess.run(
            words, cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        rows: list[dict[str, object]] = json.loads(done.stdout)
        return rows

    (failed,) = listed("--failed")

    assert (failed["name"], failed["state"], failed["seconds"]) == ("ingest", "failed", 1.3)
    assert str(failed["next_at"]) > str(now)
    assert [row["name"] for row in listed("--job", "publish")] == ["publish"]
    assert len(listed("--limit", "1")) == 1
    assert len(listed()) == 2
