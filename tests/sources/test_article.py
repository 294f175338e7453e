"""What is taken from a page, and what is left. All texts are invented."""

import hashlib
import json
from datetime import UTC, datetime
from time import process_time
from typing import Any

import pytest

from tests.builders import make_source
from tracker.model import Payload, PollOutcome, TimePrecision
from tracker.sources.connectors import parse
from tracker.sources.hearing import Hearing
from tracker.sources.page import take_apart
from tracker.sources.reports import Parsed

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
URL = "https://n.example/story/7"
STANDFIRST = "A fallen tree cut the line to the lower town on Thursday."
FIRST = f"{STANDFIRST} Crews reached the site by boat because the road was under water, and the night will be cold."
SECOND = "Two bakeries shared one generator to keep their ovens warm until the company had put up the second pole."
HEADING = "<h1>Tree cuts the line</h1>"
ARTICLE = f"<article>{HEADING}<p>{FIRST}</p><p>{SECOND}</p></article>"
MENU = "<nav><a href='/energy'>Power outages today</a></nav>"
LONG_AGO, DAY = "2026-01-15T09:00:00+02:00", "2026-01-14"
BOUND_S = 8.0  # machines of others are slower and busy; what is quadratic takes minutes
HUGE = 200_000


def read(
    body: str = ARTICLE, head: str = "", *, may_tell: Any = lambda _: True, media_type: str = "text/html", **source: Any
) -> Parsed:
    page = f"<!doctype html><html lang='en'><head><title>Window</title>{head}</head><body>{MENU}{body}</body></html>"
    payload = Payload(
        source_id="s",
        url=URL,
        media_type=media_type,
        body=page.encode(),
        sha256=hashlib.sha256(page.encode()).hexdigest(),
        fetched_at=NOW,
    )
    return parse(payload, make_source("s", **({"kind": "article"} | source)), Hearing(now=NOW, may_tell=may_tell))


def make_json_ld(**fields: str) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


def read_time(body: str = ARTICLE, head: str = "") -> tuple[datetime | None, TimePrecision | None]:
    (report,) = read(body, head).reports
    return report.published_at, report.published_precision


def test_a_page_gives_its_article_and_nothing_around_it() -> None:
    (report,) = read(f"{ARTICLE}<aside>Other stories</aside><footer>All rights</footer>").reports

    assert report.text == f"Tree cuts the line\n{FIRST}\n{SECOND}"


def test_a_page_that_the_gate_refuses_is_known_by_title_and_address_and_no_more() -> None:
    (report,) = read(may_tell=lambda text: "power" in text).reports

    assert (report.title, report.text, report.url) == ("Tree cuts the line", "Tree cuts the line", URL)


def test_the_gate_sees_the_article_and_its_title_and_not_the_menu() -> None:
    seen: list[str] = []
    read(may_tell=seen.append)

    assert "Tree cuts the line" in seen[0]
    assert "shared one generator" in seen[0]
    assert "Power outages today" not in seen[0]


def test_the_gate_sees_letters_and_not_their_codes() -> None:
    seen: list[str] = []
    read(ARTICLE.replace("line", "l&#105;n<wbr>e"), may_tell=seen.append)

    assert "cut the line to" in seen[0]


@pytest.mark.parametrize(
    "meta",
    [
        '<meta name="robots" content="noai, noimageai">',
        '<meta name="robots" content="NOINDEX,follow">',
        '<meta name="tdm-reservation" content="1">',
    ],
)
def test_a_page_whose_publisher_asks_machines_not_to_read_it_is_not_read_and_that_is_no_fault(meta: str) -> None:
    parsed = read(head=meta)

    assert (parsed.reports, parsed.outcome) == ((), PollOutcome.EMPTY)
    assert "not read" in parsed.warnings[0]


@pytest.mark.parametrize("meta", ['<meta name="robots" content="max-image-preview:large">', "<meta name='x'>"])
def test_other_words_to_machines_change_nothing(meta: str) -> None:
    assert read(head=meta).outcome == PollOutcome.NEW


def test_a_page_without_an_articles_worth_of_text_is_unreadable() -> None:
    parsed = read("<p>We use cookies. Accept to go on.</p>")

    assert parsed.outcome == PollOutcome.UNREADABLE
    assert "at least 200" in parsed.warnings[0]


def test_what_is_no_page_is_unreadable() -> None:
    assert read(media_type="application/pdf; q=1").warnings == ("no page: application/pdf",)


def test_a_standfirst_that_the_text_repeats_stands_there_once() -> None:
    (report,) = read(ARTICLE.replace("</h1>", f"</h1><p>{STANDFIRST}</p>")).reports

    assert report.text.count(STANDFIRST) == 1


@pytest.mark.parametrize(
    ("head", "at", "precision"),
    [
        (make_json_ld(datePublished=LONG_AGO), datetime(2026, 1, 15, 7, tzinfo=UTC), "minute"),
        (
            make_json_ld(datePublished=LONG_AGO, dateModified="2026-01-15T11:00:00Z"),
            datetime(2026, 1, 15, 7, tzinfo=UTC),
            "minute",
        ),
        (make_json_ld(dateModified="2026-01-15T11:00:00Z"), datetime(2026, 1, 15, 11, tzinfo=UTC), "minute"),
        (
            f'{make_json_ld(datePublished=DAY)}<meta property="article:published_time" content="{LONG_AGO}">',
            datetime(2026, 1, 15, 7, tzinfo=UTC),
            "minute",
        ),
        (f'<meta itemprop="datePublished" content="{DAY}">', datetime(2026, 1, 13, 22, tzinfo=UTC), "day"),
        ('<script type="application/ld+json">{"broken":</script>', NOW, "crawl"),
        ("", NOW, "crawl"),
    ],
)
def test_the_time_of_a_page_is_the_first_minute_it_tells_or_else_the_day(
    head: str, at: datetime, precision: str
) -> None:
    assert read_time(head=head) == (at, precision)


def test_a_time_inside_the_article_is_its_own_and_one_outside_is_another_storys() -> None:
    tag = f'<time class="x" datetime="{LONG_AGO}">09:00</time>'

    assert read_time(ARTICLE.replace("</h1>", f"</h1>{tag}"))[1] == "minute"
    assert read_time(f"{ARTICLE}<div>{tag}</div>")[1] == "crawl"


@pytest.mark.parametrize(
    ("head", "title"),
    [('<meta property="og:title" content="Shared &amp; short">', "Shared & short"), ("", "Tree cuts the line")],
)
def test_a_page_is_called_what_it_is_called_where_it_is_shared_or_else_by_its_heading(head: str, title: str) -> None:
    assert read(head=head).reports[0].title == title


def test_a_page_without_a_heading_is_called_by_its_window() -> None:
    assert read(ARTICLE.replace(HEADING, "")).reports[0].title == "Window"


def test_the_page_behind_an_item_of_a_feed_is_a_text_of_its_own() -> None:
    by_itself, behind = (read(kind=kind).reports for kind in ("article", "rss"))
    feed = make_source("s", kind="rss")
    page = f"<html><body>{ARTICLE}</body></html>"
    payload = Payload(source_id="s", url=URL, media_type="", body=page.encode(), sha256="0", fetched_at=NOW)
    (report,) = parse(payload, feed, kind="article").reports

    assert behind == ()
    assert report.native_id == f"{by_itself[0].native_id}#page"
    assert report.url == by_itself[0].url


def test_an_article_that_is_but_a_card_beside_the_text_is_not_taken_for_it() -> None:
    body = f"<div>{HEADING}<p>{FIRST}</p><p>{SECOND}</p></div><article><p>Short card.</p></article>"

    assert SECOND in read(body).reports[0].text


def test_a_script_that_does_not_end_hides_nothing() -> None:
    assert SECOND in (take_apart(f"<html><body><script>x = 1;{ARTICLE}") or pytest.fail("no page")).article


@pytest.mark.parametrize(
    "markup",
    [
        "<script " * HUGE,
        "<h1>" * HUGE,
        "<time " * HUGE,
        "<article>" * HUGE,
        "<!--" * HUGE,
        "</script" * HUGE,
        "<p>" * HUGE,
        "&" * HUGE,
    ],
)
def test_a_page_made_to_be_slow_is_refused_or_read_in_bounded_time(markup: str) -> None:
    begun = process_time()
    parsed = read(f"<article><p>{FIRST}</p>{markup}<p>{SECOND}</p></article>", may_tell=lambda _: False)

    assert process_time() - begun < BOUND_S
    assert parsed.outcome in {PollOutcome.NEW, PollOutcome.UNREADABLE}
