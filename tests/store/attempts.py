"""Every way a role can ask the database for something: its relations, and its functions with arguments that aim."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg

MOST_ROWS = 5000
# What the arguments of one call aim at: a table for those that take one, and texts, each used in turn.
AIMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ledger.report", ("ledger", "report", "text")),
    ("ledger.report", ("ledger.report", "text")),
    ("people.account", ("people", "account", "address")),
    ("published.outages", ("published", "outages", "geom")),
    ("published.outages", ("outages", "geom")),
    ("published.outages", ("geom", "2")),
    ("ledger.claim", ("SELECT * FROM ledger.report", "a")),
    ("ledger.claim", ("SELECT text FROM ledger.report", "SELECT 1, 'b'")),
    ("ledger.claim", ("pg_hba.conf", "a")),
)
# These need something that SQL cannot give: they are called by the server alone.
UNCALLABLE = {
    "internal",
    "trigger",
    "event_trigger",
    "index_am_handler",
    "fdw_handler",
    "tsm_handler",
    "language_handler",
}
TEXTS = {"text", "name", "character varying", "cstring", '"char"', "character", "unknown", "xml", "regnamespace"}
VALUES = {
    "boolean": "true",
    "geometry": "ST_SetSRID(ST_MakePoint(1, 1), 4326)",
    "geography": "ST_MakePoint(1, 1)::geography",
    "json": "'{}'::json",
    "jsonb": "'{}'::jsonb",
    "record": "ROW(1)",
    "anyelement": "1",
    "anyarray": "ARRAY[1]",
    "anynonarray": "1",
    "any": "1",
    "box2d": "'BOX(1 1, 2 2)'::box2d",
    "box3d": "'BOX3D(1 1 1, 2 2 2)'::box3d",
    "timestamp with time zone": "now()",
    "interval": "'1 second'::interval",
    "bytea": "'\\x01'::bytea",
}
NUMBERS = {"integer", "bigint", "smallint", "double precision", "real", "numeric"}
OBJECTS = {"oid", "regclass"}


@dataclass
class Asked:
    """What one role got, and how often it was refused."""

    answers: list[tuple[str, str]] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)


class Asker:
    """A session of a role that comes back when an attempt ends it."""

    def __init__(self, address: str) -> None:
        """Connect, and set aside what a client may set aside."""
        self.address = address
        self.asked = Asked()
        self.connect()

    def connect(self) -> None:
        """Begin a session that may write if it is let."""
        self.connection = psycopg.connect(self.address, autocommit=True)
        self.connection.execute("SET default_transaction_read_only = off; SET statement_timeout = '2s'")

    def ask(self, what: str, statement: bytes) -> None:
        """Try one statement and keep what came of it."""
        try:
            cursor = self.connection.execute(statement)
            rows = cursor.fetchmany(MOST_ROWS) if cursor.description else []
        except psycopg.Error as error:
            self.asked.refused.add(what)
            self.asked.answers.append((what, str(error)))
            if self.connection.closed:
                self.connect()
            return
        self.asked.given.add(what)
        self.asked.answers.extend((what, str(row)) for row in rows)


def relations(connection: psycopg.Connection[tuple[str, ...]]) -> list[tuple[str, str]]:
    """Every relation that rows can be asked of, in every schema, as schema and name."""
    query = (
        "SELECT nspname::text, relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
        "WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 't') ORDER BY 1, 2"
    )
    return [(schema, name) for schema, name in connection.execute(query).fetchall()]


def rows_of(schema: str, name: str) -> bytes:
    """Ask a relation for its rows."""
    return f'SELECT x::text FROM "{schema}"."{name}" AS x'.encode()  # noqa: S608 - names of the catalog


def calls(connection: psycopg.Connection[tuple[str, ...]], large_object: int) -> Iterator[tuple[str, bytes]]:
    """Calls of every function of the database that SQL can call, aimed at what is hidden."""
    query = (
        "SELECT p.oid::regprocedure::text, p.prokind::text, p.proretset, "
        "(SELECT array_agg(format_type(t, NULL) ORDER BY o) FROM unnest(proargtypes) WITH ORDINALITY a(t, o)), "
        "format_type(prorettype, NULL), quote_ident(nspname) || '.' || quote_ident(proname), provariadic <> 0 "
        "FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
        "WHERE nspname !~ '^pg_toast' AND proname !~ '^pg_sleep' ORDER BY 1"
    )
    for signature, kind, is_set, types, result, name, _ in connection.execute(query).fetchall():
        kinds = list(types or ())
        if {*kinds, result} & UNCALLABLE:
            continue
        aims = range(len(AIMS)) if {*kinds} & (TEXTS | OBJECTS) else range(1)
        for aim in aims:
            arguments = ", ".join(_arguments(kinds, aim, large_object))
            yield str(signature), _call(str(kind), f"{name}({arguments})", is_set=bool(is_set))


def _call(kind: str, call: str, *, is_set: bool) -> bytes:
    if kind == "p":
        statement = f"CALL {call}"
    elif kind == "w":
        statement = f"SELECT ({call} OVER ())::text"
    elif is_set:
        statement = f"SELECT x::text FROM {call} AS x LIMIT {MOST_ROWS}"  # noqa: S608 - names of the catalog
    else:
        statement = f"SELECT ({call})::text"
    return statement.encode()


def _arguments(kinds: list[str], aim: int, large_object: int) -> Iterator[str]:
    table, texts = AIMS[aim]
    used = 0
    for kind in kinds:
        if kind in TEXTS:
            yield "'" + texts[used % len(texts)].replace("'", "''") + f"'::{kind}"
            used += 1
        elif kind == "regclass":
            yield f"'{table}'::regclass"
        elif kind == "oid":
            yield str(large_object) if aim % 2 else f"'{table}'::regclass::oid"
        elif kind in NUMBERS:
            yield f"1::{kind}"
        else:
            yield VALUES.get(kind, f"NULL::{kind}")
