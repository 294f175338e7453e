"""RSS 0.9 to 2.0 and Atom. A broken feed gives what could be read, with a warning; a page instead of a feed nothing.

The cursor is JSON: `ttl`, the minutes that the feed asks us to wait, and `asked`, items whose pages were asked for.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from lxml import etree

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.dates import read_date
from tracker.sources.feed_xml import Element, NoFeed, feed_name, local_name, parse_feed, read_content
from tracker.sources.hearing import Hearing, Request
from tracker.sources.markup import strip_markup, tidy
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC_DATE = "{http://purl.org/dc/elements/1.1/}date"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
DATES = ("pubDate", "published", "issued", DC_DATE, "date", "updated", "modified")
BODIES = (CONTENT, "content:encoded", "encoded", "content")
SUMMARIES = ("description", "summary")
LONGEST_TEASER = 600  # characters: a longer body is the article itself
MOST_ARTICLES = 20  # asked for in one poll
MOST_MINUTES = 24 * 60  # that a feed may ask us to wait

Fields = Mapping[str, Element]


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read a feed. Proven empty is EMPTY; HTML, nothing at all, or another kind of XML is UNREADABLE."""
    try:
        root, warnings = parse_feed(decode(payload.body, payload.media_type))
    except NoFeed as error:
        return unreadable(str(error))
    items = list(_items(root, payload, source, warnings))
    if not items and warnings:
        return unreadable(f"no item could be read: {warnings[0]}")
    parsed = collect(items, payload, source, warnings)
    requests, asked = _ask_articles(items, source, hearing)
    remembered = {"ttl": _read_ttl(root)} if _read_ttl(root) else {}
    cursor = json.dumps(remembered | ({"asked": asked} if asked else {}))
    return replace(parsed, requests=requests, cursor=cursor if cursor != (hearing.cursor or "{}") else None)


def _items(root: Element, payload: Payload, source: Source, warnings: list[str]) -> Iterator[Item]:
    site, base = _base_of(root, payload.url)
    is_broken = bool(warnings)
    for element in root.iter("{*}item", "{*}entry"):
        item = _read_item(element, site, base, payload.fetched_at, source)
        # In a cut feed the last item may hold half a title; what has no address there is not whole.
        if item is None or (is_broken and item.url is None):
            warnings.append(f"line {element.sourceline}: an item without title or link was dropped")
        else:
            yield item


def _read_item(element: Element, site: str | None, base: str, now: datetime, source: Source) -> Item | None:
    fields: dict[str, Element] = {}
    links: list[Element] = []
    for child in element:
        if isinstance(child.tag, str):
            name = feed_name(child.tag)
            fields.setdefault(name, child)
            if name == "link":
                links.append(child)
    title = _plain(fields.get("title"))
    url = canonical_link(_href(links, fields), element.get(XML_BASE, base))
    if not title and not url:
        return None
    published_at, precision = _read_published(fields, now, source)
    summary = next((text for name in SUMMARIES if (text := _plain(fields.get(name)))), "")
    body = next((text for name in BODIES if (text := _plain(fields.get(name)))), "")
    own_url = url if url != site else None  # a feed that links every item to its front page has told no address
    return Item(
        native_id=own_url or _guid(fields) or _hash(title, published_at),
        title=title or None,
        body=_without_repeats(title, summary, body),
        url=url,
        published_at=published_at,
        published_precision=precision,
    )


def _read_published(fields: Fields, now: datetime, source: Source) -> tuple[datetime | None, TimePrecision | None]:
    """The first date that can be believed."""
    for name in DATES:
        if name in fields:
            at, precision = read_date(read_content(fields[name]), time_zone=source.time_zone, now=now)
            if at is not None:
                return at, precision
    return None, None


def _without_repeats(title: str, summary: str, body: str) -> str:
    """The body, with the summary before it where the body does not hold it already."""
    if not body:
        return summary
    if summary and summary != title and summary.rstrip("[.…] ") not in body:
        return f"{summary}\n{body}"
    return body


def _href(links: Sequence[Element], fields: Fields) -> str | None:
    """The address of an item: text of `link` in RSS, the alternate `link` in Atom, else a guid that is an address."""
    for link in links:
        if link.get("rel", "alternate") == "alternate" and (href := link.get("href") or read_content(link)):
            return href
    guid = fields.get("guid")
    if guid is None or guid.get("isPermaLink", "true") != "true":
        return None
    address = read_content(guid)
    return address if address.startswith(("http://", "https://")) else None


def _guid(fields: Fields) -> str:
    return read_content(fields.get("guid")) or read_content(fields.get("id"))


def _hash(title: str, published_at: datetime | None) -> str:
    day = published_at.date().isoformat() if published_at else ""
    return hashlib.sha256(f"{title}\n{day}".encode()).hexdigest()


def _base_of(root: Element, url: str) -> tuple[str | None, str]:
    """The site of a feed, and what relative links are relative to: what it declares, its site, or its address."""
    channel = next((child for child in root if local_name(child.tag) == "channel"), root)
    own = [child for child in channel if isinstance(child.tag, str) and feed_name(child.tag) == "link"]
    site = canonical_link(next((text for child in own if (text := read_content(child))), None), url)
    declared = root.get(XML_BASE)
    return site, (canonical_link(declared, url) if declared else site) or url


def _plain(element: Element | None) -> str:
    """The text of an element whose content may be plain, escaped HTML or XHTML."""
    if element is None:
        return ""
    if element.get("type") == "text":
        return tidy(read_content(element))
    if not len(element):
        return strip_markup(element.text or "")
    inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return strip_markup((element.text or "") + inner)


def _read_ttl(root: Element) -> int | None:
    """The minutes a feed asks us to wait between two polls."""
    written = root.findtext("channel/ttl", default="").strip()
    return min(int(written), MOST_MINUTES) if written.isdecimal() and int(written) > 0 else None


def _ask_articles(items: Sequence[Item], source: Source, hearing: Hearing) -> tuple[tuple[Request, ...], Sequence[str]]:
    """The pages to read of items that may tell something and are mere teasers, each once while its teaser is as it is.

    Also the marks of all that were asked for and are still in the feed.
    """
    if source.options.get("articles") != "yes":
        return (), ()
    known = _asked_before(hearing.cursor)
    requests: list[Request] = []
    asked: list[str] = []
    for item in items:
        told = f"{item.title or ''}\n{item.body}"
        mark = hashlib.sha256(f"{item.url}\n{told}".encode()).hexdigest()[:12]
        if mark in known:
            asked.append(mark)
        elif item.url and len(item.body) < LONGEST_TEASER and len(requests) < MOST_ARTICLES and hearing.may_tell(told):
            asked.append(mark)
            requests.append(Request(url=item.url, kind="article"))
    return tuple(requests), asked


def _asked_before(cursor: str | None) -> frozenset[str]:
    return frozenset(json.loads(cursor).get("asked", ())) if cursor else frozenset()
