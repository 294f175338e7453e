"""Whatever is broken in tables, forms, warnings and archives: it is read, or said to be unreadable; never a crash."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import make_source
from tests.sources.test_recorded import read_case
from tracker.model import PollOutcome
from tracker.sources.connectors import parse
from tracker.sources.hearing import Hearing

RECORDED = Path(__file__).parents[1] / "recorded"
KINDS = ("acled", "cap", "csv", "geojson", "json", "jsonl", "kobo", "odk", "ucdp", "viina", "xlsx")
CASES = [case for kind in KINDS for case in sorted((RECORDED / kind).glob("*.expected.json"))]


def break_bytes(body: bytes, at: int, length: int, rubbish: bytes) -> bytes:
    start = at % (len(body) + 1)
    return body[:start] + rubbish + body[start + length :]


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name.split('.')[0]}")
@settings(max_examples=25, deadline=None, derandomize=True)
@given(at=st.integers(0, 100_000), length=st.integers(0, 40), rubbish=st.binary(max_size=12))
def test_broken_bytes_have_an_outcome(case: Path, at: int, length: int, rubbish: bytes) -> None:
    payload, expected = read_case(case)
    body = break_bytes(payload.body, at, length, rubbish)
    broken = replace(payload, body=body, sha256=hashlib.sha256(body).hexdigest())
    source = make_source("recorded", url=expected["url"], **expected["source"])
    parsed = parse(broken, source, Hearing(now=payload.fetched_at, **expected.get("hearing", {})))

    assert parsed.outcome in set(PollOutcome)
    assert all("\n" not in warning for warning in parsed.warnings)
