"""Rows into the ledger: what is there already stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite

from tracker.store.fitting import refuse_unfit
from tracker.store.tables import LEDGER, table_of

COUNTED = {"preserve_rowcount": True}  # otherwise only changes and deletions are
MOST_NAMED = 500  # values named in one query: SQLite has a limit


def ledger_table(where: Engine | Connection, name: str) -> Table:
    """One table of the private ledger."""
    return table_of(where.dialect.name, LEDGER, name)


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert what is not there, in one batch; gives how many rows were new.

    Raises:
        ValueError: a row does not fit both stores.
    """
    if not rows:
        return 0
    refuse_unfit(table, rows)
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table).on_conflict_do_nothing()
    return connection.execute(statement, in_key_order(table, rows), execution_options=COUNTED).rowcount


def in_key_order(table: Table, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows in the order of their keys: two writers of the same then never wait crosswise."""
    key = [column.name for column in table.primary_key]
    return sorted(rows, key=lambda row: [row[name] for name in key])


def in_batches(values: Sequence[str]) -> Iterator[list[str]]:
    """The values, as many at a time as one query may name."""
    left = iter(values)
    while batch := list(islice(left, MOST_NAMED)):
        yield batch
