"""Headings and the lists under them. All texts are invented."""

import pytest

from tests.extract.builders import name_of, read, said
from tracker.model import Cause, ClaimKind, Status


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Без світла лишаються:", "outage"),
        ("Повернули живлення:", "restoration"),
        ("Остаются без питания:", "outage"),
        ("За сутки вернули свет 900 семьям:", "restoration"),
        ("Still without power:", "outage"),
        ("Power restored to:", "restoration"),
    ],
)
def test_a_heading_that_tells_a_state_holds_for_every_place_under_it(heading: str, kind: str) -> None:
    assert said(f"Ранкове зведення\n{heading}\n— Рівне\n— Дубно (частково)") == {
        (kind, "electricity", "Rivne"),
        (kind, "electricity", "Dubno"),
    }


def test_a_heading_governs_what_follows_and_not_what_stands_before() -> None:
    told = said("Зведення\nБез світла:\n• Рівне\nПовернули світло:\n• Дубно")

    assert told == {("outage", "electricity", "Rivne"), ("restoration", "electricity", "Dubno")}


def test_an_item_that_tells_something_itself_is_not_what_the_heading_says() -> None:
    told = said("Зведення\nБез світла:\n• Рівне: 300 абонентів\n• Дубно: заживлене повністю")

    assert told == {("outage", "electricity", "Rivne"), ("restoration", "electricity", "Dubno")}


@pytest.mark.parametrize("heading", ["Через обстріли:", "Из-за обстрелов:", "Aftermath of shelling:"])
def test_a_heading_that_names_attacks_makes_the_losses_under_it_strikes(heading: str) -> None:
    claims = read(f"Зведення\n{heading}\nУ Рівному без світла 300 абонентів.")

    assert {(claim.kind, claim.cause) for claim in claims} == {
        (ClaimKind.OUTAGE, Cause.STRIKE),
        (ClaimKind.STRIKE, Cause.STRIKE),
    }


def test_a_loss_that_remains_under_such_a_heading_is_no_new_strike() -> None:
    (claim,) = read("Зведення\nНаслідки атак\nУ Рівному без світла лишаються 300 абонентів.")

    assert (claim.kind, claim.cause) == (ClaimKind.OUTAGE, Cause.STRIKE)


def test_hostilities_are_a_cause_and_no_strike() -> None:
    (claim,) = read("Зведення\nЗнеструмлення через бойові дії:\n• Рівне — 300 абонентів")

    assert (claim.kind, claim.cause) == (ClaimKind.OUTAGE, Cause.STRIKE)


def test_a_word_with_a_stop_before_its_line_is_a_heading() -> None:
    claims = read("Зведення\nНегода. Без світла 12 сіл Рівненщини.\nОбстріли. Знеструмлене Дубно.")

    assert {(name_of(claim), claim.cause) for claim in claims if claim.kind == ClaimKind.OUTAGE} == {
        ("Rivne Oblast", Cause.WEATHER),
        ("Dubno", Cause.STRIKE),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Аварійні відключення введено: Рівненська область.\nСкасовано: Волинська область.",
            {("Rivne Oblast", Status.ONGOING), ("Volyn Oblast", Status.RESTORED)},
        ),
        (
            "Emergency outages lifted in Rivne region.\nThey remain in force in Volyn region.",
            {("Rivne Oblast", Status.RESTORED), ("Volyn Oblast", Status.ONGOING)},
        ),
    ],
)
def test_an_order_goes_on_or_is_lifted_where_the_next_sentence_says_so(
    text: str, expected: set[tuple[str, Status]]
) -> None:
    assert {(name_of(claim), claim.status) for claim in read(text)} == expected


def test_what_stands_behind_a_colon_says_where() -> None:
    assert said("Під ударом: підстанції Рівного.") == {("strike", None, "Rivne")}
    assert said("Погодинні відключення: решта областей України.") == {("schedule", "electricity", "Ukraine")}
