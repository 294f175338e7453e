"""The folder for field reports."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from jobs.ingest import hear
from jobs.plan import none_heard, summarise
from jobs.registers import DEMO, Registers
from tests.builders import make_source
from tests.packaged import packaged_registers
from tracker.model import Poll, PollOutcome, Role
from tracker.sources.fetch import Fetcher
from tracker.sources.recorded import RecordedTransport
from tracker.store import ledger

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
ROWS = "report_id,observed_at,place,oblast,customers\nX-1,2026-01-15T09:30:00+02:00,Конотоп,Сумська,640\n"


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers()


def hear_drop(engine: Engine, registers: Registers, folder: Path) -> Poll:
    source = make_source("invented-drop", kind="csv", url=f"file:{folder}", role=Role.HUMANITARIAN)
    with Fetcher(contact="demo@svitlo.example", transport=RecordedTransport(DEMO, NOW)) as fetcher:
        return hear(engine, source, registers, fetcher, now=NOW)


def test_a_folder_without_tables_is_not_configured_and_no_failure(
    store: Engine, registers: Registers, tmp_path: Path
) -> None:
    poll = hear_drop(store, registers, tmp_path / "drop")

    assert poll.outcome == PollOutcome.NOT_CONFIGURED
    assert "put .csv files there" in (poll.detail or "")
    assert summarise([poll]) == "0 of 0 heard, 0 new reports"
    assert not none_heard([poll])


def test_the_rows_of_a_table_are_reports_and_read_once(store: Engine, registers: Registers, tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "one.csv").write_text(ROWS, encoding="utf-8")
    first, second = hear_drop(store, registers, folder), hear_drop(store, registers, folder)
    (report,) = ledger.read_reports(store, as_of=NOW)

    assert (first.outcome, first.new_reports_count, second.outcome) == (PollOutcome.NEW, 1, PollOutcome.NOTHING_NEW)
    assert "640" in report.text


def test_a_table_that_cannot_be_read_is_named_and_the_others_go_on(
    store: Engine, registers: Registers, tmp_path: Path
) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "good.csv").write_text(ROWS, encoding="utf-8")
    (folder / "huge.csv").write_bytes(b"x" * 15_000_001)
    poll = hear_drop(store, registers, folder)

    assert poll.new_reports_count == 1
    assert poll.detail == "huge.csv: more than 15 MB, left alone"
