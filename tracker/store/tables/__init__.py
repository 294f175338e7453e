"""The tables of both stores.

Three schemas that are never mixed: the private ledger, what is published, and people. On PostgreSQL they are schemas;
on SQLite, which has none, they begin the table names: `ledger.report` there is `ledger_report` here.
"""

from collections.abc import Callable, Mapping
from functools import cache

from sqlalchemy import MetaData, Table

from tracker.store.columns import Items
from tracker.store.tables.ledger import BY_KEY, LEDGER_TABLES, MONTHLY
from tracker.store.tables.people import PEOPLE_TABLES
from tracker.store.tables.published import PUBLISHED_TABLES

LEDGER, PUBLISHED, PEOPLE = "ledger", "published", "people"
TABLES: Mapping[str, Mapping[str, Callable[[], Items]]] = {
    LEDGER: LEDGER_TABLES,
    PUBLISHED: PUBLISHED_TABLES,
    PEOPLE: PEOPLE_TABLES,
}
# The (x, y, t) index of the published outages on SQLite.
RTREE = "published_outages_rtree"


@cache
def metadata_for(dialect: str) -> MetaData:
    """The model of one engine."""
    metadata = MetaData()
    for schema, tables in TABLES.items():
        for name, items in tables.items():
            table_name, table_schema = place(dialect, schema, name)
            is_split = schema == LEDGER and name in MONTHLY
            by_month = f"RANGE ({MONTHLY[name]})" if is_split else None
            Table(
                table_name,
                metadata,
                *items(),
                schema=table_schema,
                postgresql_partition_by=by_month,
                sqlite_with_rowid=schema != LEDGER or name not in BY_KEY,
            )
    return metadata


def place(dialect: str, schema: str, name: str) -> tuple[str, str | None]:
    """Name and schema of a table on one engine."""
    return (name, schema) if dialect == "postgresql" else (f"{schema}_{name}", None)


def table_of(dialect: str, schema: str, name: str) -> Table:
    """One table of the model of one engine."""
    table_name, table_schema = place(dialect, schema, name)
    return metadata_for(dialect).tables[f"{table_schema}.{table_name}" if table_schema else table_name]
