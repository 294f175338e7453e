"""Two engines on one store, readers beside writers, and numbers of rows that writing again does not use up."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text

from tests.builders import NOON, make_claim, make_reading, make_series
from tests.packaged import packaged_boundaries, packaged_gazetteer
from tests.store.behaviour.test_appending import WRITES, counts, known
from tests.store.behaviour.test_values import END, make_poll
from tests.store.test_store import make_edition
from tracker.model import Tier
from tracker.store import ledger
from tracker.store.engine import current_revision, open_store
from tracker.store.published import read_as_of, write_edition
from tracker.store.tables import PUBLISHED, TABLES, table_of

MINUTE = timedelta(minutes=1)


@pytest.fixture
def other(shared_database: str) -> Iterator[Engine]:
    """Another engine on the same store, as another process would have."""
    engine = open_store(shared_database)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("kind", WRITES)
def test_what_one_engine_wrote_another_reads_at_once(store: Engine, other: Engine, kind: str) -> None:
    WRITES[kind](store)

    assert known(other) == known(store)
    assert sum(counts(other).values()) > 0


@pytest.mark.parametrize("kind", WRITES)
def test_what_two_engines_write_at_once_is_there_once(store: Engine, other: Engine, kind: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        for write in [pool.submit(WRITES[kind], engine) for engine in (store, other, store, other)]:
            write.result()
    together = counts(store)
    WRITES[kind](store)

    assert counts(store) == together


def test_two_engines_that_write_different_reports_at_once_keep_all_of_them(store: Engine, other: Engine) -> None:
    def write(engine: Engine, number: int) -> int:
        readings = [make_reading(f"r{number}-{one}", make_claim(f"c{number}-{one}")) for one in range(10)]
        return ledger.append_readings(engine, readings)

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(write, [store, other] * 6, range(12)))

    assert new == [10] * 12
    assert len(ledger.read_claims(other, as_of=END)) == 120


def test_a_reader_in_the_middle_of_reading_holds_up_no_writer(store: Engine, other: Engine) -> None:
    ledger.append_readings(store, [make_reading("r1", make_claim("a"))])
    with other.connect() as reader:
        before = reader.execute(text("SELECT 1")).scalar(), len(ledger.read_claims(other, as_of=END))
        ledger.append_readings(store, [make_reading("r2", make_claim("b"))])
        beside = len(ledger.read_claims(other, as_of=END))

    assert (before, beside) == ((1, 1), 2)


def test_a_writer_that_has_not_committed_is_not_read(store: Engine, other: Engine) -> None:
    ledger.append_poll(store, make_poll())
    table = table_of(store.dialect.name, "ledger", "poll")
    with store.connect() as writer:
        writer.execute(table.delete())
        meanwhile = ledger.read_polls(other, as_of=END)
        writer.rollback()

    assert meanwhile == ledger.read_polls(other, as_of=END) == (make_poll(),)


def test_months_that_two_engines_need_at_once_are_made_once(store: Engine, other: Engine) -> None:
    series = [make_series({hour * 730: 1.0}, place_id=f"p{hour}") for hour in range(24)]
    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(lambda pair: ledger.append_temperatures(*pair), [(store, series), (other, series)] * 2))

    assert max(kept) <= 24
    assert counts(store)["temperature"] == 24


def test_a_store_may_be_opened_again_and_again(store: Engine, shared_database: str) -> None:
    WRITES["a poll with all"](store)
    for _ in range(3):
        engine = open_store(shared_database)
        assert known(engine) == known(store)
        assert current_revision(engine) == current_revision(store)
        engine.dispose()


# Numbers of rows


def row_numbers(store: Engine) -> Mapping[str, Any]:
    """The key of every published row, by what tells it apart."""
    found: dict[str, Any] = {}
    with store.connect() as connection:
        for name in TABLES[PUBLISHED]:
            table = table_of(store.dialect.name, PUBLISHED, name)
            key = next(index for index in table.indexes if index.unique).columns
            found[name] = {tuple(row[1:]): row.row_id for row in connection.execute(select(table.c.row_id, *key))}
    return found


def next_numbers(store: Engine) -> Mapping[str, int]:
    """The number that the next new row of each published table would get."""
    with store.connect() as connection:
        if store.dialect.name == "postgresql":
            sequences = {name: f"published.{name}_row_id_seq" for name in TABLES[PUBLISHED]}
            return {
                name: connection.execute(text(f"SELECT last_value FROM {sequence}")).scalar_one()  # noqa: S608 - names of ours
                for name, sequence in sequences.items()
            }
        tables = {name: table_of("sqlite", PUBLISHED, name) for name in TABLES[PUBLISHED]}
        return {
            name: connection.execute(select(func.coalesce(func.max(table.c.row_id), 0))).scalar_one()
            for name, table in tables.items()
        }


def publish(store: Engine, **changes: Any) -> None:
    edition = replace(make_edition(), **changes)
    write_edition(store, edition, packaged_gazetteer(), packaged_boundaries())


@pytest.mark.parametrize("times", [1, 3])
def test_publishing_the_same_again_keeps_every_row_number_and_uses_up_none(store: Engine, times: int) -> None:
    publish(store)
    before, following = row_numbers(store), next_numbers(store)
    for number in range(times):
        publish(store, as_of=NOON + number * MINUTE)

    assert row_numbers(store) == before
    assert next_numbers(store) == following
    assert before["outages"]
    assert before["oblasts"]


def test_of_two_tiers_each_has_its_own_rows_and_neither_moves_the_others(store: Engine) -> None:
    publish(store)
    before = row_numbers(store)
    publish(store, tier=Tier.PARTNER)
    publish(store, tier=Tier.PARTNER, outages=())
    after = row_numbers(store)

    for name, rows in before.items():
        assert {key: number for key, number in after[name].items() if key[0] == Tier.PUBLIC} == rows
    assert [key for key in after["outages"] if key[0] == Tier.PARTNER] == []


def test_a_row_that_goes_leaves_the_numbers_of_the_others(store: Engine) -> None:
    publish(store)
    before = row_numbers(store)["outages"]
    left = make_edition().outages[:1]
    publish(store, outages=left)
    after = row_numbers(store)["outages"]

    assert len(after) == 1
    assert set(after.items()) <= set(before.items())


@pytest.mark.parametrize("minutes", [0, 1, 90])
def test_the_newest_edition_says_what_moment_it_is_of(store: Engine, minutes: int) -> None:
    assert read_as_of(store) is None
    publish(store, as_of=NOON + minutes * MINUTE)

    assert read_as_of(store) == NOON + minutes * MINUTE
