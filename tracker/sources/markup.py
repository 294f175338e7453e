"""HTML to plain text with its line breaks. Nothing of the markup is kept."""

import re
from html import unescape

from lxml import etree, html

BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object"})
_LOOKS_LIKE_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")


def parse_page(text: str) -> html.HtmlElement | None:
    """Parse a whole page; None where there is nothing to parse. No network, and what it declares is not followed."""
    try:
        return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, ValueError):
        return None


def strip_markup(markup: str) -> str:
    """Turn a fragment of HTML into text; entities are decoded once, blocks and `<br>` become line breaks."""
    if not _LOOKS_LIKE_MARKUP.search(markup):
        return tidy(unescape(markup))
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return tidy(unescape(_LOOKS_LIKE_MARKUP.sub(" ", markup)))
    return read_text(root)


def read_text(element: html.HtmlElement) -> str:
    """The text of an element as a reader sees it."""
    pieces: list[str] = []
    _collect(element, pieces)
    return tidy("".join(pieces))


def tidy(text: str) -> str:
    """Single spaces, single line breaks, nothing at the ends; soft hyphens and zero-width marks go."""
    visible = text.replace("\r\n", "\n").translate(_INVISIBLE)
    return _LINES.sub("\n", _SPACES.sub(" ", visible)).strip()


_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)


def _collect(root: html.HtmlElement, pieces: list[str]) -> None:
    """Gather text without recursion: hostile pages nest deeper than the interpreter's stack."""
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            pieces.append(_break(node))
            pieces.append("" if node.tag in HIDDEN else node.text or "")
            continue
        if event == "end":
            pieces.append(_break(node))
        is_inside = node is not root and node.getparent().tag not in HIDDEN
        pieces.append((node.tail or "") if is_inside else "")


def _break(node: html.HtmlElement) -> str:
    return "\n" if node.tag in BLOCKS else ""
