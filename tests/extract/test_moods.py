"""What keeps a sentence from telling of an event, and what does not. All texts are invented."""

import pytest

from tests.extract.builders import read, said
from tracker.model import ClaimKind


@pytest.mark.parametrize(
    "text",
    [
        "Фейк: Рівне відключать від світла на тиждень.",
        "Рівне спростовує чутки. Жодного знеструмлення в місті не готують, місто зі світлом.",
        "Rivne denies blackout rumours. The city has power cut plans only on paper.",
        "В Ровно прошли учения: условный дрон попал в подстанцию, город обесточен.",
        "A drill in Rivne: mock missiles hit the substation and the city lost power.",
        "У Рівному відпрацювали знеструмлення лікарні.",
    ],
)
def test_a_rumour_or_a_drill_is_no_event(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Чи залишиться Рівне без світла?",
        "Хіба в Рівному зникало тепло?",
        "Будет ли Ровно снова без света?",
        "Did Rivne lose power?",
    ],
)
def test_a_question_if_something_is_so_tells_nothing(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    "text", ["Хто ще без світла у Рівному?", "Почему в Ровно нет света?", "Why is Rivne without power?"]
)
def test_a_question_why_or_who_takes_it_for_a_fact(text: str) -> None:
    assert said(text) == {("outage", "electricity", "Rivne")}


@pytest.mark.parametrize(
    "text",
    [
        "У Рівному показали фільм про блекаут.",
        "The novel about the blackout in Rivne won a prize.",
        "З жовтня по енергетиці Рівненщини вдарили 40 разів.",
        "Как пережить отключение света: советы жителям Ровно.",
        "Коли в Рівному зникає світло, вмикайте ліхтар.",
        "У 2023 році Рівне тиждень було без світла.",
    ],
)
def test_a_story_a_count_over_months_advice_and_a_year_gone_by_are_no_event(text: str) -> None:
    assert said(text) == set()


def test_what_holds_since_a_year_gone_by_holds() -> None:
    assert said("Рівне без газу з 2023 року.") == {("outage", "gas", "Rivne")}


@pytest.mark.parametrize(
    "text",
    [
        "Rivne council loses a power struggle with the governor.",
        "Хакери атакували сайт енергетичної компанії в Рівному.",
        "Hackers attacked the power company of Rivne.",
        "Чоловіка вдарило струмом на підстанції в Рівному.",
        "Провайдер у Рівному підключив 20 сіл до інтернету.",
    ],
)
def test_power_over_people_and_attacks_on_websites_are_none_of_ours(text: str) -> None:
    assert said(text) == set()


def test_two_words_of_sport_in_a_long_report_make_no_match_of_it() -> None:
    match = "The goalkeeper wept: after a strike from midfield the lights went out on Rivne, said the coach."
    war = "Their goal was plain. " + "The crew worked on. " * 120 + "Rivne is without power. A match was put off."

    assert said(match) == set()
    assert said(war) == {("outage", "electricity", "Rivne")}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Нагадаємо, 13 січня через негоду Рівне лишилося без світла.", {ClaimKind.OUTAGE}),
        ("Напомним, 3 января Ровно осталось без света.", set()),
        ("Нагадаємо, Рівне лишалося без світла.", set()),
    ],
)
def test_a_reminder_is_news_if_its_day_is_of_the_last_week(text: str, kinds: set[ClaimKind]) -> None:
    assert {claim.kind for claim in read(text)} == kinds


@pytest.mark.parametrize(
    "text",
    [
        "The outage hit 4,000 homes in Rivne.",
        "Найбільший удар стихії прийняло Рівне: місто без світла.",
        "Electricity in Rivne failed when a transformer caught fire; no attack was involved.",
        "Teachers strike in Rivne as classrooms go without heating.",
    ],
)
def test_a_figure_of_speech_or_a_denied_attack_is_no_strike(text: str) -> None:
    assert ClaimKind.STRIKE not in {claim.kind for claim in read(text)}
    assert ClaimKind.OUTAGE in {claim.kind for claim in read(text)}
