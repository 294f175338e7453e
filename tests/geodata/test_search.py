"""What someone looks for: names, names with a slip in them, points. A report is read without such guesses."""

import pytest

from geodata.boundaries import load_level
from geodata.geocode import locate
from geodata.places import Level, PlaceMention
from geodata.search import locate_point, read_point, search
from tests.packaged import packaged_gazetteer

GAZETTEER = packaged_gazetteer()
LAYERS = [load_level(level).values() for level in (Level.RAION, Level.OBLAST)]


def names(mentions: tuple[PlaceMention, ...]) -> list[str]:
    return [GAZETTEER.places[mention.place_id].name_en for mention in mentions]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Rubzihne", "Rubizhne"),
        ("Bahkmut", "Bakhmut"),
        ("Маріуполм", "Mariupol"),
        ("Кремечук", "Kremenchuk"),
        ("Запоріжжжя", "Zaporizhzhia"),
        ("Мелитоппль", "Melitopol"),
    ],
)
def test_a_name_with_a_slip_is_found_with_less_confidence(typed: str, expected: str) -> None:
    (mention,) = search(typed, GAZETTEER)

    assert names((mention,)) == [expected]
    assert (mention.method, mention.confidence < 0.7) == ("fuzzy", True)


def test_a_report_is_not_read_by_likeness() -> None:
    text = "У Кремечуку без світла."

    assert locate(text, GAZETTEER) == ()
    assert names(search(text, GAZETTEER)) == ["Kremenchuk"]


def test_a_name_that_is_known_is_not_looked_for_by_likeness() -> None:
    assert [mention.method for mention in search("У Ровному тихо, у Кремечуку теж.", GAZETTEER)] != ["fuzzy"]


@pytest.mark.parametrize("typed", ["Кий", "Зимно", "Абракадабра", "привіт"])
def test_what_is_short_or_like_nothing_is_not_guessed(typed: str) -> None:
    assert all(mention.method != "fuzzy" for mention in search(typed, GAZETTEER))


@pytest.mark.parametrize(
    ("text", "expected"), [("50.45, 30.52", (50.45, 30.52)), ("46.97 32", (46.97, 32.0)), ("Київ", None), ("50", None)]
)
def test_two_numbers_alone_are_a_point(text: str, expected: tuple[float, float] | None) -> None:
    assert read_point(text) == expected


@pytest.mark.parametrize(
    ("lat", "lon", "area", "nearest"),
    [
        (46.97, 32.0, "Mykolaivskyi Raion", "Mykolaiv"),
        (50.45, 30.52, "Kyiv", "Kyiv"),
        (44.957, 34.11, "Simferopolskyi Raion", "Simferopol"),
    ],
)
def test_a_point_is_told_by_its_area_and_the_nearest_settlement(
    lat: float, lon: float, area: str, nearest: str
) -> None:
    (mention,) = locate_point("here", lat, lon, GAZETTEER, LAYERS)

    assert names((mention,)) == [area]
    assert GAZETTEER.places[mention.candidates[-1].place_id].name_en == nearest


def test_a_point_across_the_border_is_in_no_area_of_ours() -> None:
    assert locate_point("there", 50.6, 36.58, GAZETTEER, LAYERS) == ()
