"""The main job end to end on the demo inputs, as a user meets it: through the command, in an empty folder."""

import csv
import email
import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import geopandas
import openpyxl
import pytest

pytestmark = pytest.mark.slow  # each test starts the command

ARTIFACTS = {
    "brief.txt",
    "card.png",
    "digest.html",
    "digest.txt",
    "map.html",
    "oblasts.csv",
    "oblasts.xlsx",
    "outage_areas.qml",
    "outage_points.qml",
    "outages.geojson",
    "outages.gpkg",
}
STYLES = {"outage_areas.qml", "outage_points.qml"}  # no data in them
# Invented sites that the demo's strike reports name.
SITES = {"Вербова Балка", "Соняшна", "Гречана"}
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")


def svitlo(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*SVITLO, *arguments], cwd=folder, input=stdin, capture_output=True, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    run = svitlo(folder, "demo")
    assert run.returncode == 0, run.stderr.decode()
    yield folder
    shutil.rmtree(folder)


def read_all(out: Path) -> bytes:
    """Every byte of a folder, with the cells of the workbook and the rows of the GeoPackage unpacked."""
    parts = [path.read_bytes() for path in sorted(out.iterdir()) if path.is_file()]
    letters = [email.message_from_bytes(path.read_bytes()) for path in sorted((out / "mail").iterdir())]
    bodies = [part.get_payload(decode=True) for letter in letters for part in letter.walk()]
    parts += [body for body in bodies if isinstance(body, bytes)]
    book = openpyxl.load_workbook(out / "oblasts.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    return b"\n".join([*parts, "\n".join(cells).encode()])


def strike_words(folder: Path) -> set[str]:
    """What the strike reports of the demo say that no public file may: titles, links, and every run of five words."""
    connection = sqlite3.connect(f"file:{folder / 'var' / 'demo.db'}?mode=ro", uri=True)
    rows = connection.execute(
        "SELECT DISTINCT report.title, report.url, report.text FROM ledger_report AS report "
        "JOIN ledger_claim AS claim ON claim.report_id = report.report_id WHERE claim.kind = 'strike'"
    ).fetchall()
    connection.close()
    words = set()
    for title, url, text in rows:
        running = text.split()
        words |= {" ".join(running[index : index + 5]) for index in range(len(running) - 4)}
        words |= {part for part in (title, url) if part}
    return words


def test_the_demo_leaves_all_artifacts_and_nothing_else(demo: Path) -> None:
    assert {path.name for path in (demo / "out").iterdir()} == ARTIFACTS | {"mail"}
    assert len(list((demo / "out" / "mail").iterdir())) == 2


def test_the_store_is_elsewhere_and_private(demo: Path) -> None:
    assert stat.S_IMODE((demo / "var" / "demo.db").stat().st_mode) == 0o600


def test_every_output_says_that_it_is_invented(demo: Path) -> None:
    silent = [
        name
        for name in ARTIFACTS - STYLES - {"oblasts.xlsx"}
        if b"DEMO, invented data" not in (demo / "out" / name).read_bytes()
    ]

    assert silent == []
    assert "DEMO, invented data" in read_all(demo / "out").decode(errors="ignore")


def test_no_public_file_names_the_site_the_headline_or_the_link_of_a_strike(demo: Path) -> None:
    text = read_all(demo / "out").decode(errors="ignore").casefold()
    words = strike_words(demo) | SITES

    assert len(words) > len(SITES)
    assert [word for word in words if word.casefold() in text] == []


@pytest.mark.server
def test_a_strike_is_withheld_for_a_day_and_then_released(demo: Path) -> None:
    def strikes(*as_of: str) -> int:
        return len(json.loads(svitlo(demo, "incidents", "--format", "json", *as_of).stdout))

    now, later = strikes(), strikes("--as-of", "2026-01-22T18:00")

    assert 0 < now < later


def test_the_table_always_has_27_rows_and_its_note_in_the_last_column(demo: Path) -> None:
    with (demo / "out" / "oblasts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 27
    assert list(rows[0])[-1] == "note"
    assert all("\n" not in cell for row in rows for cell in row.values())


def test_the_outages_open_in_geopandas(demo: Path) -> None:
    frame = geopandas.read_file(demo / "out" / "outages.geojson")

    assert len(frame) > 5
    assert frame["temperature_now_c"].notna().any()


def test_the_brief_fits_a_chat(demo: Path) -> None:
    brief = (demo / "out" / "brief.txt").read_text(encoding="utf-8")

    assert len(brief) <= 900
    assert re.search("[іїє]", brief)


@pytest.mark.server
def test_a_second_run_changes_no_byte(demo: Path) -> None:
    before = {path.name: path.read_bytes() for path in (demo / "out").rglob("*") if path.is_file()}
    run = svitlo(demo, "demo")
    after = {path.name: path.read_bytes() for path in (demo / "out").rglob("*") if path.is_file()}

    assert run.returncode == 0
    assert [name for name in before if before[name] != after[name]] == []


def test_other_commands_read_what_the_demo_left(demo: Path) -> None:
    rows = json.loads(svitlo(demo, "outages", "--format", "json").stdout)

    assert rows
    assert all(row["place_en"] for row in rows)


@pytest.mark.parametrize("name", ["outages.geojson", "outages.gpkg", "oblasts.csv", "oblasts.xlsx"])
def test_an_export_is_the_published_file(demo: Path, name: str) -> None:
    run = svitlo(demo, "export", "-o", f"exported-{name}")

    assert run.returncode == 0
    assert (demo / f"exported-{name}").read_bytes() == (demo / "out" / name).read_bytes()


def test_an_export_in_an_unknown_format_is_wrong_usage(demo: Path) -> None:
    run = svitlo(demo, "export", "-o", "outages.shp")

    assert run.returncode == 2
    assert "geojson, json, gpkg, csv, xlsx" in run.stderr.decode()


def test_reading_again_says_what_it_did_and_how_far_back_it_can_go(demo: Path) -> None:
    run = svitlo(demo, "reread", "--since", "2025-01-01", "--format", "json")
    told = json.loads(run.stdout)

    assert run.returncode == 0
    assert told["reports_count"] > 0
    assert told["changed_count"] == 0
    assert "nothing older can be read again" in run.stderr.decode()


@pytest.mark.server
def test_the_demo_at_an_earlier_moment_knows_less(demo: Path, tmp_path: Path) -> None:
    run = svitlo(tmp_path, "demo", "--at", "2026-01-18T09:00")
    early = json.loads((tmp_path / "out" / "outages.geojson").read_text(encoding="utf-8"))["features"]
    late = json.loads((demo / "out" / "outages.geojson").read_text(encoding="utf-8"))["features"]

    assert run.returncode == 0
    assert len(early) < len(late)


def test_the_ledger_keeps_every_report_once(demo: Path) -> None:
    connection = sqlite3.connect(f"file:{demo / 'var' / 'demo.db'}?mode=ro", uri=True)
    (doubles,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM ledger_report GROUP BY report_id, revision HAVING count(*) > 1)"
    ).fetchone()
    connection.close()

    assert doubles == 0
