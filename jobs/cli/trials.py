"""What a source would give, for people and for programs."""

import sys
from collections.abc import Iterable, Mapping

from geodata.gazetteer import Gazetteer
from jobs.cli.understood import describe, print_reading
from jobs.drop import PREFIX as FOLDER
from jobs.trying import Trial
from tracker.model import Payload, Reading
from tracker.sources.addresses import public_url
from tracker.sources.asked import Asked
from tracker.sources.cases import summarise_day

MOST_LINES = 12


def describe_trial(trial: Trial, gazetteer: Gazetteer) -> Mapping[str, object]:
    """All of it as one document."""
    return {
        "id": trial.source.source_id,
        "kind": trial.source.kind,
        "outcome": trial.poll.outcome.value,
        "told": trial.poll.detail,
        "asked": [_describe_asked(one) for one in trial.asked],
        "reports": [_describe_reading(reading, gazetteer) for reading in trial.readings],
        "signals": [
            {"kind": signal.kind, "place_id": signal.place_id, "value": signal.value, "observed_at": signal.observed_at}
            for signal in trial.signals
        ],
        "schedules": [summarise_day(day) for day in trial.schedules],
        "left_for_later": [public_url(url) for url in trial.waiting],
    }


def print_trial(trial: Trial, gazetteer: Gazetteer) -> None:
    """Print what was asked and what came, then what would be taken."""
    sys.stdout.write(f"{trial.source.source_id} · {trial.source.kind} · {trial.source.publisher}\n")
    for one in trial.asked:
        sys.stdout.write(f"asked {one.request.method} {_address(one)}\n  {_describe_answer(one)}\n")
    relevant = [reading for reading in trial.readings if reading.is_relevant]
    for reading in relevant:
        print_reading(reading, gazetteer)
    others = [reading.report.title or reading.report.text for reading in trial.readings if not reading.is_relevant]
    _print_some("reports that say nothing about energy", [" ".join(text.split())[:100] for text in others])
    _print_some("timetable days", [summarise_day(day) for day in trial.schedules])
    places = {signal.place_id: gazetteer.places.get(signal.place_id) for signal in trial.signals}
    names = {place_id: place.name_en for place_id, place in places.items() if place is not None}
    _print_some(
        "signals",
        [
            f"{one.kind} {names.get(one.place_id, one.place_id)} {one.value:g} {one.observed_at:%d.%m %H:%M} UTC"
            for one in trial.signals
        ],
    )
    _print_some("warnings", [warning for one in trial.asked for warning in one.parsed.warnings])
    _print_some("pages left for the next poll", [public_url(url) for url in trial.waiting])
    sys.stdout.write(f"{trial.poll.outcome}: {len(trial.readings)} reports, {len(relevant)} of them about energy\n")


def _address(one: Asked) -> str:
    """What was asked, without keys; a file of a folder by its name."""
    url = one.request.url
    return url if url.startswith(FOLDER) else public_url(url)


def _describe_answer(one: Asked) -> str:
    if not isinstance(one.answer, Payload):
        return f"{one.answer.outcome}: {one.answer.detail}"
    size = f"{len(one.answer.body):,} bytes of {one.answer.media_type or 'unknown type'}"
    return f"{one.answer.status}, {size}, {one.parsed.outcome}; {_count(one)}"


def _count(one: Asked) -> str:
    parsed = one.parsed
    counts = (
        (len(parsed.reports), "reports"),
        (len(parsed.signals), "signals"),
        (len(parsed.schedules), "timetable days"),
        (len(parsed.requests), "further requests"),
    )
    return ", ".join(f"{count} {name}" for count, name in counts if count) or "nothing in it"


def _describe_asked(one: Asked) -> Mapping[str, object]:
    return {
        "url": _address(one),
        "method": one.request.method,
        "status": one.answer.status if isinstance(one.answer, Payload) else None,
        "bytes_count": len(one.answer.body) if isinstance(one.answer, Payload) else None,
        "outcome": one.parsed.outcome.value,
        "warnings": list(one.parsed.warnings),
    }


def _describe_reading(reading: Reading, gazetteer: Gazetteer) -> Mapping[str, object]:
    report = reading.report
    return {
        "native_id": report.native_id,
        "title": report.title,
        "published_at": report.published_at,
        "is_relevant": reading.is_relevant,
        "claims": [{"says": describe(claim, gazetteer), "evidence": claim.evidence.quote} for claim in reading.claims],
    }


def _print_some(name: str, lines: Iterable[str]) -> None:
    shown = list(lines)
    if not shown:
        return
    sys.stdout.write(f"{len(shown)} {name}\n")
    for line in shown[:MOST_LINES]:
        sys.stdout.write(f"  {line}\n")
    if len(shown) > MOST_LINES:
        sys.stdout.write(f"  and {len(shown) - MOST_LINES} more\n")
