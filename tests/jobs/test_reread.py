"""Stored reports through today's extractor: what they say now stands beside what they said before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, select, update

from jobs.ingest import ingest
from jobs.known import read_known
from jobs.registers import DEMO, DEMO_SOURCES, Registers
from jobs.reread import Rereading, reread
from tests.builders import NOON, make_source
from tests.faults.dying import NOW as WINTER
from tests.packaged import packaged_registers
from tests.sources.test_recorded import read_case
from tests.store.test_ledger import make_report
from tests.test_timetable_line import RECORDED
from tracker.extract.lexicon import Lexicon
from tracker.model import Claim, Poll, PollOutcome, Reading, Report, Review
from tracker.pipeline import read, read_reports
from tracker.sources.fetch import Fetcher
from tracker.sources.recorded import RecordedTransport
from tracker.store import ledger
from tracker.store.tables import LEDGER, table_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = NOON + 2 * DAY
TEXT = "У Харкові без світла 12000 споживачів. У Сумах немає опалення."


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers(DEMO_SOURCES)


def report_of(report_id: str = "r1", text: str = TEXT, **fields: object) -> Report:
    return replace(make_report(report_id), text=text, title=None, **fields)  # type: ignore[arg-type]


def read_today(report: Report, registers: Registers) -> Reading:
    (reading,) = read_reports([report], registers.gazetteer, registers.lexicon)
    return reading


def read_badly(report: Report, registers: Registers) -> Reading:
    """As an earlier extractor would have: without numbers, and without the last claim."""
    reading = read_today(report, registers)
    assert len(reading.claims) > 1
    claims = (
        replace(
            claim,
            claim_id=f"old-{number}-{report.report_id}-{report.revision}",
            quantities=(),
            extractor_version="2026.11-1",
        )
        for number, claim in enumerate(reading.claims[:-1])
    )
    return replace(reading, claims=tuple(claims))


def do(store: Engine, registers: Registers, now: datetime = LATER, **choice: object) -> Rereading:
    asked = {"since": NOON - DAY, "until": now} | choice
    return reread(store, registers, now=now, **asked)  # type: ignore[arg-type]


def content(claims: Sequence[Claim]) -> set[Claim]:
    return {replace(claim, claim_id="", extractor_version="", read_at=None) for claim in claims}


def rows_of(store: Engine, name: str) -> list[tuple[object, ...]]:
    table = table_of(store.dialect.name, LEDGER, name)
    with store.connect() as connection:
        return sorted(map(tuple, connection.execute(select(table)).all()), key=repr)


def test_today_s_reading_counts_from_when_it_was_made_and_the_older_one_before(
    store: Engine, registers: Registers
) -> None:
    report = report_of()
    ledger.append_readings(store, [read_badly(report, registers)])
    before = ledger.read_claims(store, as_of=LATER - HOUR)
    done = do(store, registers)
    after = ledger.read_claims(store, as_of=LATER)

    assert (done.reports_count, done.changed_count) == (1, 1)
    assert content(after) == content(read_today(report, registers).claims)
    assert {claim.read_at for claim in after} == {LATER}
    assert ledger.read_claims(store, as_of=LATER - HOUR) == before


def test_nothing_is_written_where_the_reading_says_the_same(store: Engine, registers: Registers) -> None:
    ledger.append_readings(store, [read_today(report_of(), registers)])
    before = rows_of(store, "claim")
    done = do(store, registers)

    assert (done.reports_count, done.changed_count) == (1, 0)
    assert (rows_of(store, "claim"), rows_of(store, "rereading")) == (before, [])


def test_reading_again_twice_changes_nothing_more(store: Engine, registers: Registers) -> None:
    ledger.append_readings(store, [read_badly(report_of(), registers)])
    do(store, registers)
    once = rows_of(store, "claim"), rows_of(store, "rereading")

    assert do(store, registers, LATER + DAY).changed_count == 0
    assert (rows_of(store, "claim"), rows_of(store, "rereading")) == once


def test_two_readings_again_never_stand_at_one_instant_even_where_the_clock_does(
    store: Engine, registers: Registers
) -> None:
    ledger.append_readings(store, [read_badly(report_of(), registers)])
    do(store, registers)
    mute = replace(registers, lexicon=Lexicon({}))
    done = do(store, mute)

    assert done.changed_count == 1
    assert len(rows_of(store, "rereading")) == 2
    assert ledger.read_claims(store, as_of=LATER + datetime.resolution) == ()


def test_a_report_that_claims_nothing_any_more_takes_its_claims_away(store: Engine, registers: Registers) -> None:
    told = read_today(report_of(), registers)
    silent = report_of(text="Вигадана крамниця відчинена з дев'ятої.")
    ledger.append_readings(store, [replace(told, report=silent)])

    assert do(store, registers).changed_count == 1
    assert ledger.read_claims(store, as_of=LATER) == ()
    assert len(ledger.read_claims(store, as_of=LATER - HOUR)) == len(told.claims)


def test_the_newest_revision_is_read_again_and_no_older_one(store: Engine, registers: Registers) -> None:
    first = report_of()
    second = replace(
        first, revision=2, learned_at=NOON + HOUR, content_sha256="other", text=TEXT.replace("12000", "900")
    )
    ledger.append_readings(store, [read_badly(first, registers), read_badly(second, registers)])

    assert do(store, registers).reports_count == 1
    assert {claim.revision for claim in ledger.read_claims(store, as_of=LATER)} == {2}


def test_a_revision_that_comes_after_a_reading_again_counts(store: Engine, registers: Registers) -> None:
    first = report_of()
    ledger.append_readings(store, [read_badly(first, registers)])
    do(store, registers)
    second = replace(first, revision=2, learned_at=LATER + HOUR, content_sha256="other")
    ledger.append_readings(store, [read_badly(second, registers)])

    assert {claim.revision for claim in ledger.read_claims(store, as_of=LATER)} == {1}
    assert {claim.revision for claim in ledger.read_claims(store, as_of=LATER + HOUR)} == {2}


def test_only_the_stretch_and_the_source_that_were_asked_for_are_read(store: Engine, registers: Registers) -> None:
    reports = [report_of("r1"), report_of("r2", learned_at=NOON + DAY), report_of("r3", source_id="other-herald")]
    ledger.append_readings(store, [read_badly(report, registers) for report in reports])

    assert do(store, registers, since=NOON + HOUR).reports_count == 1
    assert do(store, registers, until=NOON + DAY).reports_count == 2
    assert do(store, registers, source_id="other-herald").reports_count == 1


def test_what_cannot_be_read_again_and_since_when_texts_are_kept_is_said(store: Engine, registers: Registers) -> None:
    gone, confidential = report_of("gone"), report_of("confidential", store_text=False)
    irrelevant = replace(read_today(report_of("none"), registers), claims=())
    kept = report_of("kept", learned_at=NOON + HOUR)
    ledger.append_readings(store, [read_badly(report, registers) for report in (gone, confidential, kept)])
    ledger.append_readings(store, [irrelevant])
    report = table_of(store.dialect.name, LEDGER, "report")
    with store.begin() as connection:
        connection.execute(
            update(report).where(report.c.report_id == "gone").values(text=None, title=None, document={})
        )
    done = do(store, registers)

    assert (done.reports_count, done.lost_count, done.irrelevant_count) == (1, 2, 1)
    assert done.texts_since == NOON + HOUR


def test_where_no_text_is_kept_nothing_can_be_read_again(store: Engine, registers: Registers) -> None:
    done = do(store, registers)

    assert (done.reports_count, done.texts_since) == (0, None)


def test_what_a_person_decided_holds_for_a_newer_reading_that_says_the_same(
    store: Engine, registers: Registers
) -> None:
    report = report_of()
    ledger.append_readings(store, [read_badly(report, registers)])
    first, *_ = ledger.read_claims(store, as_of=NOON)
    ledger.append_reviews(
        store, [Review(claim_id=first.claim_id, reviewer="invented", decision="confirmed", reviewed_at=NOON + HOUR)]
    )
    do(store, registers)
    claims, reviews = read_known(store, registers.gazetteer, as_of=LATER)
    (review,) = reviews
    (about,) = [claim for claim in claims if claim.claim_id == review.claim_id]

    assert about.evidence == first.evidence
    assert about.read_at == LATER


def test_the_demo_s_reports_say_the_same_when_they_are_read_again(store: Engine, registers: Registers) -> None:
    with Fetcher(contact="demo@svitlo.example", transport=RecordedTransport(DEMO, WINTER)) as fetcher:
        ingest(store, registers, fetcher, now=WINTER)
    done = do(store, registers, WINTER + HOUR, since=WINTER - 30 * DAY)

    assert done.reports_count > 10
    assert done.changed_count == 0


TIMETABLES = (
    "yasno/emergency-with-empty-slots",
    "dtek/a-mirror-with-order-and-plan",
    "loe_menus/today-and-nothing-yet-for-tomorrow",
)


def keep_timetable(store: Engine, registers: Registers, case: str) -> datetime:
    """Keep a recorded timetable as a poll does; gives when."""
    payload, expected = read_case(RECORDED / f"{case}.expected.json")
    source = make_source("recorded", url=expected["url"], **expected["source"])
    parsed, readings = read(payload, source, registers.gazetteer, registers.lexicon)
    poll = Poll(source_id="recorded", polled_at=payload.fetched_at, outcome=PollOutcome.NEW)
    ledger.append_poll(store, poll, readings=readings, schedules=parsed.schedules)
    return payload.fetched_at


@pytest.mark.parametrize("case", TIMETABLES)
def test_a_timetable_is_read_again_from_its_days(store: Engine, registers: Registers, case: str) -> None:
    at = keep_timetable(store, registers, case)
    done = do(store, registers, at + HOUR, since=at)

    assert (done.reports_count > 0, done.changed_count) == (True, 0)


def test_the_words_of_a_timetable_are_not_read_where_its_days_are_gone(store: Engine, registers: Registers) -> None:
    at = keep_timetable(store, registers, TIMETABLES[0])
    with store.begin() as connection:
        connection.execute(delete(table_of(store.dialect.name, LEDGER, "schedule_day")))
    done = do(store, registers, at + HOUR, since=at)

    assert (done.reports_count, done.changed_count, done.lost_count > 0) == (0, 0, True)
