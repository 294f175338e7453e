"""What is forgotten is gone: from the store, from what was published, and for good. On both stores."""

import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text

from jobs.forget import Forgetting, describe, find, forget, wording_of
from jobs.publish import know, publish
from tests.builders import CAPITAL, CITY, NOON
from tests.forgetting import (
    BODIES,
    ELSEWHERE,
    HERALD,
    HOUR,
    LEAVING,
    LINK,
    NOTE,
    QUOTE_OF_OTHERS,
    REGISTERS,
    STAYING,
    TELLING,
    TITLE,
    WIRE,
    all_bytes,
    fill,
    keep_bytes,
    make_report,
    read,
    remains,
    rows_of,
)
from tracker.errors import NotConfigured, StoreUnavailable
from tracker.model import Poll, PollOutcome, Tier
from tracker.store import audit, ledger
from tracker.store.forgetting import Order, SubjectKind, count_erasable
from tracker.store.published import read_tiers, write_edition
from tracker.store.rows import ledger_table
from tracker.store.states import read_source_state
from tracker.store.tables import PEOPLE, PUBLISHED, table_of
from tracker.store.timetables import read_schedules
from tracker.store.tombstones import hold_off_forgetting

pytestmark = pytest.mark.slow  # files are published, and whole stores rewritten and searched
LATER = NOON + timedelta(days=1)
Forget = Callable[..., Forgetting]


@pytest.fixture
def forget_now(store: Engine, tmp_path: Path) -> Forget:
    """Forget by name, as the command does."""

    def do(
        name: str, *, reason: str | None = None, at: timedelta = timedelta(0), patience_s: float = 5.0
    ) -> Forgetting:
        order = Order(subject=find(store, name), actor="tester", now=LATER + at, reason=reason)
        snapshot = tmp_path / "edition.json"
        return forget(
            store, REGISTERS, order, out=tmp_path / "out", snapshot=snapshot, as_of=LATER, patience_s=patience_s
        )

    return do


def publish_all(store: Engine, tmp_path: Path) -> None:
    publish(store, REGISTERS, tmp_path / "out", as_of=LATER, snapshot=tmp_path / "edition.json")


def test_no_stretch_of_what_a_report_said_in_any_revision_is_left_in_the_store(
    store: Engine, forget_now: Forget
) -> None:
    fill(store)
    before = remains(store, *TELLING)
    forget_now(LEAVING)

    assert len(before) > 250
    assert remains(store, *TELLING, LINK.removeprefix("https://invented-herald.example")) == set()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_neither_the_log_nor_another_open_connection_keeps_it(store: Engine, database: str, forget_now: Forget) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint = 0")
        fill(store)
        other.execute("SELECT count(*) FROM ledger_report").fetchone()
        log = Path(f"{database}-wal")
        had_it = TITLE.encode() in log.read_bytes()
        forget_now(LEAVING)
        left = remains(store, *TELLING)

    assert had_it
    assert left == set()


def test_nothing_else_is_lost(store: Engine, forget_now: Forget) -> None:
    fill(store)
    before = rows_of(store)
    forget_now(LEAVING)
    after = rows_of(store)
    gone = {name: [row for row in before[name] if row not in after[name]] for name in before}
    came = {name: [row for row in after[name] if row not in before[name]] for name in before}

    assert {name: len(rows) for name, rows in gone.items()} == {
        "report": 3,
        "claim": 3,
        "review": 1,
        "rereading": 1,
        "schedule_day": 1,
        "signal": 0,
        "payload": 1,
        "payload_body": 1,
        "poll": 1,
    }
    assert {name for name, rows in came.items() if rows} == {"report", "poll"}  # tombstones, and an emptied line
    assert all(LEAVING in row for row in gone["report"])


def test_a_tombstone_keeps_identity_revision_source_hash_and_time_alone(store: Engine, forget_now: Forget) -> None:
    fill(store)
    forget_now(LEAVING)
    table = ledger_table(store, "report")
    with store.connect() as connection:
        rows = connection.execute(select(table).where(table.c.report_id == LEAVING).order_by(table.c.revision)).all()

    assert [(row.revision, row.source_id, row.content_sha256, row.learned_at) for row in rows] == [
        (number, HERALD, f"hash of {LEAVING} {number}", NOON + number * HOUR) for number in (1, 2, 3)
    ]
    assert {(row.url, row.title, row.text, row.published_at, row.is_relevant) for row in rows} == {
        (None, None, None, None, False)
    }
    assert [row.document for row in rows] == [{}, {}, {}]


@pytest.mark.parametrize("hours", [1, 2, 3, 24, 600])
def test_the_picture_of_any_instant_is_without_it(store: Engine, forget_now: Forget, hours: int) -> None:
    fill(store)
    at = NOON + hours * HOUR
    before = {outage.place_id for outage in know(store, REGISTERS, as_of=at).events.outages}
    forget_now(LEAVING)
    claims = {claim.report_id for claim in ledger.read_claims(store, as_of=at)}
    days = {day.report_id for day in read_schedules(store, as_of=at)}

    assert CITY in before
    assert claims == {STAYING, ELSEWHERE}
    assert days == {STAYING}


def test_what_rested_on_it_is_taken_out_of_tables_files_and_snapshot_at_once(
    store: Engine, tmp_path: Path, forget_now: Forget
) -> None:
    fill(store)
    publish_all(store, tmp_path)
    table = table_of(store.dialect.name, PUBLISHED, "outages")

    def shown() -> tuple[set[str], set[str], bool]:
        with store.connect() as connection:
            rows = set(connection.scalars(select(table.c.place_id)))
        features = json.loads((tmp_path / "out" / "outages.geojson").read_bytes())["features"]
        places = {feature["properties"]["place_id"] for feature in features}
        return rows, places, "Invented Wire" in (tmp_path / "edition.json").read_text(encoding="utf-8")

    before = shown()
    done = forget_now(ELSEWHERE)

    assert before == ({CITY, CAPITAL}, {CITY, CAPITAL}, True)
    assert shown() == ({CITY}, {CITY}, False)
    assert done.tiers == (Tier.PUBLIC,)


def test_where_nothing_was_published_nothing_is(store: Engine, tmp_path: Path, forget_now: Forget) -> None:
    fill(store)

    assert forget_now(LEAVING).tiers == ()
    assert not (tmp_path / "out").exists()


def test_tables_of_partners_are_written_anew_and_the_files_stay_the_public_ones(
    store: Engine, tmp_path: Path, forget_now: Forget
) -> None:
    fill(store)
    publish_all(store, tmp_path)
    partner = publish(store, REGISTERS, tmp_path / "partner", as_of=LATER, tier=Tier.PARTNER)
    write_edition(store, partner, REGISTERS.gazetteer, REGISTERS.boundaries)
    done = forget_now(ELSEWHERE)
    table = table_of(store.dialect.name, PUBLISHED, "outages")
    with store.connect() as connection:
        rows = {tuple(row) for row in connection.execute(select(table.c.tier, table.c.place_id))}
    fresh = tmp_path / "fresh"
    publish(store, REGISTERS, fresh, as_of=LATER)

    assert read_tiers(store) == ("partner", "public")
    assert set(done.tiers) == {Tier.PUBLIC, Tier.PARTNER}
    assert rows == {("partner", CITY), ("public", CITY)}
    assert (tmp_path / "out" / "outages.geojson").read_bytes() == (fresh / "outages.geojson").read_bytes()


def test_all_of_a_source_so_far_is_forgotten_and_new_reports_of_it_are_heard(store: Engine, forget_now: Forget) -> None:
    fill(store)
    done = forget_now(HERALD)
    fresh = make_report("fresh", "Світло повернулося до всіх осель.", title="Нове")
    kept = ledger.append_readings(store, [read(fresh)])
    rows = rows_of(store)

    assert (done.subject.kind, done.erased["reports"], done.erased["signals"]) == (SubjectKind.SOURCE, 2, 1)
    assert remains(store, *TELLING, "Планове вимкнення триватиме до вечора", "Графік на завтра") == set()
    assert kept == 1
    assert {claim.report_id for claim in ledger.read_claims(store, as_of=LATER)} == {ELSEWHERE, "fresh"}
    assert [len(rows[name]) for name in ("schedule_day", "signal", "payload", "poll")] == [0, 0, 1, 2]


@pytest.mark.parametrize("revision", [1, 3, 4])
def test_what_is_forgotten_does_not_come_back_in_any_revision(store: Engine, forget_now: Forget, revision: int) -> None:
    fill(store)
    forget_now(LEAVING)
    before = rows_of(store)
    again = read(make_report(LEAVING, BODIES[0], revision=revision))
    poll = Poll(source_id=HERALD, polled_at=LATER, outcome=PollOutcome.NEW)

    assert ledger.append_readings(store, [again]) == 0
    assert ledger.append_poll(store, poll, readings=[again])
    assert len(rows_of(store)["poll"]) == len(before["poll"]) + 1
    assert {name: rows for name, rows in rows_of(store).items() if name != "poll"} == {
        name: rows for name, rows in before.items() if name != "poll"
    }


def test_no_bytes_of_a_source_are_kept_once_something_of_it_was_forgotten(store: Engine, forget_now: Forget) -> None:
    fill(store)
    forget_now(LEAVING)

    assert keep_bytes(store, HERALD, TITLE, sha256="the feed again") == 0
    assert keep_bytes(store, WIRE, "дещо інше", sha256="another feed") == 1
    assert remains(store, TITLE) == set()


def test_links_that_wait_and_a_cursor_that_names_it_go_and_a_poll_under_way_comes_to_nothing(
    store: Engine, forget_now: Forget
) -> None:
    fill(store)
    before = read_source_state(store, HERALD)
    assert before is not None
    forget_now(LEAVING)
    state = read_source_state(store, HERALD)
    poll = Poll(source_id=HERALD, polled_at=LATER, outcome=PollOutcome.NEW)
    is_kept = ledger.append_poll(store, poll, state=before, heard_before=before.checked_at)

    assert state is not None
    assert (state.waiting, state.cursor) == (("https://invented-herald.example/other",), None)
    assert not is_kept
    assert read_source_state(store, HERALD) == state


def test_another_source_that_tells_it_in_the_same_words_is_named_and_stays(store: Engine, forget_now: Forget) -> None:
    fill(store)
    copy = make_report("copy", BODIES[2], source_id=WIRE, title="Передрук")
    ledger.append_readings(store, [read(copy)])
    keep_bytes(store, WIRE, BODIES[2], sha256="bytes of the copy")
    done = forget_now(LEAVING)

    assert [(one.source_id, one.report_id) for one in done.also_told] == [(WIRE, ""), (WIRE, "copy")]
    assert copy.text in {report.text for report in ledger.read_reports(store, as_of=LATER)}
    assert remains(store, TITLE, *BODIES[:2], NOTE) == set()


def test_what_someone_left_elsewhere_is_found_and_named(store: Engine, tmp_path: Path, forget_now: Forget) -> None:
    fill(store)
    outbox = table_of(store.dialect.name, PEOPLE, "outbox")
    letter = {"message_id": "m", "recipient": "r", "day": "d", "state": "refused", "as_of": NOON, "tried_at": NOON}
    with store.begin() as connection:
        connection.execute(insert(outbox), letter | {"detail": f"550 {BODIES[1]}"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "saved.eml").write_text(json.dumps(NOTE), encoding="utf-8")

    with pytest.raises(StoreUnavailable, match=r"people\.outbox.*saved\.eml") as failure:
        forget_now(LEAVING)
    assert failure.value.exit_code == 7


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_reader_in_the_way_ends_it_with_a_clear_error_and_it_may_be_repeated(
    store: Engine, database: str, forget_now: Forget
) -> None:
    fill(store)
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM ledger_report").fetchone()
        with pytest.raises(StoreUnavailable, match="run it again"):
            forget_now(LEAVING, patience_s=0.05)
        erased_already = ledger.read_claims(store, as_of=LATER)
    done = forget_now(LEAVING)

    assert {claim.report_id for claim in erased_already} == {STAYING, ELSEWHERE}
    assert set(done.erased.values()) == {0}
    assert remains(store, *TELLING) == set()


def test_forgetting_twice_changes_nothing_more(store: Engine, forget_now: Forget) -> None:
    fill(store)
    forget_now(LEAVING)
    before, acts = rows_of(store), audit.read_acts(store)
    done = forget_now(LEAVING, at=HOUR)

    assert (rows_of(store), audit.read_acts(store)) == (before, acts)
    assert (done.pieces_count, set(done.erased.values())) == (0, {0})


def test_the_audit_log_says_who_when_what_and_how_much(store: Engine, forget_now: Forget) -> None:
    fill(store)
    forget_now(LEAVING)

    assert audit.read_acts(store) == [
        audit.Act(
            at=LATER,
            actor="tester",
            action="forget_report",
            subject=LEAVING,
            figures={
                "reports": 1,
                "revisions": 3,
                "claims": 3,
                "reviews": 1,
                "rereadings": 1,
                "payloads": 1,
                "schedule_days": 1,
                "lines": 2,
            },
        )
    ]


def test_the_count_before_is_what_then_goes(store: Engine, forget_now: Forget) -> None:
    fill(store)
    told = {name: count_erasable(store, find(store, name)) for name in (LEAVING, HERALD)}
    done = forget_now(LEAVING)
    lines = done.erased["lines"]
    counted_again = count_erasable(store, find(store, LEAVING))

    assert done.erased == dict(told[LEAVING]) | {"lines": lines}
    assert (told[HERALD]["reports"], told[HERALD]["revisions"], told[HERALD]["signals"]) == (2, 4, 1)
    assert set(counted_again.values()) == {0}


def test_the_reason_is_kept_with_the_tombstone(store: Engine, forget_now: Forget) -> None:
    fill(store)
    forget_now(LEAVING, reason="the editor asked us to")
    table = ledger_table(store, "forgotten")
    with store.connect() as connection:
        rows = {(row.kind, row.subject_id): row.reason for row in connection.execute(select(table))}

    assert rows == {("report", LEAVING): "the editor asked us to", ("payloads", HERALD): None}


def test_a_name_of_which_nothing_is_kept_is_refused(store: Engine) -> None:
    fill(store)

    with pytest.raises(NotConfigured, match="no report"):
        find(store, "nobody-knows-it")


def test_names_of_places_and_publishers_are_not_looked_for(store: Engine) -> None:
    named = {
        key: replace(place, name_uk="Вигаданохутірська область") for key, place in REGISTERS.gazetteer.places.items()
    }
    registers = replace(REGISTERS, gazetteer=replace(REGISTERS.gazetteer, places=named))
    report = make_report("bare", f"Вигаданохутірська область:\n{HERALD}\nЗгоріла трансформаторна", title="Стан")
    ledger.append_readings(store, [read(report)])

    assert wording_of(store, registers, find(store, "bare")).pieces == {
        "Згоріла трансформаторна",
        "https://invented-herald.example/bare",
    }


def test_an_edition_begun_before_does_not_bring_it_back(store: Engine, tmp_path: Path, forget_now: Forget) -> None:
    fill(store)
    publish_all(store, tmp_path)
    asked: list[Forgetting] = []

    def forget_in_between() -> bool:
        if not asked:
            asked.append(forget_now(ELSEWHERE))
        return True

    publish(store, REGISTERS, tmp_path / "out", as_of=LATER, still_mine=forget_in_between)
    features = json.loads((tmp_path / "out" / "outages.geojson").read_bytes())["features"]

    assert {feature["properties"]["place_id"] for feature in features} == {CITY}


def test_what_is_printed_says_where_was_looked_and_never_what_for(store: Engine, forget_now: Forget) -> None:
    fill(store)
    printed = json.dumps(describe(forget_now(LEAVING)), ensure_ascii=False)
    proof = json.loads(printed)["proof"]

    assert proof["pieces_looked_for"] > 10
    assert proof["rows_searched"] > 10
    assert (proof["store_bytes_searched"] > 10_000) == (store.dialect.name == "sqlite")
    assert not any(line.encode() in printed.encode() for body in TELLING for line in body.split(". "))


def test_the_store_still_opens_and_is_whole(store: Engine, forget_now: Forget) -> None:
    fill(store)
    forget_now(LEAVING)
    with store.connect() as connection:
        if store.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
            assert connection.execute(text("PRAGMA freelist_count")).scalar() == 0
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert QUOTE_OF_OTHERS.encode() in all_bytes(store)


def test_a_revision_that_is_being_written_meanwhile_is_forgotten_too(store: Engine, forget_now: Forget) -> None:
    fill(store)
    late = "Пізня правка про обгорілий міст через річку."
    row = {"report_id": LEAVING, "revision": 4, "source_id": HERALD, "text": late, "content_sha256": "late"}
    row |= {"learned_at": LATER, "is_relevant": True, "document": {}}
    with ThreadPoolExecutor(1) as pool, store.begin() as writer:
        hold_off_forgetting(writer)
        forgetting = pool.submit(forget_now, LEAVING)
        while store.dialect.name == "postgresql" and not is_someone_waiting(store):
            pass
        writer.execute(insert(ledger_table(store, "report")), row)
        writer.commit()
        done = forgetting.result()

    assert done.erased["revisions"] == 4
    assert remains(store, late) == set()


def is_someone_waiting(store: Engine) -> bool:
    with store.connect() as connection:
        return bool(
            connection.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"))
        )
