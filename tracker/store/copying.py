"""Move a whole store to another place, of either engine: the rows of one moment, going on where it broke.

The ledger goes first, portion by portion; what changes in place is brought to the same content at the end, in one
transaction. Both sides are then read whole and compared; where a table of the ledger differs, because something was
taken away or changed since a copy that broke, it is gone through once more.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Row,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError

from tracker.crashpoints import crash_at
from tracker.errors import StoreUnavailable
from tracker.store.fingerprints import Fingerprint, fingerprint, in_portions, portion_of
from tracker.store.kinship import refuse_stranger
from tracker.store.partitions import make_months, month_of
from tracker.store.rtree import write_boxes
from tracker.store.tables import LEDGER, PEOPLE, PUBLISHED, RTREE, TABLES, table_of
from tracker.store.tables.ledger import MONTHLY
from tracker.store.transactions import lift_timeout, name_store, one_line, reading, write, writing

# What changes in place: as large as the present is, and not as the past.
CHANGING: Mapping[str, Sequence[str]] = {
    LEDGER: ("source_state", "notice", "job_run"),
    PUBLISHED: tuple(TABLES[PUBLISHED]),
    PEOPLE: tuple(TABLES[PEOPLE]),
}
# Polls first: a store is known by them.
GROWING = ("poll", *(name for name in TABLES[LEDGER] if name not in {"poll", *CHANGING[LEDGER]}))
NAMED_AT_ONCE = 200  # keys in one query
Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One table on both sides."""

    table: str
    rows: int
    digest: str
    is_same: bool


def copy_store(source: Engine, target: Engine, *, tell: Tell = lambda _table, _rows: None) -> tuple[Copied, ...]:
    """Bring `target` to what `source` holds at this moment, and compare the two; `tell` hears of every portion kept.

    Raises:
        StoreUnavailable: the target is another store or went on by itself; either is busy or gone; the target does not
            take a row.
    """
    with one_moment(source) as snapshot:
        with reading(target) as connection:
            refuse_stranger(snapshot, connection, name_store(target))
        for name in GROWING:
            _go_on(snapshot, target, name, tell)
        _replace_changing(snapshot, target, tell)
        found = {name: fingerprint(snapshot, _table(source, *name)) for name in _names()}
        reached = {name: _fingerprint(target, name) for name in _names()}
        for schema, name in _names():
            if schema == LEDGER and name in GROWING and found[schema, name] != reached[schema, name]:
                _go_through(snapshot, target, name, tell)
                reached[schema, name] = _fingerprint(target, (schema, name))
    return tuple(
        Copied(
            table=f"{schema}.{name}",
            rows=there.rows,
            digest=there.digest,
            is_same=reached[schema, name] == there,
        )
        for (schema, name), there in found.items()
    )


@contextmanager
def one_moment(engine: Engine) -> Iterator[Connection]:
    """A connection that sees a store as it is now, however long it reads."""
    with reading(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            lift_timeout(connection)
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        else:
            connection.exec_driver_sql("BEGIN")
        yield connection


def _names() -> Iterator[tuple[str, str]]:
    return ((schema, name) for schema, names in TABLES.items() for name in names)


def _table(where: Engine | Connection, schema: str, name: str) -> Table:
    return table_of(where.dialect.name, schema, name)


def _fingerprint(engine: Engine, name: tuple[str, str]) -> Fingerprint:
    with one_moment(engine) as connection:
        return fingerprint(connection, _table(engine, *name))


def _go_on(snapshot: Connection, target: Engine, name: str, tell: Tell) -> None:
    """Copy what an earlier copy did not get to. Portions are kept in the order of the key, so it had the first rows."""
    there, here = _table(snapshot, LEDGER, name), _table(target, LEDGER, name)
    with reading(target) as connection:
        count = connection.execute(select(func.count()).select_from(here)).scalar_one()
        last = (
            snapshot.execute(select(*_key(there)).order_by(*_key(there)).offset(count - 1).limit(1)).first()
            if count
            else None
        )
        is_prefix = last is not None and _known(connection, here, [tuple(last)])
    query = select(there).order_by(*_key(there))
    if last is not None and is_prefix:
        query = query.where(tuple_(*_key(there)) > tuple(last))
    for rows in in_portions(snapshot, query, portion_of(there)):
        _keep(target, here, name, rows)
        tell(f"{LEDGER}.{name}", len(rows))


def _go_through(snapshot: Connection, target: Engine, name: str, tell: Tell) -> None:
    """Make a table of the ledger the same, row by row."""
    there, here = _table(snapshot, LEDGER, name), _table(target, LEDGER, name)
    this = [column == bindparam(f"of_{column.name}") for column in _key(here)]
    with one_moment(target) as connection:
        for rows in in_portions(connection, select(*_key(here)), NAMED_AT_ONCE):
            known = _known(snapshot, there, [tuple(row) for row in rows])
            gone = [
                {f"of_{key}": value for key, value in row._asdict().items()} for row in rows if tuple(row) not in known
            ]
            if gone:
                write(target, lambda writer, gone=gone: writer.execute(delete(here).where(*this), gone))  # type: ignore[misc]
    for rows in in_portions(snapshot, select(there).order_by(*_key(there)), portion_of(there)):
        _keep(target, here, name, rows)
        tell(f"{LEDGER}.{name}", len(rows))


def _keep(target: Engine, table: Table, name: str, rows: Sequence[Row[Any]]) -> None:
    """Put one portion into the target, in a transaction of its own; a row that is there already becomes as given."""
    if name in MONTHLY:
        make_months(target, name, {month_of(getattr(row, MONTHLY[name])) for row in rows})

    def keep(connection: Connection) -> None:
        connection.execute(_upsert(table, target.dialect.name), [row._asdict() for row in rows])
        crash_at("copy.committing")

    with _taken(target, table):
        write(target, keep)
    crash_at("copy.committed")


def _upsert(table: Table, dialect: str) -> Any:
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    other = [column for column in table.columns if not column.primary_key]
    differs = [
        _comparable(column).is_distinct_from(_comparable(statement.excluded[column.name], column)) for column in other
    ]
    changed = differs[0]
    for one in differs[1:]:
        changed = changed | one
    return statement.on_conflict_do_update(
        index_elements=_key(table),
        set_={column.name: statement.excluded[column.name] for column in other},
        where=changed,
    )


def _comparable(value: Any, column: Column[Any] | None = None) -> Any:
    """PostgreSQL compares no documents, only their text."""
    return cast(value, Text) if isinstance((column if column is not None else value).type, JSON) else value


def _replace_changing(snapshot: Connection, target: Engine, tell: Tell) -> None:
    """Bring what changes in place to the same content, all at once."""

    def replace(connection: Connection) -> None:
        lift_timeout(connection)
        if target.dialect.name == "sqlite":
            connection.execute(text(f"DELETE FROM {RTREE}"))  # noqa: S608 - a constant name
        for schema, names in CHANGING.items():
            for name in names:
                _replace(snapshot, connection, schema, name, tell)
        if target.dialect.name == "sqlite":
            for tier in connection.scalars(select(_table(target, PUBLISHED, "outages").c.tier).distinct()).all():
                write_boxes(connection, tier)
        crash_at("copy.replacing")

    with writing(target) as connection:
        replace(connection)


def _replace(snapshot: Connection, connection: Connection, schema: str, name: str, tell: Tell) -> None:
    there, here = _table(snapshot, schema, name), _table(connection, schema, name)
    connection.execute(delete(here))
    for rows in in_portions(snapshot, select(there), portion_of(there)):
        with _taken(connection.engine, here):
            connection.execute(insert(here), [row._asdict() for row in rows])
        tell(f"{schema}.{name}", len(rows))
    if schema == PUBLISHED and connection.dialect.name == "postgresql":
        numbered = text(
            f"SELECT setval(pg_get_serial_sequence('{schema}.{name}', 'row_id'), max(row_id)) "  # noqa: S608 - constant names
            f"FROM {schema}.{name} HAVING max(row_id) IS NOT NULL"
        )
        connection.execute(numbered)


@contextmanager
def _taken(target: Engine, table: Table) -> Iterator[None]:
    """A row that the target does not take is a known failure: a file knows no longest text, and no forbidden letter."""
    try:
        yield
    except DataError as error:
        reason = f"takes a row of {table.fullname} not ({one_line(error)})"
        raise StoreUnavailable(name_store(target), reason) from error


def _key(table: Table) -> list[Column[Any]]:
    return list(table.primary_key.columns)


def _known(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Which of these keys a table has."""
    columns = _key(table)
    rows = connection.execute(select(*columns).where(tuple_(*columns).in_(keys)))
    return {tuple(row) for row in rows}
