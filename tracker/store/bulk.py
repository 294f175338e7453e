"""Many rows at once, past the layers that cost per row: `COPY` on PostgreSQL, prepared tuples on SQLite.

Values become what the types of their columns make of them, so that they land as an ordinary insert would land them.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeAlias

from pydantic_core import to_json
from sqlalchemy import JSON, Column, Connection, Integer, LargeBinary, String, Table, TypeDecorator
from sqlalchemy.exc import DBAPIError, IntegrityError

Key: TypeAlias = tuple[Any, ...]
Values: TypeAlias = Sequence[Any]  # of one row, in the order of the columns
Processor: TypeAlias = Callable[[Any], Any]

COUNTED = {"preserve_rowcount": True}  # otherwise only changes and deletions are
BLOCK = 5_000  # rows that are prepared at a time on SQLite
UNIQUE_VIOLATION = "23505"
INT4 = 2**31
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


def copy_rows(connection: Connection, columns: Sequence[Column[Any]], rows: Iterable[Values]) -> bool:
    """Send rows in one `COPY`; false, and none is kept, where one of them is there already. PostgreSQL only."""
    statement = f"COPY {_table(connection, columns)} ({_names(connection, columns)}) FROM STDIN (FORMAT BINARY)"
    prepare = _row_processor([_wire_processor(connection, column) for column in columns])
    try:
        with (
            connection.begin_nested(),
            driving(connection, statement) as driver,
            driver.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            copy.set_types([_wire(column) for column in columns])
            for row in rows:
                copy.write_row(prepare(row))
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
    prepare = _row_processor([_processor(connection, column) for column in columns])
    left, new = iter(rows), 0
    while block := [prepare(row) for row in islice(left, BLOCK)]:
        new += connection.exec_driver_sql(statement, block, execution_options=COUNTED).rowcount
    return new


def find_keys(connection: Connection, table: Table, keys: Collection[Key]) -> set[Key]:
    """Which of the primary keys are there."""
    columns = list(table.primary_key.columns)
    prepare = _row_processor([_processor(connection, column) for column in columns])
    named = {prepare(key): key for key in keys}
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


def _processor(connection: Connection, column: Column[Any]) -> Processor | None:
    """What makes a value ready for an ordinary statement."""
    if isinstance(column.type, JSON):
        return lambda value: _write_document(value).decode()
    if isinstance(column.type, String):
        return _refuse_nul
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _wire_processor(connection: Connection, column: Column[Any]) -> Processor | None:
    """What makes a value ready for `COPY` in binary."""
    if isinstance(column.type, JSON):
        return _write_document
    if isinstance(column.type, LargeBinary):
        return None
    return _refuse_large if isinstance(column.type, Integer) else _processor(connection, column)


def _write_document(value: Any) -> bytes:
    """A document in letters; what is bytes was written before."""
    return value if isinstance(value, bytes) else to_json(value)


def _refuse_nul(value: str | None) -> str | None:
    """PostgreSQL keeps none, and what one store takes the other must take."""
    if value is not None and "\0" in value:
        message = f"a text with a NUL: {value[:40]!r}"
        raise ValueError(message)
    return value


def _refuse_large(value: int | None) -> int | None:
    """The driver would cut a number to its lower half."""
    if value is not None and not -INT4 <= value < INT4:
        message = f"a number too large for its column: {value}"
        raise OverflowError(message)
    return value


def _row_processor(processors: Sequence[Processor | None]) -> Callable[[Values], Key]:
    """One function for a whole row, which leaves alone what needs no processing."""
    needed = [(at, processor) for at, processor in enumerate(processors) if processor is not None]

    def prepare(row: Values) -> Key:
        values = list(row)
        for at, processor in needed:
            values[at] = processor(values[at])
        return tuple(values)

    return prepare


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
