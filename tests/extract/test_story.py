"""What neighbouring sentences tell of each other, and where a sentence without a place is. All texts are invented."""

import pytest

from tests.extract.builders import name_of, read, said
from tracker.model import Cause, ClaimKind


@pytest.mark.parametrize(
    "text",
    [
        "Дубно без світла. Уночі місто атакували дрони.",
        "Дубно осталось без света. Причина — ракетный удар.",
        "Power was out in Dubno on Monday. A missile strike was to blame.",
    ],
)
def test_an_attack_told_behind_a_loss_explains_it(text: str) -> None:
    assert {(claim.kind, claim.cause, name_of(claim)) for claim in read(text)} == {
        (ClaimKind.OUTAGE, Cause.STRIKE, "Dubno"),
        (ClaimKind.STRIKE, Cause.STRIKE, "Dubno"),
    }


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Дубно сидить без світла. Обленерго пише про аварію.", Cause.ACCIDENT),
        ("Сильний вітер пройшовся Дубном. Без світла 300 абонентів.", Cause.WEATHER),
        ("No light in Dubno this morning. The utility spoke of a cable fault.", Cause.ACCIDENT),
    ],
)
def test_weather_or_an_accident_told_beside_a_loss_is_its_cause(text: str, cause: Cause) -> None:
    (claim,) = read(text)

    assert claim.cause == cause


@pytest.mark.parametrize(
    "text",
    [
        "Дубно. Ракетна атака. Горить енергетичний об'єкт.",
        "Враг обстрелял Дубно. Перебита линия электропередачи.",
        "Drones attacked Dubno. A substation was damaged.",
    ],
)
def test_a_damaged_energy_object_near_an_attack_was_hit(text: str) -> None:
    assert said(text) == {("strike", None, "Dubno")}


def test_the_strike_is_where_the_attack_was() -> None:
    told = said("Удар по Рівненській області. Без світла Дубно.")

    assert told == {("strike", None, "Rivne Oblast"), ("outage", "electricity", "Dubno")}


def test_a_dateline_is_the_town_that_the_report_speaks_of() -> None:
    told = said("DUBNO, Ukraine — The market opened at eight.\nThis quiet town has had no electricity since Monday.")

    assert told == {("outage", "electricity", "Dubno")}


def test_in_cyrillic_a_place_before_a_dash_is_told_of_unless_it_is_in_capitals() -> None:
    assert said("Дубно — без світла з обіду.") == {("outage", "electricity", "Dubno")}


def test_whoever_speaks_for_an_area_speaks_of_the_town_told_of_before() -> None:
    told = said("Дубно без світла. Officials in Rivne Oblast said 300 customers had been cut off.")

    assert told == {("outage", "electricity", "Dubno")}


@pytest.mark.parametrize(
    "text",
    [
        "У Дубні без світла вул. Сумська, Полтавська та Одеська.",
        "In Dubno the power is off in streets Sumska, Poltavska and Odeska.",
        "У Дубні без світла сусіди газети «Полтава».",
        "У Дубні без світла 300 абонентів, пояснили в ДТЕК Одеські електромережі.",
    ],
)
def test_streets_names_in_quotes_and_companies_are_no_towns(text: str) -> None:
    assert said(text) == {("outage", "electricity", "Dubno")}


@pytest.mark.parametrize(
    "text",
    [
        "В Белгороде снова нет света и отопления.",
        "Hackers switched off the lights in a Russian ministry, Ukraine says.",
        "У російському місті після удару зникло світло, кажуть українці.",
    ],
)
def test_what_is_out_in_russia_is_not_out_in_ukraine(text: str) -> None:
    assert not any(claim.kind == ClaimKind.OUTAGE for claim in read(text))


def test_an_area_stays_beside_the_part_that_is_worst() -> None:
    told = said("На Рівненщині без світла 60 сіл, найскладніше у Дубенському районі.")

    assert {place for _, _, place in told} == {"Rivne Oblast", "Dubenskyi Raion"}
