"""The place that a record means which states name, area and point apart."""

import pytest

from geodata.stated import Point, find_stated
from tests.packaged import packaged_gazetteer

GAZETTEER = packaged_gazetteer()
BROVARY, HLUKHIV, KYIV_OBLAST = "UA32060050010081797", "Hlukhiv", "UA32000000000030281"


def spell(area: str | None) -> tuple[str, ...]:
    return () if area is None else (area, f"{area} область", f"{area} Oblast")


def name_of(name: str | None, area: str | None = None, point: Point | None = None, home: str | None = None) -> str:
    stated = find_stated(name, spell(area), point, GAZETTEER, home_place_id=home)
    assert stated is not None
    return GAZETTEER.places[stated.place_id].name_en


@pytest.mark.parametrize("name", ["Бровари", "м. Бровари", "Brovary", "Бровары", "місто Бровари"])
def test_a_name_is_a_place_with_or_without_what_it_is(name: str) -> None:
    stated = find_stated(name, (), None, GAZETTEER)

    assert stated is not None
    assert (stated.place_id, stated.confidence, stated.is_part) == (BROVARY, 0.95, False)


@pytest.mark.parametrize("area", ["Київська", "Київська область", "UA32", "Киевская область"])
def test_an_area_may_be_an_adjective_a_name_or_a_code(area: str) -> None:
    stated = find_stated(None, spell(area), None, GAZETTEER)

    assert stated is not None
    assert (stated.place_id, stated.is_part) == (KYIV_OBLAST, False)


def test_kyiv_is_the_city_and_the_oblast_where_that_alone_holds_the_place() -> None:
    assert name_of(None, "Kyiv") == name_of(None, "Київ") == "Kyiv"
    assert name_of("Бровари", "Kyiv") == "Brovary"


def test_the_point_decides_between_namesakes() -> None:
    namesakes = GAZETTEER.named("Миколаївка")
    assert namesakes is not None
    places = [GAZETTEER.places[place_id] for place_id in namesakes.place_ids]
    one = next(place for place in places if place.adm1_pcode == "UA14" and place.lat and place.lon)
    assert one.lat is not None
    assert one.lon is not None
    stated = find_stated("Миколаївка", (), (one.lat + 0.01, one.lon), GAZETTEER)

    assert stated is not None
    assert stated.place_id == one.place_id


def test_namesakes_that_nothing_tells_apart_are_somewhere_in_what_holds_them() -> None:
    stated = find_stated("Миколаївка", (), None, GAZETTEER)

    assert stated is not None
    assert (stated.place_id, stated.is_part) == ("UA", True)
    assert stated.confidence < 0.7


def test_an_unknown_name_is_a_part_of_its_area() -> None:
    stated = find_stated("Вигадовка", spell("Полтавська"), None, GAZETTEER)

    assert stated is not None
    assert GAZETTEER.places[stated.place_id].name_en == "Poltava Oblast"
    assert stated.is_part


def test_a_point_without_a_name_is_its_settlement_and_across_the_border_nothing() -> None:
    assert name_of(None, None, (50.511, 30.79)) == "Brovary"
    assert find_stated(None, (), (50.6, 36.6), GAZETTEER) is None


def test_a_point_outside_the_area_that_is_stated_does_not_overrule_it() -> None:
    stated = find_stated(None, spell("Сумська"), (50.511, 30.79), GAZETTEER)

    assert stated is not None
    assert GAZETTEER.places[stated.place_id].name_en == "Sumy Oblast"


def test_of_namesakes_the_one_at_the_home_of_the_source_is_meant() -> None:
    assert name_of("Глухів", None, None, "UA59000000000057109") == HLUKHIV


def test_nothing_stated_is_no_place() -> None:
    assert find_stated(None, (), None, GAZETTEER) is None
    assert find_stated("Вигадовка", (), None, GAZETTEER) is None
