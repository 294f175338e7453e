"""Look for forgotten words through every text, document and bytes of a store, and through its file."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, Engine, LargeBinary, String, Text, cast, func, null, select

from tracker.store.forgetting import Subject
from tracker.store.rows import ledger_table
from tracker.store.tables import LEDGER, TABLES, table_of
from tracker.store.tombstones import find_forgotten, is_forgotten
from tracker.store.transactions import lift_timeout, reading
from tracker.store.wording import Wording

BATCH = 500  # rows fetched at once
FILES = ("", "-wal", "-shm", "-journal")  # an SQLite store, and what lies beside it
# Where others tell what they tell: a piece in a row of theirs is their telling.
OF_REPORTS = frozenset({"report", "claim", "rereading"})
OF_SOURCES = frozenset({"payload", "payload_body", "poll", "source_state"})
OF_OTHERS = frozenset({"review", "schedule_day"})  # those of the subject are gone whole


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Telling:
    """Someone else who says it in the same words: a report, or a source where it is in its bytes."""

    source_id: str
    report_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What came of looking through the store."""

    rows_count: int
    bytes_count: int  # of the files of an SQLite store
    left: tuple[str, ...]  # where something of it still is
    also_told: tuple[Telling, ...]
    told_pieces: frozenset[str]  # in the words of others too: no file can be asked for them


def search_store(engine: Engine, subject: Subject, wording: Wording) -> Search:
    """Look for the pieces of a wording everywhere, and for what else must be gone."""
    found: list[_Found] = []
    with reading(engine) as connection:
        lift_timeout(connection)
        rows_count = 0
        for schema, names in TABLES.items():
            for name in names:
                for one in _search_table(connection, schema, name, wording):
                    found += [one] if one.pieces else []
                    rows_count += 1
        others, own = _tell_apart(connection, subject, found)
        left = {f"{one.schema}.{one.table}" for one in own} | _rows_left(connection, subject)
        also_told = _name_tellings(connection, others)
    told_pieces = frozenset(piece for one in others for piece in one.pieces)
    bytes_count = 0
    if engine.dialect.name == "sqlite":
        rest = wording.without(told_pieces)
        for path in _files_of(engine):
            bytes_count += path.stat().st_size
            left |= {f"the bytes of {path.name}"} if rest.find_in_file(path) else set()
    return Search(
        rows_count=rows_count,
        bytes_count=bytes_count,
        left=tuple(sorted(left)),
        also_told=also_told,
        told_pieces=told_pieces,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    schema: str
    table: str
    report_id: str | None
    source_id: str | None
    pieces: frozenset[str]


def _search_table(connection: Connection, schema: str, name: str, wording: Wording) -> Iterator[_Found]:
    """Every row of a table, with the pieces that are in it."""
    table = table_of(connection.dialect.name, schema, name)
    told = [_readable(column) for column in table.columns if isinstance(column.type, String | JSON | LargeBinary)]
    ids = [table.c[key] if key in table.c else null() for key in ("report_id", "source_id")]
    options = {"stream_results": True, "yield_per": BATCH}
    for report_id, source_id, *values in connection.execute(select(*ids, *told), execution_options=options):
        told_here = b"\n".join(_bytes_of(value) for value in values if value is not None)
        yield _Found(schema, name, report_id, source_id, wording.find(told_here))


def _readable(column: Column[Any]) -> Any:
    """A column as the text that stands in it."""
    return cast(column, Text) if isinstance(column.type, JSON) else column


def _bytes_of(value: Any) -> bytes:
    """What stands in a column, inflated where it can be."""
    if isinstance(value, str):
        return value.encode()
    try:
        return zlib.decompress(value)
    except zlib.error:
        return bytes(value)


def _tell_apart(connection: Connection, subject: Subject, found: Sequence[_Found]) -> tuple[list[_Found], list[_Found]]:
    """What others tell, and what is left of the subject."""
    forgotten = find_forgotten(connection, (one.report_id for one in found if one.report_id is not None))

    def is_anothers(one: _Found) -> bool:
        if one.schema != LEDGER:
            return False
        if one.table in OF_REPORTS:
            return one.report_id not in forgotten
        return one.table in OF_OTHERS or (one.table in OF_SOURCES and one.source_id != subject.source_id)

    others = [one for one in found if is_anothers(one)]
    return others, [one for one in found if not is_anothers(one)]


def _name_tellings(connection: Connection, others: Sequence[_Found]) -> tuple[Telling, ...]:
    report = ledger_table(connection, "report")
    ids = {one.report_id for one in others if one.report_id is not None}
    tellings = {Telling(source_id=one.source_id) for one in others if one.source_id and one.report_id is None}
    for report_id in ids:
        source_id = connection.scalar(select(report.c.source_id).where(report.c.report_id == report_id).limit(1))
        tellings.add(Telling(source_id=source_id or "", report_id=report_id))
    return tuple(sorted(tellings))


def _rows_left(connection: Connection, subject: Subject) -> set[str]:
    """Tables that hold what no tombstone of the source may leave, whatever it says."""
    report, forgotten, claim, body = (
        ledger_table(connection, name) for name in ("report", "forgotten", "claim", "payload_body")
    )
    stones = (report.c.source_id == subject.source_id) & is_forgotten(report, forgotten)
    told = report.c.text.is_not(None) | report.c.title.is_not(None) | report.c.url.is_not(None)
    ids = select(report.c.report_id).where(stones)
    left = {
        "report": (report, stones & told),
        "claim": (claim, claim.c.report_id.in_(ids)),
        "payload_body": (body, body.c.source_id == subject.source_id),
    }
    return {
        f"{LEDGER}.{name}"
        for name, (table, which) in left.items()
        if connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()
    }


def _files_of(engine: Engine) -> Sequence[Path]:
    paths = (Path(f"{engine.url.database}{ending}") for ending in FILES)
    return [path for path in paths if path.exists()]
