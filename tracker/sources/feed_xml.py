"""The XML of feeds: what is refused, what is mended, and the names of its elements."""

import re
from functools import cache
from html import unescape

from lxml import etree

FEED_NAMESPACES = frozenset(
    {
        "",
        "http://www.w3.org/2005/Atom",
        "http://purl.org/atom/ns#",
        "http://purl.org/rss/1.0/",
        "http://my.netscape.com/rdf/simple/0.9/",
    }
)
Element = etree._Element  # noqa: SLF001 - lxml names the type of its elements so
ROOTS = frozenset({"rss", "feed", "RDF"})
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_AMPERSAND = re.compile(r"&(?:(?P<xml>(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)|(?P<rest>[A-Za-z]\w*;))?")
_FORBIDDEN = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)


class NoFeed(ValueError):
    """A document is no feed; the message says what it is instead."""


def parse_feed(document: str) -> tuple[Element, list[str]]:
    """The root of a feed, and a warning where it had to be mended.

    Raises:
        NoFeed: it is empty, a page, with entities of its own, or other XML.
    """
    declaration = _DECLARATION.match(document)
    text = document[declaration.end() if declaration else 0 :].strip()
    reason = _refuse(text)
    if reason:
        raise NoFeed(reason)
    root, warnings = _parse_xml(text)
    if root is None or local_name(root.tag) not in ROOTS:
        reason = "no feed: neither RSS nor Atom"
        raise NoFeed(reason)
    return root, warnings


def _refuse(text: str) -> str | None:
    if not text:
        return "empty body instead of a feed"
    if _HTML.match(text):
        return "an HTML page instead of a feed"
    if _FORBIDDEN.search(text):
        return "a feed with a document type or entities of its own is refused"
    return None


@cache
def feed_name(tag: str) -> str:
    """The bare name of a feed's own element; the full one of an extension's, so that `media:title` is no title."""
    name = etree.QName(tag)
    return name.localname if (name.namespace or "") in FEED_NAMESPACES else tag


def local_name(tag: object) -> str:
    """The name without its namespace; nothing for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def read_content(element: Element | None) -> str:
    """All text inside an element."""
    if element is None:
        return ""
    return "".join(map(str, element.itertext())).strip() if len(element) else (element.text or "").strip()


def _parse_xml(text: str) -> tuple[Element | None, list[str]]:
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
