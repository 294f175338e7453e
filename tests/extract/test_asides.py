"""What looks like a loss or an attack and is none, and places named beside it. All texts are invented."""

import pytest

from tests.extract.builders import read, said
from tracker.model import Cause, ClaimKind


@pytest.mark.parametrize(
    "text",
    [
        "Дубно: троє сиділи в авто з вимкненим світлом і чекали.",
        "Дубно: трое сидели в машине с выключенным светом и ждали.",
        "In Dubno three men waited in a van with the lights off.",
    ],
)
def test_lights_that_somebody_put_out_are_no_loss(text: str) -> None:
    assert not read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Кремль не підтвердив паузу в ударах по енергетиці України.",
        "Кремль не подтвердил паузу в ударах по энергетике Украины.",
        "Moscow would not confirm a halt to strikes on Ukraine's energy sites.",
    ],
)
def test_a_pause_in_attacks_is_no_attack(text: str) -> None:
    assert not read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Дрони вдарили по ТЕС у Дубні. Про знеструмлення споживачів не йшлося.",
        "Дроны ударили по ТЭС в Дубно. Об отключении потребителей речи не шло.",
    ],
)
def test_what_was_not_spoken_of_is_no_loss(text: str) -> None:
    assert {kind for kind, _, _ in said(text)} == {"strike"}


def test_a_capital_that_does_not_comment_is_not_out() -> None:
    text = "Thousands lost power in Russia's Kursk. Heating was also cut off; Kyiv has not commented."

    assert not read(text)


def test_who_is_supplied_by_a_plant_is_not_hit_with_it() -> None:
    text = (
        "The thermal power plant in Dubno, the main supplier of power to Lviv and Ternopil, was destroyed by missiles."
    )

    assert {place for _, _, place in said(text)} == {"Dubno"}


def test_who_appointed_an_official_is_not_where_it_happened() -> None:
    text = "Дубно без світла. За словами призначеного Москвою голови, підключили 300 абонентів."

    assert ("restoration", "electricity", "Dubno") in said(text)


def test_a_country_named_beside_another_is_out() -> None:
    assert ("outage", "electricity", "Ukraine") in said("Ukraine and Moldova lost power after a grid failure.")


def test_power_and_heat_that_all_have_again_are_both_back() -> None:
    text = "У Дубні не було світла й тепла до обіду, зараз усіх заживлено."

    assert ("outage", "electricity", "Dubno") not in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "У Дубні зникло світло, лікарні отримали генератори від міста.",
        "В Дубно пропал свет, больницам передали генераторы.",
        "In Dubno power is out, and shelters received two generators.",
    ],
)
def test_a_generator_given_beside_a_loss_does_not_end_it(text: str) -> None:
    assert ("outage", "electricity", "Dubno") in said(text)


def test_fuel_that_does_not_come_is_no_order_called_off() -> None:
    assert ("outage", "heat", "Dubno") in said("У Дубні не гріють батареї, паливо не надходить.")


@pytest.mark.parametrize(
    "text",
    ["Parts of Ukraine lost power.", "Cuts across Ukraine: no power in many homes.", "По всій Україні немає світла."],
)
def test_what_is_out_across_the_country_is_told_of_the_country(text: str) -> None:
    assert ("outage", "electricity", "Ukraine") in said(text)


def test_a_country_that_a_text_says_is_out_stays_beside_the_towns_told_of_later() -> None:
    text = "Parts of Ukraine lost power. A technical fault caused the outage, with Dubno and Kostopil among those hit."

    assert {"Ukraine", "Dubno", "Kostopil"} <= {place for kind, _, place in said(text) if kind == "outage"}


def test_what_holds_since_an_old_attack_is_a_loss_by_it_and_no_new_attack() -> None:
    (claim,) = read("Houses in Dubno have had no heating since a drone attack more than three weeks ago.")

    assert (claim.kind, claim.cause) == (ClaimKind.OUTAGE, Cause.STRIKE)
