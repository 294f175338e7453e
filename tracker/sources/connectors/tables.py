"""Files of records: CSV, JSON and JSON Lines, one report a record."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from tracker.model import Payload, Source
from tracker.sources.charset import decode
from tracker.sources.connectors.records import Row, collect_rows, unread_columns
from tracker.sources.reports import Parsed, unreadable

if TYPE_CHECKING:
    import _csv  # where the type of a reader is named

MOST_COLUMNS = 500
DELIMITERS = ",;\t"


def parse_csv(payload: Payload, source: Source) -> Parsed:
    """Read a table with a header line; comma, semicolon or tab."""
    text = decode(payload.body, payload.media_type)
    first = text.split("\n", maxsplit=1)[0]
    if not first.strip():
        return unreadable("an empty table")
    delimiter = max(DELIMITERS, key=first.count)
    if first.count(delimiter) >= MOST_COLUMNS:
        return unreadable(f"more than {MOST_COLUMNS} columns")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader)
    except csv.Error as error:
        return unreadable(f"not a table: {error}")
    return collect_rows(_csv_rows(reader, header), payload, source, unread_columns(header))


def parse_jsonl(payload: Payload, source: Source) -> Parsed:
    """Read one JSON object a line."""
    lines = enumerate(decode(payload.body, payload.media_type).splitlines(), start=1)
    return collect_rows((_read_line(number, line) for number, line in lines if line.strip()), payload, source, [])


def parse_json(payload: Payload, source: Source) -> Parsed:
    """Read one JSON object, or a list of them."""
    try:
        data = json.loads(decode(payload.body, payload.media_type))
    except (ValueError, RecursionError):
        return unreadable("not JSON, or cut")
    entries = data if isinstance(data, list) else [data]
    rows = (_row_of(f"record {number}", entry) for number, entry in enumerate(entries, start=1))
    return collect_rows(rows, payload, source, [])


def rows_of(lines: Iterable[tuple[str, Sequence[str]]], header: Sequence[str]) -> Iterator[Row]:
    """The lines of a table as records; a blank line is none."""
    for where, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        beyond = any(cell.strip() for cell in cells[len(header) :])
        yield Row(
            where=where,
            cells=dict(zip(header, cells, strict=False)),
            fault="more cells than the header has columns" if beyond else None,
        )


def _csv_rows(reader: "_csv.Reader", header: Sequence[str]) -> Iterator[Row]:
    """Each line under its header; a line that is broken is told, and the next ones are read."""
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            last = reader.line_num
            where = f"line {number}" if last <= number else f"lines {number} to {last}"
            yield Row(where=where, cells={}, fault=f"not a row of a table ({error})")
            continue
        if cells is None:
            return
        yield from rows_of([(f"line {number}", cells)], header)


def _read_line(number: int, line: str) -> Row:
    try:
        return _row_of(f"line {number}", json.loads(line))
    except (ValueError, RecursionError):
        return Row(where=f"line {number}", cells={}, fault="not JSON")


def _row_of(where: str, entry: object) -> Row:
    if not isinstance(entry, dict):
        return Row(where=where, cells={}, fault="not an object")
    return Row(where=where, cells=read_cells(entry))


def read_cells(entry: dict[str, object]) -> dict[str, str]:
    """The fields of a JSON object that hold one value, as text."""
    return {
        name: json.dumps(value) if isinstance(value, bool) else str(value)
        for name, value in entry.items()
        if isinstance(value, str | int | float)
    }
