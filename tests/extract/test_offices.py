"""Where the office that speaks stands for a place of its own. All texts are invented."""

import pytest

from tests.extract.builders import said


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Рівненська міська рада: 40 будинків залишилися без тепла.", "Rivne"),
        ("Київська міська влада повідомляє: 300 будинків залишилися без тепла.", "Kyiv"),
        ("Луцький мер заявив, що половина будинків без світла.", "Lutsk"),
        ("Волинська облрада повідомила: 5 тисяч абонентів без світла.", "Volyn Oblast"),
        ("Rivne governor Ivan Koval said 9,000 homes were without power.", "Rivne Oblast"),
        ("The mayor of Rivne said 9,000 homes were without power.", "Rivne"),
    ],
)
def test_a_loss_without_a_place_is_that_of_the_office_which_tells_it(text: str, place: str) -> None:
    assert {where for kind, _, where in said(text) if kind == "outage"} == {place}
