"""The ledger behaves the same on both stores."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, String, cast, select

from tests.builders import CITY, NOON, make_claim, make_series
from tracker.model import (
    Bound,
    Claim,
    ClaimKind,
    Interval,
    Payload,
    Poll,
    PollOutcome,
    Quantity,
    Reading,
    Report,
    Review,
    Role,
    TimePrecision,
    Unit,
)
from tracker.store import ledger
from tracker.store.tables import LEDGER, table_of

HOUR = timedelta(hours=1)


def make_report(report_id: str = "r1", *, revision: int = 1, learned_at: datetime = NOON) -> Report:
    return Report(
        report_id=report_id,
        revision=revision,
        source_id="invented-grid",
        publisher="Invented Grid",
        role=Role.UTILITY,
        native_id=report_id,
        url="https://invented-grid.example/1",
        title="Вигадана назва",
        text="Вигадана назва\nВигаданий текст.",
        lang="uk",
        published_at=learned_at,
        published_precision=TimePrecision.MINUTE,
        learned_at=learned_at,
        content_sha256=f"hash of {report_id} {revision}",
    )


def read(report: Report, *claims: Claim) -> Reading:
    own = (replace(claim, report_id=report.report_id, revision=report.revision) for claim in claims)
    return Reading(report=report, claims=tuple(own))


RICH = make_claim(
    "rich",
    onset=NOON - HOUR,
    quantities=(Quantity(value=30_800, unit=Unit.CUSTOMERS, bound=Bound.AT_LEAST),),
    time=Interval(start_at=NOON - HOUR, end_at=NOON, precision=TimePrecision.PART_OF_DAY),
    temperature_c=-20.0,
)


def test_a_report_and_its_claims_come_back_as_they_went_in(store: Engine) -> None:
    reading = read(make_report(), RICH)
    ledger.append_readings(store, [reading])

    assert ledger.read_reports(store, as_of=NOON) == (reading.report,)
    assert ledger.read_claims(store, as_of=NOON) == reading.claims


def test_writing_twice_changes_nothing(store: Engine) -> None:
    reading = read(make_report(), RICH)

    assert ledger.append_readings(store, [reading]) == 1
    assert ledger.append_readings(store, [reading, reading]) == 0
    assert len(ledger.read_claims(store, as_of=NOON)) == 1


def test_a_newer_revision_takes_the_place_of_the_older_claims(store: Engine) -> None:
    first = read(make_report(), make_claim("a"))
    second = read(make_report(revision=2, learned_at=NOON + HOUR), make_claim("b", at=NOON + HOUR))
    ledger.append_readings(store, [first, second])

    assert [claim.claim_id for claim in ledger.read_claims(store, as_of=NOON)] == ["a"]
    assert [claim.claim_id for claim in ledger.read_claims(store, as_of=NOON + HOUR)] == ["b"]


def test_a_retraction_takes_the_claims_away(store: Engine) -> None:
    ledger.append_readings(store, [read(make_report(), make_claim("a"))])
    ledger.append_readings(store, [read(make_report(revision=2, learned_at=NOON + HOUR))])

    assert ledger.read_claims(store, as_of=NOON + HOUR) == ()


def test_named_places_are_those_of_the_newest_revisions_known_by_then(store: Engine) -> None:
    ledger.append_readings(store, [read(make_report(), replace(RICH, place_id="UA63"))])
    later = make_report(revision=2, learned_at=NOON + HOUR)
    ledger.append_readings(store, [read(later, replace(RICH, claim_id="other", place_id=None))])

    assert ledger.read_named_places(store, as_of=NOON - HOUR) == frozenset()
    assert ledger.read_named_places(store, as_of=NOON) == {"UA63"}
    assert ledger.read_named_places(store, as_of=NOON + HOUR) == frozenset()


def test_documents_are_kept_in_letters_and_without_what_goes_without_saying(store: Engine) -> None:
    ledger.append_readings(store, [read(make_report(), make_claim(quote="У місті темно"))])
    claim = table_of(store.dialect.name, LEDGER, "claim")
    with store.connect() as connection:
        document = connection.execute(select(cast(claim.c.document, String))).scalar_one()

    assert "У місті темно" in document
    assert "null" not in document
    assert "is_synthetic" not in document


def test_of_an_irrelevant_report_only_hash_and_link_stay(store: Engine) -> None:
    ledger.append_readings(store, [read(make_report())])

    assert ledger.read_reports(store, as_of=NOON) == ()
    assert ledger.read_revisions(store, ["r1", "r2"]) == {"r1": [(1, "hash of r1 1")]}


def test_the_fields_of_a_record_come_back_and_go_with_its_text(store: Engine) -> None:
    record = replace(make_report(), fields={"kind": "outage", "place": "Вигадовка"})
    ledger.append_readings(store, [read(record, make_claim("a")), read(replace(record, report_id="r2"))])
    with store.connect() as connection:
        table = table_of(store.dialect.name, LEDGER, "report")
        documents = connection.execute(select(table.c.document).where(table.c.report_id == "r2")).scalars().all()

    assert [report.fields for report in ledger.read_reports(store, as_of=NOON)] == [record.fields]
    assert "Вигадовка" not in str(documents)


def test_nothing_is_known_before_it_was_learned(store: Engine) -> None:
    ledger.append_readings(store, [read(make_report(), make_claim("a"))])

    assert ledger.read_claims(store, as_of=NOON - timedelta(microseconds=1)) == ()


def test_instants_keep_their_microseconds_and_come_back_in_utc(store: Engine) -> None:
    local = datetime(2026, 3, 29, 4, 30, 0, 123456, tzinfo=ZoneInfo("Europe/Kyiv"))
    ledger.append_poll(store, Poll(source_id="s", polled_at=local.astimezone(UTC), outcome=PollOutcome.EMPTY))
    (poll,) = ledger.read_polls(store, as_of=local)

    assert (poll.polled_at, poll.polled_at.tzinfo) == (local, UTC)


def test_a_payload_comes_back_byte_for_byte_and_is_kept_once(store: Engine) -> None:
    payload = Payload(
        source_id="s",
        url="https://s.example/feed",
        media_type="application/rss+xml",
        body=b"\x00\xff invented" * 100,
        sha256="abc",
        fetched_at=NOON,
    )

    assert ledger.append_payload(store, payload) == 1
    assert ledger.append_payload(store, replace(payload, fetched_at=NOON + HOUR)) == 0
    assert ledger.read_payload(store, "s", "abc") == payload
    assert ledger.read_payload(store, "s", "other") is None


def test_a_gap_in_the_weather_stays_a_gap(store: Engine) -> None:
    series = make_series({0: -5.0, 1: None, 2: -7.0})
    ledger.append_temperatures(store, [series])

    assert ledger.read_temperatures(store, as_of=NOON) == (series,)


def test_only_changed_hours_of_a_newer_forecast_are_kept(store: Engine) -> None:
    ledger.append_temperatures(store, [make_series({0: -5.0, 1: -6.0})])
    newer = make_series({0: -5.0, 1: -9.0, 2: -1.0}, fetched_at=NOON + HOUR)

    assert ledger.append_temperatures(store, [newer]) == 2
    assert len(ledger.read_temperatures(store, as_of=NOON)) == 1


def test_reviews_are_read_as_of(store: Engine) -> None:
    review = Review(claim_id="a", reviewer="invented", decision="rejected", reviewed_at=NOON)
    ledger.append_reviews(store, [review])

    assert ledger.read_reviews(store, as_of=NOON) == (review,)
    assert ledger.read_reviews(store, as_of=NOON - HOUR) == ()


@pytest.mark.parametrize("kind", list(ClaimKind))
def test_every_kind_of_claim_is_kept(store: Engine, kind: ClaimKind) -> None:
    reading = read(make_report(), make_claim("a", kind, place_id=CITY))
    ledger.append_readings(store, [reading])

    assert ledger.read_claims(store, as_of=NOON) == reading.claims
