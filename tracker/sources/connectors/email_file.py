"""A message saved as a file. Its subject and text are read; who sent it and to whom is not."""

import email
import email.message
import email.policy

from tracker.model import Payload, Source
from tracker.sources.dates import read_date
from tracker.sources.markup import strip_markup
from tracker.sources.reports import Item, Parsed, collect, unreadable


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a message as one report."""
    message = email.message_from_bytes(payload.body, policy=email.policy.default)
    if not message.keys():
        return unreadable("no message: it has no header lines")
    body = _read_body(message)
    title = str(message.get("Subject", "")).strip()
    if not body and not title:
        return unreadable("a message without subject and text")
    at, precision = read_date(str(message.get("Date", "")), time_zone=source.time_zone, now=payload.fetched_at)
    item = Item(
        native_id=str(message.get("Message-ID", "")).strip() or payload.sha256,
        title=title or None,
        body=body,
        published_at=at,
        published_precision=precision,
    )
    return collect([item], payload, source, [])


def _read_body(message: email.message.EmailMessage) -> str:
    """The plain part; where there is none, the HTML part as text."""
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, UnicodeDecodeError):
        return ""
    return strip_markup(content) if part.get_content_subtype() == "html" else str(content).strip()
