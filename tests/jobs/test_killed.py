"""Every job, killed by SIGKILL in its middle and run again: the end equals the run without a kill."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from jobs.registers import DEMO_SOURCES, Registers, load_registers
from tests.jobs.dying import JOBS, READERS, work
from tracker.store.engine import open_store
from tracker.store.tables import TABLES, table_of

pytestmark = pytest.mark.server  # each kill is a process of its own
Snapshot = dict[str, list[str]]
End = tuple[Snapshot, dict[str, bytes], list[str]]
# A kill early and one late in the job.
STEPS = {"ingest": (2, 15), "context": (1,), "publish": (1, 7), "digest": (2, 5)}
UNCOMPARED = {"geom", "row_id"}  # a row number is used up by a run that died
# A letter that left before its sender died stays marked as being sent: nobody can know more, and nobody gets two.
UNKNOWABLE = "people.outbox"
CASES = [(job, step) for job in JOBS for step in STEPS[job]]


def run(job: str, database: str, out: Path, step: int = 0) -> int:
    out.mkdir(exist_ok=True)
    words = [sys.executable, "-m", "tests.jobs.dying", job, database, str(out), str(step)]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode in {0, -signal.SIGKILL}, done.stderr.decode()[-2000:]
    return done.returncode


def rows_of(database: str) -> Snapshot:
    """Every row of every table but the job runs, in an order of its own; shapes are compared as files."""
    engine = open_store(database)
    found: Snapshot = {}
    with engine.connect() as connection:
        for schema, names in TABLES.items():
            for name in names:
                table = table_of(engine.dialect.name, schema, name)
                columns = [column for column in table.columns if column.name not in UNCOMPARED]
                rows = [tuple(row) for row in connection.execute(select(*columns)).all()]
                found[f"{schema}.{name}"] = sorted(repr(row).replace("-0.0", "0.0") for row in rows)
    engine.dispose()
    return found


def files_of(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir()) if path.name != "letters"}


def letters_of(out: Path) -> list[str]:
    path = out / "letters"
    return sorted(path.read_text(encoding="utf-8").split()) if path.exists() else []


@pytest.fixture(scope="module")
def registers() -> Registers:
    return load_registers(DEMO_SOURCES)


@pytest.fixture
def prepared(database: str, tmp_path: Path, registers: Registers) -> Callable[[str], str]:
    """Do all that comes before a job, unharmed."""

    def prepare(job: str) -> str:
        engine = open_store(database)
        (tmp_path / "before").mkdir()
        for earlier in JOBS[: JOBS.index(job)]:
            work(earlier, engine, tmp_path / "before", registers)
        engine.dispose()
        return database

    return prepare


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, End]:
    """How the store, the files and the letters stand after each job that nobody kills, on SQLite."""
    folder = tmp_path_factory.mktemp("unharmed")
    database = str(folder / "private" / "svitlo.db")
    ends = {}
    for job in JOBS:
        assert run(job, database, folder / job) == 0
        ends[job] = rows_of(database), files_of(folder / job), letters_of(folder / job)
    return ends


@pytest.mark.parametrize(("job", "step"), CASES)
def test_a_job_killed_in_its_middle_and_run_again_ends_as_if_nobody_had_killed_it(
    job: str, step: int, prepared: Callable[[str], str], unharmed: dict[str, End], tmp_path: Path
) -> None:
    database, out = prepared(job), tmp_path / job
    killed = run(job, database, out, step)
    again = run(job, database, out)
    rows, files, letters = unharmed[job]

    assert (killed, again) == (-signal.SIGKILL, 0)
    assert {name: told for name, told in rows_of(database).items() if name != UNKNOWABLE} == {
        name: told for name, told in rows.items() if name != UNKNOWABLE
    }
    assert files_of(out) == files
    assert letters_of(out) == letters


def test_nobody_gets_two_letters_however_often_the_digest_dies(prepared: Callable[[str], str], tmp_path: Path) -> None:
    database, out = prepared("digest"), tmp_path / "out"
    for step in (1, 2, 3, 5):
        run("digest", database, out, step)
    run("digest", database, out)
    letters = letters_of(out)

    assert len(letters) == len(set(letters)) == len(READERS)
