"""What PostgreSQL's faults are on the embedded store: locks, and files that are not as they should be (F30 to F32)."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from jobs.cli import app
from jobs.clockwork import look
from jobs.lease import Shift
from jobs.publish import publish
from jobs.registers import DEMO_SOURCES
from jobs.runner import Job
from jobs.site import make_app
from tests.builders import NOON, make_claim, make_reading
from tests.faults.disks import small_disk
from tests.packaged import packaged_registers
from tracker.errors import StoreUnavailable
from tracker.model import Poll, PollOutcome
from tracker.store import engine as store_engine
from tracker.store import ledger, runs
from tracker.store.engine import open_store

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""
PAGE_BYTES = 4096
MINUTE = timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "svitlo.db"


@pytest.fixture
def hasty(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store that waits a moment only for whoever writes."""
    pragmas = [one for one in store_engine.PRAGMAS if "busy_timeout" not in one]
    monkeypatch.setattr(store_engine, "PRAGMAS", ("busy_timeout=30", *pragmas))
    store = open_store(str(path))
    yield store
    store.dispose()


@contextmanager
def another_writer(path: Path) -> Iterator[None]:
    """Another process in the middle of a transaction that writes."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
    finally:
        process.kill()
        process.communicate()


def poll(number: int) -> Poll:
    return Poll(source_id="invented-grid", polled_at=NOON + number * MINUTE, outcome=PollOutcome.EMPTY)


def test_f30_a_writer_that_another_keeps_waiting_too_long_is_a_known_failure_and_readers_go_on(
    hasty: Engine, path: Path
) -> None:
    ledger.append_poll(hasty, poll(1))
    with another_writer(path):
        with pytest.raises(StoreUnavailable, match="database is locked") as failure:
            ledger.append_poll(hasty, poll(2))
        meanwhile = ledger.read_polls(hasty, as_of=NOON + 9 * MINUTE)
    ledger.append_poll(hasty, poll(2))

    assert failure.value.exit_code == 7
    assert meanwhile == (poll(1),)
    assert ledger.read_polls(hasty, as_of=NOON + 9 * MINUTE) == (poll(1), poll(2))


def test_f30_a_scheduler_that_meets_a_lock_stays_up_and_does_the_slot_later(
    hasty: Engine, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shift = Shift(hasty, "one", clock=lambda: NOON)
    job = Job(name="ingest", cron="* * * * *", work=lambda _now, _still_mine: "heard")
    with another_writer(path):
        look(shift, job)
    before = runs.read_runs(hasty)
    look(shift, job)

    assert "database is locked" in caplog.text
    assert before == []
    assert [run.state for run in runs.read_runs(hasty)] == [runs.DONE]


def test_f32_a_file_damaged_while_it_is_open_is_a_known_failure_and_the_page_shows_the_last_snapshot(
    path: Path, tmp_path: Path
) -> None:
    fill(path)
    registers = packaged_registers(DEMO_SOURCES)
    store = open_store(str(path))
    publish(store, registers, tmp_path / "out", as_of=NOON, snapshot=tmp_path / "edition.json")
    client = TestClient(make_app(lambda: store, registers, tmp_path / "edition.json", clock=lambda: NOON))
    store.dispose()
    damage(path)
    with pytest.raises(StoreUnavailable, match="malformed"):
        ledger.read_reports(store, as_of=NOON)
    page, ready = client.get("/en/"), client.get("/health/ready")
    store.dispose()

    assert "The store does not answer" in page.text
    assert ready.status_code == 503


def test_f32_a_page_started_with_a_file_that_cannot_be_opened_shows_the_last_snapshot(
    path: Path, tmp_path: Path
) -> None:
    store = open_store(str(path))
    registers = packaged_registers(DEMO_SOURCES)
    publish(store, registers, tmp_path / "out", as_of=NOON, snapshot=tmp_path / "edition.json")
    store.dispose()
    path.write_bytes(b"invented, and no database any more" * 999)
    client = TestClient(
        make_app(lambda: open_store(str(path)), registers, tmp_path / "edition.json", clock=lambda: NOON)
    )

    assert "The store does not answer" in client.get("/en/").text
    assert client.get("/health/live").status_code == 200
    assert client.get("/health/ready").status_code == 503


def fill(path: Path) -> None:
    """A store of many pages, closed."""
    store = open_store(str(path))
    text = "Вигадане речення про світло. " * 20
    ledger.append_readings(
        store, [make_reading(f"r{number}", make_claim(f"c{number}"), text=text) for number in range(300)]
    )
    store.dispose()


def damage(path: Path) -> None:
    """Overwrite what lies in the middle of a file."""
    pages = path.stat().st_size // PAGE_BYTES
    with path.open("r+b") as file:
        file.seek(PAGE_BYTES * (pages // 4))
        file.write(b"\xa5" * PAGE_BYTES * (pages // 2))


def truncate(path: Path) -> None:
    fill(path)
    os.truncate(path, path.stat().st_size // 2)


def break_in_the_middle(path: Path) -> None:
    fill(path)
    damage(path)


def cut_the_head(path: Path) -> None:
    fill(path)
    with path.open("r+b") as file:
        file.write(bytes(PAGE_BYTES))


def make_newer(path: Path) -> None:
    open_store(str(path)).dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()


def make_readable(path: Path) -> None:
    open_store(str(path)).dispose()
    path.chmod(0o640)


def make_foreign(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    path.chmod(0o600)


def make_text(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("Вигаданий текст, і зовсім не база.\n" * 200, encoding="utf-8")
    path.chmod(0o600)


def make_folder(path: Path) -> None:
    path.mkdir(parents=True)


def make_pipe(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path, 0o600)


def make_folder_a_file(path: Path) -> None:
    path.parent.write_text("no folder", encoding="utf-8")


def make_dead_link(path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(path.parent / "nowhere" / "svitlo.db")


FILES: dict[Callable[[Path], None], str] = {
    truncate: "is damaged (",
    break_in_the_middle: "is damaged (",
    cut_the_head: "is no store of Svitlo (file is not a database)",
    make_newer: "was written by a newer Svitlo (revision 9999); upgrade this one",
    make_readable: "others can read it; make it private with: chmod 600",
    make_foreign: "is an SQLite file of another program",
    make_text: "is no store of Svitlo (file is not a database)",
    make_folder: "is a folder; name a file",
    make_pipe: "is no file",
    make_folder_a_file: "cannot be opened: Not a directory",
    make_dead_link: "cannot be opened: No such file or directory",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a command left behind."""

    code: int
    told: str
    complained: str


@pytest.fixture
def svitlo(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Ended]:
    """The command, in this process."""

    def run(*words: str, database: Path) -> Ended:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("SVITLO_DATABASE", str(database))
        monkeypatch.setattr(sys, "argv", ["svitlo", *words])
        with pytest.raises(SystemExit) as ended:
            app()
        told = capsys.readouterr()
        return Ended(code=int(ended.value.code or 0), told=told.out, complained=told.err)

    return run


def assert_refused(ended: Ended, path: Path, message: str) -> None:
    assert ended.code == 7, ended.complained
    assert ended.told == ""
    (line,) = ended.complained.splitlines()
    assert line.startswith(f"svitlo: {path}: ")
    assert message in line


@pytest.mark.parametrize("spoil", FILES, ids=lambda spoil: spoil.__name__)
def test_a_file_that_is_not_as_it_should_be_is_told_in_one_line_and_left_as_it_is(
    path: Path, spoil: Callable[[Path], None], svitlo: Callable[..., Ended]
) -> None:
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    ended = svitlo("jobs", database=path)

    assert_refused(ended, path, FILES[spoil])
    assert (path.read_bytes() if path.is_file() else b"") == before


@pytest.mark.slow
def test_a_file_on_a_disk_that_takes_no_writing_is_told_in_one_line(
    tmp_path: Path, svitlo: Callable[..., Ended]
) -> None:
    with small_disk(tmp_path / "disk", megabytes=4) as disk:
        path, absent = disk.folder / "svitlo.db", disk.folder / "absent.db"
        open_store(str(path)).dispose()
        disk.lock()

        assert_refused(svitlo("jobs", database=path), path, "is read-only")
        assert_refused(svitlo("jobs", database=absent), absent, "cannot be opened: Read-only file system")


@pytest.mark.slow
def test_a_command_that_another_writer_keeps_waiting_says_so_and_ends_with_7(
    path: Path, tmp_path: Path, svitlo: Callable[..., Ended]
) -> None:
    open_store(str(path)).dispose()
    (tmp_path / "told.txt").write_text("У Конотопі без світла 640 споживачів", encoding="utf-8")
    with another_writer(path):
        ended = svitlo("ingest", "told.txt", database=path)

    assert_refused(ended, path, "database is locked")


@pytest.mark.parametrize("name", ["svitlo?mode=ro.db", "50% світла #1.db", "a b;c&d.db", "':memory:'", "file:x.db"])
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "private" / name
    store = open_store(str(path))
    ledger.append_poll(store, poll(1))
    store.dispose()
    again = open_store(str(path))

    assert ledger.read_polls(again, as_of=NOON + MINUTE) == (poll(1),)
    assert [one.name for one in path.parent.iterdir() if not one.name.endswith(("-wal", "-shm"))] == [name]
    again.dispose()
