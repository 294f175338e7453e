"""What numbers count, how they bound it and what of. All texts are invented."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.builders import GAZETTEER, LEXICON, read
from tracker.extract.quantities import find_quantities
from tracker.extract.text import split_sentences
from tracker.model import Basis, Bound, Cause, ClaimKind, Quantity, Unit


def counted(text: str, *, is_restoration: bool = False, unit: Unit | None = None) -> list[Quantity]:
    return [
        count.quantity
        for sentence in split_sentences(text, LEXICON)
        for count in find_quantities(sentence, is_restoration=is_restoration, unit=unit)
    ]


def numbers_by_place(text: str, kind: ClaimKind = ClaimKind.OUTAGE) -> dict[str, list[float]]:
    return {
        GAZETTEER.places[claim.place_id or "UA"].name_en: [quantity.value for quantity in claim.quantities]
        for claim in read(text)
        if claim.kind == kind and claim.quantities
    }


def shared(text: str) -> dict[str, list[float]]:
    return {
        GAZETTEER.places[claim.place_id or "UA"].name_en: [quantity.value for quantity in claim.shared_quantities]
        for claim in read(text)
        if claim.shared_quantities
    }


@pytest.mark.parametrize(
    ("noun", "unit"),
    [
        ("споживачів", Unit.CUSTOMERS),
        ("точок обліку", Unit.CUSTOMERS),
        ("родин", Unit.HOUSEHOLDS),
        ("осель", Unit.HOUSEHOLDS),
        ("помешкань", Unit.HOUSEHOLDS),
        ("дворів", Unit.HOUSEHOLDS),
        ("господарств", Unit.HOUSEHOLDS),
        ("містян", Unit.PEOPLE),
        ("багатоповерхівок", Unit.BUILDINGS),
        ("сіл", Unit.SETTLEMENTS),
        ("н. п.", Unit.SETTLEMENTS),
        ("потребителей", Unit.CUSTOMERS),
        ("домовладений", Unit.HOUSEHOLDS),
        ("семей", Unit.HOUSEHOLDS),
        ("горожан", Unit.PEOPLE),
        ("домов", Unit.BUILDINGS),
        ("поселков", Unit.SETTLEMENTS),
        ("accounts", Unit.CUSTOMERS),
        ("properties", Unit.HOUSEHOLDS),
        ("homes", Unit.HOUSEHOLDS),
        ("residents", Unit.PEOPLE),
        ("apartment blocks", Unit.BUILDINGS),
        ("hamlets", Unit.SETTLEMENTS),
    ],
)
def test_units_are_never_mixed(noun: str, unit: Unit) -> None:
    assert [(number.value, number.unit) for number in counted(f"1 700 {noun}")] == [(1_700, unit)]


@given(st.integers(2, 999_999), st.sampled_from([" ", "\u00a0", "\u202f", ".", ",", ""]))
@settings(max_examples=60)
def test_a_count_is_the_same_however_its_thousands_are_set_apart(value: int, mark: str) -> None:
    written = f"{value:,}".replace(",", mark)

    assert [number.value for number in counted(f"Без світла {written} абонентів.")] == [value]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("понад 400 абонентів", Bound.AT_LEAST),
        ("щонайменше 400 абонентів", Bound.AT_LEAST),
        ("400 абонентів", Bound.EXACT),
        ("до 400 абонентів", Bound.AT_MOST),
        ("близько 400 абонентів", Bound.ABOUT),
        ("~400 абонентів", Bound.ABOUT),
        ("400+ абонентів", Bound.AT_LEAST),
        ("свыше 400 абонентов", Bound.AT_LEAST),
        ("more than 400 customers", Bound.AT_LEAST),
        ("400 or more customers", Bound.AT_LEAST),
        ("no more than 400 customers", Bound.AT_MOST),
        ("roughly 400 customers", Bound.ABOUT),
        ("понад добу без світла 400 абонентів", Bound.EXACT),
    ],
)
def test_a_bound_stands_beside_its_number(text: str, bound: Bound) -> None:
    assert [number.bound for number in counted(text)] == [bound]


@pytest.mark.parametrize(
    "text",
    [
        "На лінії 330 кВ без світла",
        "Через 15 ударів споживачі без світла",
        "Виділили 48 млн грн споживачам",
        "За 6 годин споживачі отримають світло",
        "У трьох областях споживачі без світла",
        "Поранено 12 людей",
        "У 2024 споживачі без світла",
        "Evacuated 212 people",
        "A 110 kV line feeds customers",
    ],
)
def test_what_counts_something_else_is_no_number_of_consumers(text: str) -> None:
    assert [number for number in counted(text) if number.value > 1] == []


@pytest.mark.parametrize(
    "text",
    [
        "Кількість абонентів без світла скоротилася з 95 до 40 тисяч.",
        "Число потребителей без света сократилось с 95 до 40 тысяч.",
        "The number of customers without power fell from 95,000 to 40,000.",
    ],
)
def test_of_a_number_that_changed_the_new_one_counts(text: str) -> None:
    assert [(number.value, number.unit) for number in counted(text)] == [(40_000, Unit.CUSTOMERS)]


def test_a_share_is_a_share_in_words_too() -> None:
    (share,) = counted("About 20 per cent of households are dark.")

    assert (share.value, share.unit) == (0.2, Unit.SHARE)


def test_the_part_that_came_back_is_told_from_the_whole() -> None:
    numbers = counted("Crews reconnected 31,400 of the 40,000 customers.", is_restoration=True)

    assert [(number.value, number.basis) for number in numbers] == [
        (31_400, Basis.RECONNECTED),
        (40_000, Basis.CUMULATIVE),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Кількість знеструмлених абонентів — 4 150.",
        "Знеструмлено споживачів: 4 150",
        "The number of disconnected consumers is 4,150.",
        "Без света потребителей: 4 150.",
    ],
)
def test_a_number_may_stand_behind_its_unit(text: str) -> None:
    assert [(number.value, number.unit) for number in counted(text)] == [(4_150, Unit.CUSTOMERS)]


def test_both_ends_of_a_range_have_the_scale_of_the_second() -> None:
    assert [number.value for number in counted("5–7 тисяч абонентів")] == [5_000, 7_000]


def test_a_number_that_follows_in_its_own_sentence_is_of_the_loss_before() -> None:
    assert numbers_by_place("У Лубнах зникло світло. Це 12 400 абонентів.") == {"Lubny": [12_400]}


def test_a_number_of_several_places_is_kept_with_all_and_is_nobodys_alone() -> None:
    text = "Без світла Лубни та Миргород. Це 13 700 споживачів."

    assert numbers_by_place(text) == {}
    assert shared(text) == {"Lubny": [13_700], "Myrhorod": [13_700]}


def test_each_line_of_a_list_has_its_number_in_the_unit_of_its_head() -> None:
    text = "За добу повернули світло 12 300 родинам:\n— Лубни: 9 800\n— Миргород: 2 500"

    assert numbers_by_place(text, ClaimKind.RESTORATION).items() >= {"Lubny": [9_800], "Myrhorod": [2_500]}.items()


def test_the_sum_behind_a_list_is_not_its_last_lines() -> None:
    text = "Без світла:\nЛубни — 2 900 абонентів\nМиргород — 500\nРазом 3 400 абонентів."

    assert numbers_by_place(text) == {"Lubny": [2_900], "Myrhorod": [500]}


def test_dots_may_lead_from_a_place_to_its_number() -> None:
    text = "Без світла абонентів:\nЛубни ..... 2 918\nМиргород ... 566"

    assert numbers_by_place(text) == {"Lubny": [2_918], "Myrhorod": [566]}


@pytest.mark.parametrize(
    "text",
    [
        "У Лубнах вимкнено 208 дворів.",
        "В Лубнах отключены 208 дворов.",
        "In Lubny 208 homes were cut off.",
    ],
)
def test_consumers_that_are_cut_off_are_cut_off_the_grid(text: str) -> None:
    assert numbers_by_place(text) == {"Lubny": [208]}


@pytest.mark.parametrize(
    "text",
    [
        "Кількість знеструмлених споживачів у Луцьку зменшилась до 12 тисяч.",
        "Количество обесточенных абонентов в Луцке сократилось до 12 тысяч с 40 тысяч.",
        "The number of customers without power in Lutsk fell to 12,000 from 40,000 on Friday.",
    ],
)
def test_a_number_that_fell_counts_what_it_fell_to(text: str) -> None:
    (claim,) = read(text)

    assert [(quantity.value, quantity.unit) for quantity in claim.quantities] == [(12_000, Unit.CUSTOMERS)]


def test_only_a_timetable_tells_of_queues() -> None:
    assert {claim.cause for claim in read("У Луцьку перша черга без світла з 8 до 12.")} == {Cause.SCHEDULED}


@pytest.mark.parametrize(
    "text",
    [
        "У Луцьку дві третини споживачів знову зі світлом.",
        "В Луцке три четверти абонентов снова со светом.",
        "In Lutsk two-thirds of subscribers have been reconnected.",
    ],
)
def test_the_number_of_a_fraction_counts_nobody(text: str) -> None:
    assert [claim.quantities for claim in read(text)] == [()]


def test_those_of_whom_some_are_back_keep_their_number() -> None:
    text = "Strikes left about 70,000 people in Lutsk without power, of whom 23,000 had power back by midday."

    assert {(claim.kind, quantity.value) for claim in read(text) for quantity in claim.quantities} == {
        (ClaimKind.OUTAGE, 70_000),
        (ClaimKind.RESTORATION, 23_000),
    }
