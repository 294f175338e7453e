"""RSS 0.9 to 2.0 and Atom. A broken feed gives what could be read, with a warning; a page instead of a feed nothing."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

from lxml import etree

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.dates import read_date
from tracker.sources.markup import strip_markup, tidy
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

ATOM = "http://www.w3.org/2005/Atom"
FEED_NAMESPACES = frozenset(
    {"", ATOM, "http://purl.org/atom/ns#", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"}
)
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
DC_DATE = "{http://purl.org/dc/elements/1.1/}date"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
ROOTS = frozenset({"rss", "feed", "RDF"})
DATES = ("pubDate", "published", "issued", DC_DATE, "date", "updated", "modified")
BODIES = (CONTENT, "content:encoded", "encoded", "content", "description", "summary")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_AMPERSAND = re.compile(r"&(?:(?P<xml>(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)|(?P<rest>[A-Za-z]\w*;))?")
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HTML = re.compile(r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a feed. Proven empty is EMPTY; HTML, nothing at all, or another kind of XML is UNREADABLE."""
    text = _DECLARATION.sub("", decode(payload.body, payload.media_type), count=1).strip()
    if not text:
        return unreadable("empty body instead of a feed")
    if _HTML.match(text):
        return unreadable("an HTML page instead of a feed")
    if _FORBIDDEN.search(text):
        return unreadable("a feed with a document type or entities of its own is refused")
    root, warnings = _parse_xml(text)
    if root is None or _local(root) not in ROOTS:
        return unreadable("no feed: neither RSS nor Atom")
    items = list(_items(root, payload, source, warnings))
    if not items and warnings:
        return unreadable(f"no item could be read: {warnings[0]}")
    return collect(items, payload, source, warnings)


def _parse_xml(text: str) -> tuple[etree._Element | None, list[str]]:
    """Parse strictly; if that fails, mend the ampersands and take what can be read, with a warning."""
    try:
        return etree.fromstring(text.encode(), _parser(recover=False)), []
    except etree.XMLSyntaxError as error:
        mended = _AMPERSAND.sub(_mend, text)
        # An error log names documents; the first line of the message says all.
        reason = str(error.msg).partition("\n")[0]
        return etree.fromstring(mended.encode(), _parser(recover=True)), [f"broken XML: {reason}"]


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(recover=recover, resolve_entities=False, no_network=True, huge_tree=False, encoding="utf-8")


def _mend(match: re.Match[str]) -> str:
    """Entities that only HTML knows become their letters; an ampersand that begins none becomes an entity."""
    letter = unescape(match.group())
    return match.group() if match["xml"] else letter if letter != match.group() else f"&amp;{match['rest'] or ''}"


def _items(root: etree._Element, payload: Payload, source: Source, warnings: list[str]) -> Iterator[Item]:
    base = _base_of(root, payload.url)
    is_broken = bool(warnings)
    for element in root.iter("{*}item", "{*}entry"):
        item = _read_item(element, base, payload.fetched_at, source)
        # In a cut feed the last item may hold half a title; what has no address there is not whole.
        if item is None or (is_broken and item.url is None):
            warnings.append(f"line {element.sourceline}: an item without title or link was dropped")
        else:
            yield item


def _read_item(element: etree._Element, base: str, now: datetime, source: Source) -> Item | None:
    fields = {_name(child): child for child in reversed(element) if isinstance(child.tag, str)}
    title = _plain(fields.get("title"))
    url = canonical_link(_href(element), element.get(XML_BASE, base))
    if not title and not url:
        return None
    published_at, precision = _read_published(fields, now, source)
    body = next((text for name in BODIES if (text := _plain(fields.get(name)))), "")
    return Item(
        native_id=url or _guid(fields) or _hash(title, published_at),
        title=title or None,
        body=_without_repeats(title, _plain(fields.get("description")), body),
        url=url,
        published_at=published_at,
        published_precision=precision,
    )


def _read_published(
    fields: dict[str, etree._Element], now: datetime, source: Source
) -> tuple[datetime | None, TimePrecision | None]:
    """The first date that can be believed."""
    for name in DATES:
        at, precision = read_date(_text(fields.get(name)), time_zone=source.time_zone, now=now)
        if at is not None:
            return at, precision
    return None, None


def _without_repeats(title: str, summary: str, body: str) -> str:
    """The body, with the summary before it where the body does not hold it already."""
    if summary and summary != title and summary.rstrip("[.…] ") not in body:
        return f"{summary}\n{body}" if body else summary
    return body


def _href(element: etree._Element) -> str | None:
    """The address of an item: text of `link` in RSS, the alternate `link` in Atom, else a guid that is an address."""
    links = [child for child in element if isinstance(child.tag, str) and _name(child) == "link"]
    for link in links:
        if link.get("rel", "alternate") == "alternate" and (href := link.get("href") or _text(link)):
            return href
    for child in element:
        if _name(child) == "guid" and child.get("isPermaLink", "true") == "true":
            guid = _text(child)
            return guid if guid.startswith(("http://", "https://")) else None
    return None


def _guid(fields: dict[str, etree._Element]) -> str:
    return _text(fields.get("guid")) or _text(fields.get("id"))


def _hash(title: str, published_at: datetime | None) -> str:
    day = published_at.date().isoformat() if published_at else ""
    return hashlib.sha256(f"{title}\n{day}".encode()).hexdigest()


def _base_of(root: etree._Element, url: str) -> str:
    """What relative links are relative to: what the feed declares, its own site, or its address."""
    declared = root.get(XML_BASE)
    if declared:
        return canonical_link(declared, url) or url
    channel = next((child for child in root if _local(child) == "channel"), root)
    site = next((_text(child) for child in channel if _name(child) == "link" and _text(child)), None)
    return canonical_link(site, url) or url


def _plain(element: etree._Element | None) -> str:
    """The text of an element whose content may be plain, escaped HTML or XHTML."""
    if element is None:
        return ""
    if element.get("type") == "text":
        return tidy(_text(element))
    inner = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return strip_markup((element.text or "") + inner)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def _name(element: etree._Element) -> str:
    """The bare name of a feed's own element; the full one of an extension's, so that `media:title` is no title."""
    if not isinstance(element.tag, str):
        return ""
    name = etree.QName(element.tag)
    return name.localname if (name.namespace or "") in FEED_NAMESPACES else element.tag


def _local(element: etree._Element) -> str:
    return etree.QName(element.tag).localname if isinstance(element.tag, str) else ""
