"""The (x, y, t) index of the published outages on SQLite: boxes in degrees, and days.

Its coordinates are 32-bit floats, which SQLite rounds so that a box never shrinks: what it finds is all there is and
perhaps a little more, to be tested exactly on the row.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import shapely
from sqlalchemy import Connection, select, text

from tracker.model import Tier
from tracker.store.tables import PUBLISHED, RTREE, table_of

EPOCH = datetime(2022, 1, 1, tzinfo=UTC)  # near what is asked for: a float is good to seconds there
DAY = timedelta(days=1)
EVER = 1e7  # days: where a time is unknown or open
# A place in no box of this world, so that rows without geometry are found by time alone.
NOWHERE = (999.0, 999.0, 999.0, 999.0)

_FORGET = text(f"DELETE FROM {RTREE} WHERE row_id IN (SELECT row_id FROM published_outages WHERE tier = :tier)")  # noqa: S608 - a constant name
_INSERT = text(f"INSERT INTO {RTREE} VALUES (:row_id, :west, :east, :south, :north, :begins_day, :ends_day)")  # noqa: S608 - a constant name


def days_of(at: datetime) -> float:
    """An instant as the index counts time."""
    return (at - EPOCH) / DAY


def forget_boxes(connection: Connection, tier: Tier) -> None:
    """Take the outages of a tier out of the index, before their rows change."""
    connection.execute(_FORGET, {"tier": tier})


def write_boxes(connection: Connection, tier: Tier) -> None:
    """Put the outages of a tier into the index, in the transaction that writes their rows."""
    table = table_of(connection.dialect.name, PUBLISHED, "outages")
    columns = (table.c.row_id, table.c.geom, table.c.started_at, table.c.ended_at)
    rows = connection.execute(select(*columns).where(table.c.tier == tier))
    boxes = [{"row_id": row.row_id, **box_of(row.geom, row.started_at, row.ended_at)} for row in rows]
    if boxes:
        connection.execute(_INSERT, boxes)


def box_of(
    geom: shapely.Geometry | None, started_at: datetime | None, ended_at: datetime | None
) -> Mapping[str, float]:
    """The box of one outage, in space and time. A rounded onset may lie after the end."""
    west, south, east, north = NOWHERE if geom is None or geom.is_empty else geom.bounds
    begins_day = -EVER if started_at is None else days_of(started_at)
    ends_day = EVER if ended_at is None else days_of(ended_at)
    return {
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "begins_day": min(begins_day, ends_day),
        "ends_day": max(begins_day, ends_day),
    }
