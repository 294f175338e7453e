"""Posts of channels in which our bot is an administrator, by the Bot API's `getUpdates`.

The cursor is the number of the next update: asking from there tells the server to forget those before, so it moves only
with what was stored, and each poll asks once. One bot is one source: two would take each other's updates.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tracker.model import Payload, PollOutcome, Role, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.forwards import name_publisher, role_of_forward
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Item, Parsed, collect, unreadable

KINDS = ("channel_post", "edited_channel_post")
STATUSES = frozenset({200, 401, 404, 409, 429})
TOO_MANY = 429
DEFAULT_WAIT_S, MOST_WAIT_S = 30, 24 * 3600
REFUSED = {
    401: "the bot's token is refused: set a new one",
    404: "the bot's token is refused: set a new one",
    409: "another program hears this bot, or it has a webhook: end that first",
}
UNREAD = {
    "photo": "image",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "voice": "voice",
    "audio": "voice",
    "document": "file",
}

Post = Mapping[str, Any]


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for the updates from the cursor on. The token stands in the path, where only addresses.py masks it."""
    allowed = json.dumps(KINDS, separators=(",", ":"))
    query = {"timeout": "0", "allowed_updates": allowed} | ({"offset": hearing.cursor} if hearing.cursor else {})
    return (
        Request(url=f"{source.url.rstrip('/')}/bot{hearing.secret}/getUpdates?{urlencode(query)}", statuses=STATUSES),
    )


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read the posts of an answer; an edited post is the same report with another text."""
    try:
        answer = json.loads(decode(payload.body))
    except (json.JSONDecodeError, RecursionError):
        return unreadable("not JSON, or cut")
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        return unreadable("no answer of the Bot API: it does not say whether all is well")
    if not answer["ok"]:
        return _explain(answer, payload, hearing)
    updates = answer.get("result")
    if not isinstance(updates, list) or not all(_is_update(update) for update in updates):
        return unreadable("no list of updates, each with its number")
    warnings: list[str] = []
    posts = {_name(post): post for post in _posts(updates, source, warnings)}  # the last is as it stands now
    with_words = {post.get("media_group_id") for post in posts.values() if _words(post)}
    items = [item for post in posts.values() if (item := _read_post(post, with_words, source, payload, warnings))]
    parsed = collect(items[::-1], payload, source, warnings)
    cursor = str(max(update["update_id"] for update in updates) + 1) if updates else None
    return replace(parsed, cursor=cursor)


def _explain(answer: Mapping[str, Any], payload: Payload, hearing: Hearing) -> Parsed:
    """Why the Bot API gives nothing. Its own description is not repeated: it may hold what we asked."""
    code = answer.get("error_code", payload.status)
    if code == TOO_MANY:
        parameters = answer.get("parameters")
        told = parameters.get("retry_after") if isinstance(parameters, dict) else None
        wait_s = min(told, MOST_WAIT_S) if isinstance(told, int) and told > 0 else DEFAULT_WAIT_S
        return Parsed(
            reports=(),
            outcome=PollOutcome.UNREACHABLE,
            warnings=(f"too many requests: asked to wait {wait_s} s",),
            retry_at=hearing.now + timedelta(seconds=wait_s),
        )
    reason = REFUSED.get(code, f"the Bot API answers with error {code}")
    return Parsed(reports=(), outcome=PollOutcome.UNREACHABLE, warnings=(reason,))


def _is_update(update: object) -> bool:
    return isinstance(update, dict) and isinstance(update.get("update_id"), int)


def _posts(updates: Sequence[Post], source: Source, warnings: list[str]) -> Iterator[Post]:
    """The posts of the channel that the source names, or of all where it names none."""
    wanted = source.options.get("channel", "").removeprefix("@").casefold()
    for update in updates:
        post = next((update[kind] for kind in KINDS if kind in update), None)
        if post is None:
            continue
        chat = post.get("chat") if isinstance(post, dict) else None
        if not (isinstance(chat, dict) and isinstance(post.get("message_id"), int)) or "id" not in chat:
            warnings.append(f"update {update['update_id']}: a post without its channel or number was dropped")
        elif wanted and str(chat.get("username", "")).casefold() != wanted:
            warnings.append(f"update {update['update_id']}: a post of another channel was dropped")
        else:
            yield post


def _name(post: Post) -> str:
    """The name of a post, the same as on the channel's preview page."""
    chat = post["chat"]
    return f"{chat.get('username') or chat['id']}/{post['message_id']}"


def _words(post: Post) -> str:
    words = post.get("text") or post.get("caption")
    return words if isinstance(words, str) else ""


def _read_post(
    post: Post, with_words: set[object], source: Source, payload: Payload, warnings: list[str]
) -> Item | None:
    name, words = _name(post), _words(post)
    unread = next((kind for field, kind in UNREAD.items() if field in post), None)
    if not words:
        group = post.get("media_group_id")
        if unread is None or (group is not None and group in with_words):
            return None  # a poll, "pinned a message"; or a picture beside one that has the words
        warnings.append(f"{name}: {unread}, unread")
    at = _read_time(post.get("date"))
    publisher, role = _read_forward(post, source)
    username = post["chat"].get("username")
    return Item(
        native_id=name.casefold(),
        title=None,
        body=words,
        url=f"https://t.me/{name}" if username else None,
        published_at=min(at, payload.fetched_at) if at else None,
        published_precision=TimePrecision.MINUTE if at else None,
        publisher=publisher,
        role=role,
    )


def _read_time(seconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, tz=UTC) if isinstance(seconds, int) and seconds > 0 else None
    except (OverflowError, ValueError):
        return None


def _read_forward(post: Post, source: Source) -> tuple[str | None, Role | None]:
    """The channel whose words a post passes on. A person is not named: those are a resident's words."""
    origin = post.get("forward_origin")
    if not isinstance(origin, dict):
        return None, None
    chat = origin.get("chat") or origin.get("sender_chat")
    if not isinstance(chat, dict):
        return None, Role.RESIDENT
    if chat.get("id") == post["chat"]["id"]:
        return None, None  # its own, once more
    return name_publisher(str(chat.get("title", ""))), role_of_forward(source)
