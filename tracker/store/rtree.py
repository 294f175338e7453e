"""The (x, y, t) index of the published outages on SQLite, written in the transaction that writes the rows."""

from datetime import UTC, datetime

from sqlalchemy import Connection, select, text

from tracker.store.tables import PUBLISHED, RTREE, table_of

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def forget_boxes(connection: Connection, tier: str) -> None:
    """Take the boxes of one tier away, before its rows change."""
    connection.execute(
        text(f"DELETE FROM {RTREE} WHERE row_id IN (SELECT row_id FROM published_outages WHERE tier = :tier)"),  # noqa: S608 - a constant name
        {"tier": tier},
    )


def write_boxes(connection: Connection, tier: str) -> None:
    """Write the boxes of one tier."""
    table = table_of(connection.dialect.name, PUBLISHED, "outages")
    rows = connection.execute(
        select(table.c.row_id, table.c.geom, table.c.started_at, table.c.ended_at).where(
            table.c.tier == tier, table.c.geom.is_not(None)
        )
    ).all()
    boxes = [
        {
            "row_id": row.row_id,
            **dict(zip(("west", "south", "east", "north"), row.geom.bounds, strict=True)),
            "begins_at": (row.started_at or EARLIEST).timestamp(),
            "ends_at": (row.ended_at or FOREVER).timestamp(),
        }
        for row in rows
    ]
    if boxes:
        connection.execute(
            text(f"INSERT INTO {RTREE} VALUES (:row_id, :west, :east, :south, :north, :begins_at, :ends_at)"),  # noqa: S608 - a constant name
            boxes,
        )
