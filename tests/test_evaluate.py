"""Predictions and their scores, on labelled texts of our own (invented)."""

import json
from pathlib import Path

import pytest

from jobs.predictions import evaluate_files, predict_lines
from tests.gold.labelled import read_labelled
from tests.packaged import packaged_gazetteer
from tracker.errors import Unreadable
from tracker.evaluate import compare, reports_from_jsonl, score
from tracker.extract.claims import extract_claims, read_claims
from tracker.extract.lexicon import load_lexicon

GOLD = Path(__file__).parent / "gold"
GAZETTEER, LEXICON = packaged_gazetteer(), load_lexicon()
REPORTS = (GOLD / "reports.jsonl").read_text(encoding="utf-8")
FACTS = (GOLD / "gold.jsonl").read_text(encoding="utf-8")


def test_our_own_labelled_texts_are_read_right() -> None:
    rows = evaluate_files(REPORTS, FACTS, GAZETTEER, LEXICON)
    wrong = [row for row in rows if row["f1"] not in {None, 1.0}]

    assert wrong == []


def test_gold_scored_against_itself_is_perfect() -> None:
    gold = [json.loads(line) for line in FACTS.splitlines()]

    assert {row["f1"] for row in score(gold, FACTS.splitlines())} == {1.0, None}


def test_a_missing_prediction_counts_as_not_relevant() -> None:
    (relevance,) = [
        row for row in score([], FACTS.splitlines()) if row["field"] == "relevance" and row["group"] == "all"
    ]

    assert relevance["recall"] == 0.0


def test_predictions_have_the_fixed_format() -> None:
    prediction = next(iter(predict_lines(REPORTS, GAZETTEER, LEXICON)))
    event = prediction["events"][1]  # type: ignore[index]  # the format is what is tested

    assert list(prediction) == ["id", "relevant", "events", "temperatures_c"]
    assert list(event) == ["kind", "places", "start", "cause", "target", "weapon", "customers", "status", "service"]
    assert list(event["places"][0]) == ["canonical_en", "level", "oblast_en", "lat", "lon"]


def test_kyiv_is_the_city_and_crimea_is_named_shortly() -> None:
    line = json.dumps({"id": "x", "text": "Вигадано. Без світла Київ і Крим."})
    (prediction,) = predict_lines(line, GAZETTEER, LEXICON)
    names = {place["oblast_en"] for event in prediction["events"] for place in event["places"]}  # type: ignore[attr-defined]

    assert names == {"Kyiv City", "Crimea"}


def test_water_alone_is_not_relevant() -> None:
    line = json.dumps({"id": "x", "text": "Вигадано. У Полтаві немає води."})
    (prediction,) = predict_lines(line, GAZETTEER, LEXICON)

    assert prediction["relevant"] is False


@pytest.mark.parametrize("line", ["no json", "[]", '{"id": "x"}'])
def test_a_broken_line_is_named(line: str) -> None:
    with pytest.raises(Unreadable, match="line 1"):
        list(reports_from_jsonl([line]))


def test_an_error_is_told_with_its_report_and_what_was_missed() -> None:
    (first, *_) = [json.loads(line) for line in FACTS.splitlines()]
    (error,) = compare([{**first, "events": []}], [json.dumps(first)], "oblast")

    assert (error["id"], error["missed"], error["extra"]) == (first["id"], "poltava", "")


def test_a_settlement_given_for_its_raion_is_accepted_and_a_far_one_is_not() -> None:
    raion = {"canonical_en": "Lubenskyi", "level": "raion", "oblast_en": "Poltava Oblast", "lat": 50.02, "lon": 33.0}
    near = {"canonical_en": "Lubny", "level": "city", "oblast_en": "Poltava Oblast", "lat": 50.01, "lon": 32.99}
    far = near | {"canonical_en": "Kremenchuk", "lat": 49.07, "lon": 33.42}

    def raion_hits(place: dict[str, object]) -> list[float | None]:
        truth = {"id": "x", "relevant": True, "events": [{"kind": "outage", "places": [raion]}], "temperatures_c": []}
        found = truth | {"events": [{"kind": "outage", "places": [place]}]}
        rows = score([found], [json.dumps(truth)])
        return [row["recall"] for row in rows if row["field"] == "raion" and row["group"] == "all"]

    assert (raion_hits(near), raion_hits(far)) == ([1.0], [0.0])


LABELLED = read_labelled()
FLOORS = {
    "relevance": 0.95,
    "oblast": 0.92,
    "settlement": 0.90,
    "raion": 0.80,
    "event kind": 0.92,
    "kind at oblast": 0.85,
    "customers": 0.88,
}


@pytest.mark.parametrize("field", FLOORS)
def test_the_labelled_texts_are_read_above_the_floor(field: str) -> None:
    rows = evaluate_files(*LABELLED, GAZETTEER, LEXICON)
    (figure,) = [row["f1"] for row in rows if row["group"] == "all" and row["field"] == field]

    assert isinstance(figure, float)
    assert figure >= FLOORS[field]


def test_no_claim_is_without_the_words_it_rests_on() -> None:
    for report in reports_from_jsonl(LABELLED[0].splitlines()):
        for claim in extract_claims(report, GAZETTEER, LEXICON):
            assert claim.evidence.quote == report.text[claim.evidence.start : claim.evidence.end] != ""


def test_the_gate_refuses_no_labelled_text_that_makes_a_claim() -> None:
    reports = list(reports_from_jsonl(LABELLED[0].splitlines()))

    assert [extract_claims(report, GAZETTEER, LEXICON) for report in reports] == [
        read_claims(report, GAZETTEER, LEXICON) for report in reports
    ]
