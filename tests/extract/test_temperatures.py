"""Temperatures as people write them. All texts are invented."""

import pytest

from tracker.extract.temperatures import find_temperatures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was minus 20 in the night.", [-20]),
        ("It fell to -20C.", [-20]),
        ("It was 20 below zero.", [-20]),
        ("Було мінус 20 градусів.", [-20]),
        ("На дворі 11 градусів нижче нуля.", [-11]),
        ("−15 °C вранці.", [-15]),
        ("Мороз до 23 градусів.", [-23]),
        ("14-16 градусів морозу", [-14, -16]),
        ("Завтра -13/-25 °C.", [-13, -25]),
        ("20 градусов мороза", [-20]),
        ("Температура опуститься до -18.", [-18]),
        ("plus 3 °C", [3]),
        ("Удень 3-5° морозу.", [-3, -5]),
        ("Уночі 17–19 морозу.", [-17, -19]),
    ],
)
def test_a_temperature_is_read(text: str, expected: list[float]) -> None:
    assert [stated.temperature_c for stated in find_temperatures(text)] == expected


def test_fahrenheit_is_converted_and_its_words_kept() -> None:
    (stated,) = find_temperatures("It was 5 °F in the morning.")

    assert (stated.temperature_c, stated.text, stated.is_fahrenheit) == (-15.0, "5 °F", True)


@pytest.mark.parametrize(
    "text", ["2026-02-05", "down 20%", "-20 %", "call 067-123-45-67", "5-10 thousand", "page 12", "up to 20 buildings"]
)
def test_what_is_no_temperature_is_left(text: str) -> None:
    assert find_temperatures(text) == ()
