"""What is masked and cut before a report exists. All texts are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.sources.screen import MASK, cut_military_sentences, mask_personal_data, split_sentences


@pytest.mark.parametrize(
    "private",
    [
        "+380 44 555 12 34",
        "(057) 555-12-34",
        "067 555 12 34",
        "0800555123",
        "chergovyi.oblik@mista.example",
        "вул. Яблунева, 14, кв. 7",
        "вулиці Тихої Затоки 3а",
        "просп. Каштановий, буд. 21",
        "улице Садовой, 5",
        "27 Orchard Street, apt. 4",
    ],
)
def test_personal_data_gets_one_constant_mask(private: str) -> None:
    assert mask_personal_data(f"Звертайтеся: {private}.") == f"Звертайтеся: {MASK}."


@pytest.mark.parametrize(
    "harmless",
    [
        "Без світла 120 000 абонентів і 3 500 будинків.",
        "На вулиці Яблуневій немає тепла.",
        "На вулиці мінус 12 градусів.",
        "По вулиці Новій 40 будинків без опалення.",
        "Графік діє з 08:00 до 22:00 20.01.2026.",
        "Потужність 1 000 МВт, лінія 330 кВ, рядок 2026-01-15.",
        "About 1,200,000 customers on Main Street lost power.",
    ],
)
def test_numbers_and_streets_that_are_nobodys_stay(harmless: str) -> None:
    assert mask_personal_data(harmless) == harmless


@pytest.mark.parametrize(
    "military",
    [
        "Батарея Patriot стоїть за селом на пагорбі.",
        "Зенітний дивізіон розгорнуто біля аеродрому.",
        "47-ма окрема механізована бригада перекинута під місто.",
        "Склад боєприпасів розташований у лісі.",
        "Войска скопились и размещены в посёлке.",
        "Позиции ПВО находятся к северу от города.",
        "An air defence battery is stationed behind the school.",
        "Two battalions were redeployed to the river.",
    ],
)
def test_a_sentence_that_places_forces_is_cut_and_its_neighbours_stay(military: str) -> None:
    before, after = "У місті немає світла.", "Працюють пункти обігріву."

    assert cut_military_sentences(f"{before} {military} {after}") == f"{before} {after}"


@pytest.mark.parametrize(
    "ours",
    [
        "Дрони вдарили по підстанції, розташованій за містом.",
        "Артилерія обстріляла енергооб'єкт, розташований біля станції, без світла 900 абонентів.",
        "Російські війська атакували ТЕЦ, знеструмлено райони, що стоять на лівому березі.",
        "До області перекинули 40 ремонтних бригад.",
        "Аварийные бригады размещены в посёлке и восстанавливают линии.",
        "Missiles struck a power plant located near the city.",
        "Artillery hit a substation located outside the town, cutting power.",
        "Енергетики розгорнули мобільні генератори.",
    ],
)
def test_strikes_on_energy_and_repairs_are_never_cut(ours: str) -> None:
    assert cut_military_sentences(ours) == ours


def test_an_abbreviation_does_not_end_a_sentence() -> None:
    text = "Зенітні комплекси стоять у м. Вигадане та с. Мальоване. Світла немає."

    assert cut_military_sentences(text) == "Світла немає."


@given(st.text(alphabet="абв ПО.!?\n»", max_size=80))
def test_sentences_joined_again_are_the_text(text: str) -> None:
    assert "".join(split_sentences(text)) == text
