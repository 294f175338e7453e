"""Take all rows of all tables away."""

from sqlalchemy import Engine, text

from tracker.store.tables import RTREE, TABLES, table_of


def empty(engine: Engine) -> None:
    """Leave the tables and their months, and nothing in them."""
    names = [table_of(engine.dialect.name, schema, name).fullname for schema, found in TABLES.items() for name in found]
    with engine.begin() as connection:
        for name in names if engine.dialect.name == "postgresql" else (*names, RTREE):
            connection.execute(text(f"DELETE FROM {name}"))  # noqa: S608 - names of ours
