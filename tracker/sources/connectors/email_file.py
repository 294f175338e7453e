"""A message saved as a file. Its subject and own words are read; of who sent it only the organisation is kept."""

import email
import hashlib
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from tracker.model import Payload, Source
from tracker.sources.charset import decode
from tracker.sources.dates import read_date
from tracker.sources.markup import strip_markup
from tracker.sources.quoting import drop_quoted_blocks, read_letter
from tracker.sources.reports import Item, Parsed, collect, unreadable

# Addresses there are people's, not organisations'.
FREE_MAIL = frozenset(
    {"gmail.com", "googlemail.com", "ukr.net", "i.ua", "meta.ua", "bigmir.net", "outlook.com", "hotmail.com"}
    | {"live.com", "yahoo.com", "icloud.com", "me.com", "proton.me", "protonmail.com", "gmx.net", "gmx.de", "aol.com"}
)
OWN_NAME = "domain"  # option `publisher`: letters of many organisations go under the domain of each
_SUBJECT_MARKS = re.compile(r"^(?:\s*(?:re|fwd?|aw|wg|відп|пер|на|отв)\s*:|\s*\[[\w .-]{1,40}\])+\s*", re.IGNORECASE)


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a letter as one report."""
    # The newer policy of the library reads headers at once, and fails on broken ones.
    message = email.message_from_bytes(payload.body)
    if not message.keys():
        return unreadable("no message: it has no header lines")
    letter = read_letter(_read_body(message))
    title = _SUBJECT_MARKS.sub("", _header(message, "subject"))
    if not letter.text and not title:
        return unreadable("a message without subject and text")
    now, time_zone = payload.fetched_at, source.time_zone
    at, precision = read_date(letter.written_at, time_zone=time_zone, now=now)
    if at is None:
        at, precision = read_date(_header(message, "date"), time_zone=time_zone, now=now)
    message_id = _header(message, "message-id")
    item = Item(
        # The name of a message may hold that of its sender's machine.
        native_id=hashlib.sha256(message_id.encode()).hexdigest() if message_id else payload.sha256,
        title=title or None,
        body=letter.text,
        published_at=at,
        published_precision=precision,
        publisher=_name_organisation(letter.sender or _header(message, "from"), source),
    )
    return collect([item], payload, source, [])


def _name_organisation(sender: str, source: Source) -> str | None:
    """The domain of a sender, where letters are of many and it is an organisation's."""
    if source.url and source.options.get("publisher") != OWN_NAME:
        return None
    domain = parseaddr(sender)[1].rpartition("@")[2].casefold().removeprefix("mail.")
    return domain if "." in domain and domain not in FREE_MAIL else None


def _header(message: Message, name: str) -> str:
    """A header line in plain letters, in whatever way it is written."""
    written = next((value for known, value in message.raw_items() if known.casefold() == name), "")
    raw = decode(str(written).encode(errors="surrogateescape"))
    try:
        plain = str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        plain = raw
    return " ".join(plain.split())


def _read_body(message: Message) -> str:
    """The plain part; where there is none, the HTML part as text."""
    parts = [part for part in message.walk() if not part.is_multipart() and part.get_content_disposition() is None]
    for subtype in ("plain", "html"):
        for part in parts:
            if part.get_content_type() == f"text/{subtype}" and (text := _read_part(part)):
                return strip_markup(drop_quoted_blocks(text)) if subtype == "html" else text
    return ""


def _read_part(part: Message) -> str:
    body = part.get_payload(decode=True)
    return decode(body, str(part.get("Content-Type", ""))).strip() if isinstance(body, bytes) else ""
