"""Published outages in a window. Both stores give the same ids in the same order."""

from dataclasses import replace

from sqlalchemy import Connection

from tracker.store import windows_postgis, windows_sqlite
from tracker.store.distances import FARTHEST_M, bounds_around
from tracker.store.window import Near, Window, box

MOST = 5000  # ids in one answer, unless more are asked for
FIRST_RADIUS_M, WIDER = 1000.0, 4.0  # of the boxes in which the nearest are looked for


def find_outages(
    connection: Connection, window: Window, *, limit: int = MOST, after: str | None = None
) -> tuple[str, ...]:
    """Ids of the outages in a window, by code point; at most `limit` of those that follow `after`.

    Where there are as many as the limit, there may be more: ask again after the last.
    """
    find = windows_postgis.find if connection.dialect.name == "postgresql" else windows_sqlite.find
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
    measure = windows_postgis.measure if connection.dialect.name == "postgresql" else windows_sqlite.measure
    radius_m = FIRST_RADIUS_M
    while True:
        west, south, east, north = bounds_around(lon, lat, radius_m)
        around = replace(window, area=box(west=west, south=south, east=east, north=north))
        near = measure(connection, around, lon, lat, count)
        if radius_m >= FARTHEST_M or (len(near) == count and near[-1].metres <= radius_m):
            return near
        radius_m *= WIDER
