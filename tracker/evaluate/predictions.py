"""Reports of a labelled set in, predictions in their fixed format out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from geodata.gazetteer import Gazetteer
from geodata.places import Level, Place
from tracker.errors import Unreadable
from tracker.model import (
    Basis,
    Cause,
    Claim,
    ClaimKind,
    Report,
    Role,
    Service,
    Status,
    Target,
    TimePrecision,
    Unit,
)

KYIV = ZoneInfo("Europe/Kyiv")
NEWEST_FIRST = (Basis.WITHOUT_NOW, Basis.RECONNECTED, Basis.NEWLY_CUT, Basis.CUMULATIVE)
ROUNDED = 0.1  # by which a total may miss the sum of its parts
MOMENT = timedelta(microseconds=1)  # an evening ends before midnight
CONSUMERS = (Unit.CUSTOMERS, Unit.HOUSEHOLDS, Unit.PEOPLE)
FIRST_LEVEL_NAMES = {"Kyiv": "Kyiv City", "Autonomous Republic of Crimea": "Crimea"}

Prediction = Mapping[str, Any]


def reports_from_jsonl(lines: Iterable[str]) -> Iterator[Report]:
    """Read one report a line.

    Raises:
        Unreadable: a line is no JSON object with an id and a text.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text, report_id = str(row["text"]), str(row["id"])
        except (ValueError, KeyError, TypeError) as error:
            subject = f"line {number}"
            raise Unreadable(subject, f"no report with an id and a text ({error})") from error
        yield _report(report_id, text, row)


def _report(report_id: str, text: str, row: Mapping[str, Any]) -> Report:
    title = row.get("title")
    whole = f"{title}\n{text}" if title and not text.startswith(title) else text
    precision = row.get("published_precision")
    published = row.get("published")
    at = datetime.fromisoformat(published) if published else None
    local = at if at is None or at.tzinfo else at.replace(tzinfo=KYIV)
    return Report(
        report_id=report_id,
        revision=1,
        source_id="evaluation",
        publisher=row.get("source_name") or "unknown",
        role=Role.MEDIUM,
        native_id=report_id,
        url=None,
        title=title,
        text=whole,
        lang=row.get("lang"),
        published_at=local.astimezone(UTC) if local else None,
        published_precision=TimePrecision(precision) if precision else None,
        learned_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_sha256=report_id,
    )


def predict(report: Report, claims: Sequence[Claim], gazetteer: Gazetteer) -> dict[str, Any]:
    """Write a report's claims as a prediction."""
    told = [(claim, event) for claim in claims if (event := event_of(claim, gazetteer)) is not None]
    totals = _totals(told, gazetteer)
    events = _merge_events([event | ({"customers": None} if id(event) in totals else {}) for _, event in told])
    temperatures = {
        claim.temperature_c: None
        for claim in claims
        if claim.temperature_c is not None and not _is_fahrenheit(claim.temperature_text or "")
    }
    return {
        "id": report.report_id,
        "relevant": bool(events),
        "events": events,
        "temperatures_c": [int(value) if value == int(value) else value for value in temperatures],
    }


def _is_fahrenheit(text: str) -> bool:
    return text.casefold().rstrip().endswith(("f", "fahrenheit")) or "фаренгейт" in text.casefold()


def event_of(claim: Claim, gazetteer: Gazetteer) -> dict[str, Any] | None:
    """One claim as an event; None for what the format does not count: temperatures, water alone, cancelled orders."""
    is_counted = claim.kind in {ClaimKind.STRIKE, ClaimKind.OUTAGE, ClaimKind.RESTORATION, ClaimKind.SCHEDULE}
    if not is_counted or claim.service == Service.WATER or claim.place_id is None or claim.status == Status.CANCELLED:
        return None
    if claim.kind == ClaimKind.SCHEDULE and claim.cause == Cause.NETWORK_LIMIT:
        cause: str | None = Cause.SCHEDULED
    else:
        cause = claim.cause
    kind = _kind(claim)
    target = Target.HEAT if claim.service == Service.HEAT else claim.target or Target.UNSPECIFIED
    status = claim.status if kind != ClaimKind.STRIKE else None
    return {
        "kind": kind.value,
        "places": [_place(gazetteer.places[claim.place_id], gazetteer)],
        "start": _start(claim),
        "cause": cause,
        "target": target.value,
        "weapon": claim.weapon.value if claim.weapon else None,
        "customers": _customers(claim),
        "status": Status.ONGOING.value if status == Status.ANNOUNCED else status.value if status else None,
        "service": claim.service.value if claim.service else None,
    }


def _kind(claim: Claim) -> ClaimKind:
    """An order in force is an outage; one that was lifted gives supply back."""
    if claim.kind != ClaimKind.SCHEDULE:
        return claim.kind
    return ClaimKind.RESTORATION if claim.status == Status.RESTORED else ClaimKind.OUTAGE


def _start(claim: Claim) -> str | None:
    """The Kyiv day of an event; a night is of the day it ends on."""
    if claim.time is None or claim.time.start_at is None:
        return None
    is_night = claim.time.precision == TimePrecision.PART_OF_DAY and claim.time.end_at is not None
    at = claim.time.end_at - MOMENT if is_night and claim.time.end_at else claim.time.start_at
    return at.astimezone(KYIV).date().isoformat()


def _customers(claim: Claim) -> int | None:
    """The newest number of consumers: those without now before all who ever were."""
    is_back = claim.kind == ClaimKind.RESTORATION
    told = (*claim.quantities, *claim.shared_quantities)
    fitting = [quantity for quantity in told if (quantity.basis == Basis.RECONNECTED) == is_back]
    newest = sorted(fitting, key=lambda quantity: NEWEST_FIRST.index(quantity.basis))
    for unit in CONSUMERS:
        for quantity in newest:
            if quantity.unit == unit:
                return round(quantity.value)
    return None


def _totals(told: Sequence[tuple[Claim, dict[str, Any]]], gazetteer: Gazetteer) -> set[int]:
    """The events whose number is that of their parts, told by place in the same report: it is left out."""
    counted = [(claim.place_id or "", event) for claim, event in told if event["customers"] is not None]
    totals = set()
    for place_id, event in counted:
        parts = {
            part_id: part["customers"]
            for part_id, part in counted
            if part_id != place_id and part["kind"] == event["kind"] and gazetteer.is_within(part_id, place_id)
        }
        if len(parts) > 1 and abs(sum(parts.values()) - event["customers"]) <= ROUNDED * event["customers"]:
            totals.add(id(event))
    return totals


def _place(place: Place, gazetteer: Gazetteer) -> dict[str, Any]:
    """A district counts as its city, a hromada as its centre."""
    shown = place
    while shown.level in {Level.DISTRICT, Level.FACILITY} and shown.parent_id is not None:
        shown = gazetteer.places[shown.parent_id]
    if shown.level == Level.HROMADA and shown.centre_id is not None:
        shown = gazetteer.places[shown.centre_id]
    if shown.place_id == gazetteer.country_id:
        return {"canonical_en": "Ukraine", "level": "country"}
    oblast = gazetteer.oblast_of(shown.place_id)
    first = FIRST_LEVEL_NAMES.get(oblast.name_en, oblast.name_en) if oblast else None
    is_first = oblast is not None and shown.place_id == oblast.place_id and shown.level == Level.OBLAST
    return {
        "canonical_en": first if is_first else shown.name_en,
        "level": shown.level.value,
        "oblast_en": first,
        "lat": shown.lat,
        "lon": shown.lon,
    }


def _merge_events(events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join events that differ in their place alone."""
    merged: dict[str, dict[str, Any]] = {}
    for event in events:
        key = json.dumps({name: value for name, value in event.items() if name != "places"}, sort_keys=True)
        if key not in merged:
            merged[key] = {**event, "places": []}
        for place in event["places"]:
            if place not in merged[key]["places"]:
                merged[key]["places"].append(place)
    return list(merged.values())
