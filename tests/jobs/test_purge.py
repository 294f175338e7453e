"""What ends by age ends, and nothing else does, on both stores."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from jobs.purge import limits_of, purge, purge_by_hand
from tests.builders import NOON, make_claim, make_series
from tracker.model import Payload, Reading, Report, Role, TimePrecision
from tracker.settings import Settings
from tracker.store import audit, ledger, runs
from tracker.store.partitions import read_months
from tracker.store.retention import BATCH, Purged, count_old, purge_old
from tracker.store.tables import LEDGER, table_of

DAY = timedelta(days=1)


def make_report(report_id: str, learned_at: datetime, revision: int = 1) -> Report:
    return Report(
        report_id=report_id,
        revision=revision,
        source_id="invented-grid",
        publisher="Invented Grid",
        role=Role.UTILITY,
        native_id=report_id,
        url=f"https://invented-grid.example/{report_id}",
        title="Вигадана назва",
        text="Вигадана назва\nВигаданий текст.",
        lang="uk",
        published_at=learned_at,
        published_precision=TimePrecision.HOUR,
        learned_at=learned_at,
        content_sha256=f"{report_id}-{revision}",
    )


def keep(store: Engine, report: Report, *, is_relevant: bool) -> None:
    claims = (make_claim(f"of-{report.report_id}", report_id=report.report_id),) if is_relevant else ()
    ledger.append_readings(store, [Reading(report=report, claims=claims)])


def keep_payload(store: Engine, name: str, fetched_at: datetime) -> None:
    payload = Payload(
        source_id="invented-grid",
        url="https://invented-grid.example/feed",
        media_type="text/xml",
        body=b"invented",
        sha256=name,
        fetched_at=fetched_at,
    )
    ledger.append_payload(store, payload)


def reports_kept(store: Engine) -> set[tuple[str, int]]:
    table = table_of(store.dialect.name, LEDGER, "report")
    with store.connect() as connection:
        return {(row.report_id, row.revision) for row in connection.execute(select(table)).all()}


def test_bytes_go_after_their_days_and_not_a_day_earlier(store: Engine) -> None:
    keep_payload(store, "old", NOON - 31 * DAY)
    keep_payload(store, "young", NOON - 29 * DAY)

    assert purge(store, Settings(), now=NOON).startswith("1 payloads, 0 texts")
    assert ledger.read_payload(store, "invented-grid", "old") is None
    assert ledger.read_payload(store, "invented-grid", "young") is not None


def test_the_text_of_a_report_goes_and_its_claims_with_their_quotes_stay(store: Engine) -> None:
    keep(store, make_report("old", NOON - 366 * DAY), is_relevant=True)
    keep(store, make_report("young", NOON - 364 * DAY), is_relevant=True)
    before = ledger.read_claims(store, as_of=NOON)

    assert "1 texts" in purge(store, Settings(), now=NOON)
    assert [report.report_id for report in ledger.read_reports(store, as_of=NOON)] == ["young"]
    assert ledger.read_claims(store, as_of=NOON) == before
    assert set(ledger.read_revisions(store, ["old", "young"])) == {"old", "young"}


def test_a_headline_kept_without_its_text_goes_too(store: Engine) -> None:
    keep(store, replace(make_report("old", NOON - 366 * DAY), store_text=False), is_relevant=True)

    assert "1 texts" in purge(store, Settings(), now=NOON)
    with store.connect() as connection:
        assert connection.scalars(select(table_of(store.dialect.name, LEDGER, "report").c.title)).all() == [None]


def test_what_a_record_stated_goes_with_its_text(store: Engine) -> None:
    keep(store, replace(make_report("old", NOON - 366 * DAY), fields={"customers": "4711"}), is_relevant=True)
    purge(store, Settings(), now=NOON)

    table = table_of(store.dialect.name, LEDGER, "report")
    with store.connect() as connection:
        assert "4711" not in str(connection.execute(select(table)).all())


def test_traces_of_irrelevant_reports_stay_for_good_unless_a_setting_ends_them(store: Engine) -> None:
    keep(store, make_report("old", NOON - 800 * DAY), is_relevant=False)
    keep(store, make_report("young", NOON - DAY), is_relevant=False)
    purge(store, Settings(), now=NOON)
    kept = reports_kept(store)
    purge(store, Settings(keep_irrelevant_days=30), now=NOON)

    assert kept == {("old", 1), ("young", 1)}
    assert reports_kept(store) == {("young", 1)}


def test_a_revision_that_takes_claims_back_stays_so_that_they_do_not_come_again(store: Engine) -> None:
    keep(store, make_report("taken-back", NOON - 90 * DAY), is_relevant=True)
    keep(store, make_report("taken-back", NOON - 89 * DAY, revision=2), is_relevant=False)
    purge(store, Settings(keep_irrelevant_days=30), now=NOON)

    assert ledger.read_claims(store, as_of=NOON) == ()


def test_old_runs_go(store: Engine) -> None:
    for days in (91, 1):
        at = NOON - days * DAY
        held = runs.claim(store, "ingest", at, "one", now=at, lease=timedelta(minutes=2))
        assert held is not None
        runs.settle(store, held, state=runs.DONE, now=at)
    purge(store, Settings(), now=NOON)

    assert [run.slot for run in runs.read_runs(store)] == [NOON - DAY]


def test_a_second_purge_finds_nothing(store: Engine) -> None:
    keep_payload(store, "old", NOON - 31 * DAY)
    purge(store, Settings(), now=NOON)

    assert (
        purge(store, Settings(), now=NOON)
        == "0 payloads, 0 texts, 0 irrelevant reports, 0 runs, 0 temperatures taken away"
    )


@pytest.mark.parametrize("back", [timedelta(hours=1), DAY, 3652 * DAY])
def test_a_clock_set_back_takes_nothing_away(store: Engine, back: timedelta) -> None:
    keep_payload(store, "young", NOON - 29 * DAY)

    assert purge(store, Settings(), now=NOON - back).startswith("0 payloads")


EVERYTHING = Settings(keep_irrelevant_days=30, keep_temperatures_days=60)


def fill(store: Engine) -> None:
    """Something old and something young of every kind that ends."""
    for days in (800, 70, 10):
        at = NOON - days * DAY
        keep_payload(store, f"bytes of {days}", at)
        keep(store, make_report(f"told-{days}", at), is_relevant=True)
        keep(store, make_report(f"untold-{days}", at), is_relevant=False)
        ledger.append_temperatures(store, [make_series({-24 * days: -3.0, 1 - 24 * days: None}, fetched_at=at)])
        held = runs.claim(store, "ingest", at, "one", now=at, lease=timedelta(minutes=2))
        assert held is not None
        runs.settle(store, held, state=runs.DONE, now=at)


def rows_of(store: Engine) -> dict[str, int]:
    names = ("payload", "payload_body", "report", "claim", "temperature", "job_run", "audit")
    with store.connect() as connection:
        return {
            name: len(connection.execute(select(table_of(store.dialect.name, LEDGER, name))).all()) for name in names
        }


def test_a_dry_run_says_what_the_real_one_then_takes_and_touches_nothing(store: Engine) -> None:
    fill(store)
    limits, before = limits_of(EVERYTHING, NOON), rows_of(store)
    told = count_old(store, limits)

    assert rows_of(store) == before
    assert told == Purged(payloads=2, texts=1, irrelevant=2, runs=1, temperatures=4)
    assert purge_old(store, limits, now=NOON, actor="tester") == told
    assert count_old(store, limits) == Purged()


def test_temperatures_stay_for_good_unless_a_setting_ends_them(store: Engine) -> None:
    fill(store)
    purge(store, Settings(), now=NOON)
    kept = rows_of(store)["temperature"]
    purge(store, Settings(keep_temperatures_days=60), now=NOON)
    hours = [hour for series in ledger.read_temperatures(store, as_of=NOON) for hour in series.hours]

    assert kept == 6
    assert hours == [NOON - 10 * DAY, NOON - 10 * DAY + timedelta(hours=1)]


@pytest.mark.server
@pytest.mark.parametrize("database", ["postgis"], indirect=True)
def test_months_that_are_over_go_as_whole_tables(store: Engine) -> None:
    fill(store)
    purge(store, EVERYTHING, now=NOON)
    with store.connect() as connection:
        months = {name: sorted(read_months(connection, name)) for name in ("payload_body", "temperature")}

    assert months["payload_body"][0] == date(2026, 1, 1)  # those of 2023 and of November held what was old
    assert months["temperature"][0] == date(2025, 11, 1)  # half of it is young: the old half went by row


def test_a_purge_of_many_rows_goes_in_batches_and_misses_none(store: Engine) -> None:
    readings = [
        Reading(report=make_report(f"untold-{number}", NOON - 90 * DAY), claims=()) for number in range(2 * BATCH + 1)
    ]
    ledger.append_readings(store, readings)
    limits = limits_of(Settings(keep_irrelevant_days=30), NOON)

    assert purge_old(store, limits, now=NOON, actor="tester").irrelevant == 2 * BATCH + 1
    assert reports_kept(store) == set()


def test_each_purge_leaves_one_line_in_the_audit_log_with_its_figures_and_no_word(store: Engine) -> None:
    fill(store)
    purge(store, EVERYTHING, now=NOON, actor="tester")
    purge(store, EVERYTHING, now=NOON + DAY, actor="tester")
    acts = audit.read_acts(store)

    assert [(act.at, act.actor, act.action, act.subject) for act in acts] == [
        (NOON + DAY, "tester", "purge", "store"),
        (NOON, "tester", "purge", "store"),
    ]
    assert acts[1].figures == {"payloads": 2, "texts": 1, "irrelevant": 2, "runs": 1, "temperatures": 4}
    assert set(acts[0].figures.values()) == {0}


def test_a_dry_run_leaves_no_line_in_the_audit_log(store: Engine) -> None:
    fill(store)
    purge_by_hand(store, EVERYTHING, now=NOON, actor="tester", is_dry=True)

    assert audit.read_acts(store) == []


def test_the_steps_of_one_act_add_up_in_one_line(store: Engine) -> None:
    act = audit.Act(at=NOON, actor="tester", action="purge", subject="store", figures={"texts": 2})
    for figures in ({"texts": 2}, {"texts": 3, "runs": 1}):
        with store.begin() as connection:
            audit.record(connection, replace(act, figures=figures))

    assert [one.figures for one in audit.read_acts(store)] == [{"texts": 5, "runs": 1}]
