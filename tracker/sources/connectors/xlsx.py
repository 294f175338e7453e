"""Spreadsheets: the first sheet with a header that we know. What would have to be guessed is rejected."""

from collections.abc import Iterator, Mapping

from tracker.model import Payload, Source
from tracker.sources.archives import BadArchive
from tracker.sources.cells import fold_word
from tracker.sources.connectors import record_words as words
from tracker.sources.connectors.records import Row, collect_rows, unread_columns
from tracker.sources.connectors.tables import MOST_COLUMNS
from tracker.sources.reports import Parsed, unreadable
from tracker.sources.strict_xml import BadXml
from tracker.sources.workbook import Sheet, read_workbook

HEADER_ROWS = 10  # a title and notes may stand above the header
FEWEST_KNOWN = 2  # columns that make a row a header
ZIP_MAGIC = b"PK\x03\x04"


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a workbook; merged cells and formulas without a value are told by row and column."""
    try:
        sheets = read_workbook(payload.body)
    except (BadArchive, BadXml) as error:
        return unreadable(f"not a workbook that can be read: {error}")
    for sheet in sheets:
        at = _find_header(sheet)
        if at is not None:
            return _read_sheet(sheet, at, payload, source)
    return unreadable(f"no sheet has a header with {FEWEST_KNOWN} known columns in its first {HEADER_ROWS} rows")


def _find_header(sheet: Sheet) -> int | None:
    return next((number for number in sorted(sheet.rows)[:HEADER_ROWS] if _is_header(sheet.rows[number])), None)


def _is_header(cells: Mapping[int, str]) -> bool:
    return sum(fold_word(text) in words.NAMES for text in cells.values()) >= FEWEST_KNOWN


def _read_sheet(sheet: Sheet, at: int, payload: Payload, source: Source) -> Parsed:
    header = sheet.rows[at]
    if at in sheet.merged_rows:
        return unreadable(f"sheet {sheet.title}: merged cells in the header, row {at}; unmerge them")
    if len(header) > MOST_COLUMNS:
        return unreadable(f"sheet {sheet.title}: more than {MOST_COLUMNS} columns")
    warnings = unread_columns(header.values())
    return collect_rows(_rows(sheet, at, header), payload, source, warnings)


def _rows(sheet: Sheet, at: int, header: Mapping[int, str]) -> Iterator[Row]:
    for number in sorted(number for number in {*sheet.rows, *sheet.faults} if number > at):
        cells, where = sheet.rows.get(number, {}), f"row {number}"
        wrong = {column: fault for column, fault in sheet.faults.get(number, {}).items() if column in header}
        named = {name: cells[column] for column, name in header.items() if column in cells}
        if number in sheet.merged_rows:
            yield Row(where=where, cells=named, fault="merged cells; unmerge them")
        elif wrong:
            column, fault = next(iter(sorted(wrong.items())))
            yield Row(where=where, cells=named, fault=f"{header[column]}: {fault}")
        elif named:
            yield Row(where=where, cells=named)
