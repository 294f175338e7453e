"""Restarts, locks, crowds and queries that run too long (F30, F32, F34, F35): each ends in its known state."""

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, event, select, text

from jobs.bench.postgres import Cluster
from jobs.clockwork import look
from jobs.lease import LEASE, Shift, StillMine
from jobs.publish import publish
from jobs.registers import DEMO_SOURCES, Registers
from jobs.runner import PAUSE_AFTER_FAILURE, Job, run_slot
from jobs.site import make_app
from tests.builders import NOON, make_claim, make_reading
from tests.packaged import packaged_registers
from tests.postgres import running_postgres
from tests.store.test_store import make_edition
from tracker.errors import StoreUnavailable
from tracker.model import Poll, PollOutcome, Review
from tracker.store import engine as store_engine
from tracker.store import ledger, runs
from tracker.store.engine import open_store
from tracker.store.published import write_edition
from tracker.store.tables import LEDGER, PUBLISHED, table_of
from tracker.store.transactions import AGAIN, DEADLOCK, MOST_TRIES, NOT_SERIALISABLE, reading, write, writing

MINUTE = timedelta(minutes=1)
ALL_CONNECTIONS = 15  # of a pool: five, and ten more in need
on_postgis = pytest.mark.parametrize("database", [pytest.param("postgis", marks=pytest.mark.server)], indirect=True)


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers(DEMO_SOURCES)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of the test's own, to stop and start."""
    with running_postgres() as running:
        yield running


def poll(number: int, source_id: str = "invented-grid") -> Poll:
    return Poll(source_id=source_id, polled_at=NOON + number * MINUTE, outcome=PollOutcome.EMPTY)


def end_connections(store: Engine) -> None:
    """What an operator's restart does to every connection: 57P01."""
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def insert_poll(connection: Connection, one: Poll) -> None:
    table = table_of(connection.dialect.name, LEDGER, "poll")
    row = {"source_id": one.source_id, "polled_at": one.polled_at, "outcome": one.outcome, "new_reports_count": 0}
    connection.execute(table.insert(), row)


# F30: restarted in the middle of a job


@on_postgis
def test_f30_idle_connections_that_a_restart_ended_are_replaced_unseen(store: Engine) -> None:
    ledger.append_poll(store, poll(1))
    end_connections(store)
    ledger.append_poll(store, poll(2))

    assert len(ledger.read_polls(store, as_of=NOON + 9 * MINUTE)) == 2


@on_postgis
def test_f30_a_transaction_that_a_restart_ended_leaves_nothing_and_the_job_is_tried_again(store: Engine) -> None:
    tries: list[int] = []

    def keep(connection: Connection) -> None:
        insert_poll(connection, poll(len(tries)))
        if len(tries) == 1:
            end_connections(store)
        insert_poll(connection, poll(len(tries) + 10))

    def work(_now: datetime, _still_mine: StillMine) -> str:
        tries.append(1)
        write(store, keep)
        return "done"

    job = Job(name="ingest", cron="0 * * * *", work=work)
    look(Shift(store, "one", clock=lambda: NOON), job)
    (failed,) = runs.read_runs(store)
    between = ledger.read_polls(store, as_of=NOON + 99 * MINUTE)
    look(Shift(store, "one", clock=lambda: NOON + PAUSE_AFTER_FAILURE), job)
    (done,) = runs.read_runs(store)

    assert failed.state == runs.FAILED
    assert "terminating connection" in (failed.detail or "")
    assert between == ()
    assert (done.state, done.attempts) == (runs.DONE, 2)
    assert len(ledger.read_polls(store, as_of=NOON + 99 * MINUTE)) == 2


@pytest.mark.server
def test_f30_a_job_whose_socket_died_is_taken_up_when_the_server_is_back(cluster: Cluster) -> None:
    store = open_store(cluster.create("svitlo"))
    tries: list[int] = []

    def work(_now: datetime, _still_mine: StillMine) -> str:
        tries.append(1)
        if len(tries) == 1:
            cluster.stop()
        ledger.append_poll(store, poll(len(tries)))
        return "done"

    job = Job(name="ingest", cron="0 * * * *", work=work)
    look(Shift(store, "one", clock=lambda: NOON), job)
    cluster.start()
    (left,) = runs.read_runs(store)
    look(Shift(store, "one", clock=lambda: NOON + LEASE), job)
    (done,) = runs.read_runs(store)
    store.dispose()

    # It could not even say that it failed: its lease runs out instead.
    assert left.state == runs.RUNNING
    assert (done.state, done.attempts) == (runs.DONE, 2)


@on_postgis
def test_f30_an_edition_that_a_restart_cut_short_is_not_there_in_part(
    store: Engine, registers: Registers, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(store, registers, out, as_of=NOON, snapshot=tmp_path / "edition.json")
    before = {path.name: path.read_bytes() for path in [*out.iterdir(), tmp_path / "edition.json"]}
    ledger.append_readings(store, [make_reading("r1", make_claim("a", place_id="UA80000000000093317"))])
    cuts: list[str] = []

    def cut(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: Any) -> None:
        if "INTO published.oblasts" in statement or "UPDATE published.oblasts" in statement:
            cuts.append(statement)
            if len(cuts) == 1:
                end_connections(store)

    event.listen(store, "before_cursor_execute", cut)
    with pytest.raises(StoreUnavailable):
        publish(store, registers, out, as_of=NOON + MINUTE, snapshot=tmp_path / "edition.json")
    halfway, files = (
        stamps(store),
        {path.name: path.read_bytes() for path in [*out.iterdir(), tmp_path / "edition.json"]},
    )
    publish(store, registers, out, as_of=NOON + MINUTE, snapshot=tmp_path / "edition.json")

    assert halfway == {NOON}
    assert files == before
    assert stamps(store) == {NOON + MINUTE}


def stamps(store: Engine) -> set[datetime]:
    """The moments that all published rows are of."""
    found: set[datetime] = set()
    with store.connect() as connection:
        for name in ("edition", "oblasts", "places", "outages", "coverage"):
            found |= set(connection.execute(select(table_of(store.dialect.name, PUBLISHED, name).c.as_of)).scalars())
    return found


# F32: away for ten minutes


@pytest.mark.server
def test_f32_ten_minutes_without_the_server_stop_neither_the_scheduler_nor_the_page(
    cluster: Cluster, registers: Registers, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = [NOON]
    store = open_store(cluster.create("svitlo"))
    publish(store, registers, tmp_path / "out", as_of=NOON, snapshot=tmp_path / "edition.json")
    client = TestClient(make_app(lambda: store, registers, tmp_path / "edition.json", clock=lambda: clock[0]))
    shift = Shift(store, "one", clock=lambda: clock[0])
    job = Job(name="ingest", cron="* * * * *", work=lambda _now, _still_mine: "heard")
    look(shift, job)
    before = client.get("/health/ready").status_code
    cluster.stop()
    states = []
    with caplog.at_level(logging.WARNING):
        for _ in range(10):
            clock[0] += MINUTE
            look(shift, job)
            answers = [client.get(f"/health/{name}").status_code for name in ("live", "ready")]
            states.append((*answers, client.get("/en/").status_code))
    page = client.get("/en/").text
    warnings = [record for record in caplog.records if "does not answer" in record.getMessage()]
    cluster.start()
    clock[0] += MINUTE
    look(shift, job)
    after = client.get("/health/ready").status_code
    done = [run.slot for run in runs.read_runs(store)]
    store.dispose()

    assert (before, after) == (200, 200)
    assert states == [(200, 503, 200)] * 10
    assert "The store does not answer" in page
    assert "10 minutes old" in page
    assert len(warnings) == 10
    assert done == [NOON + 11 * MINUTE, NOON]


# F34: two at once


class Waits(list[float]):
    """Stand for time that passes: how long each wait would have been."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@on_postgis
def test_f34_of_two_that_wait_for_each_other_one_is_tried_again(store: Engine) -> None:
    ledger.append_poll(store, poll(1))
    ledger.append_poll(store, poll(2))
    both, waits = threading.Barrier(2), Waits()
    table = table_of(store.dialect.name, LEDGER, "poll")

    def crosswise(*numbers: int) -> Callable[[Connection], int]:
        tries: list[int] = []

        def work(connection: Connection) -> int:
            tries.append(1)
            for place, number in enumerate(numbers):
                if place == 1 and len(tries) == 1:
                    both.wait(timeout=30)
                row = table.c.polled_at == poll(number).polled_at
                connection.execute(table.update().where(row).values(new_reports_count=table.c.new_reports_count + 1))
            return len(tries)

        return work

    with ThreadPoolExecutor(2) as pool:
        doing = [pool.submit(write, store, crosswise(*numbers), wait=waits) for numbers in ((1, 2), (2, 1))]
        tries = sorted(one.result() for one in doing)

    assert tries == [1, 2]
    assert len(waits) == 1
    assert [one.new_reports_count for one in ledger.read_polls(store, as_of=NOON + 9 * MINUTE)] == [2, 2]


@on_postgis
def test_f34_a_transaction_overtaken_by_another_is_done_again_on_what_that_one_left(store: Engine) -> None:
    ledger.append_poll(store, poll(1))
    table, waits, tries = table_of(store.dialect.name, LEDGER, "poll"), Waits(), []

    def work(connection: Connection) -> None:
        tries.append(1)
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        count = connection.execute(select(table.c.new_reports_count)).scalar_one()
        if len(tries) == 1:
            with writing(store) as other:
                other.execute(table.update().values(new_reports_count=40))
        connection.execute(table.update().values(new_reports_count=count + 1))

    write(store, work, wait=waits)

    assert len(tries) == 2
    assert [one.new_reports_count for one in ledger.read_polls(store, as_of=NOON + MINUTE)] == [41]


@on_postgis
@pytest.mark.parametrize("state", sorted(AGAIN))
def test_f34_what_stays_in_the_way_is_a_known_failure_after_three_more_tries(store: Engine, state: str) -> None:
    waits = Waits()

    def work(connection: Connection) -> None:
        insert_poll(connection, poll(1))
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '{state}'; END $$"))

    with pytest.raises(StoreUnavailable, match="in the way") as failure:
        write(store, work, wait=waits)

    assert {DEADLOCK, NOT_SERIALISABLE} == AGAIN
    assert failure.value.exit_code == 7
    assert len(waits) == MOST_TRIES - 1 == 3
    assert all(0 <= seconds <= 1.6 for seconds in waits)
    assert ledger.read_polls(store, as_of=NOON + MINUTE) == ()


@on_postgis
@pytest.mark.parametrize("state", ["22012", "23514", "42703"])
def test_f34_a_bug_is_neither_tried_again_nor_called_a_known_failure(store: Engine, state: str) -> None:
    waits = Waits()

    def work(connection: Connection) -> None:
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'a bug' USING ERRCODE = '{state}'; END $$"))

    with pytest.raises(Exception, match="a bug") as failure:
        write(store, work, wait=waits)

    assert not isinstance(failure.value, StoreUnavailable)
    assert waits == []


def test_f34_two_that_write_the_same_in_opposite_orders_never_wait_for_each_other_crosswise(store: Engine) -> None:
    readings = [make_reading(f"r{number:03}", make_claim(f"c{number:03}")) for number in range(200)]
    troubles: list[str] = []
    event.listen(store, "handle_error", lambda context: troubles.append(str(context.original_exception)))

    def write_all(order: int) -> int:
        return sum(ledger.append_readings(store, readings[start::5][::order]) for start in range(5))

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(write_all, [1, -1, 1, -1]))

    assert sum(new) == 200
    assert troubles == []


def test_f34_two_that_publish_the_same_edition_at_once_leave_it_once(store: Engine, registers: Registers) -> None:
    edition = make_edition()
    with ThreadPoolExecutor(3) as pool:
        writers = [
            pool.submit(write_edition, store, edition, registers.gazetteer, registers.boundaries) for _ in range(3)
        ]
        for writer in writers:
            writer.result()
    with store.connect() as connection:
        rows = connection.execute(select(table_of(store.dialect.name, PUBLISHED, "outages").c.id)).scalars().all()

    assert len(rows) == len(set(rows)) == len(edition.outages)


# F35: too many at once, or too long


@pytest.fixture
def crowded(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A store all of whose connections are held, and whose pool does not wait for long."""
    monkeypatch.setattr(store_engine, "POOL_S", 0.05)
    store = open_store(database)
    with ExitStack() as held:
        for _ in range(ALL_CONNECTIONS):
            held.enter_context(store.connect())
        yield store
    store.dispose()


def test_f35_a_pool_with_no_connection_left_is_a_known_failure(crowded: Engine) -> None:
    with pytest.raises(StoreUnavailable, match="all connections are in use") as failure:
        ledger.read_polls(crowded, as_of=NOON)
    with pytest.raises(StoreUnavailable, match="all connections are in use"):
        ledger.append_poll(crowded, poll(1))

    assert failure.value.exit_code == 7


def test_f35_a_page_without_a_connection_shows_the_last_snapshot(
    crowded: Engine, database: str, registers: Registers, tmp_path: Path
) -> None:
    other = open_store(database)
    publish(other, registers, tmp_path / "out", as_of=NOON, snapshot=tmp_path / "edition.json")
    other.dispose()
    client = TestClient(make_app(lambda: crowded, registers, tmp_path / "edition.json", clock=lambda: NOON))

    assert "The store does not answer" in client.get("/en/").text
    assert client.get("/data/latest/outages.geojson").status_code == 200
    assert client.get("/health/ready").status_code == 503


@pytest.mark.parametrize("address", ["/en/map", "/data/latest/outages.geojson", "/data/latest/edition.json"])
def test_f35_without_connection_and_snapshot_a_page_asks_to_come_again(
    crowded: Engine, registers: Registers, tmp_path: Path, address: str
) -> None:
    client = TestClient(make_app(lambda: crowded, registers, tmp_path / "none.json", clock=lambda: NOON))
    answer = client.get(address)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_f35_a_job_that_finds_no_connection_leaves_the_scheduler_up(
    crowded: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    job = Job(name="ingest", cron="* * * * *", work=lambda _now, _still_mine: "heard")
    look(Shift(crowded, "one", clock=lambda: NOON), job)

    assert "all connections are in use" in caplog.text


@pytest.fixture
def impatient(database: str) -> Iterator[Engine]:
    """A PostGIS store whose statements may take a tenth of a second."""
    open_store(database).dispose()
    store = open_store(f"{database}&options=-c%20statement_timeout%3D100%20-c%20lock_timeout%3D50")
    yield store
    store.dispose()


@on_postgis
def test_f35_a_statement_that_runs_too_long_is_a_known_failure_and_the_connection_lives(impatient: Engine) -> None:
    with pytest.raises(StoreUnavailable, match="statement timeout"), reading(impatient) as connection:
        connection.execute(text("SELECT pg_sleep(30)"))

    assert ledger.read_polls(impatient, as_of=NOON) == ()


@on_postgis
def test_f35_a_lock_that_another_holds_too_long_is_a_known_failure_and_the_page_stands(
    impatient: Engine, store: Engine, registers: Registers, tmp_path: Path
) -> None:
    publish(store, registers, tmp_path / "out", as_of=NOON, snapshot=tmp_path / "edition.json")
    client = TestClient(make_app(lambda: impatient, registers, tmp_path / "edition.json", clock=lambda: NOON))
    with writing(store) as connection:
        connection.execute(text("LOCK TABLE ledger.claim, ledger.review IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StoreUnavailable, match="lock timeout"):
            ledger.append_reviews(
                impatient, [Review(claim_id="a", reviewer="b", decision="confirmed", reviewed_at=NOON)]
            )
        page = client.get("/en/")

    assert page.status_code == 200
    assert "The store does not answer" in page.text
    assert ledger.read_reviews(impatient, as_of=NOON) == ()


@on_postgis
def test_f35_every_connection_says_how_long_it_waits_and_tells_time_in_utc(store: Engine) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "TimeZone")
    with store.connect() as connection:
        told = [connection.execute(text(f"SHOW {name}")).scalar() for name in names]

    assert told == ["2min", "30s", "5min", "UTC"]


@on_postgis
def test_f35_a_transaction_that_stood_idle_too_long_is_a_known_failure(database: str) -> None:
    open_store(database).dispose()
    store = open_store(f"{database}&options=-c%20idle_in_transaction_session_timeout%3D20")

    def dawdle(connection: Connection) -> None:
        insert_poll(connection, poll(1))
        threading.Event().wait(0.3)
        insert_poll(connection, poll(2))

    with pytest.raises(StoreUnavailable):
        write(store, dawdle)

    assert ledger.read_polls(store, as_of=NOON + 9 * MINUTE) == ()
    store.dispose()


def test_the_run_that_breaks_with_words_no_store_takes_is_still_a_failed_run(
    store: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "svitlo.jobs")  # half a letter breaks the report of the test too

    def work(_now: datetime, _still_mine: StillMine) -> str:
        message = "a NUL \0 and half a letter \ud800"
        raise ValueError(message)

    run_slot(Shift(store, "one", clock=lambda: NOON), Job(name="ingest", cron="* * * * *", work=work), NOON)
    (run,) = runs.read_runs(store)

    assert (run.state, run.detail) == (runs.FAILED, "ValueError: a NUL \\0 and half a letter \\ud800")
