"""Every recorded case in tests/recorded: a payload of invented text in a true structure, and what it must give.

Beside `<case>.<ending>` stands `<case>.expected.json` with the source, the moment, and the reports. It may name the
status of the answer, what the connector was told (`hearing`: cursor, secret, note; `kind` of the request), and what
else it must give: signals, requests, cursor, retry_at.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.builders import make_source
from tracker.model import Payload, Report, Signal
from tracker.sources.connectors import Parsed, parse
from tracker.sources.hearing import Hearing, Request

RECORDED = Path(__file__).parents[1] / "recorded"
CASES = [path for path in sorted(RECORDED.glob("*/*.expected.json")) if path.parent.name != "openmeteo"]


def read_case(expected_file: Path) -> tuple[Payload, dict[str, Any]]:
    case = expected_file.name.removesuffix(".expected.json")
    (payload_file,) = (path for path in expected_file.parent.glob(f"{case}.*") if path != expected_file)
    expected: dict[str, Any] = json.loads(expected_file.read_text(encoding="utf-8"))
    body = payload_file.read_bytes()
    payload = Payload(
        source_id="recorded",
        url=expected["url"],
        media_type=expected.get("media_type", ""),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=datetime.fromisoformat(expected["fetched_at"]),
        status=expected.get("status", 200),
    )
    return payload, expected


def summarise(report: Report) -> dict[str, str | None]:
    return {
        "native_id": report.native_id,
        "url": report.url,
        "title": report.title,
        "text": report.text,
        "lang": report.lang,
        "published_at": report.published_at.isoformat() if report.published_at else None,
        "published_precision": report.published_precision,
    }


def summarise_signal(signal: Signal) -> list[str | float]:
    return [signal.kind, signal.place_id, signal.value, signal.observed_at.isoformat()]


def summarise_request(request: Request) -> dict[str, Any]:
    told = {"url": request.url, "kind": request.kind, "note": request.note, "is_archive": request.is_archive or None}
    return {name: value for name, value in told.items() if value is not None}


def summarise_parsed(parsed: Parsed) -> dict[str, Any]:
    return {
        "outcome": parsed.outcome.value,
        "warnings": list(parsed.warnings),
        "reports": [summarise(report) for report in parsed.reports],
        "signals": [summarise_signal(signal) for signal in parsed.signals],
        "requests": [summarise_request(request) for request in parsed.requests],
        "cursor": parsed.cursor,
        "retry_at": parsed.retry_at.isoformat() if parsed.retry_at else None,
    }


@pytest.mark.parametrize("expected_file", CASES, ids=lambda path: f"{path.parent.name}/{path.name.split('.')[0]}")
def test_a_recorded_payload_gives_what_is_expected_of_it(expected_file: Path) -> None:
    payload, expected = read_case(expected_file)
    source = make_source("recorded", url=expected["url"], **expected["source"])
    hearing = Hearing(now=payload.fetched_at, **expected.get("hearing", {}))
    found = summarise_parsed(parse(payload, source, hearing, kind=expected.get("kind")))

    assert {"outcome", "warnings", "reports"} <= expected.keys()
    assert {name: value for name, value in found.items() if name in expected} == {
        name: expected[name] for name in found if name in expected
    }


def test_there_are_recorded_cases() -> None:
    assert len(CASES) >= 10
