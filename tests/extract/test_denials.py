"""What is told not to be, beside what is. All texts are invented."""

import pytest

from tests.extract.builders import read, said
from tracker.model import ClaimKind


@pytest.mark.parametrize(
    "text",
    [
        "Drones attacked Dubno. There was no damage to energy facilities, the mayor said.",
        "Drones attacked Dubno. Energy facilities were not damaged.",
        "Дрони атакували Дубно. Пошкоджень енергооб'єктів немає.",
        "Дроны атаковали Дубно. Энергообъекты не повреждены.",
    ],
)
def test_energy_that_was_not_damaged_was_not_struck(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "У Дубні постраждалих немає, світло в домівках є.",
        "В Дубно пострадавших нет, свет есть.",
    ],
)
def test_what_is_there_is_not_lost_by_the_absence_of_something_else(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "На Волині відновлено світло для 3 тис. споживачів, знеструмленими лишаються 5 тис. абонентів.",
        "На Волині відновлено світло для 3 тис. споживачів. Ще 5 тисяч лишаються без світла.",
        "На Волыни вернули свет 3 тысячам абонентов. Еще 5 тысяч остаются без света.",
    ],
)
def test_those_still_out_are_counted_in_the_unit_of_those_who_are_back(text: str) -> None:
    counted = {
        (claim.kind, quantity.value, quantity.unit.value)
        for claim in read(text)
        for quantity in (*claim.quantities, *claim.shared_quantities)
    }

    assert {(kind, value) for kind, value, _ in counted} == {
        (ClaimKind.RESTORATION, 3_000),
        (ClaimKind.OUTAGE, 5_000),
    }
    assert {unit for _, _, unit in counted} == {"customers"}
