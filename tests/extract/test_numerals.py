"""Numbers as people write them. All texts are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.extract.numerals import find_numbers


def values(text: str) -> list[float]:
    return [number.value for number in find_numbers(text.lower())]


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(" \u00a0\u202f.,"))
def test_a_mark_between_thousands_changes_no_value(thousands: int, ones: int, mark: str) -> None:
    assert values(f"{thousands}{mark}{ones:03d} souls") == values(f"{thousands}{ones:03d} souls")


@given(st.integers(1, 999), st.integers(1, 9))
def test_a_number_of_thousands_is_the_same_in_any_notation(whole: int, tenth: int) -> None:
    notations = (
        f"{whole},{tenth} тис.",
        f"{whole}.{tenth} тыс.",
        f"{whole}.{tenth}k",
        f"{whole}.{tenth} thousand",
        f"{whole},{tenth} tys.",
        f"{whole},{tenth} tausend",
        f"{whole} тисяч {tenth}00",
        f"{whole} {tenth}00",
        f"{whole * 1000 + tenth * 100}",
    )

    assert {tuple(values(f"{notation} осель")) for notation in notations} == {(whole * 1000 + tenth * 100,)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("сорок одна тисяча двісті родин", 41_200),
        ("двадцяти двом тисячам абонентів", 22_000),
        ("півтори тисячі осель", 1_500),
        ("пів мільйона людей", 500_000),
        ("чверть мільйона клієнтів", 250_000),
        ("дві з половиною тисячі дворів", 2_500),
        ("мільйон триста тисяч споживачів", 1_300_000),
        ("сотня хат", 100),
        ("ста двадцати семи тысяч семей", 127_000),
        ("полтора миллиона жителей", 1_500_000),
        ("два с половиной миллиона", 2_500_000),
        ("тысяча двести домов", 1_200),
        ("2 млн 300 тыс. человек", 2_300_000),
        ("twenty-two thousand homes", 22_000),
        ("a quarter of a million people", 250_000),
        ("three quarters of a million", 750_000),
        ("a hundred and five villages", 105),
        ("two and a half million", 2_500_000),
        ("1.2m users", 1_200_000),
        ("zweiundzwanzigtausend Haushalte", 22_000),
        ("eine halbe Million Menschen", 500_000),
        ("soixante-dix mille foyers", 70_000),
        ("quatre-vingt-dix-sept mille foyers", 97_000),
        ("un demi-million de foyers", 500_000),
        ("medio millón de hogares", 500_000),
        ("treinta y dos mil usuarios", 32_000),
        ("dwadzieścia dwa tysiące odbiorców", 22_000),
        ("pół miliona odbiorców", 500_000),
    ],
)
def test_words_and_scales_make_one_number(text: str, value: float) -> None:
    assert values(text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "thousands of homes",
        "hundreds of thousands",
        "dozens of villages",
        "кілька тисяч осель",
        "десятки тисяч родин",
        "несколько сотен тысяч",
        "half of the city",
        "tausende Haushalte",
    ],
)
def test_what_is_vague_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    "text", ["14.02.2026", "о 18:30", "МіГ-31", "№ 7", "7-й мікрорайон", "044-123-45-67", "$5 million"]
)
def test_a_date_a_clock_an_ordinal_a_name_or_a_price_is_no_number(text: str) -> None:
    assert values(text) == []
