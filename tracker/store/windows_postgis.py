"""Windows on PostGIS: one index of area and time, and one of time alone, for large areas and short times."""

from datetime import timedelta
from functools import cache
from typing import Any

import shapely
from sqlalchemy import Connection

from tracker.store.columns import SRID
from tracker.store.window import Near, Window

# How long an outage lasts: what the index of the times holds, letter for letter.
LASTS = (
    "tstzrange(CASE WHEN started_at > ended_at THEN ended_at ELSE started_at END, "
    "CASE WHEN started_at > ended_at THEN started_at ELSE ended_at END, '[]')"
)
_POINT = f"ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), {SRID})::geography"
_METRES = f"ST_Distance(geom::geography, {_POINT}, false)"
IS_WIDE = "is_wide"
DAYS_PER_SQUARE_DEGREE = 1 / 3  # where both ways to an answer read as many pages, with three years of outages
_BY_ID = 'id COLLATE "C"'  # by code point, as SQLite does, whatever the language of the database


def find(connection: Connection, window: Window, limit: int, after: str | None) -> tuple[str, ...]:
    """Ids in a window, by code point; at most `limit` of those that follow `after`."""
    asked = _asked(window) | {"limit": limit} | ({} if after is None else {"after": after})
    return tuple(connection.exec_driver_sql(_ids(frozenset(asked)), asked).scalars())


def measure(connection: Connection, window: Window, lon: float, lat: float, count: int) -> tuple[Near, ...]:
    """Those in a window that are nearest to a point, in metres; at most `count`."""
    asked = _asked(window) | {"lon": lon, "lat": lat, "limit": count}
    return tuple(Near(*row) for row in connection.exec_driver_sql(_metres(frozenset(asked)), asked))


def _asked(window: Window) -> dict[str, Any]:
    """What a statement is given, and what tells which one it is; nothing where a window is open on all sides."""
    asked: dict[str, Any] = {"tier": str(window.tier)}
    if window.area is not None:
        asked["area"] = shapely.to_wkb(window.area)
    if window.since is not None or window.until is not None:
        asked |= {"since": window.since, "until": window.until}
    return asked | ({IS_WIDE: True} if _is_wide(window) else {})


def _is_wide(window: Window) -> bool:
    """Whether an area is so large, for so short a time, that its outages are found sooner by time alone.

    The server cannot tell: to it the index of area and time costs the same whichever of the two is the wide one.
    """
    if window.area is None or window.since is None or window.until is None:
        return False
    west, south, east, north = window.area.bounds
    longest = timedelta(days=(east - west) * (north - south) * DAYS_PER_SQUARE_DEGREE)
    return window.until - window.since < longest


@cache
def _ids(asked: frozenset[str]) -> str:
    return f"SELECT id FROM {_rows(asked)} ORDER BY {_BY_ID} LIMIT %(limit)s"  # noqa: S608 - constants


@cache
def _metres(asked: frozenset[str]) -> str:
    columns, order = f"id, {_METRES} AS metres", f"metres, {_BY_ID}"
    return f"SELECT {columns} FROM {_rows(asked)} ORDER BY {order} LIMIT %(limit)s"  # noqa: S608 - constants


def _rows(asked: frozenset[str]) -> str:
    """The table and the tests; with OFFSET 0 the server does the inner ones first."""
    tests = {
        "tier": "tier = %(tier)s",
        "area": f"ST_Intersects(geom, ST_GeomFromWKB(%(area)s, {SRID}))",
        "since": f"{LASTS} && tstzrange(%(since)s, %(until)s, '[]')",
        "after": f"{_BY_ID} > %(after)s",
    }
    used = {name: test for name, test in tests.items() if name in asked}
    if IS_WIDE not in asked:
        return f"published.outages WHERE {' AND '.join(used.values())}"
    area = used.pop("area")
    lasting = f"SELECT id, geom FROM published.outages WHERE {' AND '.join(used.values())} OFFSET 0"  # noqa: S608 - constants
    return f"({lasting}) AS lasting WHERE {area}"
