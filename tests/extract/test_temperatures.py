"""Temperatures as people write them. All texts are invented."""

import pytest

from tracker.extract.lexicon import load_lexicon
from tracker.extract.temperatures import StatedTemperature, find_temperatures, read_kind
from tracker.extract.text import split_sentences
from tracker.model import TemperatureKind


def stated_in(text: str) -> list[StatedTemperature]:
    return [one for sentence in split_sentences(text, load_lexicon()) for one in find_temperatures(sentence)]


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
        ("Стовпчик термометра впав до мінус двадцяти трьох.", [-23]),
        ("У класі плюс дев'ять.", [9]),
        ("Вранці було шість градусів тепла.", [6]),
        ("Температура вночі −18…−21, на сході до −24.", [-18, -21, -24]),
        ("Температура від −4 до −7, удень 0.", [-4, -7, 0]),
        ("Вночі 12–14 морозу, вдень 6–8.", [-12, -14, -6, -8]),
        ("На вулиці мінус п'ять — мінус сім градусів.", [-5, -7]),
        ("Температура повітря +2…+4 °C, вночі до -3.", [2, 4, -3]),
        ("Столбик термометра показал минус двадцать семь.", [-27]),
        ("Мороз усилился до минус тринадцати.", [-13]),
        ("Ночью три градуса выше нуля.", [3]),
        ("It was minus seventeen outside.", [-17]),
        ("Forecasters expect nine degrees below zero.", [-9]),
        ("Between minus 5 and minus 8 at night.", [-5, -8]),
        ("Temperatures from 10 to 12 degrees below freezing.", [-10, -12]),
        ("The mercury sank to -19C.", [-19]),
        ("Ударив 12-градусний мороз.", [-12]),
        ("Вночі 10–12° морозу, на сході до 17°.", [-10, -12, -17]),
        ("На вулиці -16, у квартирах +9.", [-16, 9]),
        ("Bei minus elf Grad froren die Menschen.", [-11]),
        ("Termometry pokazują -14 stopni.", [-14]),
        ("Tej nocy były dwadzieścia dwa stopnie mrozu.", [-22]),
        ("Il fait moins douze degrés.", [-12]),
        ("Se esperan quince grados bajo cero.", [-15]),
    ],
)
def test_a_temperature_is_read(text: str, expected: list[float]) -> None:
    assert [stated.temperature_c for stated in stated_in(text)] == expected


def test_fahrenheit_is_converted_and_its_words_kept() -> None:
    (stated,) = stated_in("It was 5 °F in the morning.")

    assert (stated.temperature_c, stated.text, stated.is_fahrenheit) == (-15.0, "5 °F", True)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-05",
        "down 20%",
        "-20 %",
        "call 067-123-45-67",
        "5-10 thousand",
        "page 12",
        "up to 20 buildings",
        "мінус два блоки на станції",
        "плюс 30 генераторів",
        "температура зросла на 3 %",
        "ракета С-300",
        "It will be 5 degrees warmer.",
        "температура: 067-20-15-11",
    ],
)
def test_what_is_no_temperature_is_left(text: str) -> None:
    assert stated_in(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("У квартирах плюс дев'ять.", TemperatureKind.INDOOR),
        ("Завтра −15 °C.", TemperatureKind.FORECAST),
        ("Надворі −15 °C.", TemperatureKind.MEASURED),
    ],
)
def test_a_temperature_of_rooms_or_of_tomorrow_is_told_apart(text: str, kind: TemperatureKind) -> None:
    (sentence,) = split_sentences(text, load_lexicon())

    assert read_kind(sentence) == kind


def test_degrees_by_which_it_is_warmer_are_no_temperature() -> None:
    assert stated_in("Морози відступають: буде на 5 градусів тепліше.") == []
    assert stated_in("Мороз слабеет, станет на 4 градуса теплее.") == []
