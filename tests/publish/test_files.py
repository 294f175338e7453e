"""The files of an edition."""

import csv
import io
import json
import logging
from dataclasses import replace
from pathlib import Path

import geojson_validator
import geopandas
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.packaged import packaged_boundaries
from tests.publish.editions import KHARKIV, KYIV, make_edition, make_outage
from tracker.model import Edition, Quantity, Status, Unit
from tracker.publish import RENDERERS, make_artifacts
from tracker.publish.digest import BRIEF_LENGTH, brief_file, digest_html, make_digest, subject
from tracker.publish.filters import Choice, choose
from tracker.publish.gate import cell, plain_text
from tracker.publish.geojson import outages_geojson, validate_export
from tracker.publish.labels import plural_uk, quantity
from tracker.publish.layers import outages_gpkg
from tracker.publish.tables import oblasts_csv, oblasts_xlsx

BOUNDARIES = packaged_boundaries()
EDITION = make_edition()
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "\0=1"]
logging.getLogger("loguru").disabled = True


@pytest.mark.parametrize("name", RENDERERS)
def test_the_same_edition_gives_the_same_bytes(name: str) -> None:
    assert RENDERERS[name](EDITION, BOUNDARIES).body == RENDERERS[name](EDITION, BOUNDARIES).body


@pytest.mark.parametrize("name", RENDERERS)
def test_an_empty_edition_gives_every_file(name: str) -> None:
    empty = replace(make_edition(()), incidents=(), schedules=(), sources=(), newest_report_at=None)

    assert RENDERERS[name](empty, BOUNDARIES).body


def test_geojson_is_valid_by_a_validator_and_by_our_own() -> None:
    collection = json.loads(outages_geojson(EDITION, BOUNDARIES).body)

    found = geojson_validator.validate_geometries(collection)

    assert (found["invalid"], found["problematic"]) == ({}, {})
    assert geojson_validator.validate_structure(collection) == {}
    assert validate_export(collection) == ()


def test_our_own_validator_finds_what_others_leave_out() -> None:
    collection = json.loads(outages_geojson(EDITION, BOUNDARIES).body)
    collection["crs"] = {}
    collection["features"][1]["id"] = collection["features"][0]["id"]
    collection["features"][1]["properties"]["confidence"] = float("inf")

    assert len(validate_export(collection)) == 3


def test_geojson_has_the_columns_of_the_data_dictionary_flat_and_first() -> None:
    properties = json.loads(outages_geojson(EDITION, BOUNDARIES).body)["features"][0]["properties"]
    promised = [
        *("id", "service", "status", "cause", "started_at", "onset_precision", "ended_at", "adm1_pcode", "adm1_en"),
        *("adm2_pcode", "adm2_en", "place_id", "place_en", "place_uk", "people_low", "people_high"),
        *("reported_quantity", "reported_unit", "temperature_now_c", "temperature_min_c"),
        *("temperature_min_next_72h_c", "temperature_reported_c", "sources_count", "confidence", "verification"),
        *("boundary_quality", "boundary_source", "as_of", "policy_version"),
    ]

    assert list(properties)[: len(promised)] == promised
    assert all(not isinstance(value, (list, dict)) for value in properties.values())


def test_an_outage_without_a_place_on_the_map_has_a_null_geometry() -> None:
    edition = make_edition((make_outage(lat=None, lon=None),))

    assert json.loads(outages_geojson(edition, BOUNDARIES).body)["features"][0]["geometry"] is None


def test_the_geopackage_opens_with_its_layers(tmp_path: Path) -> None:
    path = tmp_path / "outages.gpkg"
    path.write_bytes(outages_gpkg(EDITION, BOUNDARIES).body)

    assert sorted(geopandas.list_layers(path)["name"]) == ["layer_styles", "oblasts", "outage_areas", "outages"]
    assert len(geopandas.read_file(path, layer="oblasts")) == 27
    assert set(geopandas.read_file(path, layer="outages")["note"]) == {"DEMO, invented data"}


def read_csv(edition: Edition) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(oblasts_csv(edition).body.decode("utf-8-sig"))))


def test_the_table_has_27_rows_and_blank_is_no_report() -> None:
    rows = read_csv(EDITION)

    assert len(rows) == 27
    assert sorted({row["electricity"] for row in rows}) == ["", "without (whole area)"]
    assert {row["heat"] for row in rows} == {""}


def test_the_workbook_says_the_same_and_numbers_stay_numbers() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(oblasts_xlsx(EDITION).body)).worksheets[0]
    header = [sheet.cell(row=1, column=column).value for column in range(1, sheet.max_column + 1)]

    assert (sheet.max_row, header[-1]) == (28, "note")
    assert sheet.cell(row=2, column=header.index("temperature_tonight_min_c") + 1).value == -17.4


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    assert str(cell(text)).startswith("'")
    assert cell(-20.0) == -20.0


def test_hidden_and_breaking_characters_do_not_pass_the_gate() -> None:
    assert plain_text("a\u202eb\u200bc\r\nd\u2028e\x07f") == "abc d e f"


NAMES = st.text(min_size=1, max_size=80)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            NAMES, st.sampled_from([Status.ONGOING, Status.PARTIALLY_RESTORED, Status.RESTORED]), st.floats(0, 10**7)
        ),
        max_size=40,
    )
)
def test_the_brief_never_exceeds_a_chat(rows: list[tuple[str, Status, float]]) -> None:
    outages = tuple(
        make_outage(
            str(index),
            place_en=name,
            place_uk=name,
            status=status,
            quantities=(Quantity(value=value, unit=Unit.CUSTOMERS),),
        )
        for index, (name, status, value) in enumerate(rows)
    )
    text = brief_file(make_edition(outages)).body.decode()

    assert len(text) <= BRIEF_LENGTH
    assert "DEMO, invented data" in text


@pytest.mark.parametrize("lang", ["en", "uk"])
def test_the_subject_fits_a_mailbox(lang: str) -> None:
    assert len(subject(EDITION, lang)) <= 78


def test_an_area_is_not_said_to_be_without_when_only_a_part_of_it_is_told() -> None:
    part = make_outage("a", "UA63000000000041885", quantities=(Quantity(value=14, unit=Unit.SETTLEMENTS),))
    whole = make_outage("b", "UA63000000000041885", is_area=True)
    lines = make_digest(make_edition((part, whole)), "en").sections[0].lines

    assert [line.split(";")[0] for line in lines] == [
        "Kharkiv Oblast: electricity — without",
        "Kharkiv Oblast: electricity — in places without",
    ]


def test_an_unknown_number_is_said_to_be_unknown() -> None:
    edition = make_edition((make_outage(exposure=None, quantities=(), started_at=None),))
    lines = make_digest(edition, "en").sections[0].lines

    assert "unknown" in lines[0]
    assert " 0" not in lines[0].replace("2026-01-15", "")


def test_the_mail_page_escapes_what_strangers_write() -> None:
    edition = make_edition((make_outage(place_en="<img src=x onerror=alert(1)>{{7*7}}"),))
    page = digest_html([make_digest(edition, "en")])

    assert "<img src=x" not in page
    assert "{{7*7}}" in page


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, "будинок"), (2, "будинки"), (5, "будинків"), (11, "будинків"), (21, "будинок"), (22, "будинки")],
)
def test_ukrainian_nouns_agree_with_their_number(count: int, expected: str) -> None:
    assert plural_uk(count, ("будинок", "будинки", "будинків")) == expected
    assert expected in quantity(Quantity(value=count, unit=Unit.BUILDINGS), "uk")


def test_a_choice_keeps_what_was_asked_for_and_nothing_else() -> None:
    chosen = choose(EDITION, Choice(areas=("UA80",)))

    assert {outage.place_id for outage in chosen.outages} == {KYIV}
    assert [row.adm1_pcode for row in chosen.oblasts] == ["UA80"]
    assert KHARKIV not in {outage.place_id for outage in choose(EDITION, Choice(status=Status.ONGOING)).outages}


def test_all_artifacts_have_the_names_of_the_design() -> None:
    assert {artifact.name for artifact in make_artifacts(EDITION, BOUNDARIES)} == {
        "map.html",
        "outages.geojson",
        "outages.gpkg",
        "outage_areas.qml",
        "outage_points.qml",
        "oblasts.csv",
        "oblasts.xlsx",
        "digest.html",
        "digest.txt",
        "brief.txt",
        "card.png",
    }
