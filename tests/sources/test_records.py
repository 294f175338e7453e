"""Records of tables: their identity, their revisions, and what is left out of them. All rows are invented."""

from datetime import UTC, datetime

import pytest

from tests.builders import make_source
from tracker.model import Payload, PollOutcome, Report
from tracker.sources.connectors import Parsed, parse

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def read(rows: str, kind: str = "csv", **source: object) -> Parsed:
    payload = Payload(source_id="x", url="", media_type="", body=rows.encode(), sha256="0", fetched_at=NOW)
    return parse(payload, make_source("x", kind=kind, **source))


def read_one(rows: str, kind: str = "csv") -> Report:
    (report,) = read(rows, kind).reports
    return report


def test_the_same_row_is_the_same_report_and_another_value_under_its_number_is_a_revision() -> None:
    first = read_one("report_id,place,status,customers\n7,Ромни,out,640\n")
    again = read_one("номер;населений пункт;стан;споживачів\n7;Ромни;немає;640\n")
    changed = read_one("report_id,place,status,customers\n7,Ромни,out,90\n")

    assert (first.report_id, first.content_sha256) == (again.report_id, again.content_sha256)
    assert first.report_id == changed.report_id
    assert first.content_sha256 != changed.content_sha256


def test_a_point_alone_makes_a_revision_though_the_sentence_is_the_same() -> None:
    first = read_one("id,place,status,lat,lon\n7,Ромни,out,50.75,33.47\n")
    moved = read_one("id,place,status,lat,lon\n7,Ромни,out,50.76,33.47\n")

    assert first.text == moved.text
    assert first.content_sha256 != moved.content_sha256


def test_a_row_without_a_number_is_known_by_what_it_says() -> None:
    first, second = read("place,status\nРомни,out\nЛебедин,out\n").reports
    swapped = read("place,status\nЛебедин,out\nРомни,out\n").reports

    assert {first.report_id, second.report_id} == {report.report_id for report in swapped}


def test_a_door_and_a_telephone_are_masked_in_fields_and_words() -> None:
    report = read_one('place,status,note\n"Ромни, вул. Вигадана, 5",out,дзвоніть 067 000 00 00\n')

    assert "Вигадана" not in repr(report)
    assert "067" not in repr(report)
    assert report.fields["place"].startswith("Ромни")


def test_columns_with_people_are_never_read() -> None:
    report = read_one("place,status,submitter,phone\nРомни,out,вигадана особа,12345\n")

    assert "особа" not in repr(report)
    assert "12345" not in repr(report)


def test_what_a_field_says_of_kind_and_status_must_agree() -> None:
    assert "contradicts" in read("place,kind,status\nРомни,restoration,out\n").warnings[1]


def test_a_text_of_its_own_is_read_as_a_text_though_its_fields_are_wrong() -> None:
    parsed = read('{"text": "Line down.", "place": "Romny", "status": "published"}', "json")

    assert [report.text for report in parsed.reports] == ["Line down."]
    assert parsed.warnings[0].endswith("only its text is read")


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ("status,temp_c\nРомни,restored,", "restoration"),
        ("customers\nРомни,12", "outage"),
        ("temp_c\nРомни,-9", "temperature"),
        ("kind,target_kind\nРомни,удар,підстанція", "strike"),
    ],
)
def test_the_kind_is_what_the_other_fields_amount_to(columns: str, kind: str) -> None:
    assert read_one(f"place,{columns}\n").fields["kind"] == kind


def test_an_unknown_cause_is_left_out_and_told_and_the_row_is_taken() -> None:
    parsed = read("place,status,cause\nРомни,out,миші\n")

    assert "cause" not in parsed.reports[0].fields
    assert parsed.warnings[0].endswith("left out")


def test_a_header_without_rows_is_proven_empty() -> None:
    assert read("place,status\n").outcome == PollOutcome.EMPTY


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_of_the_header(separator: str) -> None:
    assert read_one(separator.join(["place", "status"]) + "\n" + separator.join(["Ромни", "out"])).fields["place"]
