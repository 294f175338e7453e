"""The figures on place names, counted by hand on a few sentences."""

from itertools import pairwise

import pytest

from geodata.places import Level, PlaceMention
from tests.packaged import packaged_gazetteer
from tracker.errors import Unreadable
from tracker.evaluate.located import judge, list_errors, score_places
from tracker.evaluate.sentences import Sentence, read_sentences

GAZETTEER = packaged_gazetteer()
TABLE = """lang	home	sentence
uk		Темно: [Ромни](Romny|city|UA59), [Лебедин](Lebedyn|city|UA59) і [Гадяч](Hadiach|city|UA53).
en	UA59	Lights out in [Horodok](UA), [Kursk](abroad) and [Gomel](abroad), says Rivne the poet.
"""
UKRAINIAN, ENGLISH = read_sentences(TABLE, "few.tsv", GAZETTEER)


def found(sentence: Sentence, text: str, label: str, confidence: float = 0.95) -> PlaceMention:
    """A mention of the place that a label names, where a text stands in a sentence."""
    start = sentence.text.index(text)
    (place_id,) = read_sentences(f"lang\thome\tsentence\nen\t\t[x]({label})", "x", GAZETTEER)[0].named[0].place_ids
    return PlaceMention(
        start=start,
        end=start + len(text),
        text=text,
        place_id=place_id,
        confidence=confidence,
        precision=Level.CITY,
        method="exact_form",
        candidates=(),
    )


# Right; another town of the same oblast; missed. Right (an ancestor); a town of ours for one abroad; nothing for one
# abroad, which does not count; one that is no place.
VERDICTS = [
    *judge(
        UKRAINIAN,
        [found(UKRAINIAN, "Ромни", "Romny|city|UA59"), found(UKRAINIAN, "Лебедин", "Shostka|city|UA59", 0.8)],
        GAZETTEER,
    ),
    *judge(
        ENGLISH,
        [
            found(ENGLISH, "Horodok", "UA", 0.6),
            found(ENGLISH, "Kursk", "Shostka|city|UA59"),
            found(ENGLISH, "Rivne", "Rivne|city|UA56"),
        ],
        GAZETTEER,
    ),
]


def test_a_sentence_is_read_with_its_marks_and_without_them() -> None:
    assert UKRAINIAN.text == "Темно: Ромни, Лебедин і Гадяч."
    assert [UKRAINIAN.text[named.start : named.end] for named in UKRAINIAN.named] == ["Ромни", "Лебедин", "Гадяч"]
    assert (ENGLISH.sentence_id, ENGLISH.home_place_id) == ("few.tsv:3", "UA59000000000057109")
    assert all(one.end <= other.start for one, other in pairwise(UKRAINIAN.named))


@pytest.mark.parametrize(
    ("field", "hits", "n"),
    [
        ("place", 2, 6),
        ("oblast", 3, 6),
        ("elsewhere", 2, 5),
        ("missed", 1, 5),
        ("spurious", 1, 5),
        ("confidence 0.7", 1, 4),
        ("confidence 0.8", 1, 4),
        ("confidence 0.9", 1, 3),
    ],
)
def test_the_figures_are_those_counted_by_hand(field: str, hits: int, n: int) -> None:
    (row,) = [row for row in score_places(VERDICTS) if (row["group"], row["field"]) == ("all", field)]

    assert (row["hits"], row["n"], row["share"]) == (hits, n, hits / n)
    assert row["interval"][0] < hits / n < row["interval"][1]


def test_figures_are_told_by_language() -> None:
    shares = {row["group"]: row["share"] for row in score_places(VERDICTS) if row["field"] == "place"}

    assert shares == {"all": 2 / 6, "lang:uk": 1 / 3, "lang:en": 1 / 3}


def test_errors_are_listed_with_what_was_expected_and_chosen() -> None:
    errors = [(row["text"], row["expected"], row["chosen"]) for row in list_errors(VERDICTS, "oblast", GAZETTEER)]

    assert errors == [
        ("Гадяч", "Hadiach|city|UA53", "nothing"),
        ("Kursk", "abroad", "Shostka|city|UA59"),
        ("Rivne", "nothing", "Rivne|city|UA56"),
    ]


@pytest.mark.parametrize(
    ("table", "subject"),
    [
        ("text\nТемно.", "few.tsv"),
        ("lang\thome\tsentence\nuk\tТемно.", "few.tsv:2"),
        ("lang\thome\tsentence\nuk\t\tТемно в [Ромнах](Romny|city|UA53).", "few.tsv:2"),
        ("lang\thome\tsentence\nuk\tSumy\tТемно.", "few.tsv:2"),
    ],
)
def test_a_broken_table_is_named(table: str, subject: str) -> None:
    with pytest.raises(Unreadable, match=subject):
        read_sentences(table, "few.tsv", GAZETTEER)
