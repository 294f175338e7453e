"""Many rows at once, past the layers that cost per row: `COPY` on PostgreSQL, prepared tuples on SQLite.

Values become what the types of their columns make of them, so that they land as an ordinary insert would land them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any, TypeAlias

from pydantic_core import to_json
from sqlalchemy import JSON, Column, Connection, LargeBinary, String, Table, TypeDecorator, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tracker.store.columns import UtcTime, to_utc, write_time
from tracker.store.fitting import refuse_values, write_document

Key: TypeAlias = tuple[Any, ...]
Values: TypeAlias = Sequence[Any]  # of one row, in the order of the columns
Processor: TypeAlias = Callable[[Values], Values]  # of the values of one column

LOCK_KEY = 0x53564C42
COUNTED = {"preserve_rowcount": True}  # otherwise only changes and deletions are
BLOCK = 1_000  # rows that are prepared at a time
SENT = 100  # the same for `COPY`: fewer, so that the server works on some while the next are prepared
UNIQUE_VIOLATION = "23505"
# How PostgreSQL calls what is sent. A document goes as its bytes: those of json are its text.
WIRE = {
    "string": "text",
    "text": "text",
    "integer": "int4",
    "float": "float8",
    "boolean": "bool",
    "date": "date",
    "datetime": "timestamptz",
    "large_binary": "bytea",
    "json": "bytea",
}


def take_turn(connection: Connection, table: Table) -> None:
    """Wait until nobody else sends many rows to a table, until the end of this transaction. PostgreSQL only.

    Rows go in the order in which they are given, which is the cheapest; without turns two could wait for one another.
    """
    named = {"key": LOCK_KEY, "name": connection.dialect.identifier_preparer.format_table(table)}
    connection.execute(text("SELECT pg_advisory_xact_lock(:key, to_regclass(:name)::oid::int)"), named)


def copy_rows(connection: Connection, columns: Sequence[Column[Any]], rows: Iterable[Values]) -> bool:
    """Send rows in one `COPY`; false, and none is kept, where one of them is there already. PostgreSQL only."""
    statement = f"COPY {_table(connection, columns)} ({_names(connection, columns)}) FROM STDIN (FORMAT BINARY)"
    processors = [_wire_processor(connection, column) for column in columns]
    try:
        with (
            connection.begin_nested(),
            driving(connection, statement) as driver,
            driver.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            copy.set_types([_wire(column) for column in columns])
            for block in _prepare(columns, rows, processors, size=SENT):
                for row in block:
                    copy.write_row(row)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != UNIQUE_VIOLATION:
            raise
        return False
    return True


def execute_rows(connection: Connection, columns: Sequence[Column[Any]], rows: Iterable[Values]) -> int:
    """Insert those rows that are not there, a block at a time; gives how many were new."""
    holder = "%s" if connection.dialect.name == "postgresql" else "?"
    statement = (
        f"INSERT INTO {_table(connection, columns)} ({_names(connection, columns)}) "  # noqa: S608 - names of the model
        f"VALUES ({', '.join([holder] * len(columns))}) ON CONFLICT DO NOTHING"
    )
    blocks = _prepare(columns, rows, [_processor(connection, column) for column in columns])
    return sum(connection.exec_driver_sql(statement, block, execution_options=COUNTED).rowcount for block in blocks)


def find_keys(connection: Connection, table: Table, keys: Collection[Key]) -> set[Key]:
    """Which of the primary keys are there."""
    columns = list(table.primary_key.columns)
    blocks = _prepare(columns, keys, [_processor(connection, column) for column in columns])
    named = dict(zip(chain.from_iterable(blocks), keys, strict=True))
    names = _names(connection, columns)
    if connection.dialect.name == "postgresql":
        wanted = f"* FROM unnest({', '.join(f'%s::{_wire(column)}[]' for column in columns)})"
        asked: tuple[Any, ...] = tuple(map(list, zip(*named, strict=True)))
    else:
        wanted = f"{', '.join(f'value ->> {at}' for at in range(len(columns)))} FROM json_each(?)"
        asked = (to_json(list(named)).decode(),)
    query = f"SELECT {names} FROM {_table(connection, columns)} WHERE ({names}) IN (SELECT {wanted})"  # noqa: S608 - names of the model
    return {named[tuple(row)] for row in connection.exec_driver_sql(query, asked)}


def _table(connection: Connection, columns: Sequence[Column[Any]]) -> str:
    return connection.dialect.identifier_preparer.format_table(columns[0].table)


def _names(connection: Connection, columns: Sequence[Column[Any]]) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.format_column, columns))


def _wire(column: Column[Any]) -> str:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return WIRE[kind.__visit_name__.lower()]


def _prepare(
    columns: Sequence[Column[Any]],
    rows: Iterable[Values],
    processors: Sequence[Processor | None],
    size: int = BLOCK,
) -> Iterator[list[Values]]:
    """Rows as the driver takes them, a block at a time: column by column, which costs least."""
    left = iter(rows)
    while block := list(islice(left, size)):
        given = [*zip(*block, strict=True)]
        for column, values in zip(columns, given, strict=True):
            refuse_values(column, values)
        processed = [
            values if process is None else process(values) for values, process in zip(given, processors, strict=True)
        ]
        yield list(zip(*processed, strict=True))


def _processor(connection: Connection, column: Column[Any]) -> Processor | None:
    """What makes the values of a column ready for an ordinary statement."""
    if isinstance(column.type, JSON):
        return _write_documents
    if isinstance(column.type, String):
        return None
    if isinstance(column.type, UtcTime):
        return _each_time(write_time if connection.dialect.name == "sqlite" else to_utc)
    return _each(column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect))


def _wire_processor(connection: Connection, column: Column[Any]) -> Processor | None:
    """What makes the values of a column ready for `COPY` in binary."""
    if isinstance(column.type, JSON):
        return _each(write_document)
    return None if isinstance(column.type, LargeBinary) else _processor(connection, column)


def _each(process: Callable[[Any], Any] | None) -> Processor | None:
    return (lambda column: [process(value) for value in column]) if process is not None else None


def _each_time(process: Callable[[Any], Any]) -> Processor:
    """The claims of a report follow one another, and share its instants."""

    def processed(column: Values) -> Values:
        before, written, values = None, None, list[Any]()
        for at in column:
            if at is not before:
                before, written = at, process(at)
            values.append(written)
        return values

    return processed


def _write_documents(column: Values) -> Values:
    return [write_document(value).decode() for value in column]


@contextmanager
def driving(connection: Connection, statement: str) -> Iterator[Any]:
    """The connection of the driver itself; what it raises is told as SQLAlchemy tells it."""
    dialect, driver = connection.dialect, connection.connection.driver_connection
    errors: type[Exception] = dialect.dbapi.Error  # type: ignore[union-attr]  # there is one where there is a connection
    try:
        yield driver
    except errors as error:
        is_gone = dialect.is_disconnect(error, driver, None)  # type: ignore[arg-type]  # it is typed as SQLAlchemy's own
        raise DBAPIError.instance(
            statement, None, error, errors, hide_parameters=True, connection_invalidated=is_gone, dialect=dialect
        ) from error
