"""A disk that is full (F33): what is there stays whole, the failure says so, and work goes on when there is room."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, select

from jobs.clockwork import look
from jobs.lease import Shift, StillMine
from jobs.publish import PART, publish, write_artifacts
from jobs.registers import DEMO_SOURCES
from jobs.runner import PAUSE_AFTER_FAILURE, Job
from tests.builders import NOON, make_claim, make_reading
from tests.faults.disks import Disk, small_disk
from tests.packaged import packaged_registers
from tests.postgres import running_postgres
from tracker.errors import StoreUnavailable
from tracker.model import Artifact, Payload
from tracker.store import ledger, runs
from tracker.store.engine import open_store
from tracker.store.tables import LEDGER, table_of

pytestmark = pytest.mark.slow  # fills disks
ROOT = Path(__file__).parent.parent.parent
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
FULL = r"No space left on device|database or disk is full|disk I/O error"
KILOBYTE, MINUTE = 1024, timedelta(minutes=1)
MOST_PAYLOADS = 400
Place = tuple[Engine, Callable[[], None]]


def make_payload(number: int, *, kilobytes: int = 512) -> Payload:
    """Bytes that do not compress."""
    body = hashlib.shake_256(str(number).encode()).digest(kilobytes * KILOBYTE)
    return Payload(
        source_id="invented-grid",
        url="https://invented-grid.example/feed",
        media_type="text/xml",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOON + number * MINUTE,
    )


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", megabytes=6) as made:
        yield made


@pytest.fixture
def on_a_disk(disk: Disk) -> Iterator[Place]:
    """The file, its log and all else on a small disk."""
    store = open_store(str(disk.folder / "private" / "svitlo.db"))
    yield store, lambda: disk.resize(60)
    store.dispose()


@pytest.fixture
def in_few_pages(tmp_path: Path) -> Iterator[Place]:
    """A file that may have no more than so many pages: SQLITE_FULL."""
    store = open_store(str(tmp_path / "private" / "svitlo.db"))

    def limit(pages: int) -> None:
        with store.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    limit(1500)
    yield store, lambda: limit(1_000_000)
    store.dispose()


@pytest.fixture
def on_a_server() -> Iterator[Place]:
    """A database on a small disk of a server that has room elsewhere: 53100."""
    with running_postgres() as cluster, small_disk(cluster.home / "small", megabytes=60) as disk:
        with psycopg.connect(cluster.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE TABLESPACE small LOCATION '{disk.folder}'")
            connection.execute("CREATE DATABASE svitlo TABLESPACE small")
        store = open_store(cluster.address("svitlo"))
        yield store, lambda: disk.resize(200)
        store.dispose()


PLACES = ["on_a_disk", "in_few_pages", pytest.param("on_a_server", marks=pytest.mark.server)]


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


def fill(store: Engine) -> int:
    """Keep payloads until there is no room; gives how many were kept."""
    for number in range(MOST_PAYLOADS):
        try:
            ledger.append_payload(store, make_payload(number))
        except StoreUnavailable:
            return number
    pytest.fail("the disk is never full")


def kept_hashes(store: Engine) -> tuple[set[str], set[str]]:
    """Of the payloads whose address is kept, and of those whose bytes are."""
    with store.connect() as connection:
        found = [
            set(connection.execute(select(table_of(store.dialect.name, LEDGER, name).c.sha256)).scalars())
            for name in ("payload", "payload_body")
        ]
    return found[0], found[1]


def test_f33_what_finds_no_room_is_not_there_in_part_and_what_was_there_stays(place: Place) -> None:
    store, clear = place
    count = fill(store)
    with pytest.raises(StoreUnavailable, match=FULL) as failure:
        ledger.append_payload(store, make_payload(count, kilobytes=4096))
    expected = {make_payload(number).sha256 for number in range(count)}
    full = kept_hashes(store)
    clear()
    ledger.append_payload(store, make_payload(count))

    assert failure.value.exit_code == 7
    assert count > 2
    assert full == (expected, expected)
    assert ledger.read_payload(store, "invented-grid", make_payload(count).sha256) == make_payload(count)
    assert len(kept_hashes(store)[0]) == count + 1


def test_f33_a_batch_that_finds_no_room_in_its_middle_leaves_nothing(place: Place) -> None:
    store, clear = place
    fill(store)
    long = "Вигадане речення про світло. " * 4000
    batch = [make_reading(f"r{number}", make_claim(f"c{number}"), text=f"{number} {long}") for number in range(100)]
    with pytest.raises(StoreUnavailable, match=FULL):
        ledger.append_readings(store, batch)
    full = ledger.read_reports(store, as_of=NOON), ledger.read_claims(store, as_of=NOON)
    clear()

    assert full == ((), ())
    assert ledger.append_readings(store, batch) == 100
    assert len(ledger.read_claims(store, as_of=NOON)) == 100


def test_f33_a_job_that_finds_no_room_is_a_failed_run_that_says_so_and_is_tried_again(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    store, clear = place

    def work(now: datetime, _still_mine: StillMine) -> str:
        ledger.append_payload(store, make_payload(9999, kilobytes=1024))
        return f"kept at {now:%H:%M}"

    job = Job(name="ingest", cron="0 * * * *", work=work)
    clock = [NOON - timedelta(hours=1)]
    shift = Shift(store, "one", clock=lambda: clock[0])
    look(shift, Job(name="ingest", cron="0 * * * *", work=lambda _now, _still_mine: "idle"))
    fill(store)
    clock[0] = NOON
    look(shift, job)
    newest = runs.read_runs(store)[0]
    clear()
    clock[0] += PAUSE_AFTER_FAILURE
    look(shift, job)
    done = runs.read_runs(store)[0]

    # Where there is no room for a row that says so either, the run is not even claimed, and the log says it.
    assert newest.state == runs.FAILED or newest.slot < NOON
    assert any(word in f"{newest.detail} {caplog.text}" for word in FULL.split("|"))
    assert (done.slot, done.state, done.detail) == (NOON, runs.DONE, "kept at 12:05")


def make_artifacts(body: bytes) -> list[Artifact]:
    return [Artifact(name=f"{number}.txt", media_type="text/plain", body=body) for number in range(4)]


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_f33_files_that_find_no_room_leave_all_the_old_ones_and_no_part(disk: Disk) -> None:
    out = disk.folder / "out"
    write_artifacts(out, make_artifacts(b"old" * 1000))
    before = files_in(out)
    with pytest.raises(StoreUnavailable, match="No space left"):
        write_artifacts(out, make_artifacts(b"n" * 2_000_000))
    full = files_in(out)
    disk.resize(20)
    write_artifacts(out, make_artifacts(b"n" * 2_000_000))

    assert full == before
    assert set(files_in(out).values()) == {b"n" * 2_000_000}
    assert not list(out.glob(f".*{PART}"))


def test_f33_an_edition_whose_files_find_no_room_is_a_failed_run_and_the_old_snapshot_stays(
    store: Engine, disk: Disk
) -> None:
    registers = packaged_registers(DEMO_SOURCES)
    out, snapshot = disk.folder / "out", disk.folder / "edition.json"
    clock = [NOON]

    def work(now: datetime, _still_mine: StillMine) -> str:
        publish(store, registers, out, as_of=now, snapshot=snapshot)
        return "published"

    shift = Shift(store, "one", clock=lambda: clock[0])
    job = Job(name="publish", cron="*/10 * * * *", work=work)
    disk.resize(60)
    look(shift, job)
    before, old = files_in(out), snapshot.read_bytes()
    taken = sum(len(body) for body in before.values()) + len(old)
    disk.resize(taken // 2**20 + 1)
    (disk.folder / "other").write_bytes(bytes(max(0, (taken // 2**20 + 1) * 2**20 - taken - 64 * KILOBYTE)))
    clock[0] += 10 * MINUTE
    look(shift, job)
    failed = runs.read_runs(store)[0]
    full = files_in(out), snapshot.read_bytes()
    disk.resize(60)
    clock[0] += PAUSE_AFTER_FAILURE
    look(shift, job)

    assert failed.state == runs.FAILED
    assert "No space left" in (failed.detail or "")
    assert full == (before, old)
    assert runs.read_runs(store)[0].state == runs.DONE
    assert snapshot.read_bytes() != old


def svitlo(*words: str, database: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "SVITLO_DATABASE": str(database)}
    return subprocess.run([*SVITLO, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_f33_a_command_whose_store_or_file_finds_no_room_says_so_in_one_line_and_ends_with_7(
    disk: Disk, tmp_path: Path
) -> None:
    roomy = tmp_path / "private" / "svitlo.db"
    open_store(str(roomy)).dispose()
    (disk.folder / "other").write_bytes(bytes(6 * 2**20 - 16 * KILOBYTE))
    made = svitlo("jobs", database=disk.folder / "svitlo.db", folder=tmp_path)
    drawn = svitlo("map", "-o", str(disk.folder / "map.html"), database=roomy, folder=tmp_path)

    for ended in (made, drawn):
        assert ended.returncode == 7, ended.stderr
        assert "Traceback" not in ended.stderr
        assert any(word in ended.stderr for word in FULL.split("|")), ended.stderr
    assert not (disk.folder / "map.html").exists()
