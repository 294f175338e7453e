"""The public preview page of a channel, `t.me/s/<channel>`: up to twenty posts."""

from datetime import UTC, datetime

from lxml import html

from tracker.model import Payload, PollOutcome, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.markup import parse_page, read_text
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

POST = "tgme_widget_message"
TEXT = "js-message_text"  # the quoted reply has another one
PHOTOS = ("tgme_widget_message_photo_wrap", "tgme_widget_message_grouped_wrap", "tgme_widget_message_video_player")


def parse(payload: Payload, source: Source) -> Parsed:
    """Read the posts of a page. A page with posts none of which can be read is an alarm, never silence."""
    text = decode(payload.body, payload.media_type)
    page = parse_page(text)
    if page is None:
        return unreadable("empty body instead of a channel page")
    blocks = _find(page, POST)
    if not blocks:
        return _explain_no_posts(page)
    warnings = [] if "</html>" in text[-200:] else ["the page is cut: its end is missing"]
    items = [
        item for block in blocks if (item := _read_post(block, payload.url, payload.fetched_at, warnings)) is not None
    ]
    if not items:
        return unreadable(f"markup drift: {len(blocks)} posts on the page, none could be read")
    return collect(items[::-1], payload, source, warnings)


def _explain_no_posts(page: html.HtmlElement) -> Parsed:
    if _find(page, "tme_no_messages_found"):
        return Parsed(reports=(), outcome=PollOutcome.EMPTY)
    if _find(page, "tgme_page"):
        return unreadable("no preview: the channel shows no posts on the web, or there is no such channel")
    return unreadable("no channel page: the structure is not known")


def _read_post(block: html.HtmlElement, base_url: str, now: datetime, warnings: list[str]) -> Item | None:
    post = block.get("data-post")
    at = _read_time(block)
    if not post or at is None:
        warnings.append("a post without its number or time was dropped")
        return None
    texts = _find(block, TEXT)
    body = "\n".join(text for node in texts if (text := read_text(node)))
    if not body and not _has_media(block):
        return None  # "pinned a message" and the like
    if not body:
        warnings.append(f"{post}: image, unread")
    return Item(
        native_id=post.casefold(),
        title=None,
        body=body,
        url=_read_link(block, base_url),
        published_at=min(at, now),
        published_precision=TimePrecision.MINUTE,
    )


def _read_time(block: html.HtmlElement) -> datetime | None:
    """The exact time of the post; the clock that readers see is in their own zone."""
    for node in block.iterfind(".//a/time[@datetime]"):
        try:
            at = datetime.fromisoformat(node.get("datetime", ""))
        except ValueError:
            continue
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    return None


def _read_link(block: html.HtmlElement, base_url: str) -> str | None:
    """The post's own address, which its date leads to."""
    links = _find(block, "tgme_widget_message_date")
    return canonical_link(links[-1].get("href"), base_url) if links else None


def _has_media(block: html.HtmlElement) -> bool:
    return any(_find(block, name) for name in PHOTOS)


def _find(element: html.HtmlElement, class_name: str) -> list[html.HtmlElement]:
    """Elements inside that carry a class."""
    return [node for node in element.iterfind(".//*[@class]") if class_name in node.get("class", "").split()]
