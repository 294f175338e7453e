"""The job that watches sources: each change is told once, and never for want of hearing."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from jobs.cli.coverage import tabulate
from jobs.coverage import hear_coverage, watch_sources
from jobs.plan import TIMES
from jobs.registers import Registers
from jobs.schedule import KYIV, next_slot
from tests.builders import CITY, make_gazetteer, make_source
from tracker.extract.lexicon import load_lexicon
from tracker.merge.coverage import cover_areas, cover_hours
from tracker.model import CoverageState, NoticeKind, Poll, PollOutcome
from tracker.policy import read_policy
from tracker.store.engine import open_store
from tracker.store.heard import read_notices
from tracker.store.tables import LEDGER, table_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = datetime(2026, 1, 5, 22, tzinfo=UTC)  # midnight in Kyiv
FIRST_OF_THE_DAY = timedelta(minutes=40)
SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
REGISTERS = Registers(
    gazetteer=make_gazetteer(),
    boundaries={},
    lexicon=load_lexicon(),
    policy=read_policy(Path("seeds/policy.toml").read_text(encoding="utf-8")),
    sources={"grid": make_source("grid", interval_minutes=120, home_place_id=CITY)},
)


def keep(store: Engine, counts: Iterable[int], *, source_id: str = "grid", outcome: PollOutcome | None = None) -> None:
    """Twelve polls a day; all that is new on a day comes with the seventh."""
    rows = [
        {
            "source_id": source_id,
            "polled_at": START + day * DAY + step * 2 * HOUR,
            "outcome": outcome or (PollOutcome.NEW if count and step == 6 else PollOutcome.NOTHING_NEW),
            "detail": None,
            "new_reports_count": count if step == 6 else 0,
        }
        for day, count in enumerate(counts)
        for step in range(12)
    ]
    with store.begin() as connection:
        connection.execute(insert(table_of(store.dialect.name, LEDGER, "poll")), rows)


def test_a_source_that_dries_up_while_it_answers_is_told_of_once_on_the_third_day_at_the_latest(
    store: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="svitlo.coverage")
    keep(store, [*[6, 8, 7, 5, 9, 7, 8] * 6, 0, 0, 0, 0])
    dry = START + 42 * DAY
    told = [watch_sources(store, REGISTERS, now=dry + day * DAY + FIRST_OF_THE_DAY) for day in range(1, 5)]
    (notice,) = read_notices(store, as_of=dry + 9 * DAY)

    assert (notice.kind, notice.since, notice.seen_count) == (NoticeKind.DROP, dry.astimezone(KYIV).date(), 0)
    assert sum("far fewer" in line for line in told) == 1
    assert any("far fewer" in line for line in told[:3])
    assert [record.source for record in caplog.records] == ["grid"]  # type: ignore[attr-defined]


def test_running_the_job_again_changes_nothing(store: Engine) -> None:
    keep(store, [*[6, 8, 7, 5, 9, 7, 8] * 6, 0, 0, 0])
    now = START + 45 * DAY + FIRST_OF_THE_DAY
    first, again = watch_sources(store, REGISTERS, now=now), watch_sources(store, REGISTERS, now=now + HOUR)

    assert ("far fewer" in first, "far fewer" in again) == (True, False)
    assert len(read_notices(store, as_of=now + HOUR)) == 1


def test_a_source_that_fails_is_failed_and_has_no_change_in_volume(store: Engine) -> None:
    keep(store, [7] * 42)
    now = START + 43 * DAY
    with store.begin() as connection:
        connection.execute(
            insert(table_of(store.dialect.name, LEDGER, "poll")).values(
                source_id="grid", polled_at=now, outcome=PollOutcome.UNREADABLE, new_reports_count=0
            )
        )

    assert watch_sources(store, REGISTERS, now=now + 5 * DAY / 100) == "0 of 1 sources live; failed: grid"
    assert read_notices(store, as_of=now + DAY) == ()


def test_an_old_change_found_after_a_long_rest_is_no_news(store: Engine) -> None:
    keep(store, [*[7] * 42, 0, 0, 0])
    watch_sources(store, REGISTERS, now=START + 60 * DAY)

    assert read_notices(store, as_of=START + 60 * DAY) == ()


def test_a_source_that_is_off_is_not_watched(store: Engine) -> None:
    keep(store, [*[7] * 42, 0, 0, 0])
    off = replace(REGISTERS, sources={"grid": replace(REGISTERS.sources["grid"], is_enabled=False)})
    now = START + 45 * DAY + FIRST_OF_THE_DAY

    assert watch_sources(store, off, now=now) == "0 of 0 sources live"
    assert read_notices(store, as_of=now) == ()


def test_the_hours_of_a_source_polled_seldom_are_known_from_the_polls_before(store: Engine) -> None:
    keep(store, [7])
    registers = replace(REGISTERS, sources={"grid": replace(REGISTERS.sources["grid"], interval_minutes=3 * 24 * 60)})
    hours = hear_coverage(store, registers, as_of=START + 5 * DAY, hours_count=2)

    assert [hour.state for hour in hours] == [CoverageState.LIVE, CoverageState.LIVE]


def test_the_job_runs_hourly_and_never_between_three_and_four() -> None:
    night = datetime(2026, 3, 29, 2, 41, tzinfo=KYIV)
    following = next_slot(TIMES["coverage"].cron, night)

    assert following == datetime(2026, 3, 29, 4, 40, tzinfo=KYIV)


@pytest.mark.slow
def test_the_command_lists_each_oblast_with_its_sources_and_the_notices(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "grid.toml").write_text(
        'kind = "rss"\npublisher = "Invented Grid"\nrole = "utility"\nlanguages = ["uk"]\n'
        'url = "https://grid.example/feed"\ninterval_minutes = 120\nhome_place_id = "UA63120270010096107"\n',
        encoding="utf-8",
    )
    engine = open_store(str(tmp_path / "svitlo.db"))
    keep(engine, [*[7] * 42, 0, 0])
    now = START + 44 * DAY
    watch_sources(engine, REGISTERS, now=now + FIRST_OF_THE_DAY)
    engine.dispose()
    (covered,) = ask(tmp_path, "coverage", "--area", "UA63", "--hours", "3", "--as-of", now.isoformat())
    others = ask(tmp_path, "coverage", "--as-of", now.isoformat())
    (notice,) = ask(tmp_path, "notices")

    assert covered["adm1_en"] == "Kharkiv Oblast"
    assert covered["sources"] == [{"id": "grid", "is_countrywide": False, "state": "silent", "live_hours_count": 0}]
    assert [len(row["sources"]) for row in others] == [int(row["adm1_pcode"] == "UA63") for row in others]
    assert len(others) == 27
    assert (notice["id"], notice["kind"], notice["seen_count"]) == ("grid", "drop", 0)


def test_the_table_names_the_sources_of_the_whole_country_once_and_those_of_an_oblast_beside_it() -> None:
    sources = {
        "grid": make_source("grid", home_place_id=CITY),
        "medium": make_source("medium"),
    }
    heard = Poll(source_id="medium", polled_at=START, outcome=PollOutcome.EMPTY)
    hours = cover_hours([heard], sources, "UA", START, hours_count=1)
    places = REGISTERS.gazetteer.places
    rows = tabulate([(places[one.place_id], one) for one in cover_areas(hours, (), REGISTERS.gazetteer)])

    assert [(row["area"], row["live"], row["hours live"], row["unknown"]) for row in rows] == [
        ("Whole country", "1 of 1", "100%", ""),
        ("UA63 en", "0 of 1", "0%", "grid"),
        ("UA80 en", "no source", "", ""),
    ]


def ask(folder: Path, *words: str) -> list[dict[str, Any]]:
    settings = {"SVITLO_SOURCES": "sources", "SVITLO_DATABASE": "svitlo.db"}
    run = subprocess.run(
        [*SVITLO, "sources", *words, "--format", "json"],
        cwd=folder,
        env=os.environ | settings,
        capture_output=True,
        check=True,
    )
    rows: list[dict[str, Any]] = json.loads(run.stdout)
    return rows
