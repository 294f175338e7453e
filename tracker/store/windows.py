"""Published outages in a window: an area, a time range, a tier. Both stores give the same ids in the same order.

An outage lasts from `started_at`, or for ever before where that is unknown, to `ended_at`, or for ever after; where a
rounded onset lies after the end, it lasted between the two. What only touches a window is in it. An outage without
geometry is in every window that has no area, and in no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import shapely
from sqlalchemy import Connection

from tracker.model import Tier
from tracker.store.bulk import driving
from tracker.store.columns import SRID, write_time
from tracker.store.distances import FARTHEST_M, MERIDIAN, POLE, bounds_around, metres_between
from tracker.store.rtree import days_of
from tracker.store.tables import RTREE

MOST = 5000  # ids in one answer, unless more are asked for
FIRST_RADIUS_M, WIDER = 1000.0, 4.0  # of the boxes in which the nearest are looked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is asked for. Without an area: everywhere; without `since` or `until`: open on that side.

    Raises:
        ValueError: the range ends before it begins, or the area is empty.
    """

    area: shapely.Geometry | None = None  # WGS 84
    since: datetime | None = None
    until: datetime | None = None
    tier: Tier = Tier.PUBLIC

    def __post_init__(self) -> None:
        """Refuse what no outage could be in."""
        if self.since is not None and self.until is not None and self.since > self.until:
            message = f"a range that ends before it begins: {self.since} to {self.until}"
            raise ValueError(message)
        if self.area is not None and self.area.is_empty:
            message = "an area without a point"
            raise ValueError(message)


class Near(NamedTuple):
    """An outage and how far away it is; 0 m inside its area."""

    id: str
    metres: float


def box(*, west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """The area between two meridians and two parallels; degrees. It may be a line, or a point.

    Raises:
        ValueError: the sides are not in their order, or none of this world.
    """
    if not (-MERIDIAN <= west <= east <= MERIDIAN and -POLE <= south <= north <= POLE):
        message = f"no box: {west} to {east}, {south} to {north}"
        raise ValueError(message)
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def find_outages(
    connection: Connection, window: Window, *, limit: int = MOST, after: str | None = None
) -> tuple[str, ...]:
    """Ids of the outages in a window, by code point; at most `limit` of those that follow `after`.

    Where there are as many as the limit, there may be more: ask again after the last.
    """
    find = _find_on_postgis if connection.dialect.name == "postgresql" else _find_on_sqlite
    return find(connection, window, limit, after)


def find_nearest(connection: Connection, window: Window, *, lon: float, lat: float, count: int) -> tuple[Near, ...]:
    """The outages of a window that are nearest to a point, at most `count`, the nearest first, then by id.

    They are looked for in growing boxes, since no index counts metres.

    Raises:
        ValueError: the window has an area of its own.
    """
    if window.area is not None:
        message = "the nearest are looked for everywhere"
        raise ValueError(message)
    measure = _measure_on_postgis if connection.dialect.name == "postgresql" else _measure_on_sqlite
    radius_m = FIRST_RADIUS_M
    while True:
        west, south, east, north = bounds_around(lon, lat, radius_m)
        around = replace(window, area=box(west=west, south=south, east=east, north=north))
        near = measure(connection, around, lon, lat, count)
        if radius_m >= FARTHEST_M or (len(near) == count and near[-1].metres <= radius_m):
            return near
        radius_m *= WIDER


# How long an outage lasts: what the index of the times holds, letter for letter.
LASTS = (
    "tstzrange(CASE WHEN started_at > ended_at THEN ended_at ELSE started_at END, "
    "CASE WHEN started_at > ended_at THEN started_at ELSE ended_at END, '[]')"
)
_POINT = f"ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), {SRID})::geography"
_METRES = f"ST_Distance(geom::geography, {_POINT}, false)"
_BY_ID = 'id COLLATE "C"'  # by code point, as SQLite does, whatever the language of the database


def _find_on_postgis(connection: Connection, window: Window, limit: int, after: str | None) -> tuple[str, ...]:
    asked = _asked_of_postgis(window) | {"limit": limit} | ({} if after is None else {"after": after})
    return tuple(connection.exec_driver_sql(_postgis_ids(frozenset(asked)), asked).scalars())


def _measure_on_postgis(connection: Connection, window: Window, lon: float, lat: float, count: int) -> tuple[Near, ...]:
    asked = _asked_of_postgis(window) | {"lon": lon, "lat": lat, "limit": count}
    return tuple(Near(*row) for row in connection.exec_driver_sql(_postgis_metres(frozenset(asked)), asked))


def _asked_of_postgis(window: Window) -> dict[str, Any]:
    """What a statement is given; nothing where a window is open on all sides."""
    times = {"since": window.since, "until": window.until}
    area = {} if window.area is None else {"area": shapely.to_wkb(window.area)}
    return {"tier": str(window.tier)} | area | (times if any(times.values()) else {})


@cache
def _postgis_ids(asked: frozenset[str]) -> str:
    return f"SELECT id FROM published.outages WHERE {_postgis_where(asked)} ORDER BY {_BY_ID} LIMIT %(limit)s"  # noqa: S608 - constants


@cache
def _postgis_metres(asked: frozenset[str]) -> str:
    columns, order = f"id, {_METRES} AS metres", f"metres, {_BY_ID}"
    where = _postgis_where(asked)
    return f"SELECT {columns} FROM published.outages WHERE {where} ORDER BY {order} LIMIT %(limit)s"  # noqa: S608 - constants


def _postgis_where(asked: frozenset[str]) -> str:
    tests = {
        "tier": "tier = %(tier)s",
        "area": f"ST_Intersects(geom, ST_GeomFromWKB(%(area)s, {SRID}))",
        "since": f"{LASTS} && tstzrange(%(since)s, %(until)s, '[]')",
        "after": f"{_BY_ID} > %(after)s",
    }
    return " AND ".join(test for name, test in tests.items() if name in asked)


SPARE = 100  # rows read beyond the limit, in the place of those that turn out to lie outside
# A box of the index that lies whole in the box that is asked for is in it. The others are looked at.
_DOUBTFUL = (
    "CASE WHEN :is_box AND west >= :west AND east <= :east AND south >= :south AND north <= :north "
    "THEN NULL ELSE geom END"
)


def _find_on_sqlite(connection: Connection, window: Window, limit: int, after: str | None) -> tuple[str, ...]:
    asked = _asked_of_sqlite(window) | {"limit": limit + SPARE}
    found: list[str] = []
    while len(found) < limit:
        given = asked if after is None else asked | {"after": after}
        rows = _read_sqlite(connection, _sqlite_ids(frozenset(given)), given)
        found += _touching(rows, window.area)
        if len(rows) < limit + SPARE:
            break
        after = rows[-1][0]
    return tuple(found[:limit])


def _read_sqlite(connection: Connection, statement: str, asked: Mapping[str, Any]) -> list[tuple[str, bytes | None]]:
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


def _measure_on_sqlite(connection: Connection, window: Window, lon: float, lat: float, count: int) -> tuple[Near, ...]:
    asked = _asked_of_sqlite(window)
    rows = _read_sqlite(connection, _sqlite_shapes(frozenset(asked)), asked)
    if not rows:
        return ()
    metres = metres_between(lon, lat, shapely.from_wkb([wkb for _, wkb in rows]))
    near = (Near(name, float(far)) for (name, _), far in zip(rows, metres, strict=True))
    return tuple(sorted(near, key=lambda one: (one.metres, one.id))[:count])


def _asked_of_sqlite(window: Window) -> dict[str, Any]:
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
def _sqlite_ids(asked: frozenset[str]) -> str:
    doubtful = _DOUBTFUL if "is_box" in asked else "NULL"
    return _sqlite(f"id, {doubtful} AS doubtful", asked, "ORDER BY id LIMIT :limit")


@cache
def _sqlite_shapes(asked: frozenset[str]) -> str:
    return _sqlite("id, geom", asked, "")


def _sqlite(columns: str, asked: frozenset[str], order: str) -> str:
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
