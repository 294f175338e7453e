"""A message that someone pastes, alone or with others, from a messenger or not. Nobody who wrote it is kept."""

import hashlib

from tracker.model import Payload, Source
from tracker.sources.charset import decode
from tracker.sources.chats import Said, split_messages
from tracker.sources.dates import read_date
from tracker.sources.markup import tidy
from tracker.sources.reports import Item, Parsed, collect, unreadable


def parse(payload: Payload, source: Source) -> Parsed:
    """Read each message of a paste as one report; a picture alone is a report without text."""
    warnings: list[str] = []
    items = [
        item
        for said in split_messages(decode(payload.body, payload.media_type))
        if (item := _read_message(said, payload, source, warnings)) is not None
    ]
    return collect(items, payload, source, warnings) if items else unreadable("no message: there is no text")


def _read_message(said: Said, payload: Payload, source: Source, warnings: list[str]) -> Item | None:
    text = tidy("\n".join(said.lines))
    if not text and not said.has_media:
        return None
    if not text:
        warnings.append("a message with an image, unread")
    at, precision = read_date(said.written_at, time_zone=source.time_zone, now=payload.fetched_at)
    first, _, rest = text.partition("\n")
    return Item(
        # The same message is written differently by another telephone.
        native_id=hashlib.sha256(f"{at}\n{text}".encode()).hexdigest(),
        title=first if rest.strip() else None,
        body=rest if rest.strip() else text,
        published_at=at,
        published_precision=precision,
    )
