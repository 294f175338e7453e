"""Tables and workbooks that are made to hurt. Nothing of them is inflated, expanded or walked through."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from openpyxl import Workbook

from tests.builders import make_source
from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome
from tracker.sources.archives import BadArchive, open_archive, read_entry
from tracker.sources.connectors import Parsed, parse
from tracker.sources.files import read_input
from tracker.sources.strict_xml import BadXml, parse_xml

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
HEADER = b"report_id,place,oblast,status\n"


def read(kind: str, body: bytes) -> Parsed:
    payload = Payload(source_id="x", url="", media_type="", body=body, sha256="0", fetched_at=NOW)
    return parse(payload, make_source("x", kind=kind))


def pack(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return packed.getvalue()


def make_workbook(**cells: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for reference, value in cells.items():
        sheet[reference] = value
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def test_f10_a_zip_bomb_is_refused_by_what_it_declares_before_anything_is_inflated() -> None:
    bomb = pack(a=b"\0" * 20_000_000)

    with pytest.raises(BadArchive, match="more than 15 MB"):
        open_archive(bomb, most_bytes=15_000_000)
    assert read("xlsx", bomb).outcome == PollOutcome.UNREADABLE


def test_f10_a_steep_ratio_and_very_many_entries_are_refused() -> None:
    with pytest.raises(BadArchive, match="-fold"):
        open_archive(pack(a=b"\0" * 14_000_000), most_bytes=15_000_000)
    with pytest.raises(BadArchive, match="files"):
        open_archive(pack(**{str(number): b"" for number in range(2001)}), most_bytes=15_000_000)


def test_an_entry_that_lies_about_its_size_gives_no_more_than_it_declares() -> None:
    body = bytearray(pack(a=b"x" * 5000))
    at = body.rindex(b"PK\x01\x02")
    body[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the size in the central directory
    archive = open_archive(bytes(body), most_bytes=100)

    with pytest.raises(BadArchive, match="cannot be read"):
        read_entry(archive, "a")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_f11_a_document_with_entities_is_refused_in_any_encoding(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "xxxxxxxx">]><a>&b;</a>'

    with pytest.raises(BadXml):
        parse_xml(bomb.encode(encoding))


def test_an_entity_that_names_a_file_is_not_followed() -> None:
    with pytest.raises(BadXml):
        parse_xml(b'<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">]><a>&f;</a>')


def test_a_cell_at_the_far_corner_of_a_sheet_costs_one_cell() -> None:
    body = make_workbook(A1="place", B1="status", A2="Ромни", B2="out", XFD1048576="x")

    assert [report.fields["place"] for report in read("xlsx", body).reports] == ["Ромни"]


def test_a_hundred_thousand_columns_are_refused() -> None:
    body = b",".join(b"place%d" % number for number in range(100_000)) + b"\nx\n"

    assert read("csv", body).warnings == ("more than 500 columns",)


def test_a_row_with_a_nul_is_rejected_and_the_others_are_taken() -> None:
    parsed = read("csv", HEADER + "1,Ром\0ни,Сумська,out\n2,Глухів,Сумська,out\n".encode())

    assert [report.native_id for report in parsed.reports] == ["2"]
    assert parsed.warnings == ("line 2: place: holds a NUL character; rejected",)


def test_a_cell_of_a_megabyte_is_rejected_and_the_others_are_taken() -> None:
    parsed = read("csv", HEADER + b'1,"' + b"x" * 100_000 + b'",,out\n' + "2,Глухів,Сумська,out\n".encode())

    assert [report.native_id for report in parsed.reports] == ["2"]
    assert "is longer than" in parsed.warnings[0]


def test_a_field_beyond_what_the_reader_takes_is_told_by_its_line() -> None:
    parsed = read("csv", HEADER + b'1,"' + b"x" * 200_000 + b'",,out\n' + "2,Глухів,Сумська,out\n".encode())

    assert [report.native_id for report in parsed.reports] == ["2"]
    assert parsed.warnings[0].startswith("line 2: not a row of a table")


def test_a_formula_in_a_cell_is_text_and_is_not_computed() -> None:
    (report,) = read("csv", b"place,status,note\nX,out,=1+1\n").reports

    assert report.text.endswith("=1+1")


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 50_000, b"[NaN, 1e999, -Infinity]", b"[1" + b"0" * 5000 + b"]"]
)
@pytest.mark.parametrize("kind", ["json", "geojson"])
def test_json_that_nests_or_overflows_is_unreadable(kind: str, body: bytes) -> None:
    assert read(kind, body).outcome == PollOutcome.UNREADABLE


def test_a_point_that_is_no_number_is_rejected() -> None:
    point = b'{"type": "Point", "coordinates": [NaN, 1e400]}'
    body = b'{"type": "Feature", "geometry": ' + point + b', "properties": {"status": "out"}}'

    assert "is no number" in read("geojson", body).warnings[1]


def test_a_workbook_is_read_by_hand_whatever_its_name_and_another_zip_is_told() -> None:
    body = make_workbook(A1="place", B1="status", A2="Ромни", B2="out")

    assert len(read_input("report.csv", body, now=NOW).reports) == 1
    with pytest.raises(Unreadable, match="no workbook"):
        read_input("a.xlsx", pack(a=b"x"), now=NOW)


@pytest.mark.parametrize("at", range(40, 4000, 97))
def test_a_workbook_with_a_wrong_byte_is_read_or_unreadable_and_never_a_crash(at: int) -> None:
    body = bytearray(make_workbook(A1="place", B1="status", A2="Ромни", B2="out"))
    body[at % len(body)] ^= 0x55

    assert read("xlsx", bytes(body)).outcome in {PollOutcome.NEW, PollOutcome.UNREADABLE}
