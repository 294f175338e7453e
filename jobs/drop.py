"""The drop: a folder into which people put tables of field reports. Nothing here asks the network."""

import hashlib
from datetime import datetime
from pathlib import Path

from tracker.model import Payload, PollOutcome, Source, Validators
from tracker.sources.fetch import MOST_FEED_BYTES, Failure
from tracker.sources.hearing import Request

PREFIX = "file:"  # of the address of a source that is a folder, relative to where Svitlo runs


def is_drop(source: Source) -> bool:
    """Tell whether a source is a folder."""
    return source.url.startswith(PREFIX)


def read_drop(source: Source, *, now: datetime) -> list[tuple[Request, Payload | Failure]]:
    """Read every table of the folder, by name. An absent or empty folder is not configured, which is no error."""
    folder = Path(source.url.removeprefix(PREFIX))
    ending = f".{source.kind}"
    tables = sorted(path for path in folder.glob("*") if path.is_file() and path.suffix.casefold() == ending)
    if not tables:
        reason = f"no table in {folder}/; put {ending} files there"
        return [(Request(url=source.url), Failure(outcome=PollOutcome.NOT_CONFIGURED, detail=reason))]
    return [(Request(url=f"{PREFIX}{path.name}"), _read_table(path, source, now=now)) for path in tables]


def _read_table(path: Path, source: Source, *, now: datetime) -> Payload | Failure:
    try:
        size = path.stat().st_size
        if size > MOST_FEED_BYTES:
            detail = f"{path.name}: more than {MOST_FEED_BYTES // 1_000_000} MB, left alone"
            return Failure(outcome=PollOutcome.UNREADABLE, detail=detail)
        body = path.read_bytes()
    except OSError as error:
        return Failure(outcome=PollOutcome.UNREADABLE, detail=f"{path.name}: {error.strerror}")
    sha256 = hashlib.sha256(body).hexdigest()
    return Payload(
        source_id=source.source_id,
        url="",
        media_type="",
        body=body,
        sha256=sha256,
        fetched_at=now,
        validators=Validators(sha256=sha256),
    )
