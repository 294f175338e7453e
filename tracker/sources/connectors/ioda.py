"""Connectivity by region from IODA: how many networks are seen and answer.

A null at the end is not measured yet and one inside is a gap; neither is zero. After a power cut networks fall silent
only when batteries run out, and mobile ones are not in it: a hint beside other reports, never alone.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome, Signal, Source
from tracker.sources.hearing import Hearing, Request
from tracker.sources.json_body import read_json, words_of
from tracker.sources.regions import IODA, fold_region, load_regions
from tracker.sources.reports import Parsed, unreadable

COUNTRY = "UA"
SERIES = frozenset({"bgp", "ping-slash24", "merit-nt", "gtr"})
# Known, and no count of what is reached: shares of a forecast, losses and latencies with several values each.
UNREAD = frozenset(
    {"gtr-norm", "gtr-sarima", "mozilla", "ooni", "ping-slash24-latency", "ping-slash24-loss"}
    | {"upstream-delay-penult-asns", "upstream-delay-penult-e2e-latency"}
)
STATUSES = frozenset({200, 400})  # a refusal says why
FURTHEST_BACK = timedelta(hours=6)
LONGEST_STEP_S = 24 * 3600
MOST_REGIONS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    """What one measurement saw of one region."""

    kind: str
    code: str
    name: str
    place_id: str  # "" where the name is not in the table
    measured: tuple[tuple[datetime, float], ...]


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for the series of the regions that are known, since they were last measured; else for the regions first."""
    memory = _read_memory(hearing.cursor)
    if regions := memory.get("regions"):
        return (_ask_series(source, regions, memory["from"], hearing.now),)
    query = urlencode({"entityType": "region", "relatedTo": f"country/{COUNTRY}"}, safe="/")
    return (Request(url=f"{source.url.rstrip('/')}/entities/query?{query}", statuses=STATUSES),)


def _ask_series(source: Source, regions: Sequence[str], from_s: int, now: datetime) -> Request:
    until_s = int(now.timestamp())
    window = {"from": max(from_s, until_s - int(FURTHEST_BACK.total_seconds())), "until": until_s}
    path = f"signals/raw/region/{','.join(regions)}"
    return Request(url=f"{source.url.rstrip('/')}/{path}?{urlencode(window)}", statuses=STATUSES)


def _read_memory(cursor: str | None) -> dict[str, Any]:
    return json.loads(cursor) if cursor else {}


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read which regions there are, or their series. Nothing measured yet is NOTHING_NEW, never "normal"."""
    try:
        kind, data = _open(payload)
    except Unreadable as error:
        return unreadable(error.reason)
    if kind.startswith("entities"):
        return _read_entities(data, source, hearing)
    if kind == "signals":
        return _read_series(data, payload, source)
    return unreadable(f"{kind[:40]!r} where signals were expected")


def _open(payload: Payload) -> tuple[str, list[Any]]:
    """What the envelope says it holds, and what it holds.

    Raises:
        Unreadable: it is no envelope, or one with an error in it, whose words are kept.
    """
    envelope = read_json(payload)
    if not isinstance(envelope, dict):
        raise Unreadable(payload.source_id, "no envelope")
    if message := words_of(envelope.get("error")):
        raise Unreadable(payload.source_id, f"refused: {message}")
    kind, data = envelope.get("type"), envelope.get("data")
    if not isinstance(kind, str) or not isinstance(data, list):
        raise Unreadable(payload.source_id, "an envelope without data")
    return kind, data


def _read_entities(entities: Sequence[Any], source: Source, hearing: Hearing) -> Parsed:
    """Ask for the series of every region whose name is in the table; its code is the provider's own."""
    names = {
        str(entity["code"]): str(entity["name"])
        for entity in entities
        if isinstance(entity, dict) and {"code", "name"} <= entity.keys() and str(entity["code"]).isalnum()
    }
    known = [code for code, name in sorted(names.items()) if fold_region(name) in load_regions(IODA)][:MOST_REGIONS]
    if not known:
        return unreadable("no region of the list is in the table")
    return Parsed(
        reports=(),
        outcome=PollOutcome.EMPTY,
        warnings=tuple(_name_unknown(set(names.values()))),
        requests=(_ask_series(source, known, 0, hearing.now),),
    )


def _name_unknown(names: set[str]) -> list[str]:
    unknown = sorted(name[:60] for name in names if fold_region(name) not in load_regions(IODA))
    return [f"not in the table of regions, left out: {', '.join(unknown)}"] if unknown else []


def _read_series(data: Sequence[Any], payload: Payload, source: Source) -> Parsed:
    """Signals of every value that was measured. Where the next poll begins is the oldest end of a live series."""
    warnings: list[str] = []
    read: list[_Series] = []
    for table in _flatten(data):
        try:
            series = _read_one(table, payload.fetched_at)
        except (KeyError, TypeError, ValueError, OverflowError) as error:
            warnings.append(f"a series not as known ({type(error).__name__}), left out")
            continue
        if series.kind.partition(".")[0] not in SERIES | UNREAD:
            warnings.append(f"the series {series.kind[:40]!r} is not known, left out")
        read.append(series)
    if not read:
        return unreadable(warnings[0] if warnings else "no series")
    warnings = [*dict.fromkeys(warnings), *_name_unknown({series.name for series in read})]
    live = [series for series in read if series.measured]
    if not live:
        warnings.append("nothing measured yet")
        return Parsed(reports=(), outcome=PollOutcome.NOTHING_NEW, warnings=tuple(warnings))
    memory = {
        "regions": sorted({series.code for series in read if series.place_id}),
        "from": int(min(series.measured[-1][0] for series in live).timestamp()),
    }
    return Parsed(
        reports=(),
        outcome=PollOutcome.NEW,
        warnings=tuple(warnings),
        signals=tuple(_make_signals(live, source)),
        cursor=json.dumps(memory, separators=(",", ":")),
    )


def _make_signals(live: Sequence[_Series], source: Source) -> Iterator[Signal]:
    for series in live:
        for at, value in series.measured:
            yield Signal(
                source_id=source.source_id,
                kind=series.kind,
                place_id=series.place_id,
                value=value,
                observed_at=at,
            )


def _flatten(data: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """The series of all entities: a list in a list, one inner list for each entity."""
    for entry in data:
        for series in entry if isinstance(entry, list) else (entry,):
            if isinstance(series, dict):
                yield series


def _read_one(table: Mapping[str, Any], now: datetime) -> _Series:
    """One series; what is not to be read has no values.

    Raises:
        KeyError: it has no name, code or kind.
        TypeError, ValueError, OverflowError: a value is no count, or a time no time.
    """
    kind, subtype, name = str(table["datasource"]), str(table.get("subtype") or ""), str(table["entityName"])
    place_id = load_regions(IODA).get(fold_region(name), "")
    return _Series(
        kind=f"{kind}.{subtype}" if subtype else kind,
        code=str(table["entityCode"]),
        name=name,
        place_id=place_id,
        measured=tuple(_measure(table, now)) if kind in SERIES and place_id else (),
    )


def _measure(series: Mapping[str, Any], now: datetime) -> Iterator[tuple[datetime, float]]:
    """The values that were measured, each with its instant."""
    start_s, step_s = int(series["from"]), int(series["step"])
    if not 0 < step_s <= LONGEST_STEP_S:
        message = f"{step_s} s is no step"
        raise ValueError(message)
    for number, value in enumerate(series["values"]):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            message = f"{value!r} is no count"
            raise ValueError(message)
        at = datetime.fromtimestamp(start_s + number * step_s, UTC)
        if at <= now:
            yield at, float(value)
