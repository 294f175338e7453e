"""A store with marked secrets in every table, and the ways a marker may look when it leaks."""

import struct
from datetime import UTC, datetime
from typing import Any

import shapely
from sqlalchemy import JSON, Boolean, Column, Date, Engine, Float, Integer, LargeBinary, insert

from tracker.model import Tier
from tracker.store.columns import Shape, UtcTime
from tracker.store.partitions import make_months, month_of
from tracker.store.rtree import write_boxes
from tracker.store.tables import PUBLISHED, TABLES, table_of
from tracker.store.tables.ledger import MONTHLY

SECRET, PARTNER, OPEN = "zq-secret-7f3", "zq-partner-41c", "open-word"
PLACES = {"public": (24.5, 50.5), "partner": (30.25764, 46.31852), "reviewer": (33.98761, 47.12349)}
WORDS = {"public": OPEN, "partner": PARTNER, "reviewer": SECRET}
AT = datetime(2026, 1, 20, 16, tzinfo=UTC)
COPIES = 40  # of each hidden row, so that it is among the most common values of the statistics


def plant(engine: Engine) -> None:
    """Fill every table; of the published ones with rows of each tier."""
    for name in MONTHLY:
        make_months(engine, name, [month_of(AT)])
    with engine.begin() as connection:
        for schema, names in TABLES.items():
            for name in names:
                table = table_of(engine.dialect.name, schema, name)
                if schema != PUBLISHED:
                    connection.execute(insert(table), [_row(table.columns, SECRET, 0, PLACES["reviewer"])])
                    continue
                for tier, word in WORDS.items():
                    copies = COPIES if tier != "public" and len(_key(table)) > 1 else 1
                    rows = [_row(table.columns, word, number, PLACES[tier]) for number in range(copies)]
                    connection.execute(insert(table), [row | {"tier": tier} for row in rows])
        if engine.dialect.name == "sqlite":
            for tier in WORDS:
                write_boxes(connection, Tier(tier))


def _key(table: Any) -> list[str]:
    return [column.name for index in table.indexes if index.unique for column in index.columns]


def _row(columns: Any, word: str, number: int, place: tuple[float, float]) -> dict[str, Any]:
    unlike = {"id", "place_id", "outage_id", "adm1_pcode", "source_id"}
    return {
        column.name: _value(column, f"{word}-{number}" if column.name in unlike else word, place)
        for column in columns
        if column.name != "row_id"
    }


def _value(column: Column[Any], word: str, place: tuple[float, float]) -> Any:
    kind = column.type
    for types, value in (
        ((Shape,), shapely.Point(*place)),
        ((UtcTime,), AT),
        ((Date,), AT.date()),
        ((JSON,), {"said": word}),
        ((LargeBinary,), word.encode()),
        ((Boolean,), True),
        ((Integer,), 1),
        ((Float,), place[0]),
    ):
        if isinstance(kind, types):
            return value
    return word


def shapes_of(tier: str) -> tuple[str, ...]:
    """How the marker of a tier looks in an answer: its word, also in hexadecimal, its place, also as binary."""
    word, (lon, lat) = WORDS[tier], PLACES[tier]
    binary = [struct.pack(order, value).hex() for value in (lon, lat) for order in ("<d", ">d")]
    return (word, word.encode().hex(), f"{lon:.5f}"[:6], f"{lat:.5f}"[:6], *binary)
