"""Windows on SQLite: the R-tree (x, y, t) says roughly, the row exactly, and shapely where the row does not say."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import shapely
from sqlalchemy import Connection

from tracker.store.bulk import driving
from tracker.store.columns import write_time
from tracker.store.distances import metres_between
from tracker.store.rtree import days_of
from tracker.store.tables import RTREE
from tracker.store.window import Near, Window

SPARE = 100  # rows read beyond the limit, in the place of those that turn out to lie outside
# A box of the index that lies whole in the box that is asked for is in it. The others are looked at.
_DOUBTFUL = (
    "CASE WHEN :is_box AND west >= :west AND east <= :east AND south >= :south AND north <= :north "
    "THEN NULL ELSE geom END"
)


def find(connection: Connection, window: Window, limit: int, after: str | None) -> tuple[str, ...]:
    """Ids in a window, by code point; at most `limit` of those that follow `after`."""
    asked = _asked(window) | {"limit": limit + SPARE}
    found: list[str] = []
    while len(found) < limit:
        given = asked if after is None else asked | {"after": after}
        rows = _read(connection, _ids(frozenset(given)), given)
        found += _touching(rows, window.area)
        if len(rows) < limit + SPARE:
            break
        after = rows[-1][0]
    return tuple(found[:limit])


def _read(connection: Connection, statement: str, asked: Mapping[str, Any]) -> list[tuple[str, bytes | None]]:
    """Rows as the driver gives them: the layer above costs as much again as a small window."""
    with driving(connection, statement) as driver:
        rows: list[tuple[str, bytes | None]] = driver.execute(statement, asked).fetchall()
        return rows


def _touching(rows: Sequence[tuple[str, bytes | None]], area: shapely.Geometry | None) -> list[str]:
    """The ids of rows that are in an area for sure, or when looked at."""
    doubtful = [wkb for _, wkb in rows if wkb is not None]
    if area is None or not doubtful:
        return [name for name, _ in rows]
    shapely.prepare(area)
    touches = iter(shapely.intersects(area, shapely.from_wkb(doubtful)))
    return [name for name, wkb in rows if wkb is None or next(touches)]


def measure(connection: Connection, window: Window, lon: float, lat: float, count: int) -> tuple[Near, ...]:
    """Those in a window that are nearest to a point, in metres; at most `count`."""
    asked = _asked(window)
    rows = _read(connection, _shapes(frozenset(asked)), asked)
    if not rows:
        return ()
    metres = metres_between(lon, lat, shapely.from_wkb([wkb for _, wkb in rows]))
    near = (Near(name, float(far)) for (name, _), far in zip(rows, metres, strict=True))
    return tuple(sorted(near, key=lambda one: (one.metres, one.id))[:count])


def _asked(window: Window) -> dict[str, Any]:
    """What a statement is given; nothing where a window is open."""
    asked: dict[str, Any] = {"tier": str(window.tier)}
    if window.area is not None:
        asked |= dict(zip(("west", "south", "east", "north"), window.area.bounds, strict=True))
        asked["is_box"] = window.area.equals(shapely.envelope(window.area))
    if window.since is not None:
        asked |= {"since": write_time(window.since), "since_day": days_of(window.since)}
    if window.until is not None:
        asked |= {"until": write_time(window.until), "until_day": days_of(window.until)}
    return asked


@cache
def _ids(asked: frozenset[str]) -> str:
    doubtful = _DOUBTFUL if "is_box" in asked else "NULL"
    return _select(f"id, {doubtful} AS doubtful", asked, "ORDER BY id LIMIT :limit")


@cache
def _shapes(asked: frozenset[str]) -> str:
    return _select("id, geom", asked, "")


def _select(columns: str, asked: frozenset[str], order: str) -> str:
    """The index first, then the rows it names; both tell of time, the index roughly."""
    tests = {
        "west": "west <= :east AND east >= :west AND south <= :north AND north >= :south",
        "since": "ends_day >= :since_day AND (ended_at IS NULL OR ended_at >= :since OR started_at >= :since)",
        "until": "begins_day <= :until_day AND (started_at IS NULL OR started_at <= :until OR ended_at <= :until)",
        "tier": "tier = :tier",
        "after": "id > :after",
    }
    where = " AND ".join(test for name, test in tests.items() if name in asked)
    return f"SELECT {columns} FROM {RTREE} CROSS JOIN published_outages USING (row_id) WHERE {where} {order}"  # noqa: S608 - constants
