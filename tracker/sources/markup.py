"""HTML to plain text with its line breaks. Nothing of the markup is kept."""

import re
from collections.abc import Mapping
from html import unescape

from lxml import etree, html

BLOCKS = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
HIDDEN = frozenset({"script", "style", "template", "noscript", "iframe", "object"})
INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "big",
        "cite",
        "code",
        "del",
        "em",
        "figcaption",
        "figure",
        "font",
        "i",
        "img",
        "ins",
        "mark",
        "q",
    }
    | {"s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr"}
)
_BREAKS = dict.fromkeys(INLINE, "") | dict.fromkeys(BLOCKS, "\n")
_PLAIN = {tag: found for name, found in _BREAKS.items() for tag in (name, f"/{name}")}  # tags without anything else
_LOOKS_LIKE_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_CONTROLS = (*range(9), *range(0x0E, 0x1C), 0x7F)  # no store takes them all
_MARKS = (0x00AD, 0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_HALVES = range(0xD800, 0xE000)  # of letters; some JSON holds one without the other
_UNSEEN: Mapping[int, str] = dict.fromkeys((*_CONTROLS, *_MARKS), "") | dict.fromkeys(_HALVES, "\ufffd")
# Blanks that are neither a space nor a line break, written out: a class of characters is looked for faster so.
_OTHER_BLANKS = "\t\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_OTHER_BLANK = re.compile(f"[{_OTHER_BLANKS}]")
_UNTIDY = re.compile(f"[{_OTHER_BLANKS}{''.join(map(chr, _UNSEEN))}]")


def parse_page(text: str) -> html.HtmlElement | None:
    """Parse a whole page; None where there is nothing to parse. No network, and what it declares is not followed."""
    try:
        return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, ValueError):
        return None


def strip_markup(markup: str) -> str:
    """Turn a fragment of HTML into text; entities are decoded once, blocks and `<br>` become line breaks."""
    if "<" not in markup:
        return tidy(unescape(markup))
    plain = _strip_plain_tags(markup)
    if plain is not None:
        return tidy(unescape(plain))
    if not _LOOKS_LIKE_MARKUP.search(markup):
        return tidy(unescape(markup))
    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return tidy(unescape(_LOOKS_LIKE_MARKUP.sub(" ", markup)))
    return read_text(root)


def _strip_plain_tags(markup: str) -> str | None:
    """Markup of well-known tags alone, without them; None where a tree must be built to know what is seen."""
    pieces = markup.split("<")
    shown = [pieces[0]]
    for piece in pieces[1:]:
        tag, end, text = piece.partition(">")
        line_break = _PLAIN.get(tag)
        if line_break is None:
            line_break = _line_break(tag)
        if not end or line_break is None:
            return None
        if line_break and shown[-1] != line_break:
            shown.append(line_break)
        if text and not (shown[-1] == "\n" and text.isspace()):
            shown.append(text)
    return "".join(shown)


def _line_break(tag: str) -> str | None:
    """What stands in a text where a tag is; None where the tag is not well known, or ends inside an attribute."""
    name, _, attributes = tag.removeprefix("/").rstrip("/").partition(" ")
    is_whole = attributes.count('"') % 2 == 0 and attributes.count("'") % 2 == 0
    return _BREAKS.get(name.lower()) if is_whole else None


def read_text(element: html.HtmlElement) -> str:
    """The text of an element as a reader sees it."""
    pieces: list[str] = []
    _collect(element, pieces)
    return tidy("".join(pieces))


def tidy(text: str) -> str:
    """Single spaces, single line breaks, nothing at the ends; controls, soft hyphens and zero-width marks go."""
    text = text.strip()
    if _is_tidy(text):
        return text
    if _UNTIDY.search(text):
        text = _OTHER_BLANK.sub(" ", text.translate(_UNSEEN))
    lines = text.split("\n")
    return "\n".join(words for line in lines if (words := " ".join(line.split())))


def _is_tidy(text: str) -> bool:
    """Whether nothing is to be done. What is not printable is a control, a mark, or a blank other than a space."""
    lines = text.split("\n")
    is_plain = all(map(str.isprintable, lines)) and "  " not in text
    return is_plain and all(line and line[0] != " " and line[-1] != " " for line in lines)


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
