"""What readers read first, and in which words."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.publish.editions import make_outage, make_schedule
from tracker.model import Citation, PollOutcome, PublishedSource, Quantity, Unit
from tracker.publish import labels
from tracker.publish.digest import describe_order, sort_outages

MIDNIGHT = datetime(2026, 1, 19, 22, tzinfo=UTC)  # in Kyiv, before 20 January


def counted(outage_id: str, value: float, unit: Unit = Unit.CUSTOMERS) -> tuple[str, tuple[Quantity, ...]]:
    return outage_id, (Quantity(value=value, unit=unit),)


def test_large_numbers_stand_before_small_ones_and_units_are_not_mixed() -> None:
    told = [counted("small", 90), counted("villages", 400, Unit.SETTLEMENTS), counted("large", 90_000)]
    outages = [make_outage(outage_id=name, is_area=False, quantities=numbers) for name, numbers in told]
    silent = make_outage(outage_id="silent", is_area=False, quantities=(), status=None)

    assert [outage.outage_id for outage in sort_outages([silent, *outages])] == ["large", "small", "villages", "silent"]


@pytest.mark.parametrize(
    ("start_at", "end_at", "told"),
    [
        (MIDNIGHT, MIDNIGHT + timedelta(days=1), "; 20.01;"),
        (MIDNIGHT, None, "; since 20.01;"),
        (MIDNIGHT + timedelta(hours=7), MIDNIGHT + timedelta(hours=22), "; 20.01 07:00 – 20.01 22:00;"),
    ],
)
def test_an_order_tells_its_day_its_hours_or_since_when(start_at: datetime, end_at: datetime | None, told: str) -> None:
    assert told in describe_order(make_schedule(start_at=start_at, end_at=end_at), "en")


def test_a_publisher_is_named_in_the_language_of_the_reader_where_it_can_be() -> None:
    said = Citation(publisher="Invented Herald", published_date=None, publisher_uk="Вигаданий вісник")
    bare = Citation(publisher="Invented Herald", published_date=None)

    assert [labels.publisher(one, lang) for one in (said, bare) for lang in ("uk", "en")] == [
        "Вигаданий вісник",
        "Invented Herald",
        "Invented Herald",
        "Invented Herald",
    ]


@pytest.mark.parametrize(
    ("outcome", "is_silent", "word"),
    [
        (PollOutcome.NOTHING_NEW, False, "heard"),
        (PollOutcome.NOTHING_NEW, True, "silent"),
        (PollOutcome.UNREACHABLE, True, "unreachable"),
        (PollOutcome.NOT_CONFIGURED, True, "not set up"),
        (None, True, "never asked"),
    ],
)
def test_a_source_says_why_it_was_not_heard(outcome: PollOutcome | None, *, is_silent: bool, word: str) -> None:
    source = PublishedSource(
        source_id="s", publisher="S", last_ok_at=None, last_new_at=None, outcome=outcome, is_silent=is_silent
    )

    assert labels.heard(source, "en") == word
