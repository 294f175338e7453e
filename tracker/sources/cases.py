"""Recorded cases: a payload, and beside it what its connector must make of it.

`<case>.<ending>` holds the bytes, `<case>.expected.json` the source, the moment, what the connector was told, and what
it must give. What is committed carries invented text only.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any

from tracker.model import Payload, Report, ScheduleDay, Signal, Source
from tracker.sources.asked import Asked
from tracker.sources.connectors import Parsed, parse
from tracker.sources.filler import fill
from tracker.sources.hearing import Hearing, Request

SOURCE_ID = "recorded"
INVENTED_KEY = "invented-key"
TOLD = ("kind", "role", "languages", "home_place_id", "time_zone", "options", "key")  # of the source, where not default
ENDINGS = (
    (b"PK\x03\x04", "zip"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<", "xml"),
    (b"{", "json"),
    (b"[", "json"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Two files: the bytes, and what is expected of them."""

    ending: str
    body: bytes
    expected: Mapping[str, Any]

    def write_expected(self) -> str:
        """The expected file."""
        return json.dumps(self.expected, ensure_ascii=False, indent=2) + "\n"


def make_cases(source: Source, asked: Sequence[Asked], *, is_real: bool) -> Iterator[Case]:
    """A case for each answer that may be kept; unless `is_real`, with invented words in the place of its own.

    Bytes whose words cannot be replaced, such as archives, make a case only if `is_real`.
    """
    for one in asked:
        if not isinstance(one.answer, Payload) or not one.request.is_kept:
            continue
        body = one.answer.body if is_real else fill(one.answer.body, one.answer.media_type)
        if body is not None:
            yield _make_case(source, one.request, one.answer, body)


def _make_case(source: Source, request: Request, answer: Payload, body: bytes) -> Case:
    payload = replace(answer, source_id=SOURCE_ID, body=body, sha256=sha256(body).hexdigest())
    secret = INVENTED_KEY if source.key is not None else None
    hearing = Hearing(now=payload.fetched_at, note=request.note, secret=secret)
    told = {name: value for name, value in (("note", request.note), ("secret", secret)) if value is not None}
    recorded = replace(source, source_id=SOURCE_ID, publisher=SOURCE_ID, url=payload.url)
    parsed = parse(payload, recorded, hearing, kind=request.kind)
    expected = {
        "url": payload.url,
        "media_type": payload.media_type,
        "fetched_at": payload.fetched_at.isoformat(),
        "source": _summarise_source(source),
        **({"status": payload.status} if payload.status != 200 else {}),  # noqa: PLR2004  # the usual answer
        **({"kind": request.kind} if request.kind is not None else {}),
        **({"hearing": told} if told else {}),
    }
    return Case(ending=_ending(source, body), body=body, expected=expected | summarise_parsed(parsed))


def _ending(source: Source, body: bytes) -> str:
    if source.url.startswith("file:"):
        return source.kind
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    return next((ending for mark, ending in ENDINGS if start.startswith(mark)), "txt")


def _summarise_source(source: Source) -> dict[str, Any]:
    """What of a source its connector may look at."""
    defaults = {field.name: field.default for field in fields(Source)}
    values = {name: getattr(source, name) for name in TOLD}
    return {
        name: dict(value) if name == "options" else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value and value != defaults[name]
    }


def summarise_parsed(parsed: Parsed) -> dict[str, Any]:
    """What was read from a payload, as a case writes it."""
    return {
        "outcome": parsed.outcome.value,
        "warnings": list(parsed.warnings),
        "reports": [_summarise_report(report) for report in parsed.reports],
        "signals": [_summarise_signal(signal) for signal in parsed.signals],
        "schedules": [summarise_day(day) for day in parsed.schedules],
        "requests": [_summarise_request(request) for request in parsed.requests],
        "cursor": parsed.cursor,
        "retry_at": parsed.retry_at.isoformat() if parsed.retry_at else None,
    }


def _summarise_report(report: Report) -> dict[str, Any]:
    return {
        "native_id": report.native_id,
        "url": report.url,
        "title": report.title,
        "text": report.text,
        "lang": report.lang,
        "published_at": report.published_at.isoformat() if report.published_at else None,
        "published_precision": report.published_precision,
        "fields": dict(report.fields),
    }


def _summarise_signal(signal: Signal) -> list[str | float]:
    return [signal.kind, signal.place_id, signal.value, signal.observed_at.isoformat()]


def summarise_day(day: ScheduleDay) -> str:
    """A day of a timetable in one line, its slots in UTC; what is only possible has a question mark."""
    slots = [f"{slot.start_at:%dT%H:%M}/{slot.end_at:%dT%H:%M}{'?' if slot.is_possible else ''}" for slot in day.slots]
    count = [f"addresses {day.addresses_count}"] if day.addresses_count is not None else []
    return " ".join([day.layer, day.day.isoformat(), day.kind, day.group, day.state, *slots, *count])


def _summarise_request(request: Request) -> dict[str, Any]:
    """What is asked next; of headers only the names, as they may hold a secret."""
    return {
        "url": request.url,
        "method": request.method,
        "headers": sorted(request.headers),
        "kind": request.kind,
        "note": request.note,
        "is_archive": request.is_archive,
        "statuses": sorted(request.statuses),
    }
