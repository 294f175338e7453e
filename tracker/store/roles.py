"""Who may do what on PostgreSQL. Roles belong to the whole server; where they were never made, the owner does all.

`svitlo_app` owns everything. The two reading roles see rows of the published layers by tier, and nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, text

from tracker.model import Tier
from tracker.store.tables import LEDGER, PEOPLE, PUBLISHED, TABLES

APP = "svitlo_app"
ATTRIBUTES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


@dataclass(frozen=True)
class Reader:
    """A role that only reads: which tiers, how many at once, and for how long."""

    name: str
    tiers: Sequence[Tier]
    most_connections: int
    statement_timeout: str

    @property
    def rows(self) -> str:
        """The condition that its rows meet."""
        return f"tier IN ({', '.join(f'{tier.value!r}' for tier in self.tiers)})"

    @cached_property
    def settings(self) -> Mapping[str, str]:
        """How its sessions begin. A client may change most of them: what it may do is up to grants."""
        return {
            "default_transaction_read_only": "on",
            "statement_timeout": self.statement_timeout,
            "lock_timeout": "5s",
            "idle_in_transaction_session_timeout": "60s",
            "idle_session_timeout": "30min",
            "work_mem": "16MB",
            "temp_file_limit": "1GB",
            "max_parallel_workers_per_gather": "0",
            "search_path": f"{PUBLISHED}, public",
        }


READERS = (
    Reader("svitlo_public", (Tier.PUBLIC,), 30, "15s"),
    Reader("svitlo_partner", (Tier.PUBLIC, Tier.PARTNER), 30, "60s"),
)
ROLES: Mapping[str, str] = {APP: ATTRIBUTES} | {
    reader.name: f"{ATTRIBUTES} CONNECTION LIMIT {reader.most_connections}" for reader in READERS
}
# What readers may call in the schema of the extension: what is immutable, so reads no table, and these, which read none
# or do so as their caller. Not what tells of the statistics of a table, in which hidden rows are counted too.
ALSO_FOR_READERS = ("st_asgeojson", "st_clusterkmeans", "st_generatepoints", "st_symmetricdifference", "find_srid")
# What PostgreSQL lets everybody call, and what a reader could leave something behind by, or stop our upgrades by.
CLOSED = (
    "(proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message') "
    "OR proname ~ '^pg_(try_)?advisory')"
)
FOR_READERS = "(provolatile = 'i' OR proname = ANY(:also))"


_SECURED = "SELECT relrowsecurity FROM pg_class WHERE oid = to_regclass(:name)"


def grant_reading(connection: Connection) -> bool:
    """Let the readers read what they may, and nothing else; as the owner, after every upgrade.

    Doing it again changes nothing. False, and nothing is done, where the roles were never made.
    """
    if not has_roles(connection):
        return False
    names = ", ".join(reader.name for reader in READERS)
    for schema in (LEDGER, PEOPLE, PUBLISHED):
        connection.execute(text(f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {names}"))
        connection.execute(text(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {names}"))
        connection.execute(text(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {names}"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA {PUBLISHED} TO {names}"))
    for name in TABLES[PUBLISHED]:
        table = f"{PUBLISHED}.{name}"
        if not connection.scalar(text(_SECURED), {"name": table}):
            connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
        for reader in READERS:
            _let_see(connection, reader, name)
        connection.execute(text(f"GRANT SELECT ON {table} TO {names}"))
    return True


def hide_statistics(connection: Connection) -> None:
    """Keep no values of published rows for the planner, whose estimates any reader may ask for; as the owner.

    Those of tier and shape stay: the one is no secret, and the operators of the other are not trusted with hidden rows.
    """
    query = text(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:name) AND attnum > 0 AND NOT attisdropped "
        "AND attname NOT IN ('tier', 'geom') AND attstattarget IS DISTINCT FROM 0"
    )
    for name in TABLES[PUBLISHED]:
        table = f"{PUBLISHED}.{name}"
        if columns := connection.scalars(query, {"name": table}).all():
            changes = ", ".join(f"ALTER COLUMN {column} SET STATISTICS 0" for column in columns)
            connection.execute(text(f"ALTER TABLE {table} {changes}"))


def _let_see(connection: Connection, reader: Reader, name: str) -> None:
    """One policy; where it is there nothing is locked, so a reader that dawdles holds nothing up."""
    found = text(
        "SELECT qual FROM pg_policies WHERE schemaname = :schema AND tablename = :name AND policyname = :reader "
        "AND roles = ARRAY[CAST(:reader AS name)] AND cmd = 'SELECT'"
    )
    named = {"schema": PUBLISHED, "name": name, "reader": reader.name}
    qual = connection.scalar(found, named)
    if qual is not None and set(re.findall("'([^']*)'", qual)) == {tier.value for tier in reader.tiers}:
        return
    table = f"{PUBLISHED}.{name}"
    connection.execute(text(f"DROP POLICY IF EXISTS {reader.name} ON {table}"))
    connection.execute(
        text(f"CREATE POLICY {reader.name} ON {table} FOR SELECT TO {reader.name} USING ({reader.rows})")
    )


def has_roles(connection: Connection) -> bool:
    """Whether the roles were made on this server."""
    found = connection.execute(text("SELECT count(*) FROM pg_roles WHERE rolname = ANY(:names)"), {"names": [*ROLES]})
    return bool(found.scalar_one() == len(ROLES))


def role_problems(connection: Connection) -> list[str]:
    """What readers could do and should not, or should and cannot: a line each."""
    if not has_roles(connection):
        return []
    found = [
        f"{relation} belongs to another role than {APP}; run `svitlo db init`" for relation in not_owned(connection)
    ]
    return [*found, *(line for reader in READERS for line in _problems_of(connection, reader))]


def not_owned(connection: Connection) -> list[str]:
    """The tables of ours that belong to another role; sequences follow the tables they count for."""
    return list(connection.scalars(text(_NOT_OWNED), {"schemas": [LEDGER, PUBLISHED, PEOPLE], "app": APP}))


_NOT_OWNED = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE (nspname = ANY(:schemas) OR nspname = 'public' AND relname = 'alembic_version')
  AND relkind IN ('r', 'p', 'v', 'm') AND pg_get_userbyid(relowner) <> :app ORDER BY 1
"""


def memberships(connection: Connection, reader: Reader) -> list[str]:
    """The roles whose rights a reader has beside its own; there should be none."""
    query = text(
        "SELECT quote_ident(given.rolname) FROM pg_auth_members JOIN pg_roles given ON given.oid = roleid "
        "JOIN pg_roles taker ON taker.oid = member WHERE taker.rolname = :who ORDER BY 1"
    )
    return list(connection.scalars(query, {"who": reader.name}))


def _problems_of(connection: Connection, reader: Reader) -> Iterator[str]:
    who = {"who": reader.name}
    for name in memberships(connection, reader):
        yield f"{reader.name} has all rights of the role {name}; run `svitlo db init`"
    if connection.scalar(text(_ABOVE), who):
        yield f"{reader.name} stands above the rights of tables; run `svitlo db init`"
    for right in connection.scalars(
        text(
            "SELECT r FROM unnest(ARRAY['CREATE', 'TEMP']) r WHERE has_database_privilege(:who, current_database(), r)"
        ),
        who,
    ):
        yield f"{reader.name} has the right {right} on the database; run `svitlo db init`"
    for schema in connection.scalars(
        text(
            "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)' AND "
            "(has_schema_privilege(:who, oid, 'CREATE') OR nspname = ANY(:private) "
            "AND has_schema_privilege(:who, oid, 'USAGE')) ORDER BY 1"
        ),
        who | {"private": [LEDGER, PEOPLE]},
    ):
        yield f"{reader.name} may use or fill the schema {schema}; run `svitlo db init`"
    for relation in connection.scalars(text(_TOO_MUCH), who | {"published": PUBLISHED}):
        yield f"{reader.name} has a right on {relation} that it should not have; run `svitlo db init`"
    for function in connection.scalars(text(_CALLABLE), who | {"also": [*ALSO_FOR_READERS]}):
        yield f"{reader.name} may call {function}; run `svitlo db init`"
    yield from _rows_of(connection, reader)


_ABOVE = """
SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = :who
"""
# Beyond reading the published tables and the extension's own: any right on a relation, and writing to any at all.
_TOO_MUCH = """
SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname !~ '^(pg_|information_schema)' AND (
  relkind IN ('r', 'p', 'v', 'm', 'f') AND (
    has_table_privilege(:who, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
    OR has_any_column_privilege(:who, c.oid, 'SELECT')
      AND NOT (nspname = :published AND relrowsecurity)
      AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND classid = 'pg_class'::regclass AND deptype = 'e'))
  OR relkind = 'S' AND has_sequence_privilege(:who, c.oid, 'USAGE, SELECT, UPDATE'))
ORDER BY 1
"""
_CALLABLE = f"""
SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
WHERE has_function_privilege(:who, p.oid, 'EXECUTE') AND has_schema_privilege(:who, n.oid, 'USAGE')
  AND (nspname = 'pg_catalog' AND {CLOSED} OR nspname = 'public' AND NOT {FOR_READERS})
ORDER BY 1 LIMIT 5
"""  # noqa: S608 - constants


def _rows_of(connection: Connection, reader: Reader) -> Iterator[str]:
    found = connection.execute(
        text(
            "SELECT relname, relrowsecurity, has_table_privilege(:who, c.oid, 'SELECT') AS is_readable, "
            "(SELECT count(*) FROM pg_policies WHERE schemaname = :published AND tablename = relname "
            "AND roles = ARRAY[CAST(:who AS name)] AND cmd = 'SELECT') AS policies "
            "FROM pg_class c WHERE relnamespace = CAST(:published AS regnamespace) AND relname = ANY(:names) ORDER BY 1"
        ),
        {"who": reader.name, "published": PUBLISHED, "names": [*TABLES[PUBLISHED]]},
    )
    for row in found:
        if not row.relrowsecurity:
            yield f"{PUBLISHED}.{row.relname} shows all its rows to {reader.name}; run `svitlo db init`"
        elif not row.is_readable or row.policies != 1:
            yield f"{reader.name} cannot read its rows of {PUBLISHED}.{row.relname}; run `svitlo db init`"
