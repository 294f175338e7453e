"""Read a file, a page or a pasted message that a person hands over."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome, Role, Source, Tier, TimePrecision
from tracker.sources.charset import decode, is_binary
from tracker.sources.connectors import parse
from tracker.sources.connectors.xlsx import ZIP_MAGIC
from tracker.sources.reports import Item, Parsed, collect

KINDS = {
    ".html": "page",
    ".htm": "page",
    ".txt": "text",
    ".xml": "rss",
    ".rss": "rss",
    ".atom": "rss",
    ".json": "json",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".geojson": "geojson",
    ".xlsx": "xlsx",
    ".eml": "email",
}
READABLE = ".html .txt .xml .json .jsonl .geojson .csv .xlsx .eml, or a pasted text"
KYIV = ZoneInfo("Europe/Kyiv")
CAP = b"urn:oasis:names:tc:emergency:cap:1.2"
MOST_LOOKED_AT = 2_000_000  # bytes
BY_HAND = Source(
    source_id="by-hand",
    kind="text",
    publisher="Read by hand",
    publisher_uk="Зчитано вручну",
    url="",
    role=Role.MEDIUM,
    languages=(),
)

# What people tell one another is for partners at most, and nobody who wrote it is named.
IN_CONFIDENCE = Source(
    source_id="in-confidence",
    kind="message",
    publisher="Told in confidence",
    publisher_uk="Розказано довірливо",
    url="",
    role=Role.RESIDENT,
    languages=(),
    is_enabled=False,  # nobody asks it: it is told
    tier=Tier.PARTNER,
)
TOLD = frozenset({"message", "email"})
PASTED = "-"  # the name of what is pasted


def read_input(
    name: str, body: bytes, *, now: datetime, published: datetime | None = None, source: Source | None = None
) -> Parsed:
    """Read one document by the ending of its name, or by its content where the name has none (`-`, an address).

    `published` is used where the document does not tell its own time; at midnight in Kyiv it means the day.

    Raises:
        Unreadable: it is empty, broken, binary, or of a format nobody knows.
    """
    if not body.strip():
        raise Unreadable(name, "it is empty")
    is_archive = body.startswith(ZIP_MAGIC)
    if is_binary(body) and not is_archive:
        raise Unreadable(name, f"not a text; Svitlo reads {READABLE}")
    kind = "xlsx" if is_archive else _kind_of(name, body)
    source = source or (IN_CONFIDENCE if kind in TOLD else BY_HAND)
    payload = Payload(
        source_id=source.source_id,
        url=name if _is_address(name) else "",
        media_type="",
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=now,
    )
    parsed = _READERS.get(kind, parse)(payload, replace(source, kind=kind))
    if parsed.outcome == PollOutcome.UNREADABLE or not parsed.reports:
        raise Unreadable(name, "; ".join(parsed.warnings) or "there is nothing in it")
    return _date(parsed, published)


def _date(parsed: Parsed, published: datetime | None) -> Parsed:
    """Put what the person says in the place of a time that the document does not tell."""
    precision = None
    if published is not None:
        local = published.astimezone(KYIV)
        precision = TimePrecision.MINUTE if (local.hour or local.minute) else TimePrecision.DAY
    reports = tuple(
        replace(report, published_at=published, published_precision=precision)
        if report.published_precision == TimePrecision.CRAWL
        else report
        for report in parsed.reports
    )
    return replace(parsed, reports=reports)


def _kind_of(name: str, body: bytes) -> str:
    suffix = "" if _is_address(name) else PurePosixPath(name.replace("\\", "/")).suffix.casefold()
    if not suffix:
        kind = _guess_kind(body)
        return "message" if kind == "text" and name == PASTED else kind
    if suffix not in KINDS:
        raise Unreadable(name, f"format {suffix} is not known; Svitlo reads {READABLE}")
    return _refine(KINDS[suffix], body)


def _guess_kind(body: bytes) -> str:
    """What a document without a telling name is, by how it begins."""
    start = _BLANKS.sub(b"", body[:2000].removeprefix(b"\xef\xbb\xbf")).lower()
    for kind, beginnings in _BEGINNINGS.items():
        if start.startswith(beginnings) and not (kind == "rss" and b"<html" in start):
            return _refine(kind, body)
    return "text"


def _refine(kind: str, body: bytes) -> str:
    """A kind by what its documents hold: pages of channels, warnings, points."""
    marks = (("page", b"tgme_", "telegram_preview"), ("rss", CAP, "cap"), ("json", b'"FeatureCollection"', "geojson"))
    return next((finer for coarse, mark, finer in marks if kind == coarse and mark in body[:MOST_LOOKED_AT]), kind)


_BLANKS = re.compile(rb"^\s+|(?<=^\[)\s+")
_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "rss": (b"<?xml", b"<rss", b"<feed", b"<rdf"),
    "page": (b"<!doctype html", b"<html", b"<head", b"<?xml"),
    "json": (b"{", b"[{", b"[]"),  # "[15.01.26, 9:12]" is how a message begins
    "email": (b"from:", b"received:", b"return-path:", b"message-id:", b"mime-version:", b"delivered-to:"),
}


def _is_address(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _read_text(payload: Payload, source: Source) -> Parsed:
    """Read plain text: the first line is the title if others follow it."""
    first, _, rest = decode(payload.body).strip().partition("\n")
    item = Item(native_id=payload.sha256, title=first if rest.strip() else None, body=rest if rest.strip() else first)
    return collect([item], payload, source, [])


def _read_page(payload: Payload, source: Source) -> Parsed:
    """Read an article page under the name it gives its publisher."""
    return parse(payload, replace(source, kind="article"))


_READERS: Mapping[str, Callable[[Payload, Source], Parsed]] = {"text": _read_text, "page": _read_page}
