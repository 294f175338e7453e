"""The make-up of the labelled texts: enough of every language, kind and service, and hard negatives among them."""

import json
import re
from collections import Counter

import pytest

from tests.gold.labelled import read_labelled

REPORTS, FACTS = ([json.loads(line) for line in lines.splitlines()] for lines in read_labelled())
WATER = re.compile(r"без вод[иы]|водогон|водопровод|водоканал|\bwater\b", re.IGNORECASE)


def test_there_are_a_quarter_of_a_thousand_reports_with_ids_of_their_own() -> None:
    assert len({report["id"] for report in REPORTS}) == len(REPORTS) >= 250


def test_no_text_is_given_twice() -> None:
    assert len({report["text"] for report in REPORTS}) == len(REPORTS)


@pytest.mark.parametrize(
    ("lang", "least"), [("uk", 100), ("ru", 60), ("en", 60), ("de", 4), ("pl", 4), ("fr", 2), ("es", 2)]
)
def test_every_language_has_its_share(lang: str, least: int) -> None:
    assert Counter(report["lang"] for report in REPORTS)[lang] >= least


def test_two_in_five_tell_of_nothing() -> None:
    assert sum(not fact["relevant"] for fact in FACTS) >= 0.4 * len(FACTS)


@pytest.mark.parametrize(
    ("kind", "least"),
    [("bulletin", 45), ("rss", 50), ("telegram", 40), ("article", 20), ("snippet", 8), ("headlines", 6)],
)
def test_every_kind_of_text_has_its_share(kind: str, least: int) -> None:
    assert Counter(fact["source_kind"] for fact in FACTS)[kind] >= least


@pytest.mark.parametrize(("target", "least"), [("heat", 20), ("gas", 5)])
def test_heat_and_gas_are_lost_or_come_back_too(target: str, least: int) -> None:
    events = [event for fact in FACTS for event in fact["events"] if event["kind"] != "strike"]

    assert Counter(event.get("target") for event in events)[target] >= least


def test_water_is_told_of_where_no_power_is_lost_and_where_it_is() -> None:
    about_water = {report["id"] for report in REPORTS if WATER.search(report["text"])}

    assert Counter(fact["relevant"] for fact in FACTS if fact["id"] in about_water).keys() == {True, False}


def test_the_places_of_an_event_are_given_with_their_first_level_unit() -> None:
    places = [place for fact in FACTS for event in fact["events"] for place in event["places"]]

    assert [place for place in places if (place["level"] == "country") != (place["oblast_en"] is None)] == []
