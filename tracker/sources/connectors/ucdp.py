"""UCDP candidate events: one table a month of events that cost lives. Most strikes on the grid are not among them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from http import HTTPStatus

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.cells import Rejected, read_point
from tracker.sources.charset import decode
from tracker.sources.connectors.forms import not_configured
from tracker.sources.dates import read_date
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Item, Parsed, collect, unreadable

RELEASE_DAY = 20  # of the next month; before it nobody expects the table of a month
COLUMNS = 49
NEEDED = frozenset(
    {"id", "country_id", "date_start", "date_prec", "where_prec", "latitude", "longitude", "source_article"}
)
UKRAINE = "369"
MISSING = frozenset({"", "NA"})
FINE = frozenset({"1", "2"})  # of where_prec: the place itself, or close to it
EXACT_DAY = "1"
TEXTS = ("source_headline", "source_article", "source_original", "where_description")
STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND})
_FILE = re.compile(r"GEDEvent_v(\d\d)_0_(\d{1,2})\.csv")

Month = tuple[int, int]  # year, month


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for the month after the last one read, once it can be there; an address of one table is asked for itself."""
    if source.url.casefold().endswith(".csv"):
        return (_request(source.url),)
    newest = _newest_due(hearing.now)
    following = newest if hearing.cursor is None else _after(_read_month(hearing.cursor))
    return (_request(_address(source, following)),) if following <= newest else ()


def _request(url: str) -> Request:
    return Request(url=url, is_archive=True, statuses=STATUSES)


def _address(source: Source, month: Month) -> str:
    """The year has two digits and the month is not padded: with any other name every month looks quiet."""
    return f"{source.url.rstrip('/')}/GEDEvent_v{month[0] % 100:02d}_0_{month[1]}.csv"


def _newest_due(now: datetime) -> Month:
    back = 1 if now.day >= RELEASE_DAY else 2
    months = now.year * 12 + now.month - 1 - back
    return months // 12, months % 12 + 1


def _after(month: Month) -> Month:
    return (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)  # noqa: PLR2004  # December


def _read_month(cursor: str) -> Month:
    year, _, month = cursor.partition("-")
    return int(year), int(month)


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read the table of a month, and ask for the next one if it is due."""
    if payload.status == HTTPStatus.NOT_FOUND:
        name = payload.url.rpartition("/")[2]
        return unreadable(f"{name} is not there (404): a wrong name, or not published yet; no quiet month")
    if payload.status == HTTPStatus.UNAUTHORIZED:
        return not_configured("this address wants a token of UCDP; use the CSV files of candidate events instead")
    reader = csv.reader(io.StringIO(decode(payload.body, payload.media_type), newline=""))
    try:
        header = next(reader, [])
    except csv.Error as error:
        return unreadable(f"not a table: {error}")
    if len(header) != COLUMNS or not set(header) >= NEEDED:
        return unreadable(f"a table of {len(header)} columns where {COLUMNS} are known")
    warnings: list[str] = []
    rows = list(_rows(reader, header, warnings))
    items = [_read_event(row, payload, source) for row in rows if row["country_id"] == UKRAINE]
    if not rows:
        return unreadable(warnings[0] if warnings else "a table without events: no month of the world is quiet")
    parsed = collect([item for item in items if hearing.may_tell(item.body)], payload, source, warnings)
    match = _FILE.search(payload.url)
    month = (2000 + int(match[1]), int(match[2])) if match is not None else None
    is_more = (
        month is not None and not source.url.casefold().endswith(".csv") and _after(month) <= _newest_due(hearing.now)
    )
    return Parsed(
        reports=parsed.reports,
        outcome=parsed.outcome,
        warnings=parsed.warnings,
        requests=(_request(_address(source, _after(month))),) if month is not None and is_more else (),
        cursor=f"{month[0]}-{month[1]}" if month is not None else None,
    )


def _rows(reader: "Iterator[list[str]]", header: list[str], warnings: list[str]) -> Iterator[Mapping[str, str]]:
    """Each event by column; what is missing is left blank. Line breaks stand inside quotes."""
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            warnings.append(f"record {number}: not a row ({error}); rejected")
            continue
        if cells is None:
            return
        if len(cells) != len(header):
            warnings.append(f"record {number}: {len(cells)} columns instead of {len(header)}; rejected")
            continue
        yield {name: "" if cell.strip() in MISSING else cell.strip() for name, cell in zip(header, cells, strict=True)}


def _read_event(event: Mapping[str, str], payload: Payload, source: Source) -> Item:
    at, _ = read_date(event["date_start"][:10], time_zone=source.time_zone, now=payload.fetched_at)
    is_day = event["date_prec"] == EXACT_DAY
    told = dict.fromkeys(event[name] for name in TEXTS if event.get(name))
    return Item(
        native_id=event["id"],
        title=None,
        body="\n".join(told),
        published_at=at,
        published_precision=(TimePrecision.DAY if is_day else TimePrecision.CRAWL) if at is not None else None,
        lang="en",
        fields=_whereabouts(event),
    )


def _whereabouts(event: Mapping[str, str]) -> Mapping[str, str]:
    if event["where_prec"] not in FINE:
        return {}
    try:
        point = read_point(event["latitude"], event["longitude"])
    except Rejected:
        return {}
    return {"lat": f"{point[0]:g}", "lon": f"{point[1]:g}"} if point else {}
