"""The 27-row table as CSV and XLSX. Blank means "no report", never "no outage"."""

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

import openpyxl
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from geodata.boundaries import Boundary
from tracker.model import Artifact, Edition, OblastRow
from tracker.publish.gate import cell
from tracker.publish.geojson import write_time

COLUMNS = (
    "adm1_pcode",
    "adm1_en",
    "adm1_uk",
    "attack",
    "emergency_outages",
    "network_limits",
    "schedule",
    "electricity",
    "heat",
    "water",
    "temperature_tonight_min_c",
    "sources_count",
    "sources_live_count",
    "as_of",
    "publishers",
    "note",
)
# The zip format knows no earlier day; a constant keeps the same table the same bytes.
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_WIDEST = 40


def oblasts_csv(edition: Edition, boundaries: Mapping[str, Boundary] | None = None) -> Artifact:
    """The table as CSV, UTF-8 with a byte-order mark, without which Excel garbles Cyrillic."""
    del boundaries
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row, edition) for row in edition.oblasts)
    return Artifact(name="oblasts.csv", media_type="text/csv; charset=utf-8", body=text.getvalue().encode("utf-8-sig"))


def oblasts_xlsx(edition: Edition, boundaries: Mapping[str, Boundary] | None = None) -> Artifact:
    """The table as a workbook with a frozen header."""
    del boundaries
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "oblasts"
    sheet.append(COLUMNS)
    for row in edition.oblasts:
        sheet.append(_cells(row, edition))
    for column in range(1, len(COLUMNS) + 1):
        sheet.cell(row=1, column=column).font = Font(bold=True)
        longest = max(len(str(sheet.cell(row=line, column=column).value or "")) for line in range(1, sheet.max_row + 1))
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)
    sheet.freeze_panes = "D2"
    stamp = edition.as_of.replace(tzinfo=None)
    book.properties.creator = "Svitlo"
    book.properties.created = book.properties.modified = stamp
    return Artifact(
        name="oblasts.xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        body=_save(book, stamp),
    )


def _cells(row: OblastRow, edition: Edition) -> list[object]:
    values: dict[str, object] = asdict(row) | {
        "as_of": write_time(edition.as_of),
        "publishers": "; ".join(row.publishers) or None,
        "note": edition.note,
    }
    return [cell(values[name]) for name in COLUMNS]


def _save(book: openpyxl.Workbook, stamp: datetime) -> bytes:
    """Save with constant times inside the zip."""
    raw = io.BytesIO()
    book.save(raw)
    clean = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            body = source.read(name)
            if name == "docProps/core.xml":
                body = _fix_modified(body, stamp)
            target.writestr(zipfile.ZipInfo(name, date_time=_ZIP_DAY), body, compress_type=zipfile.ZIP_DEFLATED)
    return clean.getvalue()


def _fix_modified(core: bytes, stamp: datetime) -> bytes:
    """Openpyxl writes the moment of saving over the property that was set."""
    moment = f"{stamp:%Y-%m-%dT%H:%M:%SZ}".encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", lambda match: match[1] + moment, core)
