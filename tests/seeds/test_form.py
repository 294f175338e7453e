"""The form that partners fill in asks what is read, and nothing of who fills it in."""

import re
from collections.abc import Mapping

import pytest
from openpyxl import Workbook, load_workbook

from geodata.stated import find_stated
from seeds.forms.build import FORM, LANGUAGES, make_form
from tests.packaged import packaged_gazetteer
from tracker.sources.cells import fold_word, read_word
from tracker.sources.connectors import record_words as words
from tracker.sources.connectors.forms import PERSONAL, POINT_NAMES

WORDS = {"service": words.SERVICES, "status": words.STATUSES, "scope": words.SCOPES, "cause": words.CAUSES}
KINDS = frozenset({"note", "begin_group", "end_group", "text", "integer", "decimal", "dateTime", "geopoint"})
ABOUT_PEOPLE = frozenset({"deviceid", "username", "phonenumber", "email", "audit", "subscriberid", "simserial"})


def rows_of(book: Workbook, sheet: str) -> list[Mapping[str, str]]:
    header, *rows = book[sheet].iter_rows(values_only=True)
    return [{str(name): str(cell) for name, cell in zip(header, row, strict=True) if cell is not None} for row in rows]


BOOK = load_workbook(FORM)
SURVEY, CHOICES = rows_of(BOOK, "survey"), rows_of(BOOK, "choices")
QUESTIONS = [row for row in SURVEY if row["type"] not in {"note", "begin_group", "end_group"}]


def test_the_file_is_what_the_script_makes() -> None:
    made = make_form()

    assert BOOK.sheetnames == made.sheetnames == ["survey", "choices", "settings"]
    assert [rows_of(BOOK, name) for name in BOOK.sheetnames] == [rows_of(made, name) for name in made.sheetnames]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda row: row["name"])
def test_every_question_is_one_that_records_are_read_by(question: Mapping[str, str]) -> None:
    assert fold_word(question["name"]) in words.NAMES or question["name"] in POINT_NAMES


@pytest.mark.parametrize("choice", [row for row in CHOICES if row["list_name"] in WORDS], ids=lambda row: row["name"])
def test_every_choice_is_a_word_that_is_known(choice: Mapping[str, str]) -> None:
    assert read_word(choice["name"], choice["list_name"], WORDS[choice["list_name"]])


def test_every_first_level_unit_is_a_choice_and_found_by_its_value_and_by_both_labels() -> None:
    gazetteer = packaged_gazetteer()
    oblasts = [row for row in CHOICES if row["list_name"] == "oblast"]
    spellings = [[row["name"].replace("_", " "), *(row[f"label::{one}"] for one in LANGUAGES)] for row in oblasts]
    found = [
        {stated.place_id for name in row if (stated := find_stated(None, (name,), None, gazetteer))}
        for row in spellings
    ]

    assert [len(ids) for ids in found] == [1] * 27
    assert set.union(*found) == {oblast.place_id for oblast in gazetteer.oblasts()}


def test_nothing_is_asked_of_who_reports() -> None:
    types = {row["type"].split()[0] for row in SURVEY}

    assert types.isdisjoint(ABOUT_PEOPLE)
    assert {row["name"].casefold() for row in SURVEY}.isdisjoint(PERSONAL)


def test_who_writes_freely_is_told_to_name_no_people_and_nothing_military() -> None:
    rules = next(row for row in SURVEY if row["name"] == "rules")
    note = next(row for row in SURVEY if row["name"] == "note")

    assert all(word in rules["label::English (en)"] for word in ("names", "telephones", "military"))
    assert all(word in note["hint::English (en)"] for word in ("names", "military"))
    assert all(f"hint::{language}" in note for language in LANGUAGES)


def test_the_sheets_follow_the_standard() -> None:
    lists = {row["list_name"] for row in CHOICES}
    selected = {row["type"].split()[1] for row in SURVEY if row["type"].startswith("select_one ")}
    plain = {row["type"] for row in SURVEY if not row["type"].startswith("select_one ")}
    names = [row["name"] for row in SURVEY if row["type"] != "end_group"]
    expressions = " ".join(row.get("relevant", "") for row in SURVEY)

    assert selected == lists
    assert plain <= KINDS
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_][a-z0-9_]*", name) for name in names)
    assert set(re.findall(r"\$\{(\w+)\}", expressions)) <= set(names)
    assert len({(row["list_name"], row["name"]) for row in CHOICES}) == len(CHOICES)
    assert all(f"label::{language}" in row for row in [*QUESTIONS, *CHOICES] for language in LANGUAGES)
    assert all(
        f"constraint_message::{language}" in row for row in SURVEY if "constraint" in row for language in LANGUAGES
    )


def test_a_group_that_is_opened_is_closed() -> None:
    kinds = [row["type"] for row in SURVEY if row["type"].endswith("_group")]

    assert kinds == ["begin_group", "end_group"]


def test_every_column_that_is_read_is_documented() -> None:
    page = (FORM.parents[2] / "docs" / "field-reports.md").read_text(encoding="utf-8")

    assert [name for name in words.COLUMNS if f"`{name}`" not in page] == []
