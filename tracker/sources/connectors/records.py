"""Records of tables and forms → reports: what their fields state, and their free text.

A record that cannot be taken is told by where it stands, its column and the reason; all others are taken.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.cells import Rejected, fold_word, read_moment
from tracker.sources.connectors import record_words as words
from tracker.sources.connectors.record_fields import WHEREABOUTS, read_fields
from tracker.sources.connectors.record_text import compose
from tracker.sources.reports import Item, Parsed, all_unreadable, canonical_link, collect

MOST_CHARACTERS = 20_000  # of one cell
SHOWN = 10  # columns that nothing is read from


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record as it came: where it stands, and its cells by the names that its author gave them."""

    where: str  # "line 4"
    cells: Mapping[str, str]
    fault: str | None = None  # why nothing can be read of it


def collect_rows(rows: Iterable[Row], payload: Payload, source: Source, warnings: list[str]) -> Parsed:
    """Take the records that can be read, and say of every other one why it is rejected."""
    items = list(_items(rows, payload, source, warnings))
    if not items and warnings:
        return all_unreadable(["no record could be read", *warnings])
    return collect(items, payload, source, warnings)


def name_columns(cells: Mapping[str, str]) -> Mapping[str, str]:
    """The record under our own names; blank cells and columns of other names are left out."""
    named: dict[str, str] = {}
    for name, value in cells.items():
        ours = words.NAMES.get(fold_word(name))
        if ours is not None and value.strip():
            named.setdefault(ours, value.strip())
    return named


def unread_columns(header: Iterable[str]) -> list[str]:
    """One warning that names the columns which nothing is read from, if there are any."""
    unread = [name.strip() for name in header if name.strip() and fold_word(name) not in words.NAMES]
    more = f" and {len(unread) - SHOWN} more" if len(unread) > SHOWN else ""
    return [f"columns not read: {', '.join(name[:40] for name in unread[:SHOWN])}{more}"] if unread else []


def read_record(record: Mapping[str, str], payload: Payload, source: Source) -> tuple[Item, tuple[str, ...]]:
    """Read a record under our own names; gives what is doubtful in it beside the item.

    Raises:
        Rejected: it says nothing, or something that cannot be.
    """
    _check_cells(record)
    has_text = "title" in record or "text" in record
    try:
        fields, doubts = read_fields(record, time_zone=source.time_zone, now=payload.fetched_at)
    except Rejected as rejected:
        if not has_text:
            raise
        fields, doubts = {}, (f"{rejected}; only its text is read",)
    is_statement = "kind" in fields
    if not is_statement and not has_text:
        raise Rejected(reason=_what_is_missing(record))
    at, precision, undated = _read_published(record, payload, source, is_statement=is_statement)
    own_words = [record[name] for name in ("text", "note") if name in record]
    item = Item(
        native_id=record.get("report_id", _hash(record)),
        title=None if is_statement else record.get("title"),
        body="\n".join([compose(fields), *([record["title"]] if "title" in record else []), *own_words])
        if is_statement
        else "\n".join(own_words),
        url=canonical_link(record.get("source_url"), payload.url),
        published_at=at,
        published_precision=precision,
        lang=record.get("lang"),
        publisher=record.get("source_name"),
        fields=fields,
    )
    return item, (*doubts, *undated)


def _items(rows: Iterable[Row], payload: Payload, source: Source, warnings: list[str]) -> Iterator[Item]:
    for row in rows:
        if row.fault is not None:
            warnings.append(f"{row.where}: {row.fault}; rejected")
            continue
        try:
            item, doubts = read_record(name_columns(row.cells), payload, source)
        except Rejected as rejected:
            warnings.append(f"{row.where}: {rejected}; rejected")
            continue
        warnings.extend(f"{row.where}: {doubt}" for doubt in doubts)
        yield item


def _check_cells(record: Mapping[str, str]) -> None:
    for name, value in record.items():
        if "\x00" in value:
            raise Rejected(column=name, reason="holds a NUL character")
        if len(value) > MOST_CHARACTERS:
            raise Rejected(column=name, reason=f"is longer than {MOST_CHARACTERS:,} characters")


def _what_is_missing(record: Mapping[str, str]) -> str:
    has_place = any(name in record for name in WHEREABOUTS)
    return "says nothing: give kind, status, customers or temp_c" if has_place else "neither a text nor a place"


def _read_published(
    record: Mapping[str, str], payload: Payload, source: Source, *, is_statement: bool
) -> tuple[datetime | None, TimePrecision | None, tuple[str, ...]]:
    """When it was told; a statement with a wrong date is rejected, a text with one goes by when it was fetched."""
    if "observed_at" not in record:
        return None, None, ()
    try:
        at, precision = read_moment(
            record["observed_at"], "observed_at", time_zone=source.time_zone, now=payload.fetched_at
        )
    except Rejected as rejected:
        if is_statement:
            raise
        return None, None, (f"{rejected}; left out",)
    stated = record.get("published_precision")
    return at, TimePrecision(stated) if stated in set(TimePrecision) else precision, ()


def _hash(record: Mapping[str, str]) -> str:
    """The identity of a record that has no number of its own."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
