"""Signals are context: whatever a service of alarms or measurements says, no claim and no event comes of it."""

from pathlib import Path

import pytest

from geodata.gazetteer import Gazetteer
from tests.builders import make_source
from tests.packaged import packaged_gazetteer
from tests.sources.test_recorded import RECORDED, read_case
from tracker import pipeline
from tracker.extract.lexicon import load_lexicon

KINDS = ("alerts_in_ua", "ioda", "ukrainealarm")
CASES = [path for kind in KINDS for path in sorted((RECORDED / kind).glob("*.expected.json"))]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return packaged_gazetteer()


@pytest.mark.parametrize("expected_file", CASES, ids=lambda path: f"{path.parent.name}/{path.name.split('.')[0]}")
def test_no_signal_makes_a_claim_an_outage_or_an_incident(expected_file: Path, gazetteer: Gazetteer) -> None:
    payload, expected = read_case(expected_file)
    source = make_source("recorded", url=expected["url"], **expected["source"])

    parsed, readings = pipeline.read(payload, source, gazetteer, load_lexicon())
    claims = [claim for reading in readings for claim in reading.claims]
    known = pipeline.picture(claims, (), (), (), {"recorded": source}, gazetteer, payload.fetched_at)

    assert (parsed.reports, readings) == ((), ())
    assert (known.events.outages, known.events.incidents) == ((), ())


def test_these_cases_do_hold_signals() -> None:
    holding = [path for path in CASES if '"signals": [\n    [' in path.read_text(encoding="utf-8")]

    assert {path.parent.name for path in holding} == set(KINDS)
