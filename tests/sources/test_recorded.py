"""Every recorded case in tests/recorded: a payload of invented text in a true structure, and what it must give.

Beside `<case>.<ending>` stands `<case>.expected.json` with the source, the moment, and the reports. It may name the
status of the answer, what the connector was told (`hearing`: cursor, secret, note; `kind` of the request), and what
else it must give: signals, schedules, requests, cursor, retry_at.
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.builders import make_source
from tracker.model import Payload
from tracker.sources.cases import summarise_parsed
from tracker.sources.connectors import parse
from tracker.sources.hearing import Hearing

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


@pytest.mark.parametrize("expected_file", CASES, ids=lambda path: f"{path.parent.name}/{path.name.split('.')[0]}")
def test_a_recorded_payload_gives_what_is_expected_of_it(expected_file: Path) -> None:
    payload, expected = read_case(expected_file)
    source = make_source("recorded", url=expected["url"], **expected["source"])
    hearing = Hearing(now=payload.fetched_at, **expected.get("hearing", {}))
    found = summarise_parsed(parse(payload, source, hearing, kind=expected.get("kind")))

    assert {"outcome", "warnings", "reports"} <= expected.keys()
    assert select_told(found, expected) == {name: value for name, value in expected.items() if name in found}


def select_told(found: Any, expected: Any) -> Any:
    """Of what was found what a case tells of: it may leave keys out, and write a cursor as the JSON that it is."""
    if isinstance(expected, dict) and isinstance(found, str):
        return json.loads(found)
    if isinstance(expected, dict) and isinstance(found, dict):
        return {name: select_told(value, expected[name]) for name, value in found.items() if name in expected}
    if isinstance(expected, list) and isinstance(found, list) and len(found) == len(expected):
        return [select_told(one, other) for one, other in zip(found, expected, strict=True)]
    return found


def test_there_are_recorded_cases() -> None:
    assert len(CASES) >= 10
