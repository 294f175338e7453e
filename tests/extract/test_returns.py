"""The ways to say that supply is back. All texts are invented."""

import pytest

from tests.extract.builders import read, said
from tracker.model import ClaimKind, Status


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("У Рівному дали світло.", "electricity"),
        ("Рівне знову зі світлом.", "electricity"),
        ("У Рівному заживлено всіх абонентів.", "electricity"),
        ("Тепло пішло в оселі Рівного.", "heat"),
        ("Батареї в Рівному знову гарячі.", "heat"),
        ("Газ повернувся до Рівного.", "gas"),
        ("В Ровно подали напряжение.", "electricity"),
        ("В Ровно запитали больницу и дома.", "electricity"),
        ("В Ровно пошло тепло.", "heat"),
        ("Lights return to Rivne.", "electricity"),
        ("Rivne gets its power back.", "electricity"),
        ("Crews got the lights back on in Rivne.", "electricity"),
        ("Rivne regains electricity.", "electricity"),
        ("Radiators in Rivne are warm again.", "heat"),
        ("Heat came back in Rivne.", "heat"),
    ],
)
def test_supply_that_came_back_is_a_return(text: str, service: str) -> None:
    assert said(text) == {("restoration", service, "Rivne")}


@pytest.mark.parametrize(
    "text",
    [
        "Світло в Рівному обіцяють повернути до ночі.",
        "Лікарню в Рівному заживили від генератора.",
        "У Рівному розпочали опалювальний сезон: тепло подали в школи.",
        "В Ровно начался отопительный сезон, тепло пошло в больницы.",
        "Crews in Rivne hope to get the power back by night.",
        "Rivne starts its heating season: heat came on in schools.",
    ],
)
def test_a_promise_a_generator_and_the_season_give_nothing_back(text: str) -> None:
    assert not any(claim.kind == ClaimKind.RESTORATION for claim in read(text))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("У Рівному світло повернули 400 абонентам, решта чекає.", Status.PARTIALLY_RESTORED),
        ("In Rivne power was restored to 400 of 900 customers.", Status.PARTIALLY_RESTORED),
        ("В Ровно свет вернули всем.", Status.RESTORED),
    ],
)
def test_a_return_is_partial_where_some_still_wait(text: str, status: Status) -> None:
    (claim,) = [claim for claim in read(text) if claim.kind == ClaimKind.RESTORATION]

    assert claim.status == status


@pytest.mark.parametrize(
    "text",
    [
        "У Рівному знеструмило центр, до обіду всіх заживили.",
        "Power failed in Rivne, and the supply was back by noon.",
        "У Рівному відновили світло всім, які були знеструмлені після грози.",
    ],
)
def test_a_loss_that_its_own_sentence_ends_is_none(text: str) -> None:
    assert {claim.kind for claim in read(text)} == {ClaimKind.RESTORATION}


def test_supply_alone_is_that_which_was_last_told_of() -> None:
    told = said("У Рівному без газу 300 осель. У Костополі подачу відновили.")

    assert told == {("outage", "gas", "Rivne"), ("restoration", "gas", "Kostopil")}


def test_a_bare_partly_back_says_how_the_outage_stands() -> None:
    (claim,) = read("A storm cut power in Rivne. By noon supply was partly restored.")

    assert (claim.kind, claim.status) == (ClaimKind.OUTAGE, Status.PARTIALLY_RESTORED)
