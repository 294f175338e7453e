"""One article page: its text without navigation, its time to the minute, its own address."""

import json
from collections.abc import Iterator
from datetime import datetime

import trafilatura
from lxml import html

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.dates import read_date
from tracker.sources.markup import parse_page, tidy
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

LEAST_CHARACTERS = 200  # less is a consent page, a pay wall or a picture
ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "WebPage", "Report"}
)
PUBLISHED_NAMES = ("article:published_time", "og:published_time", "datePublished", "pubdate", "date", "dc.date")


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a page as one report. A page without an article's worth of text is UNREADABLE."""
    text = decode(payload.body, payload.media_type)
    page = parse_page(text)
    if page is None:
        return unreadable("empty body instead of a page")
    body = trafilatura.extract(text, url=payload.url, include_comments=False, include_tables=True) or ""
    if len(body) < LEAST_CHARACTERS:
        return unreadable(f"no article text: {len(body)} characters, at least {LEAST_CHARACTERS} are needed")
    url = canonical_link(_attribute(page, ".//link[@rel='canonical']", "href"), payload.url) or canonical_link(
        payload.url, payload.url
    )
    published_at, precision = _read_published(page, payload.fetched_at, source)
    item = Item(
        native_id=url or payload.sha256,
        title=_read_title(page),
        body=body,
        url=url,
        published_at=published_at,
        published_precision=precision,
        lang=(page.get("lang") or "")[:2].casefold() or None,
        publisher=None if source.url else _read_publisher(page),  # read by hand: nobody has said whose page it is
    )
    return collect([item], payload, source, [])


def _read_title(page: html.HtmlElement) -> str | None:
    """What the page is called where it is shared, else its heading, else the title of its window."""
    shared = _meta(page, "og:title")
    heading = next((tidy(node.text_content()) for node in page.iterfind(".//h1")), "")
    window = next((tidy(node.text_content()) for node in page.iterfind(".//title")), "")
    return tidy(shared or "") or heading or window or None


def _read_publisher(page: html.HtmlElement) -> str | None:
    return tidy(_meta(page, "og:site_name") or "")[:100] or None


def _read_published(
    page: html.HtmlElement, now: datetime, source: Source
) -> tuple[datetime | None, TimePrecision | None]:
    """The first time to the minute in order of trust, else the first day."""
    day: tuple[datetime | None, TimePrecision | None] = (None, None)
    for written in _written_dates(page):
        at, precision = read_date(written, time_zone=source.time_zone, now=now)
        if precision == TimePrecision.MINUTE:
            return at, precision
        day = day if day[0] else (at, precision)
    return day


def _written_dates(page: html.HtmlElement) -> Iterator[str]:
    yield from (written for record in _json_ld(page) if (written := record.get("datePublished")))
    yield from (written for name in PUBLISHED_NAMES if (written := _meta(page, name)))
    # Outside an article, times belong to other stories.
    yield from (node.get("datetime", "") for node in page.iterfind(".//article//time[@datetime]"))
    yield from (node.get("datetime", "") for node in page.iterfind(".//main//time[@datetime]"))


def _json_ld(page: html.HtmlElement) -> Iterator[dict[str, str]]:
    """The records of a page that describe an article, with their texts only."""
    for script in page.iterfind(".//script[@type='application/ld+json']"):
        try:
            data = json.loads(script.text or "")
        except (json.JSONDecodeError, RecursionError):
            continue
        for record in _flatten(data):
            types = record.get("@type")
            if ARTICLE_TYPES.intersection(types if isinstance(types, list) else [str(types)]):
                yield {name: value for name, value in record.items() if isinstance(value, str)}


def _flatten(data: object) -> Iterator[dict[str, object]]:
    """Records, lists of records, and the records of a `@graph`."""
    if isinstance(data, list):
        for entry in data:
            yield from _flatten(entry)
    elif isinstance(data, dict):
        yield data
        yield from _flatten(data.get("@graph", []))


def _meta(page: html.HtmlElement, name: str) -> str | None:
    for attribute in ("property", "name", "itemprop"):
        if content := _attribute(page, f".//meta[@{attribute}='{name}']", "content"):
            return content
    return None


def _attribute(page: html.HtmlElement, path: str, name: str) -> str | None:
    node = page.find(path)
    return None if node is None else node.get(name)
