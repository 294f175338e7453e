"""Stores filled with generated outages, as publishing them would leave them, and plain tables of the same rows."""

import atexit
import os
import sqlite3
import struct
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeAlias

import psycopg
from sqlalchemy import Connection

from jobs.bench.outages import MadeOutage, make_outages
from jobs.bench.postgres import bench_cluster
from tracker.store.engine import open_store
from tracker.store.rtree import EVER, days_of
from tracker.store.tables import RTREE

LENT = "BENCH_LAYERS"  # where a process finds what another one filled
Value: TypeAlias = str | int | float | bytes | None
COLUMNS = (
    *("row_id", "tier", "id", "service", "status", "cause", "started_at", "onset_precision", "ended_at"),
    *("adm1_pcode", "adm1_en", "adm2_pcode", "adm2_en", "place_id", "place_en", "place_uk"),
    *("people_low", "people_high", "reported_quantity", "reported_unit", "temperature_now_c", "sources_count"),
    *("publishers", "confidence", "verification", "updated_at", "as_of", "policy_version", "note", "geom"),
)
NOTE = "Invented: an outage of a bench, with a summary as long as those that people write"
WKB_POINT = b"\x01\x01\x00\x00\x00"
EWKB_POINT = b"\x01\x01\x00\x00\x20\xe6\x10\x00\x00"  # the same, in WGS 84


@cache
def postgis_layer(count: int) -> str:
    """The address of a PostGIS store that holds so many outages."""
    lent = os.environ.get(LENT)
    if lent is not None:
        return lent
    address = bench_cluster().create(f"layer_{count}")
    open_store(address).dispose()
    with psycopg.connect(address, autocommit=True) as connection:
        rebuilt = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'published' AND tablename = 'outages' "
            "AND indexname NOT LIKE '%_pkey'"
        ).fetchall()
        for name, _ in rebuilt:
            connection.execute(f"DROP INDEX published.{name}")
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY published.outages ({', '.join(COLUMNS)}) FROM STDIN") as copy,
        ):
            for row in _rows(count, EWKB_POINT):
                copy.write("\t".join(map(_as_text, row)) + "\n")
        for _, definition in rebuilt:
            connection.execute(definition)
        connection.execute("VACUUM ANALYZE published.outages")
    return address


@cache
def sqlite_layer(count: int) -> str:
    """The path of an embedded store that holds so many outages."""
    lent = os.environ.get(LENT)
    if lent is not None:
        return lent
    path = private_folder() / f"layer_{count}.db"
    open_store(str(path)).dispose()
    marks = ", ".join("?" * len(COLUMNS))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            f"INSERT INTO published_outages ({', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608 - constants
            _rows(count, WKB_POINT),
        )
        connection.executemany(f"INSERT INTO {RTREE} VALUES (?, ?, ?, ?, ?, ?, ?)", _boxes(count))  # noqa: S608 - a constant
    return str(path)


@cache
def plain_file(count: int) -> Path:
    """A file with a plain table of the same rows, whose points and times are numbers, and an R-tree (x, y, t) of it."""
    path = private_folder() / f"plain_{count}.db"
    numbers = ((row_id, lon, lat, begins, ends) for row_id, lon, _, lat, _, begins, ends in _boxes(count))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("ATTACH ? AS ours", (sqlite_layer(count),))
        connection.executescript(
            "CREATE TEMP TABLE number (row_id INTEGER PRIMARY KEY, lon REAL, lat REAL, begins REAL, ends REAL);"
            "CREATE VIRTUAL TABLE plain_rtree USING rtree(row_id, west, east, south, north, begins, ends);"
            f"CREATE TABLE plain (row_id INTEGER PRIMARY KEY, lon REAL, lat REAL, begins REAL, ends REAL, "
            f"{', '.join(COLUMNS[1:])});"
        )
        connection.executemany("INSERT INTO number VALUES (?, ?, ?, ?, ?)", numbers)
        connection.execute(
            f"INSERT INTO plain SELECT number.*, {', '.join(COLUMNS[1:])} "  # noqa: S608 - constants
            "FROM number JOIN ours.published_outages USING (row_id) ORDER BY row_id"
        )
        connection.execute("INSERT INTO plain_rtree SELECT row_id, lon, lon, lat, lat, begins, ends FROM plain")
        connection.commit()
        connection.execute("ANALYZE")
        connection.commit()
    return path


@cache
def stay_connected(database: str) -> Connection:
    """The connection of this process to a store, closed when it ends."""
    held = ExitStack()
    atexit.register(held.close)
    engine = open_store(database)
    held.callback(engine.dispose)
    return held.enter_context(engine.connect())


@cache
def private_folder() -> Path:
    """A folder for the files of this process, gone with it."""
    folder = tempfile.TemporaryDirectory(prefix="svitlo-bench-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _rows(count: int, point: bytes) -> Iterator[tuple[Value, ...]]:
    """The rows of the published outages, without what is null in all."""
    for row_id, outage in enumerate(make_outages(count), start=1):
        began, town = _iso(outage.started_at), outage.town
        yield (
            *(row_id, "public", outage.outage_id, "electricity", "ongoing" if outage.ended_at is None else "restored"),
            *("strike", began, "hour", None if outage.ended_at is None else _iso(outage.ended_at)),
            *(f"UA{town % 27:02}", f"Region {town % 27}", f"UA{town % 27:02}{town % 9:02}", f"District {town % 9}"),
            *(f"town-{town}", f"Town {town}", f"Місто {town}", outage.people, 2 * outage.people),
            *(float(outage.people), "customers", outage.temperature_c, 2, "Invented Grid; Invented News"),
            *(outage.confidence, "confirmed", began, began, "bench", NOTE),
            point + struct.pack("<2d", outage.lon, outage.lat),
        )


def _boxes(count: int) -> Iterator[tuple[float, ...]]:
    """The rows of the (x, y, t) index."""
    for row_id, outage in enumerate(make_outages(count), start=1):
        yield (row_id, outage.lon, outage.lon, outage.lat, outage.lat, days_of(outage.started_at), _ends_day(outage))


def _ends_day(outage: MadeOutage) -> float:
    return EVER if outage.ended_at is None else days_of(outage.ended_at)


def _as_text(value: Value) -> str:
    if value is None:
        return "\\N"
    return value.hex() if isinstance(value, bytes) else str(value)


def _iso(at: datetime) -> str:
    return f"{at.isoformat(timespec='microseconds').removesuffix('+00:00')}Z"
