"""The formats that the demo's sources speak, as the real ones write them."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

MARK = "ДЕМО, вигадані дані / DEMO, invented data"
YASNO_DAYS = ("today", "tomorrow")
YASNO_GROUPS = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2")
CSV_COLUMNS = ("report_id", "kind", "observed_at", "place", "oblast", "customers", "status", "temp_c", "note")
NO_POSTS = '<div class="tme_no_messages_found">No posts found</div>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One invented message, item or article."""

    post_id: int
    at: datetime
    seen_at: datetime
    title: str | None
    text: str
    is_edited: bool
    has_picture: bool
    forwarded_from: str | None
    date_text: str | None  # the date as the feed writes it, where it is not RFC 822


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One invented source."""

    source_id: str
    form: str
    url: str
    title: str
    link: str
    language: str
    encoding: str


def render_telegram(story: Story, posts: Sequence[Post]) -> str:
    """The public preview page of a channel, oldest post first."""
    channel = story.url.rsplit("/", 1)[1]
    blocks = "\n".join(_telegram_post(story, channel, post) for post in reversed(posts)) or NO_POSTS
    title = escape(f"{story.title} · {MARK}")
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title} – Telegram</title>'
        f'<meta property="og:title" content="{title}"></head><body>\n'
        '<div class="tgme_channel_info"><div class="tgme_channel_info_header_title">'
        f'<span dir="auto">{title}</span></div></div>\n'
        f'<section class="tgme_channel_history js-message_history">\n{blocks}\n</section></body></html>\n'
    )


def _telegram_post(story: Story, channel: str, post: Post) -> str:
    link = f"{story.link}/{channel}/{post.post_id}"
    head = (
        '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from '
        f'<span class="tgme_widget_message_forwarded_from_name">{escape(post.forwarded_from)}</span></div>'
        if post.forwarded_from
        else ""
    )
    picture = (
        f'<a class="tgme_widget_message_photo_wrap" href="{link}" style="width:800px;'
        "background-image:url('https://cdn.demo.example/picture.jpg')\"></a>"
        if post.has_picture
        else ""
    )
    lines = escape(post.text, quote=False).replace("\n", "<br/>")
    text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{lines}</div>' if lines else ""
    edited = '<span class="tgme_widget_message_edited">edited</span>&nbsp;' if post.is_edited else ""
    moment = post.at.astimezone(UTC).isoformat(timespec="seconds")
    name = f"{channel}/{post.post_id}"
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        f'<div class="tgme_widget_message text_not_supported_wrap js-widget_message" data-post="{name}">'
        f'<div class="tgme_widget_message_bubble">{head}{picture}{text}'
        '<div class="tgme_widget_message_footer compact js-message_footer">'
        '<div class="tgme_widget_message_info short js-message_info">'
        f'<span class="tgme_widget_message_meta">{edited}<a class="tgme_widget_message_date" href="{link}">'
        f'<time datetime="{moment}" class="time">{post.at:%H:%M}</time></a></span></div></div></div></div></div>'
    )


def render_rss(story: Story, posts: Sequence[Post]) -> str:
    """An RSS 2.0 feed, newest item first."""
    items = "\n".join(
        f"<item><title>{escape(escape(post.title or '', quote=False))}</title>\n"
        f"<link>{story.link}/{post.post_id}/?utm_source=rss</link>"
        f'<guid isPermaLink="false">{story.source_id}-{post.post_id}</guid>\n'
        f"<description><![CDATA[{_paragraphs(post.text)}]]></description>\n"
        f"<pubDate>{post.date_text or format_datetime(post.at)}</pubDate></item>"
        for post in posts
    )
    return (
        f'<?xml version="1.0" encoding="{story.encoding}"?>\n<rss version="2.0"><channel>'
        f"<title>{escape(f'{story.title} · {MARK}')}</title><link>{story.link}/</link>"
        f"<language>{story.language}</language>\n{items}\n</channel></rss>\n"
    )


def render_atom(story: Story, posts: Sequence[Post]) -> str:
    """An Atom feed with relative links and HTML content, newest entry first."""
    entries = "\n".join(
        f"<entry><id>tag:{story.source_id}.demo.example,2026:{post.post_id}</id>"
        f'<title type="html">{escape(escape(post.title or ""))}</title>'
        f'<link rel="alternate" href="news/{post.post_id}"/>\n'
        f"<published>{post.at.isoformat()}</published><updated>{post.at.isoformat()}</updated>\n"
        f'<content type="html">{escape(_paragraphs(post.text))}</content></entry>'
        for post in posts
    )
    return (
        f'<?xml version="1.0" encoding="{story.encoding}"?>\n<feed xmlns="http://www.w3.org/2005/Atom"'
        f' xml:lang="{story.language}" xml:base="{story.link}/">'
        f"<title>{escape(f'{story.title} · {MARK}')}</title><id>{story.link}/</id>\n{entries}\n</feed>\n"
    )


def render_article(story: Story, posts: Sequence[Post]) -> str:
    """The page of the newest article, with its time in JSON-LD and its surroundings."""
    (post,) = posts
    title, link = escape(post.title or ""), f"{story.link}/en/story/{post.post_id}"
    record = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": post.title,
        "datePublished": post.at.isoformat(),
        "publisher": {"@type": "Organization", "name": story.title},
    }
    return (
        f'<!doctype html>\n<html lang="{story.language}"><head><meta charset="utf-8"><title>{title} | {MARK}</title>\n'
        f'<link rel="canonical" href="{link}"/><meta property="og:title" content="{title}"/>'
        f'<meta property="og:site_name" content="{escape(story.title)}"/>\n'
        f'<script type="application/ld+json">{json.dumps(record)}</script></head>\n'
        f'<body><nav><a href="/">Home</a> <a href="/live">Live</a> <a href="/sport">Sport</a></nav>\n'
        f"<main><article><h1>{title}</h1>{_paragraphs(post.text)}</article></main>\n"
        f"<aside><h3>Read more</h3><ul><li>Ten winter soups</li><li>How to insulate a window</li></ul></aside>"
        f"<footer>{MARK}</footer></body></html>\n"
    )


def render_yasno(story: Story, posts: Sequence[Post]) -> str:
    """Planned outages of one region by group. Lines are "today STATUS" and "1.1 08:00-11:30", the hours without."""
    del story
    (post,) = posts
    groups: dict[str, dict[str, object]] = {}
    for line in post.text.split("\n"):
        name, *rest = line.split()
        if name in YASNO_DAYS:
            day, status = name, rest[0]
            midnight = post.at.replace(hour=0, minute=0) + timedelta(days=YASNO_DAYS.index(day))
            for group in YASNO_GROUPS:
                record = groups.setdefault(group, {})
                record[day] = {"slots": [], "date": midnight.isoformat(), "status": status}
                record["updatedOn"] = post.at.astimezone(UTC).isoformat()
        else:
            groups[name][day] |= {"slots": _slots(rest)}  # type: ignore[operator]  # the day was made above
    return json.dumps(groups, indent=1)


def _slots(hours: Sequence[str]) -> list[dict[str, object]]:
    """The hours without, and the rest of the day around them, in minutes after midnight."""
    slots, passed = [], 0
    for stretch in hours:
        start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in stretch.split("-"))
        slots += [{"start": passed, "end": start, "type": "NotPlanned"}] if start > passed else []
        slots.append({"start": start, "end": end, "type": "Definite"})
        passed = end
    return [*slots, {"start": passed, "end": 24 * 60, "type": "NotPlanned"}] if passed < 24 * 60 else slots


def render_csv(story: Story, posts: Sequence[Post]) -> str:
    """A table that a field team keeps adding to; the text of a post is "column: value" lines."""
    del story
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, lineterminator="\r\n", restval="")
    writer.writeheader()
    for post in reversed(posts):
        cells = dict(line.split(": ", maxsplit=1) for line in post.text.split("\n"))
        writer.writerow({"report_id": f"D-{post.post_id}", "observed_at": post.at.isoformat()} | cells)
    return text.getvalue()


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text.split("\n") if line.strip())


RENDERERS: Mapping[str, Callable[[Story, Sequence[Post]], str]] = {
    "telegram": render_telegram,
    "rss": render_rss,
    "atom": render_atom,
    "article": render_article,
    "yasno": render_yasno,
    "csv": render_csv,
}
SUFFIXES = {
    "telegram": ".html",
    "rss": ".xml",
    "atom": ".xml",
    "article": ".html",
    "yasno": ".json",
    "csv": ".csv",
}
MEDIA_TYPES = {
    "telegram": "text/html; charset=utf-8",
    "rss": "application/rss+xml",
    "atom": "application/atom+xml",
    "article": "text/html; charset=utf-8",
    "yasno": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
