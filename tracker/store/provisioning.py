"""What an administrator does once for a store on PostgreSQL: database, extension, roles, schemas.

Doing it again changes nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Connection, Engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from tracker.errors import NotConfigured, StoreUnavailable
from tracker.store.engine import SETTING, connect_server, current_revision, is_server
from tracker.store.migrations.upgrade import upgrade
from tracker.store.roles import (
    ALSO_FOR_READERS,
    APP,
    CLOSED,
    FOR_READERS,
    READERS,
    ROLES,
    memberships,
    not_owned,
)
from tracker.store.tables import LEDGER, PEOPLE, PUBLISHED
from tracker.store.transactions import one_line, take_turns, writing

LOCK_KEY = 0x53564C49
MAINTENANCE = "postgres"  # the database to make another one from
SCHEMAS = (LEDGER, PUBLISHED, PEOPLE)
DENIED = "42501"
OPTION, SUBJECT = "--url", "the database"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioned:
    """What was done, a line each, and the address to set next; its password is the operator's to choose."""

    steps: tuple[str, ...]
    address: str


def provision(address: str) -> Provisioned:
    """Make the store that an administrator's address names, or bring it to what it should be.

    Raises:
        NotConfigured: it is no postgresql:// address, or names no database.
        StoreUnavailable: the server does not answer, or its user may not do this.
    """
    url = make_url(address) if is_server(address) else None
    if url is None or not url.database:
        reason = f"name a database by an administrator's postgresql:// address; a file needs no init: set {SETTING}"
        raise NotConfigured(OPTION, reason)
    with _permitted(), _alone(url) as administrator:
        steps = [*_make_roles_and_database(administrator, url), *_make_store(url)]
    return Provisioned(steps=tuple(steps), address=_address_of(url, APP))


@contextmanager
def _alone(url: URL) -> Iterator[Engine]:
    """The server without the database, which may not be there yet. Two that init at once wait for one another here."""
    engine = connect_server(_text(url.set(database=MAINTENANCE)))
    try:
        with writing(engine) as locked:
            locked.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            locked.execute(text("SET LOCAL lock_timeout = 0"))
            locked.execute(text("SET LOCAL statement_timeout = 0"))
            take_turns(locked, LOCK_KEY)
            yield engine
    finally:
        engine.dispose()


@contextmanager
def _permitted() -> Iterator[None]:
    try:
        yield
    except ProgrammingError as error:
        if getattr(error.orig, "sqlstate", None) != DENIED:
            raise
        reason = f"{one_line(error)}; give an administrator's address"
        raise StoreUnavailable(SUBJECT, reason) from error


def _make_roles_and_database(administrator: Engine, url: URL) -> list[str]:
    steps = []
    with writing(administrator.execution_options(isolation_level="AUTOCOMMIT")) as connection:
        there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
        for name, attributes in ROLES.items():
            if name not in there:
                connection.execute(text(f"CREATE ROLE {name} {attributes}"))
                steps.append(f"made the role {name}, without a password")
        for name, attributes in ROLES.items():
            connection.execute(text(f"ALTER ROLE {name} {attributes}"))
        for reader in READERS:
            for name in memberships(connection, reader):
                connection.execute(text(f"REVOKE {name} FROM {reader.name}"))
        if not connection.scalar(text(f"SELECT pg_has_role('{APP}', 'MEMBER')")):
            connection.execute(text(f"GRANT {APP} TO CURRENT_USER"))
        found = text("SELECT count(*) FROM pg_database WHERE datname = :name")
        if not connection.scalar(found, {"name": url.database}):
            name = _quoted(connection, url.database)
            connection.execute(text(f"CREATE DATABASE {name} OWNER {APP} ENCODING 'UTF8' TEMPLATE template0"))
            steps.append(f"made the database {url.database}")
    return steps


def _make_store(url: URL) -> list[str]:
    admin = connect_server(_text(url))
    owner = connect_server(_text(url), role=APP)
    try:
        with writing(admin) as connection:
            steps = _own(connection)
            _limit_sessions(connection)
            _limit_functions(connection)
        return [*steps, *_bring_up(owner)]
    finally:
        owner.dispose()
        admin.dispose()


def _bring_up(owner: Engine) -> list[str]:
    before = current_revision(owner)
    upgrade(owner)
    after = current_revision(owner)
    names = " and ".join(f"{reader.name} ({reader.rows})" for reader in READERS)
    moved = [f"brought the schema from {before or 'nothing'} to {after}"] if before != after else []
    return [*moved, f"{names} may read the published layers"]


def _own(connection: Connection) -> list[str]:
    """The extension, and the owner of everything else."""
    steps = []
    if not connection.scalar(text("SELECT count(*) FROM pg_extension WHERE extname = 'postgis'")):
        connection.execute(text("CREATE EXTENSION postgis"))
        steps.append("made the extension postgis")
    name = _quoted(connection, connection.scalar(text("SELECT current_database()")))
    readers = ", ".join(reader.name for reader in READERS)
    connection.execute(text(f"ALTER DATABASE {name} OWNER TO {APP}"))
    connection.execute(text(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC, {readers}"))
    connection.execute(text(f"GRANT CONNECT ON DATABASE {name} TO {readers}"))
    connection.execute(text(f"REVOKE ALL ON SCHEMA public FROM PUBLIC, {readers}"))
    connection.execute(text(f"GRANT ALL ON SCHEMA public TO {APP}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {readers}"))
    for schema in SCHEMAS:
        connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
        connection.execute(text(f"ALTER SCHEMA {schema} OWNER TO {APP}"))
    relations = not_owned(connection)
    for relation in relations:
        connection.execute(text(f"ALTER TABLE {relation} OWNER TO {APP}"))
    return [*steps, *([f"gave {len(relations)} tables to {APP}"] if relations else [])]


def _limit_sessions(connection: Connection) -> None:
    name = _quoted(connection, connection.scalar(text("SELECT current_database()")))
    for reader in READERS:
        for setting, value in reader.settings.items():
            shown = value if setting == "search_path" else f"'{value}'"
            connection.execute(text(f"ALTER ROLE {reader.name} IN DATABASE {name} SET {setting} = {shown}"))


def _limit_functions(connection: Connection) -> None:
    """Leave readers what computes, and take what looks into tables' statistics or leaves something behind."""
    readers = ", ".join(reader.name for reader in READERS)
    connection.execute(text(f"REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM PUBLIC, {readers}"))
    connection.execute(text(f"GRANT EXECUTE ON ALL ROUTINES IN SCHEMA public TO {APP}"))
    computing = f"pronamespace = 'public'::regnamespace AND {FOR_READERS}"
    for routine in _routines(connection, computing):
        connection.execute(text(f"GRANT EXECUTE ON ROUTINE {routine} TO {readers}"))
    for routine in _routines(connection, f"pronamespace = 'pg_catalog'::regnamespace AND {CLOSED}"):
        connection.execute(text(f"REVOKE ALL ON ROUTINE {routine} FROM PUBLIC, {readers}"))
        connection.execute(text(f"GRANT EXECUTE ON ROUTINE {routine} TO {APP}"))
    connection.execute(text(f"REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC, {readers}"))
    connection.execute(text(f"GRANT USAGE ON LANGUAGE plpgsql TO {APP}"))


def _routines(connection: Connection, which: str) -> list[str]:
    query = text(f"SELECT oid::regprocedure::text FROM pg_proc WHERE {which}")  # noqa: S608 - constants
    names = {"also": [*ALSO_FOR_READERS]} if ":also" in which else {}
    # A signature may hold a colon, which would be taken for a parameter.
    return [signature.replace(":", r"\:") for signature in connection.scalars(query, names)]


def _quoted(connection: Connection, name: str | None) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(str(name))


def _text(url: URL) -> str:
    return url.render_as_string(hide_password=False)


def _address_of(url: URL, user: str) -> str:
    query = {name: value for name, value in url.query.items() if name not in {"user", "password", "options"}}
    return _text(url.set(drivername="postgresql", username=user, password=None, query=query))
