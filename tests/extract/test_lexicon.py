"""The words of a text by their senses: found once, and looked up in its parts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.builders import LEXICON, said
from tracker.extract.lexicon import Lexicon, fold

WORDS = (
    *("without", "power", "no", "light", "in", "the", "whole", "district", "after", "an", "attack", "on", "substation"),
    *("зникло", "світло", "без", "електрики", "після", "удару", "по", "підстанції", "з'явилося", ",", ".", "—", "17"),
)
PAIRS = Lexicon({"one.pair": ["cold ~ radiator*"], "one.alone": ["cold", "radiator"]})


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), st.data())
def test_a_part_of_a_text_says_what_it_would_say_alone(words: list[str], data: st.DataObject) -> None:
    text = fold(" ".join(words))
    ends = [at for at, sign in enumerate(text) if sign == " "] + [len(text)]
    cuts = sorted(data.draw(st.sets(st.sampled_from([0, *ends]), min_size=2)))
    parts = list(pairwise(cuts))[:: data.draw(st.integers(min_value=1, max_value=2))]

    cut = LEXICON.mark_parts(LEXICON.mark(text), parts)

    alone = [LEXICON.mark(text[begin:end]) for begin, end in parts]
    assert [(part.text, part.hits) for part in cut] == [(part.text, part.hits) for part in alone]


def test_a_sense_is_found_where_up_to_two_words_stand_between() -> None:
    assert PAIRS.mark("cold as ice radiators").has("one.pair")
    assert not PAIRS.mark("cold as ice can radiators").has("one.pair")
    assert not PAIRS.mark("cold, radiators").has("one.pair")


@pytest.mark.parametrize(("begin", "end", "found"), [(0, 4, True), (0, 3, False), (1, 9, False), (5, 13, False)])
def test_a_sense_stands_between_two_places_only_as_a_whole(begin: int, end: int, *, found: bool) -> None:
    assert PAIRS.mark("cold as iron").has_between("one.alone", begin, end) is found


def test_what_is_blanked_out_says_nothing() -> None:
    marked = PAIRS.mark("cold radiator").without([(0, 4)])

    assert marked.text == "     radiator"
    assert [hit.start for hit in marked.find_all("one.alone")] == [5]
    assert not marked.has("one.pair")


def test_forged_tickets_make_no_rumour_of_what_is_told_behind_them() -> None:
    assert said("Поліція вилучила підроблені квитки. У Лубнах без світла сорок будинків.") == {
        ("outage", "electricity", "Lubny")
    }
    assert said("Ходить підроблений наказ про знеструмлення. У Лубнах без світла сорок будинків.") == set()
