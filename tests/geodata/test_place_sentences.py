"""Place names in sentences of our own: all labels are known, and they are understood above the floor."""

from pathlib import Path

from jobs.predictions import evaluate_places
from tests.packaged import packaged_gazetteer
from tracker.evaluate.sentences import ABROAD, read_sentences

FOLDER = Path(__file__).parents[1] / "gold" / "places"
TABLES = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.tsv"))}
GAZETTEER = packaged_gazetteer()
SENTENCES = [sentence for name, lines in TABLES.items() for sentence in read_sentences(lines, name, GAZETTEER)]
FLOORS = {"place": 0.97, "oblast": 0.99}


def test_there_are_at_least_320_sentences_and_a_hundred_in_each_language() -> None:
    counts = {lang: sum(sentence.lang == lang for sentence in SENTENCES) for lang in ("uk", "ru", "en")}

    assert sum(counts.values()) == len(SENTENCES) >= 320
    assert min(counts.values()) >= 100


def test_no_sentence_stands_twice() -> None:
    assert len({(sentence.text, sentence.home_place_id) for sentence in SENTENCES}) == len(SENTENCES)


def test_a_label_names_one_place_but_for_parts_of_cities() -> None:
    levels = {
        named.label: {GAZETTEER.places[place_id].level for place_id in named.place_ids}
        for sentence in SENTENCES
        for named in sentence.named
        if len(named.place_ids) > 1
    }

    assert {label for label, found in levels.items() if found != {"district"}} == set()


def test_a_fifth_of_the_sentences_at_least_name_no_place_of_ours() -> None:
    traps = [one for one in SENTENCES if all(named.label == ABROAD for named in one.named)]

    assert len(traps) >= len(SENTENCES) / 5


def test_place_names_are_understood_above_the_floor() -> None:
    shares = {row["field"]: row["share"] for row in evaluate_places(TABLES, GAZETTEER) if row["group"] == "all"}

    assert [field for field, floor in FLOORS.items() if not float(str(shares[field])) >= floor] == []
