"""Fast ways that must give what the plain ways give. All texts are invented."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources import screen
from tracker.sources.letters import LATIN, Stems, count_letters, small_letters
from tracker.sources.markup import strip_markup, tidy

WORDS = (
    *("ППО", "зенітники", "Радари", "гаубиці", "47-ма окрема бригада", "танкових бригад", "батальйонів", "в/ч А0000"),
    *("військової частини", "воинской части", "підрозділи ЗСУ", "командний пункт", "штабу бригади", "танків", "troops"),
    *(
        "air-defence battery",
        "howitzers",
        "command post",
        "ammunition dump",
        "позиції",
        "розташовані",
        "стоять",
        "based",
    ),
    *(
        "located",
        "удар",
        "підстанція",
        "strike",
        "power",
        "вул. Яблунева 14",
        "ВУЛИЦЯ Нова, 3а",
        "кв. 7",
        "просп.",
        "21",
    ),
    *("067 555 12 34", "+380 44 555 12 34", "(057) 555-12-34", "a.b@c.example", "27 Orchard Street", "5 Oak St.", "\n"),
    *(".", "!", ",", "м.", "120 000", "абонентів", "Світло є.", "Lights are on.", "\U0001f534", "ґ", "ß"),
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join).map(tidy)


@given(TEXTS)
def test_looking_at_suspects_alone_cuts_what_looking_at_every_sentence_cuts(text: str) -> None:
    plainly = "".join(one for one in screen.split_sentences(text) if not screen.is_military(one)).strip()

    assert screen.cut_military_sentences(text) == plainly


@given(TEXTS)
def test_a_text_screened_again_is_the_same(text: str) -> None:
    screened = screen.screen(text)

    assert screen.screen(screened) == screened


@given(TEXTS)
def test_screening_is_cutting_and_then_masking(text: str) -> None:
    assert screen.screen(text) == screen.mask_personal_data(screen.cut_military_sentences(text))


@given(st.text(max_size=60))
def test_each_character_has_one_byte(text: str) -> None:
    assert len(small_letters(text)) == len(text)


@pytest.mark.parametrize("written", ["зеніт", "ЗЕНІТ", "Зеніт", "зЕнІт"])
def test_a_stem_is_found_however_it_is_written_where_it_stands(written: str) -> None:
    assert Stems(("радар", "зеніт")).find(small_letters(f"🔴 {written}ки")) == [(1, 2)]


def test_letters_are_counted_in_both_sizes() -> None:
    assert count_letters(small_letters("Abc дЕ 12"), LATIN) == 3


@given(st.text(alphabet="a б\n\t\u00a0\u200b\u2028\x00", max_size=30))
def test_a_tidy_text_has_single_blanks_and_nothing_unseen(text: str) -> None:
    tidied = tidy(text)

    assert not re.search(r"\s\s|^\s|\s$|[\x00\u200b]", tidied)
    assert re.sub(r"\s|[\x00\u200b]", "", text) == re.sub(r"\s", "", tidied)


def test_half_a_letter_that_some_json_holds_becomes_a_sign_that_can_be_stored() -> None:
    assert tidy("світло \ud83d є") == "світло \ufffd є"


@pytest.mark.parametrize(
    ("plain", "in_a_tree"),
    [
        ("<p>Світло</p><p>є.</p>", "<p>Світло</p><p>є.<dialog></dialog></p>"),
        ("<ul><li>a &amp; b</li><li>c</li></ul>", "<ul><li>a &amp; b</li><li>c</li></ul><dialog></dialog>"),
        ("<P CLASS='x'>A<BR/>b</P>", "<P CLASS='x'>A<BR/>b</P><dialog></dialog>"),
        ("a<b>b</b>c <i>d</i>", "a<b>b</b>c <i>d</i><dialog></dialog>"),
    ],
)
def test_plain_tags_give_the_same_text_as_a_tree(plain: str, in_a_tree: str) -> None:
    assert strip_markup(plain) == strip_markup(in_a_tree)


@pytest.mark.parametrize(
    "markup", ['<img alt="5 > 3">є', "<img alt='5 > 3'>є", "<script>a < b</script>є", "<!-- <p> -->є"]
)
def test_what_only_a_tree_can_tell_is_told_by_a_tree(markup: str) -> None:
    assert strip_markup(markup) == "є"
