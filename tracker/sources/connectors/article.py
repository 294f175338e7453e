"""One article page: its text without navigation, its time to the minute, its own address.

The gate stands before the text: a page that cannot tell anything is known again by its title and address, and no more.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from html import escape

import trafilatura

from tracker.model import Payload, PollOutcome, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.dates import read_date
from tracker.sources.hearing import Hearing
from tracker.sources.markup import strip_markup, tidy
from tracker.sources.page import Page, take_apart
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

LEAST_CHARACTERS = 200  # less is a consent page, a pay wall or a picture
LEAST_STANDFIRST = 40  # characters of a line that is not repeated by chance
SENTENCE_ENDS = (".", "!", "?", "…", "»", '"')
LONGEST_NAME = 100  # characters
PAGE_TYPES = ("html", "xml", "text/plain")
ARTICLE_TYPES = frozenset(
    {"Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "WebPage", "Report"}
)
PUBLISHED_NAMES = ("article:published_time", "og:published_time", "datepublished", "pubdate", "date", "dc.date")
REFUSALS = frozenset({"noai", "noindex", "none"})  # of the publisher, to machines that read


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read a page as one report. A page without an article's worth of text is UNREADABLE, one not for us is EMPTY."""
    if payload.media_type and not any(name in payload.media_type.casefold() for name in PAGE_TYPES):
        return unreadable(f"no page: {payload.media_type.partition(';')[0]}")
    page = take_apart(decode(payload.body, payload.media_type))
    if page is None:
        return unreadable("empty body instead of a page")
    if refusal := _read_refusal(page):
        return Parsed(reports=(), outcome=PollOutcome.EMPTY, warnings=(f"not read: the page says {refusal}",))
    return _read_page(page, payload, source, hearing)


def _read_page(page: Page, payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    visible = strip_markup(page.article)
    if len(visible) < LEAST_CHARACTERS:
        return _too_short(visible)
    url = canonical_link(page.canonical, payload.url) or canonical_link(payload.url, payload.url)
    item = Item(native_id=_identify(url, payload, source), title=_read_title(page), body="", url=url, lang=page.lang)
    if not hearing.may_tell(f"{item.title or ''}\n{visible}"):
        return collect([item], payload, source, [])
    body = _extract(page, payload.url)
    if len(body) < LEAST_CHARACTERS:
        return _too_short(body)
    published_at, precision = _read_published(page, payload.fetched_at, source)
    item = replace(
        item,
        body=_without_standfirst(body),
        published_at=published_at,
        published_precision=precision,
        publisher=None if source.url else _read_publisher(page),  # read by hand: nobody has said whose page it is
    )
    return collect([item], payload, source, [])


def _too_short(text: str) -> Parsed:
    return unreadable(f"no article text: {len(text)} characters, at least {LEAST_CHARACTERS} are needed")


def _read_refusal(page: Page) -> str | None:
    """What the publisher says to machines, if that is not to read."""
    robots = {word.strip() for word in page.meta.get("robots", "").casefold().split(",")}
    refused = sorted(REFUSALS & robots)
    if page.meta.get("tdm-reservation", "").strip() == "1":
        refused.append("tdm-reservation")
    return ", ".join(refused) or None


def _identify(url: str | None, payload: Payload, source: Source) -> str:
    """A page behind an item of a feed is another text than the item, which has the address itself."""
    if url is None:
        return payload.sha256
    return url if source.kind == "article" else f"{url}#page"


def _extract(page: Page, url: str) -> str:
    # The window's title keeps the extractor from taking a heading for it.
    document = f"<html><head><title>{escape(page.title or '')}</title></head><body>{page.article}</body></html>"
    return trafilatura.extract(document, url=url or None, include_comments=False, include_tables=True) or ""


def _without_standfirst(body: str) -> str:
    """The text without a sentence above it, or below its headline, that stands in it again."""
    lines = body.split("\n")
    for at, line in enumerate(lines[:2]):
        is_sentence = len(line) >= LEAST_STANDFIRST and line.endswith(SENTENCE_ENDS)
        if is_sentence and _fold(line) in _fold(" ".join(lines[at + 1 :])):
            return "\n".join(lines[:at] + lines[at + 1 :])
    return body


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _read_title(page: Page) -> str | None:
    """What the page is called where it is shared, else its heading, else the title of its window."""
    return tidy(page.meta.get("og:title", "")) or page.heading or page.title


def _read_publisher(page: Page) -> str | None:
    return tidy(page.meta.get("og:site_name", ""))[:LONGEST_NAME] or None


def _read_published(page: Page, now: datetime, source: Source) -> tuple[datetime | None, TimePrecision | None]:
    """The first time to the minute in order of trust, else the first day."""
    day: tuple[datetime | None, TimePrecision | None] = (None, None)
    for written in _written_dates(page):
        at, precision = read_date(written, time_zone=source.time_zone, now=now)
        if precision == TimePrecision.MINUTE:
            return at, precision
        day = day if day[0] else (at, precision)
    return day


def _written_dates(page: Page) -> Iterator[str]:
    """When the page was published, as it says; then when it was changed, which is later but better than nothing."""
    records = list(_articles(page))
    yield from (written for record in records if (written := record.get("datePublished")))
    yield from (written for name in PUBLISHED_NAMES if (written := page.meta.get(name)))
    yield from page.times
    yield from (written for record in records if (written := record.get("dateModified")))
    yield page.meta.get("article:modified_time", "")


def _articles(page: Page) -> Iterator[dict[str, str]]:
    """The records of a page that describe an article, with their texts only."""
    for script in page.json_ld:
        try:
            data = json.loads(script)
        except (json.JSONDecodeError, RecursionError):
            continue
        for record in _flatten(data):
            types = record.get("@type")
            if ARTICLE_TYPES.intersection(map(str, types) if isinstance(types, list) else [str(types)]):
                yield {name: value for name, value in record.items() if isinstance(value, str)}


def _flatten(data: object) -> Iterator[dict[str, object]]:
    """Records, lists of records, and the records of a `@graph`, in their order; however deep, without recursion."""
    waiting = [data]
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, list):
            waiting += reversed(entry)
        elif isinstance(entry, dict):
            yield entry
            waiting.append(entry.get("@graph"))
