"""Rewrite the store, so that nothing is left in its files of what was taken out of its tables."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Engine, text

from tracker.errors import StoreUnavailable
from tracker.store.tables import metadata_for
from tracker.store.transactions import name_store, one_line, reading

PATIENCE_S = 10.0
BUSY = "another process is reading or writing; what is forgotten is erased, but not yet out of the file: run it again"


def compact(engine: Engine, *, patience_s: float = PATIENCE_S) -> Sequence[str]:
    """Rewrite the file of an SQLite store, or vacuum the tables of PostgreSQL; gives what the server warns of.

    Raises:
        StoreUnavailable: another process does not let go of the store for so long; or the disk is full.
    """
    if engine.dialect.name == "sqlite":
        _rewrite_file(engine, patience_s)
        return ()
    with reading(engine) as connection:
        return _vacuum(connection.execution_options(isolation_level="AUTOCOMMIT"))


def _rewrite_file(engine: Engine, patience_s: float) -> None:
    """Empty the log, rewrite the file without what is free in it, and empty the log that this fills."""
    engine.dispose()  # our own connections hold nothing open
    try:
        with closing(sqlite3.connect(str(engine.url.database), timeout=patience_s, isolation_level=None)) as connection:
            connection.execute("PRAGMA secure_delete = ON")
            _empty_log(connection, engine)
            connection.execute("VACUUM")
            _empty_log(connection, engine)
    except sqlite3.OperationalError as error:
        is_busy = error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
        raise StoreUnavailable(name_store(engine), BUSY if is_busy else one_line(error)) from error


def _empty_log(connection: sqlite3.Connection, engine: Engine) -> None:
    is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise StoreUnavailable(name_store(engine), BUSY)


def _vacuum(connection: Connection) -> Sequence[str]:
    """The server warns of a table that is another role's, and goes on."""
    warnings: list[str] = []

    def take(notice: Any) -> None:
        warnings.append(str(notice.message_primary))

    driver: Any = connection.connection.driver_connection
    driver.add_notice_handler(take)
    try:
        connection.execute(text("SET statement_timeout = 0"))
        for table in metadata_for(connection.dialect.name).sorted_tables:
            connection.execute(text(f"VACUUM {table.fullname}"))
    finally:
        driver.remove_notice_handler(take)
        connection.execute(text("RESET statement_timeout"))
    return warnings
