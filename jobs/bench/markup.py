"""Generated feeds and pages, with the texts of generated reports in them."""

import hashlib
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from random import Random
from xml.sax.saxutils import escape

from jobs.bench.reports import JANUARY
from tracker.model import Payload, Report, Role, Source

PAGE_BYTES = 62_000
MENU_LINKS = 40
SHARE_SCRIPTS = 0.55  # of what a page holds beside its article; the rest is teasers
SENTENCES_A_PARAGRAPH = 4
SEED = 9


def make_source(kind: str) -> Source:
    """A source of generated payloads."""
    return Source(
        source_id="generated",
        kind=kind,
        publisher="Generated",
        url="https://generated.example/",
        role=Role.MEDIUM,
        languages=("en", "uk", "ru"),
    )


def make_payload(body: bytes, media_type: str, name: str = "") -> Payload:
    """What a source of generated payloads gives."""
    return Payload(
        source_id="generated",
        url=f"https://generated.example/{name}",
        media_type=media_type,
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=JANUARY,
    )


def make_feed(reports: Sequence[Report]) -> bytes:
    """An RSS feed with the full text of each report in its item."""
    items = "".join(
        f"<item><title>{escape(report.title or '')}</title><link>https://generated.example/{report.native_id}</link>"
        f"<guid>https://generated.example/{report.native_id}</guid>"
        f"<pubDate>{format_datetime(report.published_at or JANUARY)}</pubDate>"
        f"<description>{escape(report.text[:200])}</description>"
        f"<content:encoded><![CDATA[{_mark_up(report.text)}]]></content:encoded></item>\n"
        for report in reports
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Generated</title>'
        f"<link>https://generated.example/</link><description>Generated</description>\n{items}</channel></rss>"
    ).encode()


def make_page(report: Report, teasers: Sequence[Report], random: Random) -> bytes:
    """A page of about 62 kB: a menu, the article, scripts, and teasers of other reports."""
    menu = "".join(f'<li><a href="/section/{at}">Section {at}</a></li>' for at in range(MENU_LINKS))
    article = f"<article><h1>{escape(report.title or '')}</h1>{_mark_up(report.text)}</article>"
    rest = PAGE_BYTES - len(article.encode())
    scripts = _fill_up(int(rest * SHARE_SCRIPTS), lambda: _script(random))
    asides = _fill_up(rest - len(scripts), lambda: _teaser(random.choice(teasers), random))
    return (
        f'<!DOCTYPE html><html lang="{report.lang}"><head><meta charset="utf-8">'
        f"<title>{escape(report.title or '')}</title>"
        f'<meta property="article:published_time" content="{(report.published_at or JANUARY).isoformat()}">'
        f"{scripts}</head><body><nav><ul>{menu}</ul></nav><main>{article}</main><aside>{asides}</aside></body></html>"
    ).encode()


def paragraphs(text: str) -> list[str]:
    """A text as feeds and pages show it: a few sentences in each paragraph."""
    sentences = text.split(". ")
    starts = range(0, len(sentences), SENTENCES_A_PARAGRAPH)
    return [". ".join(sentences[at : at + SENTENCES_A_PARAGRAPH]) for at in starts]


def _mark_up(text: str) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs(text))


def _fill_up(size: int, make: Callable[[], str]) -> str:
    """Pieces until they have a size in bytes."""
    pieces: list[str] = []
    filled = 0
    while filled < size:
        pieces.append(make())
        filled += len(pieces[-1].encode())
    return "".join(pieces)


def _script(random: Random) -> str:
    rows = ",".join(f'{{"slot":{random.randrange(10**6)},"unit":"u{random.randrange(10**4)}"}}' for _ in range(40))
    return f"<script>window.slots=(window.slots||[]).concat([{rows}]);</script>"


def _teaser(report: Report, random: Random) -> str:
    number = random.randrange(10**6)
    return (
        f'<div class="teaser"><a href="/news/{number}"><img src="/i/{number}.jpg" alt=""><h3>{escape(report.text[:70])}'
        f'</h3></a><ul class="tags"><li><a href="/tag/{number % 97}">tag {number % 97}</a></li></ul></div>'
    )
