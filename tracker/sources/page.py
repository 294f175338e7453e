"""A web page taken apart without building its tree: what a reader never sees, its head, and its article.

Most pages are not worth a tree: what is read here is enough to know which are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from lxml import html

from tracker.sources.markup import parse_page, strip_markup, tidy

LONGEST_HEAD, LONGEST_HEADING = 100_000, 2_000  # characters
# No pattern runs past the next "<": a page made to be slow takes no longer than another of its length.
_UNSEEN = re.compile(r"<(?:(script|style|template|svg|nav|aside|footer)\b([^<>]*)>|!--)", re.IGNORECASE)
_JSON_LD = "application/ld+json"
_BODY = re.compile(r"<body\b|</head>", re.IGNORECASE)
_ARTICLE = re.compile(r"<article\b|</article\s*>", re.IGNORECASE)
_MAIN = re.compile(r"<main\b|</main\s*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^<>]*>", re.IGNORECASE)
_HEADING_END = re.compile(r"</h1", re.IGNORECASE)
_TIME = re.compile(r"<time\b[^<>]{0,200}?\sdatetime\s*=\s*[\"']?([^\"'>]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The parts of a page that matter."""

    lang: str | None
    title: str | None  # of its window
    heading: str | None
    canonical: str | None
    meta: Mapping[str, str] = field(default_factory=dict)  # by small names; the first of each
    json_ld: Sequence[str] = ()
    article: str  # markup of its one article, else of all that is not menu, margin and foot
    times: Sequence[str] = ()  # inside its article: outside, they belong to other stories


def take_apart(document: str) -> Page | None:
    """Take a page apart; None where there is nothing."""
    if not document.strip():
        return None
    seen, json_ld = _cut_unseen(document)
    body = _BODY.search(seen)
    root = parse_page(seen[: body.start() if body else LONGEST_HEAD])
    article, is_marked = _find_article(seen[body.start() :] if body else seen)
    window = root.find(".//title") if root is not None else None
    link = root.find(".//link[@rel='canonical']") if root is not None else None
    return Page(
        lang=((root.get("lang") if root is not None else None) or "")[:2].casefold() or None,
        title=tidy(window.text_content()) or None if window is not None else None,
        heading=_find_heading(article) or _find_heading(seen),
        canonical=link.get("href") if link is not None else None,
        meta=_read_meta(root) if root is not None else {},
        json_ld=json_ld,
        article=article,
        times=_TIME.findall(article) if is_marked else (),
    )


def _cut_unseen(document: str) -> tuple[str, Sequence[str]]:
    """A page without scripts, styles, comments, menus, margins and feet; and its records in JSON-LD."""
    kept: list[str] = []
    records: list[str] = []
    end = 0
    while opening := _UNSEEN.search(document, end):
        closing = _closing(opening[1].lower() if opening[1] else "").search(document, opening.end())
        if closing is None:
            break  # cut in the middle: the rest may be what matters
        kept.append(document[end : opening.start()])
        if opening[2] and _JSON_LD in opening[2]:
            records.append(document[opening.end() : closing.start()])
        end = closing.end()
    return "".join([*kept, document[end:]]), records


@cache
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}\s*>" if name else "-->", re.IGNORECASE)


def _find_article(body: str) -> tuple[str, bool]:
    """The one article of a page, if it holds most of its paragraphs; else its main part; else all. True if marked."""
    for tags in (_ARTICLE, _MAIN):
        match list(tags.finditer(body)):
            case [opening, closing] if closing[0].startswith("</"):
                part = body[opening.start() : closing.end()]
                if 2 * len(_PARAGRAPH.findall(part)) >= len(_PARAGRAPH.findall(body)):
                    return part, True
    return body, False


def _find_heading(markup: str) -> str | None:
    opening = _HEADING.search(markup)
    closing = _HEADING_END.search(markup, opening.end(), opening.end() + LONGEST_HEADING) if opening else None
    return strip_markup(markup[opening.end() : closing.start()]) or None if opening and closing else None


def _read_meta(root: html.HtmlElement) -> Mapping[str, str]:
    meta: dict[str, str] = {}
    for node in root.iterfind(".//meta[@content]"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        meta.setdefault(name.casefold(), node.get("content", ""))
    return meta
