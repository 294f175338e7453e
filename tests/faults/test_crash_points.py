"""Every job, killed by SIGKILL at every named point and run again: the end equals the run without a kill (F38)."""

import ast
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from jobs.lease import LEASE
from jobs.registers import DEMO_SOURCES, Registers
from tests.faults.dying import JOBS, NOW, READERS, run
from tests.faults.dying_copy import POINTS as COPY_POINTS
from tests.packaged import packaged_registers
from tracker.crashpoints import SETTING
from tracker.store.engine import open_store
from tracker.store.tables import TABLES, table_of

pytestmark = pytest.mark.slow  # each kill is a process of its own
ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("jobs", "tracker", "geodata")
Rows = dict[str, list[str]]
# Which job passes each point.
CASES = {
    "edition.committed": "publish",
    "edition.committing": "publish",
    "edition.rendered": "publish",
    "fetch.answered": "ingest",
    "file.flushed": "publish",
    "file.renamed": "publish",
    "forget.compacted": "forget",
    "forget.erased": "forget",
    "forget.erasing": "forget",
    "forget.published": "forget",
    "letter.handed_over": "digest",
    "letter.settled": "digest",
    "letter.taken": "digest",
    "payload.kept": "ingest",
    "poll.committed": "ingest",
    "poll.committing": "ingest",
    "purge.committed": "purge",
    "purge.committing": "purge",
    "reports.read": "ingest",
    "reread.committed": "reread",
    "reread.committing": "reread",
    "run.claimed": "context",
    "run.settled": "context",
    "run.settling": "context",
    "run.worked": "context",
    "weather.answered": "context",
}
# The sender died with a letter in hand: it may have left, so it stays marked as being sent, for a person to decide.
IN_HAND = {"letter.taken": 1, "letter.handed_over": 0}  # how many letters then never left
JOB_RUNS, OUTBOX = "ledger.job_run", "people.outbox"
# A row number is used up by a run that died; the rest of a run tells who did it and when.
OF_RUNS = {"row_id", "worker", "lease_until", "attempts", "started_at", "ended_at", "duration_s", "turn"}
OF_ATTEMPTS = {"failures_count", "held_until", "next_due_at"}  # a source that fails was asked once more
UNCOMPARED = {"geom", *OF_RUNS, *OF_ATTEMPTS}
NEXT = timedelta(minutes=10)


def names_in_source() -> list[str]:
    """The first argument of every call to crash_at; a name that is no literal is told as its code."""
    found = []
    for path in sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "crash_at":
                argument = node.args[0]
                is_literal = isinstance(argument, ast.Constant)
                found.append(str(argument.value) if is_literal else ast.unparse(argument))  # type: ignore[attr-defined]
    return found


def test_every_crash_point_in_the_source_has_a_case_and_a_name_of_its_own() -> None:
    names = names_in_source()

    assert sorted(names) == sorted(set(names))
    assert set(names) == {*CASES, *COPY_POINTS}  # those of a copy are no job's: test_copy_crashes.py


def kill(name: str, job: str, database: str, out: Path, *, clock: datetime = NOW) -> None:
    out.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "tests.faults.dying", job, database, str(out), clock.isoformat()]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | {SETTING: name}, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


def rows_of(engine: Engine) -> Rows:
    """Every row of every table, in an order of its own; shapes are compared as files."""
    found: Rows = {}
    with engine.connect() as connection:
        for schema, names in TABLES.items():
            for name in names:
                table = table_of(engine.dialect.name, schema, name)
                columns = [column for column in table.columns if column.name not in UNCOMPARED]
                rows = [tuple(row) for row in connection.execute(select(*columns)).all()]
                found[f"{schema}.{name}"] = sorted(repr(row).replace("-0.0", "0.0") for row in rows)
    return found


def without(rows: Rows, *names: str) -> Rows:
    return {name: told for name, told in rows.items() if name not in names}


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.name != "letters"}


def letters_of(out: Path) -> list[str]:
    path = out / "letters"
    return sorted(path.read_text(encoding="utf-8").split()) if path.exists() else []


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers(DEMO_SOURCES)


@pytest.fixture
def prepared(store: Engine, tmp_path: Path, registers: Registers) -> Callable[[str], Path]:
    """Do all that comes before a job, unharmed, and give its folder."""

    def prepare(job: str) -> Path:
        for earlier in JOBS[: JOBS.index(job)]:
            run(earlier, store, tmp_path / "before", registers)
        return tmp_path / job

    return prepare


@pytest.fixture(scope="module")
def unharmed(
    tmp_path_factory: pytest.TempPathFactory, registers: Registers
) -> dict[str, tuple[Rows, dict[str, bytes], list[str]]]:
    """How the store, the files and the letters stand after each job that nobody kills, on SQLite."""
    folder = tmp_path_factory.mktemp("unharmed")
    engine = open_store(str(folder / "private" / "svitlo.db"))
    ends = {}
    for job in JOBS:
        assert run(job, engine, folder / job, registers)
        ends[job] = rows_of(engine), files_of(folder / job), letters_of(folder / job)
    engine.dispose()
    return ends


@pytest.mark.parametrize("name", CASES)
def test_a_job_killed_anywhere_and_run_again_ends_as_if_nobody_had_killed_it(
    name: str,
    store: Engine,
    database: str,
    registers: Registers,
    prepared: Callable[[str], Path],
    unharmed: dict[str, tuple[Rows, dict[str, bytes], list[str]]],
) -> None:
    job = CASES[name]
    out = prepared(job)
    kill(name, job, database, out)
    is_taken_over = run(job, store, out, registers, clock=NOW + LEASE)
    rows, files, letters = unharmed[job]
    second, letters_sent = rows_of(store), letters_of(out)
    is_run_again = run(job, store, out, registers, slot=NOW + NEXT, clock=NOW + NEXT)
    unsure = [OUTBOX] if name in IN_HAND else []

    assert is_taken_over == (name != "run.settled")
    assert without(second, *unsure) == without(rows, *unsure)
    assert files_of(out) == files
    assert len(set(letters_sent)) == len(letters_sent) == len(letters) - IN_HAND.get(name, 0)
    assert set(letters_sent) <= set(letters)
    assert is_run_again
    assert without(rows_of(store), JOB_RUNS) == without(second, JOB_RUNS)
    assert letters_of(out) == letters_sent


def test_a_letter_in_hand_when_its_sender_died_is_there_to_see(
    store: Engine, database: str, registers: Registers, prepared: Callable[[str], Path]
) -> None:
    out = prepared("digest")
    kill("letter.taken", "digest", database, out)
    run("digest", store, out, registers, clock=NOW + LEASE)
    states = sorted(row.split(", ")[3] for row in rows_of(store)[OUTBOX])

    assert states == ["'sending'", "'sent'", "'sent'", "'sent'"]


def test_nobody_gets_two_letters_however_often_the_digest_dies(
    store: Engine, database: str, registers: Registers, prepared: Callable[[str], Path]
) -> None:
    out = prepared("digest")
    deaths = ("letter.settled", "letter.handed_over", "run.worked")
    for number, name in enumerate(deaths):
        kill(name, "digest", database, out, clock=NOW + number * LEASE)
    run("digest", store, out, registers, clock=NOW + len(deaths) * LEASE)
    letters = letters_of(out)

    assert len(letters) == len(set(letters)) == len(READERS)
