"""Open the store: make it where it is absent, bring it up to date, refuse it where it is not ours."""

import os
import sqlite3
import stat
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from tracker.errors import NotConfigured, StoreUnavailable
from tracker.store.transactions import one_line, reading

HEAD = "0006"
SETTING = "SVITLO_DATABASE"
APPLICATION_ID = 0x53564C4F  # "SVLO": how a store of ours is told from any other SQLite file
PRAGMAS = ("journal_mode=WAL", "busy_timeout=10000", "foreign_keys=ON", "synchronous=FULL", "secure_delete=ON")
CONNECT_S, POOL_S = 10, 10
# What takes longer hangs. A migration, a copy and a purge say so themselves.
SERVER_OPTIONS = "-c statement_timeout=120s -c lock_timeout=30s -c idle_in_transaction_session_timeout=300s"
PRIVATE = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def open_store(database: str) -> Engine:
    """Open the store that `database` names: the path of an SQLite file, or a postgresql:// address.

    Raises:
        StoreUnavailable: the file is not ours, newer than this code, damaged, busy, or readable by others.
        NotConfigured: PostgreSQL is asked for and its driver is not installed.
    """
    is_server = database.startswith(("postgresql:", "postgresql+psycopg:"))
    engine = _open_server(database) if is_server else _open_file(Path(database))
    subject = "the database" if is_server else database
    try:
        _bring_up_to_date(engine, subject)
    except (DBAPIError, sqlite3.DatabaseError) as error:
        engine.dispose()
        raise StoreUnavailable(subject, one_line(error)) from error
    except StoreUnavailable:
        engine.dispose()
        raise
    return engine


def _open_server(address: str) -> Engine:
    url = make_url(address.replace("postgresql:", "postgresql+psycopg:", 1))
    # A pooler in transaction mode loses statements that the driver prepares by itself.
    connect_args: dict[str, Any] = {"prepare_threshold": None, "connect_timeout": CONNECT_S}
    if "options" not in url.query:
        connect_args["options"] = SERVER_OPTIONS
    options = {"pool_pre_ping": True, "pool_timeout": POOL_S, "hide_parameters": True, "connect_args": connect_args}
    try:
        return create_engine(url, **options, **_documents())
    except ModuleNotFoundError as error:
        reason = "the driver for PostgreSQL is not installed; install the extra: pip install 'svitlo[postgres]'"
        raise NotConfigured(SETTING, reason) from error


def _open_file(path: Path) -> Engine:
    if path.is_dir():
        raise StoreUnavailable(str(path), "is a folder; name a file")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE))
    except FileExistsError:
        pass  # another process was a moment faster
    except OSError as error:
        raise StoreUnavailable(str(path), error.strerror or "cannot be created") from error
    if stat.S_IMODE(path.stat().st_mode) & OTHERS:
        raise StoreUnavailable(str(path), "others can read it; make it private with: chmod 600")
    _refuse_foreign(path)
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True, **_documents())
    event.listen(engine, "connect", _prepare)
    return engine


def _documents() -> dict[str, Any]:
    """How documents are written and read: as letters, of which Cyrillic ones would be six times as long escaped."""
    return {"json_serializer": lambda value: to_json(value).decode(), "json_deserializer": from_json}


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _refuse_foreign(path: Path) -> None:
    """Look into the file before anything is written to it."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            application_id = connection.execute("PRAGMA application_id").fetchone()[0]
            damage = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(str(path), f"is no store of Svitlo ({error})") from error
    if tables and application_id != APPLICATION_ID:
        raise StoreUnavailable(str(path), "is an SQLite file of another program")
    if damage != "ok":
        raise StoreUnavailable(str(path), f"is damaged ({damage}); restore a backup")


def _bring_up_to_date(engine: Engine, subject: str) -> None:
    revision = current_revision(engine)
    if revision == HEAD:
        return
    # Alembic takes a second to load, so it is loaded only where there is something to do.
    from tracker.store.migrations.upgrade import known_revisions, upgrade  # noqa: PLC0415

    if revision is not None and revision not in known_revisions():
        raise StoreUnavailable(subject, f"was written by a newer Svitlo (revision {revision}); upgrade this one")
    upgrade(engine)


def current_revision(engine: Engine) -> str | None:
    """The schema revision a store is at; None for an empty one."""
    with reading(engine) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
