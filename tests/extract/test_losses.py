"""The ways to say that supply is gone. All texts are invented."""

import pytest

from tests.extract.builders import read, said
from tracker.model import ClaimKind, Service


@pytest.mark.parametrize(
    "text",
    [
        "Рівне занурилося в темряву.",
        "У Рівному вирубило світло.",
        "Рівне знеструмило.",
        "У Рівному щезла напруга.",
        "Рівне сидить при свічках.",
        "Темно у багатьох будинках Рівного.",
        "Ровно погрузилось во мрак.",
        "В Ровно выбило весь центр.",
        "В Ровно потухло всё.",
        "Ровно осталось без электричества.",
        "Rivne went dark at dusk.",
        "The strike left Rivne dark.",
        "Lights out in Rivne.",
        "Rivne: the current failed, lights went out.",
        "Dispatchers pulled the plug on Rivne.",
    ],
)
def test_darkness_is_a_loss_of_power(text: str) -> None:
    assert ("outage", "electricity", "Rivne") in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "У Рівному відключено 300 абонентів.",
        "Абоненти Рівного лишаються відключеними від мережі.",
        "В Ровно отключены 300 потребителей.",
        "В Ровно из-за обрыва отключено 300 дворов и 12 домов.",
        "300 customers in Rivne have been disconnected.",
        "Consumers in Rivne are cut off.",
        "Supply to 300 households in Rivne was interrupted.",
    ],
)
def test_consumers_cut_off_have_no_power_where_nothing_else_is_named(text: str) -> None:
    assert said(text) == {("outage", "electricity", "Rivne")}


def test_what_does_not_run_because_of_an_outage_denies_no_outage() -> None:
    assert said("Метро в Харкові не ходить через знеструмлення.") == {("outage", "electricity", "Kharkiv")}


def test_consumers_cut_off_from_something_named_lack_that() -> None:
    assert said("У Рівному від газу відключено 300 абонентів.") == {("outage", "gas", "Rivne")}
    assert said("Від інтернету відключено 300 абонентів у Рівному.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "У Рівному батареї крижані.",
        "Батареї в Рівному ледь теплі.",
        "У Рівному не гріють радіатори.",
        "У Рівному зупинилася котельня.",
        "В Ровно батареи остыли.",
        "В Ровно встали котельные.",
        "Radiators in Rivne are stone cold.",
        "Boiler houses in Rivne have stopped.",
        "Heating has been off in Rivne since dawn.",
    ],
)
def test_cold_radiators_and_idle_boilers_are_a_loss_of_heat(text: str) -> None:
    assert said(text) == {("outage", "heat", "Rivne")}


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("У Рівному досі не відновили електропостачання.", Service.ELECTRICITY),
        ("До Рівного не надходить газ.", Service.GAS),
        ("В Ровно до сих пор не вернули свет.", Service.ELECTRICITY),
        ("В Ровно тепло не поступает.", Service.HEAT),
        ("Gas has not been available in Rivne since Monday.", Service.GAS),
    ],
)
def test_what_does_not_flow_or_is_not_back_is_gone(text: str, service: Service) -> None:
    (claim,) = read(text)

    assert (claim.kind, claim.service) == (ClaimKind.OUTAGE, service)


@pytest.mark.parametrize(
    "text",
    [
        "У Рівному працюють без перебоїв зі світлом.",
        "Поки світло в Рівному не відновлено, чергують лікарі.",
        "На Рівненщині немає знеструмлених сіл.",
        "В Ровно без отключений света.",
        "No power cuts in Rivne.",
        "Russia's drones flew past the Rivne power plant, no damage.",
    ],
)
def test_none_of_it_is_no_loss(text: str) -> None:
    assert not any(claim.kind == ClaimKind.OUTAGE for claim in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Обстріл Рівного: постраждали троє людей і 12 будинків.",
        "200 buildings in Rivne were affected by the blast.",
        "Темно на дорозі: водіїв у Рівному просять увімкнути фари.",
        "Rivne sells power bought from the grid.",
    ],
)
def test_damage_to_houses_and_a_dark_road_are_no_loss(text: str) -> None:
    assert not any(claim.kind == ClaimKind.OUTAGE for claim in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "Українці купують лампи через відключення світла.",
        "Украинцы скупают фонари из-за блэкаутов.",
        "Ukrainians buy lamps because of the blackouts.",
    ],
)
def test_outages_of_nowhere_that_are_only_a_reason_are_no_loss(text: str) -> None:
    assert said(text) == set()


def test_a_power_plant_is_no_power() -> None:
    assert said("Russia knocked out the power plant in Rivne.") == {("strike", None, "Rivne")}


def test_a_power_line_is_an_object_that_is_hit_and_supply_that_is_lost() -> None:
    assert said("Drones damaged power lines in Sumy Oblast.") == {("strike", None, "Sumy Oblast")}
    assert ("outage", "electricity", "Nikopol") in said("The last power line to Nikopol was disconnected.")
