"""From the bytes of drops, forms, warnings and conflict data to claims. All payloads are invented."""

from collections import Counter
from pathlib import Path

import pytest

from tests.builders import make_source
from tests.packaged import packaged_gazetteer
from tests.sources.test_recorded import read_case
from tracker.extract.lexicon import load_lexicon
from tracker.model import Claim, ClaimKind
from tracker.pipeline import read_reports
from tracker.sources.connectors import parse
from tracker.sources.hearing import Hearing

RECORDED = Path(__file__).parent / "recorded"
GAZETTEER, LEXICON = packaged_gazetteer(), load_lexicon()


def claims_of(case: str) -> list[Claim]:
    payload, expected = read_case(RECORDED / f"{case}.expected.json")
    source = make_source("recorded", url=expected["url"], **expected["source"])
    parsed = parse(payload, source, Hearing(now=payload.fetched_at, **expected.get("hearing", {})))
    return [claim for reading in read_reports(parsed.reports, GAZETTEER, LEXICON) for claim in reading.claims]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("xlsx/dates-formulas-and-merged-cells", {("outage", "Romny"), ("restoration", "Hlukhiv")}),
        ("geojson/points-and-what-is-none", {("outage", "Konotop"), ("outage", "Nizhyn")}),
        (
            "kobo/a-page-with-verdicts-and-an-edit",
            {("outage", "Trostianets"), ("outage", "Vorozhba"), ("restoration", "Bilopillia"), ("outage", "Putyvl")},
        ),
        (
            "odk/groups-a-point-an-edit-and-what-is-taken-back",
            {("outage", "Trostianets"), ("restoration", "Vorozhba")},
        ),
        ("cap/an-area-the-words-do-not-name", {("outage", "Seredyna-Buda")}),
        ("acled/a-page-of-events", {("strike", "Romny"), ("outage", "Romny")}),
        ("viina/a-year-of-reports", {("outage", "Romny"), ("outage", "Lebedyn")}),
        ("ucdp/a-month-with-line-breaks-in-quotes", {("strike", "Romny"), ("outage", "Romny")}),
    ],
)
def test_what_is_handed_in_becomes_claims_of_places(case: str, expected: set[tuple[str, str]]) -> None:
    kinds = {ClaimKind.STRIKE, ClaimKind.OUTAGE, ClaimKind.RESTORATION}
    told = {
        (claim.kind.value, GAZETTEER.places[claim.place_id or "UA"].name_en)
        for claim in claims_of(case)
        if claim.kind in kinds
    }

    assert told == expected


@pytest.mark.parametrize("case", ["cap/a-cancellation", "cap/an-exercise", "acled/deleted-events"])
def test_what_is_taken_back_or_rehearsed_claims_nothing(case: str) -> None:
    assert claims_of(case) == []


def test_the_number_of_a_warning_is_read_from_its_parameter() -> None:
    counts = Counter(count.value for claim in claims_of("cap/an-alert-in-two-languages") for count in claim.quantities)

    assert counts[1900] == 1


def test_every_quote_stands_in_the_text_where_it_says() -> None:
    payload, expected = read_case(RECORDED / "csv" / "windows-1251-with-rejected-rows.expected.json")
    parsed = parse(payload, make_source("recorded", url=expected["url"], **expected["source"]))
    readings = read_reports(parsed.reports, GAZETTEER, LEXICON)
    spans = [(reading.report.text, claim.evidence) for reading in readings for claim in reading.claims]

    assert spans
    assert all(text[evidence.start : evidence.end] == evidence.quote for text, evidence in spans)
