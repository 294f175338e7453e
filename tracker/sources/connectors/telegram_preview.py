"""The public preview pages of a channel, `t.me/s/<channel>`: up to twenty posts each, the newest first.

The cursor is the highest number of a post seen. Numbers have gaps. The newest page is read again at every poll, so
edits of the last twenty posts are seen; older pages are asked for until the cursor is met.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from lxml import html

from tracker.model import Payload, PollOutcome, Role, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.forwards import name_publisher, role_of_forward
from tracker.sources.hearing import Hearing, Request
from tracker.sources.markup import parse_page, read_text
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

POST = "tgme_widget_message"
TEXT = "js-message_text"  # the quoted reply has another one
FORWARD, FORWARD_NAME = "tgme_widget_message_forwarded_from", "tgme_widget_message_forwarded_from_name"
# What a post may hold beside its text, and what it is called where it is all there is.
UNREAD = {
    "tgme_widget_message_photo_wrap": "image",
    "tgme_widget_message_grouped_wrap": "image",
    "tgme_widget_message_video_player": "video",
    "tgme_widget_message_roundvideo_player": "video",
    "tgme_widget_message_voice_player": "voice",
    "tgme_widget_message_document_wrap": "file",
}
# A question put to readers, a place without words, "pinned a message": no report.
WORDLESS = (
    "tgme_widget_message_poll",
    "tgme_widget_message_sticker_wrap",
    "tgme_widget_message_location_wrap",
    "message_media_not_supported_label",
)
FULL_PAGE = 20  # posts
MOST_PAGES = 5  # in one poll

Marked = Mapping[str, Sequence[html.HtmlElement]]  # elements by their classes


@dataclass(frozen=True, slots=True)
class _Post:
    number: int | None  # None: its markup is not known
    item: Item | None  # None: it says nothing


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read the posts of a page. A page with posts none of which can be read is an alarm, never silence."""
    text = decode(payload.body, payload.media_type)
    page = parse_page(text)
    if page is None:
        return unreadable("empty body instead of a channel page")
    marked = _by_class(page)
    blocks = marked.get(POST, ())
    if not blocks:
        return _explain_no_posts(marked)
    warnings = [] if "</html>" in text[-200:] else ["the page is cut: its end is missing"]
    posts = [_read_post(block, payload, source, _known(hearing), warnings) for block in blocks]
    numbers = [post.number for post in posts if post.number is not None]
    if not numbers:
        return unreadable(f"markup drift: {len(blocks)} posts on the page, none could be read")
    parsed = collect([post.item for post in posts if post.item is not None][::-1], payload, source, warnings)
    is_newest = _before(payload.url) is None
    return replace(
        parsed,
        requests=_ask_older(_read_cursor(page, marked), numbers, len(blocks), payload, source, hearing),
        cursor=str(max(*numbers, _known(hearing))) if is_newest else None,
    )


def _explain_no_posts(marked: Marked) -> Parsed:
    if "tme_no_messages_found" in marked:
        return Parsed(reports=(), outcome=PollOutcome.EMPTY)
    if "tgme_page" not in marked:
        return unreadable("markup drift: no channel page, its structure is not known")
    extra = next((read_text(node) for node in marked.get("tgme_page_extra", ())), "")
    if "tgme_page_title" not in marked or extra.startswith("@"):
        return unreadable("no such channel: the name is unknown, or a person's")
    return unreadable("no preview: the channel shows no posts on the web")


def _ask_older(
    cursor: int | None, numbers: Sequence[int], count: int, payload: Payload, source: Source, hearing: Hearing
) -> tuple[Request, ...]:
    """The next older page, where posts newer than the cursor may stand on it."""
    own = _before(payload.url)
    pages = int(hearing.note) if hearing.note else 1 if own is None else MOST_PAGES
    known = _known(hearing)
    if not known or min(numbers) <= known + 1 or pages >= MOST_PAGES:
        return ()
    before = cursor or (min(numbers) if count >= FULL_PAGE else None)
    if before is None or before <= known + 1 or (own is not None and before >= own):
        return ()
    parts = urlsplit(source.url)
    url = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode({"before": before}), ""))
    return (Request(url=url, note=str(pages + 1)),)


def _read_cursor(page: html.HtmlElement, marked: Marked) -> int | None:
    """Where older posts begin, as the page says. Its canonical address repeats the page in hand and is never taken."""
    for link in page.iterfind(".//link[@rel='prev']"):
        if (before := _before(link.get("href", ""))) is not None:
            return before
    marks = (node.get("data-before", "") for node in marked.get("tme_messages_more", ()))
    return next((int(mark) for mark in marks if mark.isdecimal()), None)


def _before(url: str) -> int | None:
    written = parse_qs(urlsplit(url).query).get("before", [""])[0]
    return int(written) if written.isdecimal() else None


def _known(hearing: Hearing) -> int:
    return int(hearing.cursor) if hearing.cursor else 0


def _read_post(block: html.HtmlElement, payload: Payload, source: Source, known: int, warnings: list[str]) -> _Post:
    name = block.get("data-post", "")
    number = name.rpartition("/")[2]
    at = _read_time(block)
    if not number.isdecimal() or at is None:
        warnings.append("a post without its number or time was dropped")
        return _Post(None, None)
    marked = _by_class(block)
    body = "\n".join(text for node in _texts(marked) if (text := read_text(node)))
    unread = next((kind for mark, kind in UNREAD.items() if mark in marked), None)
    if not body and unread is None:
        if any(mark in marked for mark in WORDLESS):
            return _Post(int(number), None)
        warnings.append(f"{name}: nothing known is in it")
        return _Post(None, None)
    if not body and int(number) > known:  # said once
        warnings.append(f"{name}: {unread}, unread")
    publisher, role = _read_forward(marked, name.partition("/")[0], source)
    item = Item(
        native_id=name.casefold(),
        title=None,
        body=body,
        url=_read_link(marked, payload.url),
        published_at=min(at, payload.fetched_at),
        published_precision=TimePrecision.MINUTE,
        publisher=publisher,
        role=role,
    )
    return _Post(int(number), item)


def _texts(marked: Marked) -> list[html.HtmlElement]:
    """The text nodes of a post, without those inside another."""
    nodes = marked.get(TEXT, ())
    return [node for node in nodes if not any(parent in nodes for parent in node.iterancestors())]


def _read_forward(marked: Marked, channel: str, source: Source) -> tuple[str | None, Role | None]:
    """The channel whose words a post passes on. A person is not named: those are a resident's words."""
    if FORWARD not in marked:
        return None, None
    names = marked.get(FORWARD_NAME, ())
    address = next((node.get("href", "") for node in names), "")
    if not address:
        return None, Role.RESIDENT
    if urlsplit(address).path.strip("/").partition("/")[0].casefold() == channel.casefold():
        return None, None  # its own, once more
    return name_publisher(read_text(names[0])), role_of_forward(source)


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


def _read_link(marked: Marked, base_url: str) -> str | None:
    """The post's own address, which its date leads to."""
    links = marked.get("tgme_widget_message_date", ())
    return canonical_link(links[-1].get("href"), base_url) if links else None


def _by_class(element: html.HtmlElement) -> Marked:
    """The elements inside that carry each class."""
    marked: dict[str, list[html.HtmlElement]] = defaultdict(list)
    for node in element.iterfind(".//*[@class]"):
        for name in node.get("class", "").split():
            marked[name].append(node)
    return marked
