"""`svitlo db copy`: a whole store, either way, again after a break, and only where nothing is lost by it."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update

from jobs.copying import copy_database, name_different
from jobs.demo import DEFAULT_NOW, run_demo
from jobs.publish import publish
from jobs.registers import DEMO_SOURCES
from tests.builders import NOON
from tests.packaged import packaged_registers
from tests.store.planted import plant
from tests.stores import PAIRS, Address
from tracker.errors import NotConfigured, StoreUnavailable
from tracker.model import Poll, PollOutcome
from tracker.store import ledger
from tracker.store.copying import CHANGING, GROWING, Copied, copy_store
from tracker.store.engine import open_store
from tracker.store.tables import LEDGER, PEOPLE, PUBLISHED, RTREE, TABLES, table_of

ROOT = Path(__file__).parent.parent.parent
Open = Callable[[str], Engine]


@pytest.fixture
def opened(address: Address) -> Iterator[Open]:
    engines = []

    def make(kind: str) -> Engine:
        engines.append(open_store(address(kind)))
        return engines[-1]

    yield make
    for engine in engines:
        engine.dispose()


def hear(engine: Engine, count: int, *, since: int = 0) -> None:
    """Fill a store with polls, claims and what changes in place."""
    for hour in range(since, since + count):
        poll = Poll(
            source_id="invented-grid",
            polled_at=NOON + timedelta(hours=hour),
            outcome=PollOutcome.NEW,
            new_reports_count=1,
        )
        ledger.append_poll(engine, poll)
    rows = [row for hour in range(since, since + count) for row in [_claim(hour)]]
    with engine.begin() as connection:
        connection.execute(insert(table_of(engine.dialect.name, LEDGER, "claim")), rows)


def _claim(number: int) -> dict[str, object]:
    at = NOON + timedelta(minutes=number)
    told = {"quote": f"Вигадана цитата № {number}", "count": number, "share": 0.25}
    times = {"learned_at": at, "told_at": at, "read_at": None}
    named = {"claim_id": f"claim-{number:05}", "report_id": "r", "revision": 1, "kind": "outage", "place_id": None}
    return {**named, **times, "document": told}


def of(copied: tuple[Copied, ...] | list[Copied]) -> dict[str, int]:
    return {one.table: one.rows for one in copied}


def test_every_table_is_copied_in_one_way_or_the_other() -> None:
    told = {
        *(f"{LEDGER}.{name}" for name in GROWING),
        *(f"{s}.{name}" for s, names in CHANGING.items() for name in names),
    }

    assert told == {f"{schema}.{name}" for schema, names in TABLES.items() for name in names}


@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_a_copy_holds_the_same_in_every_table(kind: str, other: str, opened: Open) -> None:
    source, target = opened(kind), opened(other)
    plant(source)
    hear(source, 5)
    copied = copy_store(source, target)

    assert [one.table for one in copied if not one.is_same] == []
    assert all(one.rows for one in copied)
    assert of(copy_store(source, target)) == of(copied)


@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_the_numbers_of_rows_go_on_and_the_index_of_a_file_is_whole(kind: str, other: str, opened: Open) -> None:
    source, target = opened(kind), opened(other)
    plant(source)
    copy_store(source, target)
    outages = table_of(target.dialect.name, PUBLISHED, "outages")
    with target.begin() as connection:
        newest = connection.execute(select(func.max(outages.c.row_id))).scalar_one()
        number = connection.execute(
            insert(table_of(target.dialect.name, PUBLISHED, "edition"))
            .values(tier="other", as_of=NOON, policy_version="p", gazetteer_version="g")
            .returning(text("row_id"))
        ).scalar_one()
        boxes = connection.execute(text(f"SELECT count(*) FROM {RTREE}")).scalar() if other == "sqlite" else newest  # noqa: S608 - a constant

    assert number == 4
    assert boxes == newest


@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_a_later_copy_brings_what_is_new_changed_and_gone(kind: str, other: str, opened: Open) -> None:
    source, target = opened(kind), opened(other)
    plant(source)
    hear(source, 30)
    copy_store(source, target)
    hear(source, 10, since=30)
    claim, report, payload, account = (
        table_of(source.dialect.name, *name)
        for name in ((LEDGER, "claim"), (LEDGER, "report"), (LEDGER, "payload_body"), (PEOPLE, "account"))
    )
    with source.begin() as connection:
        connection.execute(update(report).values(text=None, document={}))
        connection.execute(update(claim).where(claim.c.claim_id == "claim-00003").values(document={"said": "нічого"}))
        connection.execute(delete(claim).where(claim.c.claim_id == "claim-00004"))
        connection.execute(delete(payload))
        connection.execute(update(account).values(role="admin"))
    copied = copy_store(source, target)

    assert [one.table for one in copied if not one.is_same] == []
    assert of(copied)["ledger.claim"] == 40
    assert of(copied)["ledger.payload_body"] == 0


@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_a_copy_that_went_on_by_itself_is_refused_and_left_alone(kind: str, other: str, opened: Open) -> None:
    source, target = opened(kind), opened(other)
    hear(source, 3)
    copy_store(source, target)
    hear(target, 1, since=3)

    with pytest.raises(StoreUnavailable, match="went on by itself"):
        copy_store(source, target)
    assert len(ledger.read_polls(target, as_of=NOON + timedelta(days=9))) == 4


@pytest.mark.parametrize("other", ["sqlite", pytest.param("postgis", marks=pytest.mark.server)])
def test_a_store_with_people_of_its_own_is_refused(other: str, opened: Open) -> None:
    source, target = opened("sqlite"), opened(other)
    hear(source, 3)
    row = {"account_id": "a", "address": "a@aid.example", "role": "admin", "created_at": NOON, "is_active": True}
    with target.begin() as connection:
        connection.execute(insert(table_of(target.dialect.name, PEOPLE, "account")), [row])

    with pytest.raises(StoreUnavailable, match=r"people\.account"):
        copy_store(source, target)


@pytest.mark.parametrize("other", ["sqlite", pytest.param("postgis", marks=pytest.mark.server)])
def test_a_copy_that_has_forgotten_or_met_somebody_since_is_not_gone_over(opened: Open, other: str) -> None:
    source, target = opened("sqlite"), opened(other)
    hear(source, 3)
    copy_store(source, target)
    rows = {
        (LEDGER, "forgotten"): {"kind": "report", "subject_id": "a", "forgotten_at": NOON},
        (LEDGER, "audit"): {"at": NOON, "actor": "one", "action": "forget", "subject": "a", "detail": {}},
        (PEOPLE, "subscriber"): {
            "subscriber_id": "s",
            "address": "s@aid.example",
            "lang": "uk",
            "areas": [],
            "asked_at": NOON,
        },
    }
    for (schema, name), row in rows.items():
        table = table_of(target.dialect.name, schema, name)
        with target.begin() as connection:
            connection.execute(insert(table), [row])
        with pytest.raises(StoreUnavailable, match=rf"{schema}\.{name}"):
            copy_store(source, target)
        with target.begin() as connection:
            assert connection.execute(delete(table)).rowcount == 1


def test_a_store_copied_onto_itself_is_refused_however_it_is_spelled(tmp_path: Path) -> None:
    for spelled in ("a.db", "./a.db", "../" + tmp_path.name + "/a.db"):
        with pytest.raises(NotConfigured, match="to be copied"):
            copy_database(str(tmp_path / "a.db"), f"{tmp_path}/{spelled}")


@pytest.mark.server
def test_a_database_copied_onto_itself_is_refused_however_it_is_spelled(opened: Open) -> None:
    address = opened("postgis").url.render_as_string(hide_password=False)

    with pytest.raises(NotConfigured, match="to be copied"):
        copy_database(address, address.replace("postgresql+psycopg:", "postgresql:"))


@pytest.mark.server
def test_a_row_that_the_server_does_not_take_is_told_in_one_line(opened: Open) -> None:
    source, target = opened("sqlite"), opened("postgis")
    poll = table_of("sqlite", LEDGER, "poll")
    row = {"source_id": "x" * 50, "polled_at": NOON, "outcome": "new", "new_reports_count": 1}
    with source.begin() as connection:
        connection.execute(insert(poll), [row])

    with pytest.raises(StoreUnavailable, match=r"ledger\.poll") as refused:
        copy_store(source, target)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("times", [1, 9])
def test_what_somebody_writes_to_the_target_meanwhile_is_put_right_once_and_then_told(times: int, opened: Open) -> None:
    source, target = opened("sqlite"), opened("sqlite")
    hear(source, 3)
    copy_store(source, target)
    hear(source, 1, since=3)
    told: list[str] = []

    def meddle(table: str, _rows: int) -> None:
        told.append(table)
        if told.count("ledger.poll") <= times:
            with target.begin() as connection:
                connection.execute(update(table_of("sqlite", LEDGER, "poll")).values(detail=table))

    failure = name_different(copy_store(source, target, tell=meddle))

    assert (failure is None) == (times == 1)
    assert failure is None or "ledger.poll" in str(failure)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "other"), PAIRS[:2])
def test_the_edition_of_a_copy_is_byte_for_byte_that_of_its_source(
    kind: str, other: str, address: Address, tmp_path: Path
) -> None:
    registers = packaged_registers(DEMO_SOURCES)
    source_at, target_at = address(kind), address(other)
    source = open_store(source_at)
    weather = "https://weather.example/v1/forecast"
    run_demo(source, registers, tmp_path / "there", at=DEFAULT_NOW, weather_url=weather)
    source.dispose()
    code = "from jobs.cli import app; app()"
    words = ["db", "copy", "--from", source_at, "--to", target_at, "--format", "json"]
    done = subprocess.run([sys.executable, "-c", code, *words], cwd=ROOT, check=True, capture_output=True)
    target = open_store(target_at)
    publish(target, registers, tmp_path / "here", as_of=DEFAULT_NOW)
    target.dispose()
    names = sorted(path.name for path in (tmp_path / "there").glob("*.*"))

    assert all(row["same"] for row in json.loads(done.stdout))
    assert "outages.geojson" in names
    assert [
        name for name in names if (tmp_path / "there" / name).read_bytes() != (tmp_path / "here" / name).read_bytes()
    ] == []
