"""Files of records: JSON Lines, JSON and CSV, one report a record. What cannot be read is named by its line."""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.dates import read_date
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable

Record = Mapping[str, str]

# What partners call the columns; the first name is ours.
COLUMNS = {
    "id": ("id", "report_id", "номер"),
    "title": ("title", "headline", "заголовок"),
    "text": ("text", "body", "message", "текст"),
    "published": ("published", "published_at", "observed_at", "date", "дата", "час"),
    "published_precision": ("published_precision",),
    "lang": ("lang", "language", "мова"),
    "publisher": ("source_name", "publisher", "джерело", "источник"),
    "url": ("url", "source_url", "link", "посилання", "ссылка"),
    "kind": ("kind", "вид"),
    "place": ("place", "settlement", "населений пункт", "місце", "место"),
    "oblast": ("oblast", "region", "область"),
    "customers": ("customers", "абонентів", "абонентов"),
    "status": ("status", "стан", "статус"),
    "temp_c": ("temp_c", "temperature_c", "температура"),
    "note": ("note", "примітка", "примечание"),
}
RESTORED = frozenset({"restored", "on", "відновлено", "восстановлено"})
_CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)


def parse_jsonl(payload: Payload, source: Source) -> Parsed:
    """Read one JSON object a line."""
    rows: list[tuple[int, object]] = []
    warnings: list[str] = []
    for number, line in enumerate(decode(payload.body, payload.media_type).splitlines(), start=1):
        if line.strip():
            try:
                rows.append((number, json.loads(line)))
            except (json.JSONDecodeError, RecursionError):
                warnings.append(f"line {number}: not JSON, left out")
    return _collect(rows, payload, source, warnings)


def parse_json(payload: Payload, source: Source) -> Parsed:
    """Read one JSON object, or a list of them."""
    try:
        data = json.loads(decode(payload.body, payload.media_type))
    except (json.JSONDecodeError, RecursionError):
        return unreadable("not JSON, or cut")
    entries = data if isinstance(data, list) else [data]
    return _collect(enumerate(entries, start=1), payload, source, [])


def parse_csv(payload: Payload, source: Source) -> Parsed:
    """Read a table with a header line; comma, semicolon or tab."""
    text = decode(payload.body, payload.media_type)
    header = text.split("\n", maxsplit=1)[0]
    if not header.strip():
        return unreadable("an empty table")
    delimiter = max(",;\t", key=header.count)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        return unreadable(f"not a table: {error}")
    return _collect(rows, payload, source, [])


def _collect(rows: Iterable[tuple[int, object]], payload: Payload, source: Source, warnings: list[str]) -> Parsed:
    items = list(_items(rows, payload, source, warnings))
    if not items and warnings:
        return unreadable(f"no record could be read: {warnings[0]}")
    return collect(items, payload, source, warnings)


def _items(rows: Iterable[tuple[int, object]], payload: Payload, source: Source, warnings: list[str]) -> Iterator[Item]:
    for number, row in rows:
        record = _name_columns(row) if isinstance(row, dict) else {}
        item = _read_record(record, payload, source)
        if item is None:
            warnings.append(f"line {number}: neither a text nor a place, left out")
        else:
            yield item


def _name_columns(row: Mapping[object, object]) -> Record:
    """The record under our own column names; empty cells are left out."""
    cells = {str(name).strip().casefold(): str(value).strip() for name, value in row.items() if value is not None}
    return {ours: cells[name] for ours, names in COLUMNS.items() for name in reversed(names) if cells.get(name)}


def _read_record(record: Record, payload: Payload, source: Source) -> Item | None:
    title, body = record.get("title"), record.get("text") or _compose(record)
    if not title and not body:
        return None
    at, precision = read_date(record.get("published"), time_zone=source.time_zone, now=payload.fetched_at)
    stated = record.get("published_precision")
    if at is not None and stated in set(TimePrecision):
        precision = TimePrecision(stated)
    row_hash = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
    return Item(
        native_id=record.get("id", row_hash),
        title=title,
        body=body,
        url=canonical_link(record.get("url"), payload.url),
        published_at=at,
        published_precision=precision,
        lang=record.get("lang"),
        publisher=record.get("publisher"),
    )


def _compose(record: Record) -> str:
    """The sentence that a record without a text stands for, in the language its place is written in."""
    if "place" not in record and "oblast" not in record:
        return ""
    is_ukrainian = _CYRILLIC.search(record.get("place", record.get("oblast", ""))) is not None
    area = _area(record, is_ukrainian=is_ukrainian)
    state = _state(record, is_ukrainian=is_ukrainian)
    label = "температура" if is_ukrainian else "temperature"
    temperature = f", {label} {record['temp_c']} °C" if "temp_c" in record else ""
    note = f"\n{record['note']}" if "note" in record else ""
    return f"{area}: {state}{temperature}.{note}"


def _area(record: Record, *, is_ukrainian: bool) -> str:
    oblast = record.get("oblast")
    if oblast and oblast.split()[-1].casefold() not in {"область", "oblast", "обл."}:
        oblast = f"{oblast} {'область' if is_ukrainian else 'Oblast'}"
    return ", ".join(name for name in (record.get("place"), oblast) if name)


def _state(record: Record, *, is_ukrainian: bool) -> str:
    """What a record says of the supply; an outage where it says nothing else."""
    customers = record.get("customers")
    if record.get("status", "").casefold() in RESTORED:
        if is_ukrainian:
            return f"електропостачання відновлено для {customers} абонентів" if customers else "світло повернули"
        return f"power restored to {customers} customers" if customers else "power restored"
    if is_ukrainian:
        return f"без світла {customers} абонентів" if customers else "немає світла"
    return f"{customers} customers without electricity" if customers else "no electricity"
