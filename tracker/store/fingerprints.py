"""What a table holds, as one number that does not depend on the order of its rows or on the engine."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import shapely
from sqlalchemy import Connection, Row, Select, Table, select

ROWS_AT_ONCE = 1000
# Bytes of sources are large: fewer of them are in memory at once.
LARGE = {"payload_body": 50}
MODULUS = 1 << 128
KNOWN = frozenset({type(None), str, int, bool, dict, list})  # to JSON, with one way to write them


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """The number of rows of a table, and the sum of their hashes."""

    rows: int
    digest: str


def fingerprint(connection: Connection, table: Table) -> Fingerprint:
    """Read a table whole, some rows at a time."""
    count = total = 0
    for rows in in_portions(connection, select(table), portion_of(table)):
        count += len(rows)
        total += sum(int.from_bytes(hashlib.sha256(canonical(row)).digest()[:16]) for row in rows)
    return Fingerprint(rows=count, digest=f"{total % MODULUS:032x}")


def portion_of(table: Table) -> int:
    """How many rows of a table are in memory at once."""
    return next((few for name, few in LARGE.items() if table.name.endswith(name)), ROWS_AT_ONCE)


def in_portions(connection: Connection, query: Select[Any], rows_at_once: int) -> Iterator[Sequence[Row[Any]]]:
    """The rows of a query, read from the store as they are needed."""
    yield from connection.execute(query.execution_options(yield_per=rows_at_once)).partitions()


def canonical(row: Sequence[Any]) -> bytes:
    """The values of a row as bytes that are the same wherever they were kept."""
    return json.dumps(
        [_plain(value) for value in row], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def _plain(value: Any) -> Any:
    """A value that JSON knows; what it does not know is marked by its kind."""
    if isinstance(value, datetime):
        return {"at": value.astimezone(UTC).isoformat(timespec="microseconds")}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    if isinstance(value, bytes | memoryview):
        return {"bytes": hashlib.sha256(value).hexdigest()}
    if isinstance(value, shapely.Geometry):
        return {"wkb": shapely.to_wkb(value, hex=True, byte_order=1)}
    if isinstance(value, float):
        return value + 0.0  # of two zeros the plain one
    return value
