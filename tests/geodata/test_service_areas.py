"""Companies, plants and quarters of cities: enough to place a report. Sentences are invented."""

import pytest

from geodata.geocode import locate
from geodata.places import Level
from tests.packaged import packaged_gazetteer

GAZETTEER = packaged_gazetteer()


def names(text: str) -> list[str]:
    return [GAZETTEER.places[mention.place_id].name_en for mention in locate(text, GAZETTEER)]


OBLASTS = {
    "Вінницяобленерго": "UA05",
    "Волиньобленерго": "UA07",
    "Житомиробленерго": "UA18",
    "Закарпаттяобленерго": "UA21",
    "Запоріжжяобленерго": "UA23",
    "Прикарпаттяобленерго": "UA26",
    "Кіровоградобленерго": "UA35",
    "Львівобленерго": "UA46",
    "Миколаївобленерго": "UA48",
    "Полтаваобленерго": "UA53",
    "Рівнеобленерго": "UA56",
    "Сумиобленерго": "UA59",
    "Тернопільобленерго": "UA61",
    "Харківобленерго": "UA63",
    "Херсонобленерго": "UA65",
    "Хмельницькобленерго": "UA68",
    "Черкасиобленерго": "UA71",
    "Чернівціобленерго": "UA73",
    "Чернігівобленерго": "UA74",
    "ДТЕК Київські електромережі": "UA80",
    "ДТЕК Київські регіональні електромережі": "UA32",
    "ДТЕК Дніпровські електромережі": "UA12",
    "ДТЕК Одеські електромережі": "UA51",
    "ДТЕК Донецькі електромережі": "UA14",
    "Центральна енергетична компанія": "UA12",
    "Луганське енергетичне об'єднання": "UA44",
    "Крименерго": "UA01",
    "Севастопольенерго": "UA85",
}


@pytest.mark.parametrize("company", OBLASTS)
def test_a_grid_company_stands_for_the_area_it_serves(company: str) -> None:
    (mention,) = locate(f"Про це кажуть у {company}.", GAZETTEER)

    assert GAZETTEER.places[mention.place_id].adm1_pcode == OBLASTS[company]


def test_every_first_level_unit_has_a_grid_company() -> None:
    assert set(OBLASTS.values()) == {unit.adm1_pcode for unit in GAZETTEER.oblasts()}


@pytest.mark.parametrize(
    ("text", "pcode"),
    [
        ("У Дніпровських електромережах тихо.", "UA12"),
        ("Фахівці Київських регіональних електромереж працюють.", "UA32"),
        ("DTEK Odesa Grids restored supply.", "UA51"),
        ("Kharkivoblenergo crews are at work.", "UA63"),
        ("Харьковоблэнерго сообщает об аварии.", "UA63"),
        ("Миколаївводоканал попереджає.", "UA48"),
    ],
)
def test_a_company_is_found_in_its_cases_and_spellings(text: str, pcode: str) -> None:
    (mention,) = locate(text, GAZETTEER)

    assert GAZETTEER.places[mention.place_id].adm1_pcode == pcode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Блок Рівненської АЕС зупинено.", "Varash"),
        ("На Ладижинській ТЕС аварія.", "Ladyzhyn"),
        ("The Zaporizhzhia nuclear power plant lost a line.", "Enerhodar"),
        ("Дністровська ГЕС працює.", "Novodnistrovsk"),
        ("The Kaniv and Dniester hydropower plants were hit.", ["Kaniv", "Novodnistrovsk"]),
        ("На ХАЕС планові роботи.", "Netishyn"),
        ("На ДніпроГЕС знову приліт.", "Zaporizhzhia"),
    ],
)
def test_a_plant_is_told_as_the_town_it_stands_in(text: str, expected: str | list[str]) -> None:
    assert names(text) == ([expected] if isinstance(expected, str) else expected)


def test_all_108_city_districts_are_places_of_their_city() -> None:
    districts = [
        place for place in GAZETTEER.places.values() if place.level == Level.DISTRICT and place.place_id[:2] == "UA"
    ]

    assert len(districts) == 108
    assert all(GAZETTEER.places[place.parent_id or ""].level == Level.CITY for place in districts)


@pytest.mark.parametrize(
    ("text", "city", "expected"),
    [
        ("У Києві темно на Оболоні.", "Kyiv", "Obolon"),
        ("У Харкові без світла Північна Салтівка.", "Kharkiv", "Pivnichna Saltivka"),
        ("В Одессе нет света на Молдаванке.", "Odesa", "Moldavanka"),
        ("У Дніпрі знеструмлено Лівобережний.", "Dnipro", "Livoberezhnyi"),
        ("У Запоріжжі без води Бабурка.", "Zaporizhzhia", "Baburka"),
        ("У Львові зникло світло на Левандівці.", "Lviv", "Levandivka"),
        ("У Києві без світла лівий берег.", "Kyiv", "Left Bank"),
        ("In Zaporizhzhia the left bank is dark.", "Zaporizhzhia", "Left Bank"),
        ("У Харкові темно в Салтівському районі.", "Kharkiv", "Saltivskyi District"),
        ("В Одесі без тепла Малиновський район.", "Odesa", "Khadzhybeiskyi District"),
        ("У Дніпрі аварія, Чечелівський район без світла.", "Dnipro", "Chechelivskyi District"),
    ],
)
def test_a_part_of_a_city_is_a_place_whose_parent_is_the_city(text: str, city: str, expected: str) -> None:
    found = names(text)
    mentions = locate(text, GAZETTEER)
    part = next(mention for mention in mentions if GAZETTEER.places[mention.place_id].level == Level.DISTRICT)

    assert found == [city, expected]
    assert city in {place.name_en for place in GAZETTEER.ancestors(part.place_id)}
