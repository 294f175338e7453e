"""The cells of a spreadsheet file (XLSX) as text: what is written, dates as dates, formulas by their last value.

Only what a table needs, read from the parts by ourselves: sparse sheets with cells at their far corners cost what
their cells cost, and nothing is drawn, linked or computed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from tracker.sources.archives import BadArchive, open_archive, read_entry
from tracker.sources.strict_xml import local_name, parse_xml

MOST_BYTES = 15_000_000  # inflated
MOST_SHEETS = 50
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ROW = re.compile(r"[0-9]{1,7}")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_CLOCK = re.compile(r"[hs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its rows by number, each with its cells by column number, both from 1; what is blank is absent."""

    title: str
    rows: Mapping[int, Mapping[int, str]]
    faults: Mapping[int, Mapping[int, str]]  # cells that hold no value, and why
    merged_rows: frozenset[int]


def read_workbook(body: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook in their order.

    Raises:
        BadArchive, BadXml: it is none, is broken, or inflates to more than 15 MB.
    """
    archive = open_archive(body, most_bytes=MOST_BYTES)
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names:
        message = "a zip file, but no workbook"
        raise BadArchive(message)
    book = parse_xml(read_entry(archive, "xl/workbook.xml"))
    targets = _targets(parse_xml(read_entry(archive, "xl/_rels/workbook.xml.rels")))
    strings = _strings(parse_xml(read_entry(archive, path))) if (path := "xl/sharedStrings.xml") in names else ()
    formats = _formats(parse_xml(read_entry(archive, path))) if (path := "xl/styles.xml") in names else ()
    is_mac = any(local_name(node) == "workbookPr" and node.get("date1904") in {"1", "true"} for node in book.iter())
    epoch = CALENDAR_MAC_1904 if is_mac else CALENDAR_WINDOWS_1900
    sheets = []
    for node in [node for node in book.iter() if local_name(node) == "sheet"][:MOST_SHEETS]:
        target = targets.get(node.get(_RELATION) or node.get(_STRICT_RELATION) or "")
        if target in names and "worksheets/" in (target or ""):
            root = parse_xml(read_entry(archive, target or ""))
            sheets.append(_read_sheet(node.get("name", ""), root, strings, formats, epoch))
    return tuple(sheets)


def _targets(relations: etree._Element) -> Mapping[str, str]:
    """Relation id → path of the part."""
    paths = {node.get("Id", ""): node.get("Target", "") for node in relations}
    return {key: path.lstrip("/") if path.startswith("/") else f"xl/{path}" for key, path in paths.items()}


def _strings(root: etree._Element) -> Sequence[str]:
    return [_read_text(node) for node in root if local_name(node) == "si"]


def _read_text(node: etree._Element) -> str:
    """The runs of a text; hints of pronunciation are none of it."""
    return "".join(
        part.text or "" for part in node.iter() if local_name(part) == "t" and local_name(_parent(part)) != "rPh"
    )


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    return node if parent is None else parent


def _formats(root: etree._Element) -> Sequence[str]:
    """The number format of every cell style."""
    own = {node.get("numFmtId"): node.get("formatCode", "") for node in root.iter() if local_name(node) == "numFmt"}
    styles = next((node for node in root if local_name(node) == "cellXfs"), ())
    ids = [node.get("numFmtId", "0") for node in styles]
    return [own.get(key) or (BUILTIN_FORMATS.get(int(key), "") if key.isdecimal() else "") for key in ids]


def _read_sheet(
    title: str, root: etree._Element, strings: Sequence[str], formats: Sequence[str], epoch: datetime
) -> Sheet:
    rows: dict[int, dict[int, str]] = {}
    faults: dict[int, dict[int, str]] = {}
    merged: set[int] = set()
    for node in root.iter():
        if local_name(node) == "mergeCell":
            numbers = [int(number) for _, number in _REFERENCE.findall(node.get("ref", ""))]
            merged.update(_span(numbers))
    for row, column, cell in _cells(root):
        try:
            text = _read_cell(cell, strings, formats, epoch)
        except (ValueError, IndexError, OverflowError) as error:
            faults.setdefault(row, {})[column] = str(error) or "cannot be read"
            continue
        if text.strip():
            rows.setdefault(row, {})[column] = text
    return Sheet(title=title, rows=rows, faults=faults, merged_rows=frozenset(merged))


def _span(numbers: Sequence[int]) -> range:
    """The rows of a range of cells; of one that is longer than any table its ends."""
    most = 100_000
    return range(min(numbers), min(max(numbers), min(numbers) + most) + 1) if numbers else range(0)


def _cells(root: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Every cell with its row and column; one that does not say where it stands follows the last."""
    row = column = 0
    for node in root.iter():
        name = local_name(node)
        if name == "row":
            stated = node.get("r", "")
            row, column = int(stated) if _ROW.fullmatch(stated) else row + 1, 0
        elif name == "c":
            match = _REFERENCE.fullmatch(node.get("r", ""))
            column = _column_number(match[1]) if match else column + 1
            yield row, column, node


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _read_cell(cell: etree._Element, strings: Sequence[str], formats: Sequence[str], epoch: datetime) -> str:
    """The text of a cell.

    Raises:
        ValueError: a formula without a value, or an error of one; IndexError and OverflowError: a broken number.
    """
    kind, parts = cell.get("t", "n"), {local_name(node): node for node in cell}
    if kind == "inlineStr":
        return _read_text(parts["is"]) if "is" in parts else ""
    written = (parts["v"].text or "") if "v" in parts else ""
    if "f" in parts and not written:
        message = "a formula without a value; open and save the file in a spreadsheet program, or write the value"
        raise ValueError(message)
    if kind == "e":
        message = f"{written} is an error of a formula"
        raise ValueError(message)
    if kind == "s":
        return strings[int(written)] if written else ""
    if kind == "b":
        return "true" if written == "1" else "false"
    if kind in {"str", "d"} or not written:
        return written
    style = cell.get("s", "0")
    number_format = formats[int(style)] if style.isdecimal() and int(style) < len(formats) else ""
    return _read_number(float(written), number_format, epoch)


def _read_number(value: float, number_format: str, epoch: datetime) -> str:
    if not is_date_format(number_format):
        return f"{value:.15g}" if abs(value) < 1e15 else str(value)  # noqa: PLR2004  # the digits a float holds
    at = from_excel(value, epoch)
    if isinstance(at, timedelta):
        return str(at)
    if isinstance(at, datetime):
        rounded = (at + timedelta(milliseconds=500)).replace(microsecond=0)
        is_day = not _CLOCK.search(number_format) and rounded.time() == datetime.min.time()
        return rounded.date().isoformat() if is_day else rounded.isoformat(sep=" ")
    return str(at)
