"""Write an edition as tables that GIS clients read. The rows of a tier change all at once, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, delete, func, insert, select, update

from geodata.boundaries import Boundary
from geodata.gazetteer import Gazetteer
from tracker.crashpoints import crash_at
from tracker.model import Edition, Tier
from tracker.store.published_rows import Row, rows_of
from tracker.store.rtree import forget_boxes, write_boxes
from tracker.store.tables import PUBLISHED, table_of
from tracker.store.transactions import reading, take_turns, write

LOCK_KEY = 0x53564C45  # two that write the same rows at once would each find them missing


def write_edition(engine: Engine, edition: Edition, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """Replace what one tier sees. A row that was there before keeps its number."""
    rows = rows_of(edition, gazetteer, boundaries)

    def replace(connection: Connection) -> None:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            forget_boxes(connection, edition.tier)
        take_turns(connection, LOCK_KEY)
        for name, fresh in rows.items():
            _replace(connection, table_of(engine.dialect.name, PUBLISHED, name), edition.tier, fresh)
        if is_sqlite:
            write_boxes(connection, edition.tier)
        crash_at("edition.committing")

    write(engine, replace)
    crash_at("edition.committed")


def read_as_of(engine: Engine) -> datetime | None:
    """The moment of the newest edition written; None when there is none."""
    table = table_of(engine.dialect.name, PUBLISHED, "edition")
    with reading(engine) as connection:
        as_of: datetime | None = connection.scalar(select(func.max(table.c.as_of)))
    return as_of


def read_tiers(engine: Engine) -> tuple[str, ...]:
    """The tiers that something was published for."""
    table = table_of(engine.dialect.name, PUBLISHED, "edition")
    with reading(engine) as connection:
        return tuple(connection.scalars(select(table.c.tier).distinct().order_by(table.c.tier)))


def _replace(connection: Connection, table: Table, tier: Tier, fresh: Sequence[Row]) -> None:
    """Delete, change and insert what differs. An upsert would use up a number for each row that is there already."""
    key = _natural_key(table)
    known = connection.execute(select(table.c.row_id, *(table.c[name] for name in key)).where(table.c.tier == tier))
    numbers: dict[tuple[Any, ...], int] = {tuple(row[1:]): row.row_id for row in known}
    by_key = {tuple(row[name] for name in key): row for row in fresh}
    gone = [{"of_row": number} for values, number in numbers.items() if values not in by_key]
    changed = [row | {"of_row": numbers[values]} for values, row in by_key.items() if values in numbers]
    new = [row for values, row in by_key.items() if values not in numbers]
    this = table.c.row_id == bindparam("of_row")
    if gone:
        connection.execute(delete(table).where(this), gone)
    if changed:
        names = [name for name in changed[0] if name != "of_row"]
        connection.execute(update(table).where(this).values({name: bindparam(name) for name in names}), changed)
    if new:
        connection.execute(insert(table), new)


def _natural_key(table: Table) -> tuple[str, ...]:
    """What tells the rows of one tier apart."""
    unique = next(index for index in table.indexes if index.unique)
    return tuple(column.name for column in unique.columns if column.name != "tier")
