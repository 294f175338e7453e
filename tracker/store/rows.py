"""Rows into the ledger: what is there already stays as it is."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table

from tracker.store.bulk import Key, Values, copy_rows, execute_rows, find_keys, take_turn
from tracker.store.tables import LEDGER, table_of

Thing = TypeVar("Thing")

MANY = 100  # rows: fewer are inserted one by one
SAMPLED = 50  # keys that tell whether a batch was sent before
TRIES = 2  # of a copy, which one who writes few rows may spoil
MOST_NAMED = 500  # values named in one query: SQLite has a limit


def ledger_table(where: Engine | Connection, name: str) -> Table:
    """One table of the private ledger."""
    return table_of(where.dialect.name, LEDGER, name)


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert what is not there, in one batch; gives how many rows were new. Of two with one key the first counts."""
    names = [column.name for column in table.primary_key.columns]
    return insert_made(
        connection, table, rows, key_of=lambda row: tuple(row[name] for name in names), row_of=lambda row: row
    )


def insert_made(
    connection: Connection,
    table: Table,
    things: Iterable[Thing],
    *,
    key_of: Callable[[Thing], Key],
    row_of: Callable[[Thing], Mapping[str, Any]],
) -> int:
    """Insert the rows of things whose primary keys are not there; a row is made only where it is sent.

    Gives how many rows were new. A document of a row may be bytes: JSON in UTF-8, written before.
    """
    by_key: dict[Key, Thing] = {}
    for thing in things:
        by_key.setdefault(key_of(thing), thing)
    keys, is_server = list(by_key), connection.dialect.name == "postgresql"
    if len(keys) < MANY:
        keys.sort()  # who else writes the same rows waits for them in the same order
    else:
        if is_server:
            take_turn(connection, table)
        if find_keys(connection, table, keys[:: len(keys) // SAMPLED]):
            keys = _missing(connection, table, keys)  # it was sent before, or most of it
    if not keys:
        return 0
    columns = [table.c[name] for name in row_of(by_key[keys[0]])]
    pick = itemgetter(*(column.name for column in columns))

    def rows() -> Iterator[Values]:
        return (pick(row_of(by_key[key])) for key in keys)

    if is_server and len(keys) >= MANY:
        for _ in range(TRIES):
            if copy_rows(connection, columns, rows()):
                return len(keys)
            keys = _missing(connection, table, keys)
    return execute_rows(connection, columns, rows())


def _missing(connection: Connection, table: Table, keys: Sequence[Key]) -> list[Key]:
    there = find_keys(connection, table, keys)
    return [key for key in keys if key not in there]


def in_batches(values: Sequence[str]) -> Iterator[list[str]]:
    """The values, as many at a time as one query may name."""
    left = iter(values)
    while batch := list(islice(left, MOST_NAMED)):
        yield batch
