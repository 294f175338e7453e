"""Reading a file or a pasted text with `svitlo ingest` and `svitlo extract`. All texts are invented."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each test starts the command

SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
TEXT = (
    "Power cut in Poltava after a night attack\n\n"
    "Poltava, 14 January. Russian drones hit an energy facility in Poltava Oblast overnight. "
    "More than 12,000 customers in Poltava are without electricity, the regional grid company said, "
    "as the temperature fell to minus 17 degrees Celsius. Invented for testing.\n"
)


def svitlo(folder: Path, *arguments: str, stdin: bytes = b"", **settings: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **settings}
    return subprocess.run(
        [*SVITLO, *arguments], cwd=folder, input=stdin, capture_output=True, check=False, env=environment
    )


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_on_a_terminal_the_evidence_is_highlighted_in_the_text_and_nothing_else(tmp_path: Path) -> None:
    text = "Вигадано. Без світла Полтава. У музеї виставка.".encode()
    shown = svitlo(tmp_path, "extract", stdin=text, FORCE_COLOR="1").stdout.decode()
    plain = svitlo(tmp_path, "extract", stdin=text).stdout.decode()

    assert "Вигадано. \x1b[1;33mБез світла Полтава.\x1b[0m У музеї виставка." in shown
    assert "right with" in plain
    assert "\x1b" not in plain
    assert "музеї" not in plain


def test_an_article_is_understood_with_its_sentences(article: Path) -> None:
    run = svitlo(article.parent, "ingest", "article.txt", "--published", "2026-01-14")
    printed = run.stdout.decode()

    assert run.returncode == 0
    assert "strike" in printed
    assert "outage · electricity · Poltava" in printed
    assert "at least 12,000 customers" in printed
    assert "-17 °C" in printed
    assert "Russian drones hit an energy facility" in printed


def test_rows_that_are_rejected_are_told_by_line_and_column_and_the_others_are_taken(tmp_path: Path) -> None:
    rows = "place,oblast,status,customers\nРомни,Сумська,out,640\nРомни,Сумська,out,багато\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    run = svitlo(tmp_path, "ingest", "rows.csv")

    assert run.returncode == 0
    assert "outage · electricity · Romny · ongoing · exact 640 customers" in run.stdout.decode()
    assert run.stderr.decode().splitlines() == [
        "svitlo: rows.csv: line 3: customers: 'багато' is no number; rejected",
        "svitlo: 1 taken, 1 of them about energy",
    ]


def test_a_second_run_changes_nothing(article: Path) -> None:
    first = svitlo(article.parent, "ingest", "article.txt", "--published", "2026-01-14")
    store = article.parent / "var" / "svitlo.db"
    rows_before = _dump(store)
    second = svitlo(article.parent, "ingest", "article.txt", "--published", "2026-01-14")

    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert _dump(store) == rows_before


def _dump(store: Path) -> list[str]:
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    rows = [row for row in connection.iterdump() if row.startswith("INSERT")]
    connection.close()
    return rows


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x01\x02", 3),
        ("empty.html", b"", 3),
        ("page.html", b"<html><body></body></html>", 3),
        ("sports.txt", b"The home team won the derby by two goals on Saturday.", 4),
    ],
)
def test_rubbish_gets_one_clear_line_and_its_exit_code(tmp_path: Path, name: str, body: bytes, code: int) -> None:
    (tmp_path / name).write_bytes(body)
    run = svitlo(tmp_path, "ingest", name)

    assert run.returncode == code, run.stderr.decode()
    assert len(run.stderr.decode().strip().splitlines()) == 1
    assert b"Traceback" not in run.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    run = svitlo(tmp_path, "ingest", "absent.html")

    assert run.returncode == 3
    assert b"absent.html" in run.stderr


def test_a_page_that_does_not_answer_is_named(tmp_path: Path) -> None:
    run = svitlo(tmp_path, "ingest", "https://127.0.0.1:9/news")

    assert run.returncode == 6
    assert b"https://127.0.0.1:9/news" in run.stderr


def test_nothing_half_written_is_left_behind(article: Path) -> None:
    (article.parent / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00")
    run = svitlo(article.parent, "ingest", "article.txt", "broken.png")

    assert run.returncode == 3
    assert not (article.parent / "var").exists() or _dump_is_empty(article.parent / "var" / "svitlo.db")


def _dump_is_empty(store: Path) -> bool:
    return not any("ledger_report" in row for row in _dump(store))


def test_a_wrong_date_is_wrong_usage(article: Path) -> None:
    assert svitlo(article.parent, "ingest", "article.txt", "--published", "yesterday").returncode == 2


def test_a_pasted_message_is_read_from_standard_input(tmp_path: Path) -> None:
    run = svitlo(tmp_path, "extract", "-", stdin="У Полтаві через атаку без світла 3 тисячі споживачів.".encode())

    assert run.returncode == 0
    assert "Poltava" in run.stdout.decode()


def test_predictions_come_one_for_each_report_in_order(tmp_path: Path) -> None:
    lines = [
        {"id": "x1", "text": "У Полтаві через атаку без світла 3 тисячі споживачів.", "lang": "uk"},
        {"id": "x2", "text": "The home team won the derby.", "lang": "en"},
    ]
    (tmp_path / "reports.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    run = svitlo(tmp_path, "extract", "--jsonl", "reports.jsonl")
    predictions = [json.loads(line) for line in run.stdout.splitlines()]

    assert run.returncode == 0
    assert [(prediction["id"], prediction["relevant"]) for prediction in predictions] == [("x1", True), ("x2", False)]


def test_a_place_is_located_as_json(tmp_path: Path) -> None:
    run = svitlo(tmp_path, "locate", "у Краматорську", "--format", "json")
    (entry,) = json.loads(run.stdout)

    assert (entry["name_en"], entry["adm1_pcode"], entry["level"]) == ("Kramatorsk", "UA14", "city")
    assert list(entry) == [
        "text",
        "start",
        "end",
        "place_id",
        "name_en",
        "level",
        "adm1_pcode",
        "lat",
        "lon",
        "confidence",
        "precision",
        "candidates",
    ]


def test_explained_a_reading_shows_what_was_refused_and_why(tmp_path: Path) -> None:
    text = "Вигадано: у Лубнах без світла 300 споживачів. Завтра в Сумах може зникнути світло."
    run = svitlo(tmp_path, "extract", "-", "--explain", stdin=text.encode())

    assert run.returncode == 0
    assert "places: Lubny (affected)" in run.stdout.decode()
    assert "refused: supposes, threatens or forecasts" in run.stdout.decode()
