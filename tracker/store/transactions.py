"""Work on the store whole or not at all. What the store cannot do is a known failure, and no bug."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from tracker.errors import StoreUnavailable

Given = TypeVar("Given")

MOST_TRIES = 4  # the first, and three more
LONGEST_WAIT_S = 0.2  # before the first of them; twice as long before each further one
DEADLOCK, NOT_SERIALISABLE = "40P01", "40001"
AGAIN = frozenset({DEADLOCK, NOT_SERIALISABLE})
# Classes of SQLSTATE: connection, resources, an operator's doing, the machine; and a lock or an object in use.
UNABLE = ("08", "53", "55", "57", "58")
SQLITE_UNABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)
PRIMARY = 0xFF  # of an SQLite error code, whose upper bytes say more


def write(engine: Engine, work: Callable[[Connection], Given], *, wait: Callable[[float], None] = time.sleep) -> Given:
    """Do work in one transaction; after a deadlock or a serialisation failure again, three times with growing waits.

    Raises:
        StoreUnavailable: the store is busy, full, gone, or took too long; nothing of the work is kept, unless the
            connection broke while it was being committed.
    """
    for tries in range(1, MOST_TRIES + 1):
        try:
            with _known_failures(engine), engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if tries == MOST_TRIES or _state(error) not in AGAIN:
                raise
        wait(random.uniform(0, LONGEST_WAIT_S * 2**tries))  # noqa: S311 - so that two do not meet again
    raise AssertionError


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is tried once, for work that touches one row or that the next run does again.

    Raises:
        StoreUnavailable: the store is busy, full, gone, or took too long.
    """
    with _known_failures(engine), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection to read from.

    Raises:
        StoreUnavailable: the store is busy or gone, or took too long.
    """
    with _known_failures(engine), engine.connect() as connection:
        yield connection


def lift_timeout(connection: Connection) -> None:
    """Let the statements of this transaction take as long as they need."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))


def name_store(engine: Engine) -> str:
    """What an error calls a store: its file, or the database without its address."""
    return engine.url.database or "the store" if engine.dialect.name == "sqlite" else "the database"


def one_line(error: Exception) -> str:
    """What the driver says of an error."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    return " ".join(str(cause).split())[:300]


@contextmanager
def _known_failures(engine: Engine) -> Iterator[None]:
    try:
        yield
    except PoolExhausted as error:
        raise StoreUnavailable(name_store(engine), "all connections are in use; try again in a moment") from error
    except DBAPIError as error:
        if not _is_unable(error):
            raise
        raise StoreUnavailable(name_store(engine), one_line(error)) from error


def _is_unable(error: DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY in SQLITE_UNABLE
    return error.connection_invalidated or (_state(error) or "08")[:2] in UNABLE


def _state(error: DBAPIError) -> str | None:
    """The SQLSTATE of an error; None where the server said nothing any more."""
    return getattr(error.orig, "sqlstate", None)
