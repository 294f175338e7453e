"""Whichever way a row is written, the same lands in its table; on both stores."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, Table, insert, select

from tracker.store.bulk import copy_rows, execute_rows
from tracker.store.rows import ledger_table

Row = Mapping[str, Any]

# Every type of column there is in the ledger, but for bytes.
LETTERS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-3, minutes=-30))])
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zones are given apart
FIGURES = st.floats(allow_nan=False, allow_infinity=False)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | FIGURES | LETTERS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LETTERS, inner, max_size=3),
    max_leaves=6,
)
REPORTS = st.fixed_dictionaries(
    {
        "report_id": LETTERS,
        "revision": st.integers(-(2**31), 2**31 - 1),
        "source_id": LETTERS,
        "url": st.none() | LETTERS,
        "title": st.none() | LETTERS,
        "text": st.none() | LETTERS,
        "content_sha256": LETTERS,
        "published_at": st.none() | INSTANTS,
        "learned_at": INSTANTS,
        "is_relevant": st.booleans(),
        "document": st.dictionaries(LETTERS, DOCUMENTS, max_size=3),
    }
)
DAYS = st.fixed_dictionaries(
    {
        "schedule_id": LETTERS,
        "learned_at": INSTANTS,
        "source_id": LETTERS,
        "day": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        "document": DOCUMENTS.filter(lambda document: document is not None),
    }
)
SIGNALS = st.fixed_dictionaries(
    {
        "source_id": LETTERS,
        "kind": LETTERS,
        "place_id": LETTERS,
        "observed_at": INSTANTS,
        "learned_at": INSTANTS,
        "value": FIGURES,
    }
)


@pytest.mark.parametrize(("name", "made"), [("report", REPORTS), ("schedule_day", DAYS), ("signal", SIGNALS)])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_every_way_of_writing_leaves_the_same_in_the_table(
    store: Engine, name: str, made: st.SearchStrategy[dict[str, Any]], data: st.DataObject
) -> None:
    table = ledger_table(store, name)
    row = data.draw(made)
    columns = [table.c[column] for column in row]
    written: bytes | Any = json.dumps(row["document"]).encode() if "document" in row else None

    def ordinary(connection: Connection) -> None:
        connection.execute(insert(table), [row])

    def executed(connection: Connection) -> None:
        execute_rows(connection, columns, [tuple(row.values())])

    def copied(connection: Connection) -> None:
        copy_rows(connection, columns, [tuple(row.values())])

    def made_before(connection: Connection) -> None:
        execute_rows(connection, columns, [tuple((row | {"document": written}).values())])

    ways = [ordinary, executed, *([copied] if store.dialect.name == "postgresql" else [])]
    raw, read = zip(*(try_out(store, table, way) for way in ways), strict=True)

    assert len(set(raw)) == 1
    assert all(values == read[0] for values in read)
    assert read[0] == row
    if written is not None:
        assert try_out(store, table, made_before)[1] == row


def try_out(store: Engine, table: Table, way: Callable[[Connection], None]) -> tuple[tuple[Any, ...], Row]:
    """The one row of a table as the engine keeps it, and as it is read."""
    kinds = "pg_typeof" if store.dialect.name == "postgresql" else "typeof"
    names = ", ".join(f"CAST({one.name} AS TEXT), CAST({kinds}({one.name}) AS TEXT)" for one in table.columns)
    with store.connect() as connection:
        way(connection)
        raw = connection.exec_driver_sql(f"SELECT {names} FROM {table.fullname}").one()  # noqa: S608 - names of the model
        read = connection.execute(select(table)).one()._asdict()
        connection.rollback()
    return tuple(raw), read
