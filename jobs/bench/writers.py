"""Other ways to write claims, set up as well as they can be: same columns, indexes and settings, rows made before."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeAlias

from pydantic_core import from_json
from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, registry

from tracker.store.engine import PRAGMAS
from tracker.store.rows import ledger_table

Row: TypeAlias = tuple[Any, ...]
# Given a store and rows as the driver takes them, makes ready and gives one round.
Writer: TypeAlias = Callable[[Engine, Sequence[Row]], Callable[[], object]]

NAMES = ("claim_id", "report_id", "revision", "kind", "place_id", "learned_at", "told_at", "read_at", "document")
COLUMNS = ", ".join(NAMES)


class Stored:
    """A claim as the ORM sees it: one attribute for each column."""

    def __init__(self, **values: Any) -> None:
        """Set every column."""
        self.set(values)

    def set(self, values: dict[str, Any]) -> None:
        """Set columns."""
        for name, value in values.items():
            setattr(self, name, value)


def copy_rows(engine: Engine, rows: Sequence[Row]) -> Callable[[], object]:
    """`COPY` into the table, row by row."""
    connection: Any = engine.raw_connection()

    def run() -> None:
        with connection.cursor() as cursor, cursor.copy(f"COPY ledger.claim ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        connection.commit()

    return run


def copy_over(engine: Engine, rows: Sequence[Row]) -> Callable[[], object]:
    """`COPY` into a temporary table, and from there what is not in the table."""
    connection: Any = engine.raw_connection()

    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE sent (LIKE ledger.claim) ON COMMIT DROP")
            with cursor.copy(f"COPY sent ({COLUMNS}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                f"INSERT INTO ledger.claim ({COLUMNS}) SELECT {COLUMNS} FROM sent ON CONFLICT DO NOTHING"  # noqa: S608 - constant names
            )
        connection.commit()

    return run


def add_all(engine: Engine, rows: Sequence[Row]) -> Callable[[], object]:
    """Objects of the ORM, made and flushed."""
    _map(engine)
    given = [_named(row) for row in rows]

    def run() -> None:
        with Session(engine) as session:
            session.add_all(Stored(**values) for values in given)
            session.commit()

    return run


def insert_over(engine: Engine, rows: Sequence[Row]) -> Callable[[], object]:
    """One statement for many rows, which leaves alone what is there."""
    given = [_named(row) for row in rows]
    statement = insert(ledger_table(engine, "claim")).on_conflict_do_nothing()

    def run() -> None:
        with engine.begin() as connection:
            connection.execute(statement, given)

    return run


def set_each(engine: Engine, rows: Sequence[Row]) -> Callable[[], object]:
    """Objects of the ORM, looked for one by one and set where they are there."""
    _map(engine)
    given = [_named(row) for row in rows]

    def run() -> None:
        with Session(engine) as session:
            for values in given:
                stored = session.get(Stored, values["claim_id"])
                if stored is None:
                    session.add(Stored(**values))
                else:
                    stored.set(values)
            session.commit()

    return run


def insert_in_file(engine: Engine, rows: Sequence[Row]) -> Callable[[], object]:
    """Bare `sqlite3`: one statement for many rows, which leaves alone what is there."""
    connection = sqlite3.connect(str(engine.url.database))
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    holders = ", ".join("?" * len(NAMES))
    statement = f"INSERT INTO ledger_claim ({COLUMNS}) VALUES ({holders}) ON CONFLICT DO NOTHING"  # noqa: S608 - constant names
    given = [tuple(_as_text(value) for value in row) for row in rows]

    def run() -> None:
        connection.executemany(statement, given)
        connection.commit()

    return run


def _named(row: Row) -> dict[str, Any]:
    return dict(zip(NAMES, row, strict=True)) | {"document": from_json(row[-1])}


def _as_text(value: Any) -> Any:
    """Instants as SQLite keeps them."""
    is_instant = hasattr(value, "isoformat")
    return value.isoformat(timespec="microseconds").replace("+00:00", "Z") if is_instant else value


@cache
def _map(engine: Engine) -> None:
    registry().map_imperatively(Stored, ledger_table(engine, "claim"))
