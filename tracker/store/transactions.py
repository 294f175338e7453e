"""Work on the store whole or not at all. What the store cannot do is a known failure, and no bug."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from tracker.errors import StoreUnavailable
from tracker.store.private_file import PRIMARY

Given = TypeVar("Given")

MOST_TRIES = 4  # the first, and three more
LONGEST_WAIT_S = 0.2  # before the first of them; twice as long before each further one
DEADLOCK, NOT_SERIALISABLE = "40P01", "40001"
AGAIN = frozenset({DEADLOCK, NOT_SERIALISABLE})
# Classes of SQLSTATE: connection, two at once, resources, a lock or an object in use, an operator's doing, the machine;
# and a transaction that stood idle for too long, or that may only read.
UNABLE = ("08", "40", "53", "55", "57", "58", "25P03", "25006")
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


def write(engine: Engine, work: Callable[[Connection], Given], *, wait: Callable[[float], None] = time.sleep) -> Given:
    """Do work in one transaction; after a deadlock or a serialisation failure again, three times with growing waits.

    Raises:
        StoreUnavailable: the store is busy, full, gone, or took too long, or another writer was in the way four times;
            nothing of the work is kept, unless the connection broke while it was being committed.
    """
    for tries in range(1, MOST_TRIES + 1):
        with _known_failures(engine):
            try:
                with engine.begin() as connection:
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


def take_turns(connection: Connection, key: int) -> None:
    """Wait until no other transaction is at the same work; SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


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
    state = _state(error)
    is_gone = state is None and isinstance(error, OperationalError)  # the server said nothing any more
    return error.connection_invalidated or is_gone or (state or "").startswith(UNABLE)


def _state(error: DBAPIError) -> str | None:
    """The SQLSTATE of an error; None where no server said it."""
    return getattr(error.orig, "sqlstate", None)
