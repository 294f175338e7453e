"""Faults of what comes, on both stores: a proven empty answer is none that cannot be read, and nothing hides."""

import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import make_source
from tests.faults.server import ETAG, GOOD, OUTAGE
from tests.faults.world import NOON, World
from tests.sources.loopback import Scripted, serve_asks
from tracker.model import PollOutcome, TimePrecision

pytestmark = pytest.mark.slow  # a server on loopback, and many polls

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def test_f11_a_feed_with_entities_of_its_own_is_refused(world: World) -> None:
    poll = world.hear(world.source("/feed?fault=entity-bomb"))

    assert (poll.outcome, world.reports()) == (PollOutcome.UNREADABLE, ())


def test_f12_no_file_is_opened_for_a_feed(world: World) -> None:
    opened: list[str] = []
    is_watched = True

    def watch(name: str, arguments: tuple[object, ...]) -> None:
        if is_watched and name == "open":
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    poll = world.hear(world.source("/feed?fault=external-entity"))
    is_watched = False

    assert poll.outcome == PollOutcome.UNREADABLE
    assert "/etc/hostname" not in opened


@pytest.mark.parametrize("fault", ["wrong-charset", "byte-order-mark"])
def test_f14_a_charset_that_the_header_gets_wrong_is_read_as_it_is(world: World, fault: str) -> None:
    world.hear(world.source(f"/feed?fault={fault}"))

    assert [report.title for report in world.reports()] == [OUTAGE]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("html", PollOutcome.UNREADABLE),
        ("empty-body", PollOutcome.UNREADABLE),
        ("challenge-202", PollOutcome.UNREACHABLE),
        ("304-unasked", PollOutcome.UNREACHABLE),
        ("empty-feed", PollOutcome.EMPTY),
    ],
)
def test_f16_three_kinds_of_no_data_are_told_apart(world: World, fault: str, outcome: PollOutcome) -> None:
    source = world.source(f"/feed?fault={fault}")
    poll = world.hear(source)

    assert poll.outcome == outcome
    assert world.state(source).failures_count == (0 if outcome == PollOutcome.EMPTY else 1)


def test_f16_a_page_instead_of_a_feed_leaves_no_validators_and_takes_nothing_away(world: World) -> None:
    source = world.source("/feed?script=conditional,html,conditional")
    world.hear(source)
    page, again = world.hear(source, after=HOUR), world.hear(source, after=HOUR)

    assert (page.outcome, again.outcome) == (PollOutcome.UNREADABLE, PollOutcome.NOTHING_NEW)
    assert world.server.asks[2].headers.get("If-None-Match") == ETAG
    assert len(world.reports()) == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Thu, 15 Jan 2026 09:12:00 EET", (datetime(2026, 1, 15, 7, 12, tzinfo=UTC), TimePrecision.MINUTE)),
        ("Tue, 15 Jan 2099 09:12:00 +0200", (NOON, TimePrecision.CRAWL)),
        ("", (NOON, TimePrecision.CRAWL)),
        ("2026-01-15 09:12:00", (datetime(2026, 1, 15, 7, 12, tzinfo=UTC), TimePrecision.MINUTE)),
    ],
)
def test_f25_a_date_that_cannot_be_is_the_time_of_fetching_and_says_so(
    world: World, written: str, expected: tuple[datetime, TimePrecision]
) -> None:
    body = GOOD.replace(b"Thu, 15 Jan 2026 09:12:00 +0200", written.encode())
    with serve_asks(lambda _: Scripted(body=body)) as server:
        world.hear(make_source("a", url=f"{server.address}/feed"))
    (report,) = world.reports()

    assert (report.published_at, report.published_precision) == expected
