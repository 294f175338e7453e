"""Killed by SIGKILL in the middle of commits, ten times: what was acknowledged is there, whole, and once (F31)."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from sqlalchemy import Engine, select

from jobs.bench.postgres import Cluster, running_cluster
from tests.faults.appending import CLAIMS
from tracker.errors import NotConfigured
from tracker.store.engine import open_store
from tracker.store.tables import LEDGER, table_of

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
ROUNDS = 10
ACKNOWLEDGED = 15  # by each writer, in each round
WRITERS = ("a", "b")
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
MOST_STARTS = 40


class Writer:
    """A process that appends, and the numbers it was told are kept."""

    def __init__(self, database: str, name: str) -> None:
        self.database, self.name = database, name
        self.kept: list[int] = []
        self._start()

    def _start(self) -> None:
        first = self.kept[-1] + 1 if self.kept else 0
        words = [sys.executable, "-m", "tests.faults.appending", self.database, self.name, str(first)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def listen(self, count: int) -> None:
        """Wait until so many more are kept."""
        for _ in range(count):
            line = self._told().readline()
            assert line, "the writer gave up"
            self.kept.append(int(line))

    def kill(self) -> None:
        """End it at once, and hear what it was still told."""
        self._process.kill()
        self._process.wait()
        self.kept += [int(line) for line in self._told() if line.endswith("\n")]
        self._told().close()

    def kill_and_start(self) -> None:
        self.kill()
        self._start()

    def _told(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout


@contextmanager
def writing(database: str) -> Iterator[list[Writer]]:
    writers = [Writer(database, name) for name in WRITERS]
    try:
        yield writers
    finally:
        for writer in writers:
            writer.kill()


def kill_server(cluster: Cluster) -> None:
    """SIGKILL the postmaster and all its children, by their numbers."""
    postmaster = int((cluster.home / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text(encoding="utf-8").split()
    for number in (postmaster, *map(int, children)):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue


def start_server(cluster: Cluster) -> None:
    """Start it as soon as the last of its orphans is gone."""
    for _ in range(MOST_STARTS):
        try:
            cluster.start()
        except NotConfigured:
            threading.Event().wait(0.25)
        else:
            return
    pytest.fail("the server does not start any more")


def assert_kept(engine: Engine, writers: list[Writer]) -> None:
    report, claim, poll = (table_of(engine.dialect.name, LEDGER, name) for name in ("report", "claim", "poll"))
    with engine.connect() as connection:
        reports = connection.execute(select(report.c.report_id)).scalars().all()
        claims = connection.execute(select(claim.c.report_id, claim.c.claim_id)).all()
        polls = Counter(connection.execute(select(poll.c.source_id)).scalars())
    acknowledged = {f"{writer.name}-{number}" for writer in writers for number in writer.kept}
    shared = {f"all-{number}" for writer in writers for number in writer.kept}
    unacknowledged = set(reports) - acknowledged - shared
    claims_of = Counter(report_id for report_id, _ in claims)

    assert acknowledged | shared <= set(reports), "an acknowledged report is lost"
    assert len(reports) == len(set(reports)), "a report is doubled"
    assert len(claims) == len(set(claims))
    assert set(claims_of.values()) == {CLAIMS}, "a report is there in part"
    assert set(claims_of) == set(reports)
    # Of each writer at most the one that was being committed when it died; and the polls of all that is there.
    assert len([one for one in unacknowledged if not one.startswith("all-")]) <= len(writers)
    assert sum(polls.values()) == len([one for one in reports if not one.startswith("all-")])


@pytest.mark.server
def test_f31_a_server_killed_ten_times_keeps_what_it_acknowledged_and_its_writers_go_on() -> None:
    with running_cluster(DURABLE) as cluster:
        database = cluster.create("svitlo")
        open_store(database).dispose()
        with writing(database) as writers:
            for _ in range(ROUNDS):
                for writer in writers:
                    writer.listen(ACKNOWLEDGED)
                kill_server(cluster)
                start_server(cluster)
            for writer in writers:
                writer.listen(ACKNOWLEDGED)
        engine = open_store(database)
        assert_kept(engine, writers)
        engine.dispose()

    assert min(len(writer.kept) for writer in writers) >= (ROUNDS + 1) * ACKNOWLEDGED


def test_f31_writers_of_a_file_killed_ten_times_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    database = str(tmp_path / "private" / "svitlo.db")
    open_store(database).dispose()
    with writing(database) as writers:
        for number in range(ROUNDS):
            for writer in writers:
                writer.listen(ACKNOWLEDGED)
            writers[number % len(writers)].kill_and_start()
    engine = open_store(database)
    assert_kept(engine, writers)
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    engine.dispose()

    assert found == "ok"
