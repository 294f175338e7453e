"""How a feed is read from one poll to the next. All texts are invented."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from time import process_time

import pytest

from tests.builders import make_source
from tracker.model import Payload, PollOutcome, TimePrecision
from tracker.sources.connectors import parse
from tracker.sources.hearing import Hearing
from tracker.sources.reports import Parsed

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
HUGE = 100_000
BOUND_S = 8.0  # machines of others are slower and busy; what is quadratic takes minutes
LINK = "https://n.example/a/1"
TEASER = f"<item><title>Lights out</title><link>{LINK}</link><description>Short.</description></item>"


def read(
    items: str,
    *,
    channel: str = "",
    cursor: str | None = None,
    may_tell: Callable[[str], bool] = lambda _: True,
    **source: object,
) -> Parsed:
    body = f"<rss><channel><title>Invented</title>{channel}{items}</channel></rss>".encode()
    payload = Payload(
        source_id="s",
        url="https://n.example/rss",
        media_type="",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
    )
    hearing = Hearing(now=NOW, cursor=cursor, may_tell=may_tell)
    return parse(payload, make_source("s", kind="rss", **source), hearing)


def read_teaser(**hearing: object) -> Parsed:
    return read(TEASER, options={"articles": "yes"}, **hearing)  # type: ignore[arg-type]


def test_the_page_of_a_teaser_is_asked_for_once() -> None:
    first = read_teaser()
    second = read_teaser(cursor=first.cursor)

    assert [(request.url, request.kind) for request in first.requests] == [(LINK, "article")]
    assert second.requests == ()


def test_the_page_of_a_teaser_that_changed_is_asked_for_again() -> None:
    first = read_teaser()
    second = read(TEASER.replace("Short", "Longer"), options={"articles": "yes"}, cursor=first.cursor)

    assert [request.url for request in second.requests] == [LINK]


def test_what_has_left_the_feed_is_forgotten() -> None:
    first = read_teaser()
    second = read("<item><title>Other</title></item>", options={"articles": "yes"}, cursor=first.cursor)

    assert json.loads(second.cursor or "null") == {}


def test_no_page_is_asked_for_that_cannot_tell_anything() -> None:
    assert read_teaser(may_tell=lambda text: "power" in text).requests == ()


def test_no_page_is_asked_for_unless_the_source_says_so() -> None:
    assert read(TEASER).requests == ()


def test_a_poll_asks_for_a_few_pages_and_leaves_the_others_to_the_next() -> None:
    many = "".join(TEASER.replace("/a/1", f"/a/{at}") for at in range(50))
    first = read(many, options={"articles": "yes"})
    second = read(many, options={"articles": "yes"}, cursor=first.cursor)

    assert len(first.requests) == len(second.requests) == 20
    assert {request.url for request in first.requests}.isdisjoint(request.url for request in second.requests)


@pytest.mark.parametrize(
    ("written", "minutes"), [("60", 60), (" 60 ", 60), ("999999", 1440), ("0", None), ("soon", None), ("-5", None)]
)
def test_the_minutes_a_feed_asks_us_to_wait_are_remembered(written: str, minutes: int | None) -> None:
    parsed = read(TEASER, channel=f"<ttl>{written}</ttl>")

    assert json.loads(parsed.cursor or "{}").get("ttl") == minutes


def test_a_wait_that_a_feed_no_longer_asks_for_is_forgotten() -> None:
    assert read(TEASER, cursor='{"ttl": 60}').cursor == "{}"


def test_the_same_headline_is_known_again_by_its_address_and_its_new_text_is_another() -> None:
    before = read(TEASER).reports[0]
    after = read(TEASER.replace("Short.", "12 streets.").replace("/a/1", "/a/1/amp?utm_source=x#top")).reports[0]

    assert before.report_id == after.report_id
    assert before.content_sha256 != after.content_sha256


def test_a_date_in_eastern_european_time_is_two_hours_ahead() -> None:
    item = TEASER.replace("</item>", "<pubDate>Thu, 15 Jan 2026 09:12 EET</pubDate></item>")
    (report,) = read(item).reports

    assert (report.published_at, report.published_precision) == (
        datetime(2026, 1, 15, 7, 12, tzinfo=UTC),
        TimePrecision.MINUTE,
    )


def test_a_feed_without_items_is_proven_empty() -> None:
    assert read("").outcome == PollOutcome.EMPTY


def test_a_sentence_that_places_forces_does_not_come_out_of_a_feed() -> None:
    body = "<p>У місті світло є. Зенітний дивізіон розгорнуто біля аеродрому. Працюють пункти обігріву.</p>"
    (report,) = read(f"<item><title>Новини</title><description><![CDATA[{body}]]></description></item>").reports

    assert report.text == "Новини\nУ місті світло є. Працюють пункти обігріву."


@pytest.mark.parametrize(
    "text",
    [
        "+1 " * HUGE,
        "0" * HUGE,
        ("067" + " " * 1000) * 300,
        "a@" * HUGE,
        "a" * HUGE + "@",
        "вул. а " * HUGE,
        "ППО " * HUGE,
        "1-а бригада стоїть " * HUGE,
        "1 Aa " * HUGE + "Street",
        "ППО " + ". " * HUGE,
        "&lt;" * HUGE,
    ],
)
def test_an_item_made_to_be_slow_is_screened_in_bounded_time(text: str) -> None:
    begun = process_time()
    parsed = read(f"<item><title>Новини</title><description>{text}</description></item>")

    assert process_time() - begun < BOUND_S
    assert len(parsed.reports) == 1


def test_items_nested_past_all_sense_are_refused() -> None:
    assert read("<item>" * HUGE).outcome == PollOutcome.UNREADABLE
