"""The reading roles see the rows of their tiers and nothing else: every relation and every function is tried."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from sqlalchemy import String

from tests.store.attempts import Asked, Asker, calls, relations, rows_of
from tests.store.planted import OPEN, PARTNER, SECRET, plant, shapes_of
from tests.store.provisioned import as_role, provisioned
from tracker.store.engine import open_store
from tracker.store.roles import APP
from tracker.store.tables import PUBLISHED, TABLES, table_of

pytestmark = pytest.mark.server
HIDDEN = {"svitlo_public": ("partner", "reviewer"), "svitlo_partner": ("reviewer",)}
# What the owner might add one day without a thought for readers.
LATER = (
    "CREATE VIEW ledger.seen AS SELECT text FROM ledger.report",
    "CREATE VIEW published.everything AS SELECT * FROM published.outages",
    "CREATE MATERIALIZED VIEW published.kept AS SELECT * FROM published.outages",
    "CREATE MATERIALIZED VIEW ledger.kept AS SELECT * FROM ledger.claim",
    "CREATE TABLE public.spare AS SELECT * FROM people.account",
    "CREATE SEQUENCE ledger.spare_number",
)


@dataclass(frozen=True)
class Hub:
    """A filled store: an administrator's address, and a large object in it."""

    address: str
    large_object: int


@pytest.fixture(scope="module")
def hub(pg_server: str) -> Iterator[Hub]:
    with provisioned(pg_server) as address:
        owner = as_role(address, APP)
        engine = open_store(owner)
        plant(engine)
        engine.dispose()
        with psycopg.connect(owner, autocommit=True) as connection:
            for statement in LATER:
                connection.execute(statement.encode())
            made = connection.execute("SELECT lo_from_bytea(0, %s)", [SECRET.encode()]).fetchone()
            connection.execute("ANALYZE")
            # A session of the app that has just asked for something stays open beside the readers.
            connection.execute(f"SELECT '{SECRET}', text FROM ledger.report".encode())  # noqa: S608 - a constant
            assert made is not None
            yield Hub(address, int(made[0]))


def leaks(asked: Asked, role: str) -> list[tuple[str, str]]:
    forms = [form for tier in HIDDEN[role] for form in shapes_of(tier)]
    encoded = [base64.b64encode(SECRET.encode()).decode().rstrip("=")]
    return [
        (what, answer[:200]) for what, answer in asked.answers if any(form in answer for form in [*forms, *encoded])
    ]


CATALOGS = ("pg_class", "pg_proc", "pg_namespace", "pg_largeobject_metadata", "pg_trigger", "pg_policy", "pg_authid")


def state_of(address: str) -> list[tuple[object, ...]]:
    """All that anybody could have left behind: how many objects there are, and the rows of every table of ours."""
    names = [f"{schema}.{name}" for schema, names in TABLES.items() for name in names]
    queries = [f"SELECT count(*) FROM {name}" for name in CATALOGS]  # noqa: S608 - constant names
    queries += [f"SELECT md5(string_agg(x::text, '' ORDER BY x::text)) FROM {name} x" for name in names]  # noqa: S608 - constant names
    with psycopg.connect(address) as connection:
        return [row for query in queries for row in connection.execute(query.encode())]


@pytest.mark.parametrize("role", HIDDEN)
def test_no_relation_shows_a_reader_what_is_hidden(hub: Hub, role: str) -> None:
    asker = Asker(as_role(hub.address, role))
    for schema, name in relations(asker.connection):
        asker.ask(f"{schema}.{name}", rows_of(schema, name))
    asked = asker.asked
    asker.connection.close()
    ours = {one for one in asked.given if one.split(".")[0] in TABLES}

    assert leaks(asked, role) == []
    assert ours == {f"{PUBLISHED}.{name}" for name in TABLES[PUBLISHED]}
    assert {one for one in asked.given if one.startswith("public.")} == {
        "public.spatial_ref_sys",
        "public.geometry_columns",
        "public.geography_columns",
    }


@pytest.mark.slow
@pytest.mark.parametrize("role", HIDDEN)
def test_no_function_shows_a_reader_what_is_hidden_or_leaves_anything_behind(hub: Hub, role: str) -> None:
    before = state_of(hub.address)
    asker = Asker(as_role(hub.address, role))
    with psycopg.connect(hub.address) as connection:
        attempts = list(calls(connection, hub.large_object))
    for signature, call in attempts:
        asker.ask(signature, call)
    asked = asker.asked
    asker.connection.close()

    assert leaks(asked, role) == []
    assert state_of(hub.address) == before
    assert len({signature for signature, _ in attempts}) > 3000
    assert len(asked.given) > 2000


@pytest.mark.slow
def test_the_attempts_do_find_what_is_not_hidden_from_who_asks(hub: Hub) -> None:
    """So that finding nothing means something."""
    asker = Asker(hub.address)
    with psycopg.connect(hub.address) as connection:
        attempts = list(calls(connection, hub.large_object))
    aimed = (
        "query_to_xml(",
        "table_to_xml(",
        "schema_to_xml(",
        "lo_get(",
        "st_estimatedextent(",
    )
    for signature, call in attempts:
        if signature.startswith((*aimed, "_postgis_stats(", "_postgis_index_extent(", "st_findextent(", "st_extent(")):
            asker.ask(signature, call)
    for schema, name in relations(asker.connection):
        asker.ask(f"{schema}.{name}", rows_of(schema, name))
    found = {what.split("(")[0] for what, _ in leaks(asker.asked, "svitlo_public")}
    asker.connection.close()

    assert {*(one.rstrip("(") for one in aimed), "_postgis_index_extent", "st_findextent"} <= found
    assert {
        "ledger.report",
        "people.account",
        "pg_catalog.pg_stats",
        "pg_catalog.pg_largeobject",
        "ledger.seen",
    } <= found


REFUSED = (
    "COPY ledger.report TO STDOUT",
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY published.outages TO '/nowhere/file'",
    "COPY published.outages FROM STDIN",
    "SET ROLE svitlo_app",
    "SET SESSION AUTHORIZATION svitlo_app",
    "SET row_security = off; SELECT * FROM published.outages",
    "ALTER TABLE published.outages DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE published.outages OWNER TO CURRENT_USER",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "ALTER ROLE svitlo_app SET search_path = 'nowhere'",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "ALTER DEFAULT PRIVILEGES FOR ROLE svitlo_app GRANT SELECT ON TABLES TO PUBLIC",
    "DROP POLICY svitlo_public ON published.outages",
    "CREATE POLICY mine ON published.outages USING (true)",
    "CREATE TABLE mine (a int)",
    "CREATE TABLE public.mine (a int)",
    "CREATE TEMP TABLE mine (a int)",
    "SELECT 1 AS a INTO TEMP mine",
    "CREATE VIEW published.mine AS SELECT 1",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "DO $$BEGIN PERFORM 1; END$$",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE SUBSCRIPTION mine CONNECTION 'host=nowhere' PUBLICATION mine",
    "CREATE PUBLICATION mine",
    "CREATE ROLE mine",
    "CREATE DATABASE mine",
    "LOAD 'dblink'",
    "INSERT INTO published.edition (tier, as_of, policy_version, gazetteer_version) VALUES ('public', now(), 'a', 'b')",
    "UPDATE published.outages SET note = 'a'",
    "DELETE FROM published.outages",
    "TRUNCATE published.outages",
    "BEGIN; LOCK TABLE published.outages IN ACCESS EXCLUSIVE MODE",
    "SELECT * FROM published.outages FOR UPDATE",
    "CREATE INDEX ON published.outages (id)",
    "CREATE RULE mine AS ON INSERT TO published.outages DO NOTHING",
    "REFRESH MATERIALIZED VIEW published.kept",
    "GRANT SELECT ON ledger.report TO PUBLIC",
    "COMMENT ON TABLE published.outages IS 'a'",
    "SELECT nextval('published.outages_row_id_seq')",
    "SELECT setval('published.outages_row_id_seq', 1)",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'a')",
    "SELECT lo_unlink({large_object})",
    "SELECT lo_put({large_object}, 0, 'a')",
    "SELECT pg_advisory_lock(1)",
    "SELECT pg_logical_emit_message(false, 'a', 'b')",
    "SELECT addgeometrycolumn('published', 'outages', 'mine', 4326, 'POINT', 2)",
    "SELECT dropgeometrycolumn('published', 'outages', 'geom')",
    "SELECT st_estimatedextent('published', 'outages', 'geom')",
    "SELECT pg_read_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'svitlo_app' LIMIT 1",
    "SELECT set_config('role', 'svitlo_app', false)",
    "SELECT set_config('session_replication_role', 'replica', false)",
)


@pytest.mark.parametrize("role", HIDDEN)
@pytest.mark.parametrize("statement", REFUSED)
def test_a_reader_is_refused(hub: Hub, role: str, statement: str) -> None:
    asked = statement.replace("{large_object}", str(hub.large_object))
    with psycopg.connect(as_role(hub.address, role), autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = off")

        with pytest.raises(psycopg.Error) as refused:
            connection.execute(asked.encode())
    assert (refused.value.sqlstate or "")[:2] in {"42", "0A", "22"} or "permission" in str(refused.value)


@pytest.mark.parametrize("role", HIDDEN)
def test_a_listening_reader_hears_nothing_of_what_the_app_does(hub: Hub, role: str) -> None:
    with psycopg.connect(as_role(hub.address, role), autocommit=True) as connection:
        connection.execute("LISTEN anything")
        connection.execute("NOTIFY anything, 'of my own'")
        with psycopg.connect(as_role(hub.address, APP), autocommit=True) as owner:
            owner.execute("UPDATE ledger.report SET url = url")
        heard = [one.payload for one in connection.notifies(timeout=0.2)]

    assert heard == ["of my own"]


@pytest.mark.parametrize(("role", "words"), [("svitlo_public", {OPEN}), ("svitlo_partner", {OPEN, PARTNER})])
def test_a_reader_does_see_the_rows_of_its_tiers(hub: Hub, role: str, words: set[str]) -> None:
    with psycopg.connect(as_role(hub.address, role)) as connection:
        seen = {
            name: {row[0] for row in connection.execute(f"SELECT policy_version FROM {PUBLISHED}.{name}".encode())}  # noqa: S608 - constant names
            for name in TABLES[PUBLISHED]
        }

    assert seen == dict.fromkeys(TABLES[PUBLISHED], words)


def test_statistics_show_no_values_of_the_tables_of_hidden_rows(hub: Hub) -> None:
    with psycopg.connect(as_role(hub.address, "svitlo_public")) as connection:
        shown = connection.execute(
            "SELECT tablename FROM pg_stats WHERE schemaname IN ('published', 'ledger', 'people')"
        ).fetchall()
        extent = connection.execute("SELECT ST_Extent(geom)::text FROM published.outages").fetchone()

    assert shown == []
    assert extent == ("BOX(24.5 50.5,24.5 50.5)",)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT postgis_version()",
        "SELECT f_table_name, srid, type FROM geometry_columns WHERE f_table_schema = 'published'",
        "SELECT ST_AsGeoJSON(o) FROM outages o",
        "SELECT ST_AsText(ST_Transform(geom, 3857)) FROM outages WHERE geom && ST_MakeEnvelope(20, 40, 45, 55, 4326)",
        "SELECT id FROM outages WHERE ST_Intersects(geom, ST_MakeEnvelope(20, 40, 45, 55, 4326))",
        "SELECT ST_AsMVT(t) FROM (SELECT ST_AsMVTGeom(geom, ST_MakeEnvelope(20, 40, 45, 55, 4326)) FROM outages) t",
        "SELECT ST_Collect(geom), ST_Union(geom), ST_Length(geom::geography) FROM outages GROUP BY geom",
    ],
)
def test_a_reader_may_ask_what_gis_clients_ask(hub: Hub, query: str) -> None:
    with psycopg.connect(as_role(hub.address, "svitlo_public")) as connection:
        rows = connection.execute(query.encode()).fetchall()

    assert len(rows) >= 1


@pytest.mark.parametrize(("role", "timeout"), [("svitlo_public", "15s"), ("svitlo_partner", "1min")])
def test_a_session_of_a_reader_begins_read_only_and_ends_what_takes_long(hub: Hub, role: str, timeout: str) -> None:
    with psycopg.connect(as_role(hub.address, role)) as connection:
        settings: dict[str, str] = dict(
            connection.execute(
                "SELECT name, current_setting(name) FROM pg_settings "
                "WHERE name IN ('default_transaction_read_only', 'statement_timeout', 'idle_session_timeout')"
            ).fetchall()
        )

    assert settings == {
        "default_transaction_read_only": "on",
        "statement_timeout": timeout,
        "idle_session_timeout": "30min",
    }


PLAN = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) SELECT id FROM outages WHERE tier = 'x' AND"


@pytest.mark.parametrize("role", HIDDEN)
def test_a_plan_counts_no_hidden_rows_by_place(hub: Hub, role: str) -> None:
    """Were its operator to look at rows before their tier, the number of rows left out would tell where they are."""
    near, far = (f"geom && ST_MakeEnvelope({west}, 44, {west + 8}, 49, 4326)" for west in (28, 10))
    with psycopg.connect(as_role(hub.address, role)) as connection:
        connection.execute("SET enable_seqscan = off")
        told = [connection.execute(f"{PLAN} {box}".encode()).fetchall() for box in (near, far)]
    removed = [[str(line[0]) for line in plan if "Removed" in str(line[0])] for plan in told]

    assert removed[0] == removed[1]


ESTIMATE = "EXPLAIN SELECT * FROM {table} WHERE {column} = '{word}'"


@pytest.mark.parametrize("role", HIDDEN)
def test_an_estimate_is_the_same_for_what_is_hidden_and_for_what_is_nowhere(hub: Hub, role: str) -> None:
    texts = [
        (name, column.name)
        for name in TABLES[PUBLISHED]
        for column in table_of("postgresql", PUBLISHED, name).columns
        if isinstance(column.type, String) and column.name != "tier"
    ]
    with psycopg.connect(as_role(hub.address, role)) as connection:

        def estimate(table: str, column: str, word: str) -> list[tuple[object, ...]]:
            plan = connection.execute(ESTIMATE.format(table=table, column=column, word=word).encode()).fetchall()
            return [(str(line[0]).replace(word, ""),) for line in plan]

        told = [one for one in texts if estimate(*one, SECRET) != estimate(*one, SECRET[::-1])]

    assert len(texts) > 50
    assert told == []


def test_public_cannot_connect_to_the_database_without_a_role_of_ours(hub: Hub) -> None:
    name = "zq_outsider"
    with psycopg.connect(hub.address, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN".encode())
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(as_role(hub.address, name))
    finally:
        with psycopg.connect(hub.address, autocommit=True) as connection:
            connection.execute(f"DROP ROLE {name}".encode())
