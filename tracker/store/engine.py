"""Open the store: make it where it is absent, bring it up to date, refuse it where it is not ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic_core import from_json
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from tracker.errors import NotConfigured, StoreUnavailable
from tracker.store.fitting import write_document
from tracker.store.private_file import look_inside, prepare_file
from tracker.store.transactions import one_line, reading

HEAD = "0006"
SETTING = "SVITLO_DATABASE"
PRAGMAS = ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")
CONNECT_S, POOL_S = 10, 10
# What takes longer hangs. A migration, a copy and a purge say so themselves.
SERVER_OPTIONS = (
    "-c statement_timeout=120s -c lock_timeout=30s -c idle_in_transaction_session_timeout=300s -c timezone=UTC"
)


def open_store(database: str) -> Engine:
    """Open the store that `database` names: the path of an SQLite file, or a postgresql:// address.

    Raises:
        StoreUnavailable: the file is not ours, newer than this code, damaged, busy, or readable by others.
        NotConfigured: PostgreSQL is asked for and its driver is not installed.
    """
    engine, subject = connect_store(database)
    with _or_disposed(engine, subject):
        _bring_up_to_date(engine, subject)
    return engine


def upgrade_store(database: str) -> tuple[str | None, str]:
    """Bring the store that `database` names to this code's schema; gives the revisions before and after.

    Raises:
        StoreUnavailable, NotConfigured: as for `open_store`.
    """
    engine, subject = connect_store(database)
    with _or_disposed(engine, subject):
        before = current_revision(engine)
        _bring_up_to_date(engine, subject)
    engine.dispose()
    return before, HEAD


def connect_store(database: str) -> tuple[Engine, str]:
    """An engine for a store whatever its schema, and what errors call it. An absent file is made, and is empty.

    Raises:
        StoreUnavailable: the file is not ours, damaged, or readable by others.
        NotConfigured: PostgreSQL is asked for and its driver is not installed.
    """
    if is_server(database):
        return connect_server(database), "the database"
    return _open_file(Path(database)), database


def is_server(database: str) -> bool:
    """Whether a store is a PostgreSQL database, and no file."""
    return database.startswith(("postgresql:", "postgresql+psycopg:"))


@contextmanager
def _or_disposed(engine: Engine, subject: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise StoreUnavailable(subject, one_line(error)) from error
    except StoreUnavailable:
        engine.dispose()
        raise


def connect_server(address: str, *, role: str | None = None) -> Engine:
    """An engine for a PostgreSQL database, whatever is in it; every connection acts as `role` where one is given.

    Raises:
        NotConfigured: its driver is not installed.
    """
    url = make_url(address.replace("postgresql:", "postgresql+psycopg:", 1))
    # A pooler in transaction mode loses statements that the driver prepares by itself.
    connect_args: dict[str, Any] = {"prepare_threshold": None, "connect_timeout": CONNECT_S}
    if role is not None:
        connect_args["options"] = f"{url.query.get('options', SERVER_OPTIONS)} -c role={role}"
        url = url.difference_update_query(["options"])
    elif "options" not in url.query:
        connect_args["options"] = SERVER_OPTIONS
    options = {"pool_pre_ping": True, "pool_timeout": POOL_S, "hide_parameters": True, "connect_args": connect_args}
    try:
        return create_engine(url, **options, **_documents())
    except ModuleNotFoundError as error:
        reason = "the driver for PostgreSQL is not installed; install the extra: pip install 'svitlo[postgres]'"
        raise NotConfigured(SETTING, reason) from error


def _open_file(path: Path) -> Engine:
    prepare_file(path)
    look_inside(path)
    engine = create_engine(
        URL.create("sqlite", database=str(path)), hide_parameters=True, pool_timeout=POOL_S, **_documents()
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _documents() -> dict[str, Any]:
    """How documents are written and read."""
    return {"json_serializer": lambda value: write_document(value).decode(), "json_deserializer": from_json}


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _bring_up_to_date(engine: Engine, subject: str) -> None:
    revision = current_revision(engine)
    if revision == HEAD:
        return
    # Alembic takes a second to load, so it is loaded only where there is something to do.
    from tracker.store.migrations.upgrade import known_revisions, upgrade  # noqa: PLC0415

    if revision is not None and revision not in known_revisions():
        raise StoreUnavailable(subject, f"was written by a newer Svitlo (revision {revision}); upgrade this one")
    upgrade(engine)


def identify_store(engine: Engine) -> tuple[object, ...]:
    """What is the same for one store only, however its address is spelled."""
    if engine.dialect.name == "sqlite":
        found = Path(str(engine.url.database)).stat()
        return found.st_dev, found.st_ino
    with reading(engine) as connection:
        query = text("SELECT system_identifier, current_database() FROM pg_control_system()")
        return tuple(connection.execute(query).one())


def current_revision(engine: Engine) -> str | None:
    """The schema revision a store is at; None for an empty one."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
