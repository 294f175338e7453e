"""VIINA 2: sentences of news about the war, placed and dated by others; a zip a year, for back-fill and comparison.

A pointer of Git LFS says cheaply whether the zip has changed, and what its bytes must hash to.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tracker.model import Payload, PollOutcome, Source, TimePrecision
from tracker.sources.archives import BadArchive, open_archive, open_entry
from tracker.sources.cells import Rejected, read_point
from tracker.sources.dates import read_date
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

MOST_BYTES = 300_000_000  # inflated; a year is some tens of megabytes
MOST_CELL = 200_000  # characters
POINTER_HOST, ARCHIVE_HOST = "https://raw.githubusercontent.com/", "https://media.githubusercontent.com/media/"
COLUMNS = frozenset({"event_id", "report_id", "date", "time", "longitude", "latitude", "GEO_PRECISION", "text", "lang"})
FINE = frozenset({"STREET", "ADM3"})  # how finely a point must be known to stand for a place
UNKNOWN_TIME = "00:00"
LANGUAGES = {"ua": "uk", "ru": "ru"}
ENDING = ".zip"
_POINTER = re.compile(rb"version https://git-lfs\.github\.com/spec/v1\s+oid sha256:([0-9a-f]{64})\s+size (\d+)\s*")


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for the pointer of this year's zip; `{year}` in the address is the year."""
    return (Request(url=source.url.replace("{year}", f"{hearing.now.year}")),)


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read the pointer, and ask for its zip if that is another than the last; or read the zip."""
    pointer = _POINTER.fullmatch(payload.body)
    if pointer is not None:
        return _follow(pointer[1].decode(), payload, hearing)
    if hearing.note is not None and hearing.note != payload.sha256:
        return unreadable("the zip is not the one that its pointer names: it is cut, or has just changed")
    try:
        archive = open_archive(payload.body, most_bytes=MOST_BYTES)
        names = [name for name in archive.namelist() if name.casefold().endswith(".csv")]
        if len(names) != 1:
            return unreadable(f"a zip with {len(names)} tables; one is expected")
        with io.TextIOWrapper(open_entry(archive, names[0]), encoding="utf-8", errors="replace", newline="") as lines:
            return _read_table(lines, payload, source, hearing)
    except BadArchive as error:
        return unreadable(f"the zip cannot be read: {error}")


def _follow(oid: str, payload: Payload, hearing: Hearing) -> Parsed:
    if oid == hearing.cursor:
        return Parsed(reports=(), outcome=PollOutcome.NOTHING_NEW)
    archive = Request(url=payload.url.replace(POINTER_HOST, ARCHIVE_HOST, 1), is_archive=True, note=oid)
    return Parsed(reports=(), outcome=PollOutcome.EMPTY, requests=(archive,))


def _read_table(lines: Iterable[str], payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    reader = csv.DictReader(lines)
    header = set(reader.fieldnames or ())
    if not header >= COLUMNS:
        return unreadable(f"columns are missing: {', '.join(sorted(COLUMNS - header))[:200]}")
    warnings: list[str] = []
    rows = list(_telling(reader, hearing, warnings))
    places = Counter(row["report_id"] for row in rows)
    # One report may have several rows, one a place: then its text alone says where.
    first = {row["report_id"]: row for row in reversed(rows)}
    items = [_read_row(row, payload, source, is_placed=places[key] == 1) for key, row in reversed(first.items())]
    parsed = collect(items, payload, source, warnings)
    return Parsed(reports=parsed.reports, outcome=parsed.outcome, warnings=parsed.warnings, cursor=payload.sha256)


def _telling(reader: "csv.DictReader[str]", hearing: Hearing, warnings: list[str]) -> Iterator[dict[str, str]]:
    """The rows whose text can say anything. A line that is broken is told, and the next ones are read."""
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            warnings.append(f"line {number}: not a row ({error}); rejected")
            continue
        if row is None:
            return
        if not row["report_id"] or not row["text"] or row["lang"] is None:
            warnings.append(f"line {number}: without report_id or text; rejected")
        elif len(row["text"]) <= MOST_CELL and hearing.may_tell(row["text"]):
            yield row


def _read_row(row: Mapping[str, str], payload: Payload, source: Source, *, is_placed: bool) -> Item:
    """One report. Its time is that of publication, in Kyiv; midnight is a time that nobody knows."""
    day = f"{row['date'][:4]}-{row['date'][4:6]}-{row['date'][6:8]}"
    is_known = row["time"] != UNKNOWN_TIME
    at, precision = read_date(
        f"{day} {row['time']}" if is_known else day, time_zone=source.time_zone, now=payload.fetched_at
    )
    return Item(
        native_id=row["report_id"],
        title=None,
        body=row["text"],
        url=canonical_link(row.get("url"), payload.url),
        published_at=at,
        published_precision=precision if is_known else (TimePrecision.DAY if at is not None else None),
        lang=LANGUAGES.get(row["lang"], row["lang"] or None),
        publisher=row.get("source") or None,
        fields=_whereabouts(row) if is_placed else {},
    )


def _whereabouts(row: Mapping[str, str]) -> Mapping[str, str]:
    if row["GEO_PRECISION"] not in FINE:
        return {}
    try:
        point = read_point(row["latitude"], row["longitude"])
    except Rejected:
        return {}
    return {"lat": f"{point[0]:g}", "lon": f"{point[1]:g}"} if point else {}
