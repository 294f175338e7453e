"""A store of any older revision, with rows of its time, becomes one of today and keeps every row."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, make_url, select, text

from tests.store.behaviour.older import BYTES, REVISIONS, statements_of
from tests.store.behaviour.test_appending import WRITES, known
from tests.store.behaviour.test_values import END
from tracker.errors import StoreUnavailable
from tracker.store import ledger, runs
from tracker.store.engine import HEAD, current_revision, open_store
from tracker.store.migrations.upgrade import differences, make_config
from tracker.store.outbox import last_sent_as_of
from tracker.store.signals import read_signals
from tracker.store.states import read_source_state
from tracker.store.tables import LEDGER, PEOPLE, TABLES, place, table_of
from tracker.store.timetables import read_schedules

pytestmark = pytest.mark.slow
READ_AT = datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
PUBLISHED_AT = {
    "c1": datetime(2025, 12, 31, 22, 30, tzinfo=UTC),
    "c2": datetime(2025, 12, 31, 22, 30, 59, 999987, tzinfo=UTC),
    "c3": None,
}
Rows = Mapping[str, list[tuple[tuple[str, str], ...]]]


@pytest.fixture(params=REVISIONS)
def revision(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def older(database: str, revision: str) -> Iterator[Engine]:
    """A store as the code of that revision left it, empty."""
    if database.startswith("postgresql"):
        engine = create_engine(make_url(database.replace("postgresql:", "postgresql+psycopg:", 1)))
    else:
        path = Path(database)
        path.parent.mkdir()
        path.touch(mode=0o600)
        engine = create_engine(f"sqlite:///{path}")
    config = make_config()
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()
    yield engine
    engine.dispose()


def fill(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        for statement in statements_of(revision, engine.dialect.name):
            connection.exec_driver_sql(statement)


def rows_of(engine: Engine) -> Rows:
    """Every row of the ledger and of people, with the columns that are there, as text."""
    found = {}
    with engine.connect() as connection:
        for schema in (LEDGER, PEOPLE):
            for name in TABLES[schema]:
                table, table_schema = place(engine.dialect.name, schema, name)
                if not engine.dialect.has_table(connection, table, schema=table_schema):
                    continue
                whole = f"{table_schema}.{table}" if table_schema else table
                rows = connection.execute(text(f"SELECT * FROM {whole}")).mappings().all()  # noqa: S608 - names of ours
                columns = [one for one in (rows[0] if rows else ()) if one not in {"body", "told_at", "read_at"}]
                found[f"{schema}.{name}"] = sorted(
                    tuple((column, str(row[column])) for column in sorted(columns)) for row in rows
                )
    return found


def without_new(before: Rows, after: Rows) -> Rows:
    """The rows of the tables that were there, without columns that came since."""
    return {
        name: sorted(
            tuple(pair for pair in row if pair[0] in {column for column, _ in before[name][0]}) for row in after[name]
        )
        for name in before
        if before[name]
    }


def test_an_empty_store_of_any_revision_becomes_one_of_today(older: Engine, database: str, revision: str) -> None:
    before = current_revision(older)
    older.dispose()
    store = open_store(database)
    assert differences(store) == []

    assert before == revision
    assert current_revision(store) == HEAD
    store.dispose()


def test_a_filled_store_of_any_revision_keeps_every_row(older: Engine, database: str, revision: str) -> None:
    fill(older, revision)
    before = rows_of(older)
    older.dispose()
    store = open_store(database)
    assert differences(store) == []
    after = rows_of(store)
    store.dispose()

    assert sum(len(rows) for rows in before.values()) >= 11
    assert without_new(before, after) == {name: rows for name, rows in before.items() if rows}


def test_what_an_older_store_knew_is_read_as_if_it_had_been_kept_today(
    older: Engine, database: str, revision: str
) -> None:
    fill(older, revision)
    older.dispose()
    store = open_store(database)
    claim = table_of(store.dialect.name, LEDGER, "claim")
    with store.connect() as connection:
        told = {row.claim_id: row for row in connection.execute(select(claim))}
    (report,) = ledger.read_reports(store, as_of=END)
    payloads = [ledger.read_payload(store, "s", sha256) for sha256 in ("abc", "def")]

    assert [one.claim_id for one in ledger.read_claims(store, as_of=END)] == ["c1", "c2", "c3"]
    assert ledger.read_claims(store, as_of=READ_AT.replace(microsecond=0)) == ()
    assert {name: row.told_at for name, row in told.items()} == {
        name: at or READ_AT for name, at in PUBLISHED_AT.items()
    }
    assert {row.read_at for row in told.values()} == {None}
    assert (report.report_id, report.text, report.url) == ("r1", "Назва, у місті темно", None)
    assert ledger.read_revisions(store, ["r1", "r2"]) == {"r1": [(1, "h1")], "r2": [(1, "h2")]}
    assert [one.body.decode() if one else None for one in payloads] == [BYTES, BYTES]
    assert [one.hours[0].year for one in ledger.read_temperatures(store, as_of=END)] == [2024, 2026]
    assert len(ledger.read_polls(store, as_of=END)) == 2
    assert len(ledger.read_reviews(store, as_of=END)) == 1
    assert runs.read_runs(store, name="ingest")[0].state == runs.DONE
    assert (last_sent_as_of(store, "reader@aid.example") is not None) == (revision >= "0002")
    assert len(runs.read_runs(store)) == (2 if revision >= "0003" else 1)
    assert len(read_signals(store, as_of=END)) == (revision >= "0004")
    assert len(read_schedules(store, as_of=END)) == (revision >= "0004")
    assert (read_source_state(store, "s") is not None) == (revision >= "0004")
    store.dispose()


@pytest.mark.parametrize("kind", ["a poll with all", "weather", "a payload", "two revisions"])
def test_an_older_store_takes_what_is_new_once_it_is_of_today(
    older: Engine, database: str, revision: str, kind: str
) -> None:
    fill(older, revision)
    older.dispose()
    store = open_store(database)
    WRITES[kind](store)
    before = known(store)
    WRITES[kind](store)

    assert known(store) == before
    assert len(ledger.read_claims(store, as_of=END)) >= 1
    store.dispose()


def test_an_upgrade_that_breaks_in_its_middle_leaves_the_older_store_whole(
    older: Engine, database: str, revision: str
) -> None:
    fill(older, revision)
    name, schema = place(older.dialect.name, LEDGER, "payload_body")
    with older.begin() as connection:
        connection.execute(text(f"CREATE TABLE {schema + '.' if schema else ''}{name} (in_the_way TEXT)"))
    before = rows_of(older)
    older.dispose()
    with pytest.raises(StoreUnavailable, match="payload_body") as failure:
        open_store(database)

    assert failure.value.exit_code == 7
    assert current_revision(older) == revision
    assert rows_of(older) == before
