"""The data dictionary tells of every published table and column, and of nothing else."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Column

from tests.packaged import packaged_boundaries
from tests.publish.editions import make_edition, make_outage
from tracker.publish.geojson import outage_properties
from tracker.store.columns import Shape, UtcTime
from tracker.store.tables import PUBLISHED, table_of
from tracker.store.tables.published import PUBLISHED_TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<unit>[^|]+) \| (?P<null>yes|) ?\| (?P<meaning>[^|]+) \|$", re.MULTILINE)
DIALECTS = pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])


def read_page() -> Mapping[str, list[re.Match[str]]]:
    """The rows of the page, by table."""
    sections = re.split(r"^## published\.(\w+)$", PAGE, flags=re.MULTILINE)[1:]
    return {name: list(ROW.finditer(text)) for name, text in zip(sections[::2], sections[1::2], strict=True)}


def columns_of(dialect: str, name: str) -> list[Column[object]]:
    return list(table_of(dialect, PUBLISHED, name).columns)


@DIALECTS
def test_every_table_and_column_is_told_of_in_its_order_and_no_other(dialect: str) -> None:
    told = {name: [row["name"] for row in rows] for name, rows in read_page().items()}

    assert told == {name: [column.name for column in columns_of(dialect, name)] for name in PUBLISHED_TABLES}


@DIALECTS
def test_what_may_be_unknown_is_told(dialect: str) -> None:
    told = {name: {row["name"] for row in rows if row["null"]} for name, rows in read_page().items()}

    assert told == {
        name: {column.name for column in columns_of(dialect, name) if column.nullable} for name in PUBLISHED_TABLES
    }


def test_times_geometries_and_temperatures_have_their_units() -> None:
    for name, rows in read_page().items():
        kinds = {column.name: column.type for column in columns_of("postgresql", name)}
        for row in rows:
            assert (row["unit"] == "instant, UTC") == isinstance(kinds[row["name"]], UtcTime)
            assert (row["unit"] == "geometry, WGS 84") == isinstance(kinds[row["name"]], Shape)
            assert (row["unit"] == "°C") == row["name"].endswith("_c")


def test_every_row_of_the_page_is_one_that_is_read() -> None:
    lines = [line for line in PAGE.splitlines() if line.startswith("| `")]

    assert len(lines) == sum(len(rows) for rows in read_page().values())


def test_a_column_of_one_name_has_one_unit() -> None:
    units: dict[str, set[str]] = {}
    for rows in read_page().values():
        for row in rows:
            units.setdefault(row["name"], set()).add(row["unit"])

    assert {name: found for name, found in units.items() if len(found) > 1} == {}


def test_the_exports_of_outages_have_the_columns_of_the_table() -> None:
    edition = make_edition((make_outage("o1"),))
    exported = set(outage_properties(edition.outages[0], edition, packaged_boundaries()))

    assert exported == {row["name"] for row in read_page()["outages"]} - {"row_id", "tier", "geom"}
