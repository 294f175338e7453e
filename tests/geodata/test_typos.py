"""Names one slip away are found, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.typos import TypoIndex, is_one_slip

WORDS = st.text(alphabet="абв", max_size=6)


def distance(one: str, other: str) -> int:
    """Edits and swaps of neighbours, counted the slow way."""
    rows = [list(range(len(other) + 1))]
    for at, letter in enumerate(one, start=1):
        row = [at]
        for place, there in enumerate(other, start=1):
            cost = min(rows[-1][place] + 1, row[-1] + 1, rows[-1][place - 1] + (letter != there))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == there:
                cost = min(cost, rows[-2][place - 2] + 1)
            row.append(cost)
        rows.append(row)
    return rows[-1][-1]


@given(WORDS, WORDS)
def test_one_slip_is_one_edit_or_one_swap(one: str, other: str) -> None:
    assert is_one_slip(one, other) == (distance(one, other) <= 1)


@given(st.lists(WORDS, max_size=30), WORDS)
def test_the_index_finds_what_comparing_with_every_name_finds(names: list[str], asked: str) -> None:
    assert set(TypoIndex(names).near(asked)) == {name for name in names if distance(asked, name) <= 1}


@pytest.mark.parametrize("typed", ["rubzihne", "rubizne", "rubizhnne", "rubizhne", "rubyzhne"])
def test_a_slip_leads_back_to_the_name(typed: str) -> None:
    assert TypoIndex(["rubizhne", "lysychansk"]).near(typed) == ("rubizhne",)


def test_the_name_itself_comes_first() -> None:
    assert TypoIndex(["рівне", "рівна", "рівно"]).near("рівно")[0] == "рівно"
