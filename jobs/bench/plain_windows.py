"""What the windows are measured against: SQL written by hand on plain tables of the same rows."""

import atexit
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from statistics import median
from time import perf_counter
from typing import Any

import psycopg

from jobs.bench.case import Side, one_by_one
from jobs.bench.layers import plain_file, postgis_layer
from jobs.bench.outages import Asked
from tracker.store.rtree import days_of

LIMIT = 5000
SAMPLED = 8  # windows that tell which set of indexes is the best
# Not && alone: it compares boxes that are rounded to 32 bits, and takes points from just outside.
BOX = "ST_Intersects(geom, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))"
LASTS = "tstzrange(started_at, ended_at, '[]')"
OVERLAPS = f"{LASTS} && tstzrange(%(since)s, %(until)s, '[]')"
BEGAN_AND_ENDS = "(started_at IS NULL OR started_at <= %(until)s) AND (ended_at IS NULL OR ended_at >= %(since)s)"
# Each with the test of time that can use it.
INDEX_SETS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "box_and_onset": (BEGAN_AND_ENDS, ("gist (geom)", "btree (started_at, ended_at)")),
    "box_with_time": (OVERLAPS, (f"gist (geom, {LASTS})", "btree (started_at, ended_at)")),
    "onset_alone": (BEGAN_AND_ENDS, ("btree (started_at, ended_at)",)),
}
SQLITE = """
SELECT plain.id FROM plain_rtree CROSS JOIN plain USING (row_id)
WHERE west <= :east AND east >= :west AND south <= :north AND north >= :south
AND plain_rtree.begins <= :until AND plain_rtree.ends >= :since
AND lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north AND plain.begins <= :until AND plain.ends >= :since
ORDER BY plain.id LIMIT 5000
"""


def best_plain_sql(windows: Sequence[Asked], count: int) -> Side:
    """The set of indexes whose median is the least for these windows."""
    connection = _postgis(count)
    sides = [one_by_one([partial(_ask_postgis, connection, name, window) for window in windows]) for name in INDEX_SETS]
    return min(sides, key=_middle_s)


def plain_sqlite3(windows: Sequence[Asked], count: int) -> Side:
    """The standard library on one plain table and its R-tree (x, y, t), mapped into memory."""
    connection = sqlite3.connect(plain_file(count))
    atexit.register(connection.close)
    connection.execute("PRAGMA mmap_size = 4294967296")
    return one_by_one([partial(_ask_sqlite, connection, window) for window in windows])


@cache
def _postgis(count: int) -> psycopg.Connection[Any]:
    """A connection to plain tables of the same rows, one for each set of indexes."""
    connection = psycopg.connect(postgis_layer(count), autocommit=True, prepare_threshold=None)
    atexit.register(connection.close)
    connection.execute("CREATE SCHEMA plain")
    for name, (_, indexes) in INDEX_SETS.items():
        connection.execute(f"CREATE TABLE plain.{name} AS TABLE published.outages")
        for index in indexes:
            connection.execute(f"CREATE INDEX ON plain.{name} USING {index}")
        connection.execute(f"VACUUM ANALYZE plain.{name}")
    return connection


def _ask_postgis(connection: psycopg.Connection[Any], name: str, window: Asked) -> list[str]:
    bound = {"west": window.west, "south": window.south, "east": window.east, "north": window.north}
    when = {"since": window.since, "until": window.until}
    statement = (
        f"SELECT id FROM plain.{name} WHERE {BOX} AND {INDEX_SETS[name][0]} "  # noqa: S608 - constants
        f'ORDER BY id COLLATE "C" LIMIT {LIMIT}'
    )
    return [row[0] for row in connection.execute(statement, bound | when)]


def _ask_sqlite(connection: sqlite3.Connection, window: Asked) -> list[str]:
    bound = {"west": window.west, "south": window.south, "east": window.east, "north": window.north}
    when = {"since": days_of(window.since), "until": days_of(window.until)}
    return [row[0] for row in connection.execute(SQLITE, bound | when)]


def _middle_s(side: Side) -> float:
    """The median seconds of some windows, asked before."""
    some = side.steps[:SAMPLED]
    for step in some:
        step()
    return median(_seconds(step) for step in some)


def _seconds(step: Callable[[], object]) -> float:
    begun = perf_counter()
    step()
    return perf_counter() - begun
