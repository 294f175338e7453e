"""The register, its names and its borders. Sentences are invented."""

import itertools

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.build.romanise import romanise
from geodata.geocode import locate
from geodata.names import fold_name
from geodata.places import Level
from tests.packaged import packaged_boundaries, packaged_gazetteer

GAZETTEER = packaged_gazetteer()
BOUNDARIES = packaged_boundaries()
INSIDE = {
    "Simferopol": (34.11, 44.957),
    "Sevastopol": (33.55, 44.58),
    "Kerch": (36.47, 45.356),
    "Yalta": (34.16, 44.51),
    "Donetsk": (37.80, 48.02),
    "Luhansk": (39.305, 48.57),
    "Mariupol": (37.55, 47.10),
    "Melitopol": (35.37, 46.85),
    "Enerhodar": (34.65, 47.50),
    "Uzhhorod": (22.29, 48.62),
    "Izmail": (28.84, 45.35),
}
OUTSIDE = {
    "Belgorod": (36.58, 50.6),
    "Taganrog": (38.9, 47.22),
    "Taman": (36.72, 45.21),
    "Tiraspol": (29.64, 46.84),
}


@pytest.mark.parametrize("name", INSIDE)
def test_the_country_holds_what_the_united_nations_say(name: str) -> None:
    assert BOUNDARIES["UA"].geometry.contains(shapely.Point(INSIDE[name]))


@pytest.mark.parametrize("name", OUTSIDE)
def test_the_country_holds_nothing_of_its_neighbours(name: str) -> None:
    assert not BOUNDARIES["UA"].geometry.contains(shapely.Point(OUTSIDE[name]))


def test_crimea_and_sevastopol_are_ukraine() -> None:
    units = {place.adm1_pcode: place for place in GAZETTEER.oblasts()}

    assert (units["UA01"].country_iso2, units["UA85"].country_iso2) == ("UA", "UA")
    assert (units["UA01"].parent_id, units["UA85"].parent_id) == ("UA", "UA")


def test_there_are_27_first_level_units_each_with_a_valid_area() -> None:
    units = GAZETTEER.oblasts()

    assert len(units) == 27
    assert all(BOUNDARIES[unit.place_id].geometry.is_valid for unit in units)


def test_there_are_136_raions_and_463_cities() -> None:
    levels = [place.level for place in GAZETTEER.places.values() if place.country_iso2 == "UA"]

    assert (levels.count(Level.RAION), levels.count(Level.CITY)) == (136, 463)


def test_every_parent_exists_and_codes_follow_the_prefix() -> None:
    ukrainian = [place for place in GAZETTEER.places.values() if place.place_id.startswith("UA")]

    assert all(place.parent_id in GAZETTEER.places for place in ukrainian if place.place_id != "UA")
    assert all(place.place_id.startswith(place.adm1_pcode or "UA") for place in ukrainian)
    assert all(place.country_iso2 == "UA" for place in ukrainian)


def names(text: str, home: str | None = None) -> list[str]:
    return [GAZETTEER.places[mention.place_id].name_en for mention in locate(text, GAZETTEER, home_place_id=home)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("У Кривому Розі та Нікополі зникло світло.", ["Kryvyi Rih", "Nikopol"]),
        ("На Сумщині знову темно.", ["Sumy Oblast"]),
        ("Графіки діють у Київській та Чернігівській областях.", ["Kyiv Oblast", "Chernihiv Oblast"]),
        ("В Одессе и Черкассах нет тепла.", ["Odesa", "Cherkasy"]),
        ("В Полтавской области отключения.", ["Poltava Oblast"]),
        ("Lights went out in Kharkiv and Izium.", ["Kharkiv", "Izium"]),
        ("The Sumy and Poltava regions lost power.", ["Sumy Oblast", "Poltava Oblast"]),
        ("The regions of Rivne and Volyn are dark.", ["Rivne Oblast", "Volyn Oblast"]),
        ("The Kyiv region is dark, Kyiv is not.", ["Kyiv Oblast", "Kyiv"]),
        ("Львівобленерго повідомляє про аварію.", ["Lviv Oblast"]),
        ("Без світла Охтирський район.", ["Okhtyrskyi Raion"]),
        ("Kiev and Odessa in the dark.", ["Kyiv", "Odesa"]),
        ("Темно в областях: 5 сіл у Сумській, 7 — у Рівненській.", ["Sumy Oblast", "Rivne Oblast"]),
        ("На області темно. Аварія на Сумській вулиці.", []),
        ("The region of Lviv and the region of Volyn are dark.", ["Lviv Oblast", "Volyn Oblast"]),
        ("Shops in Lutsk and the region closed.", ["Lutsk", "Volyn Oblast"]),
        ("Темно у двох областях: Львівській та Волинській.", ["Lviv Oblast", "Volyn Oblast"]),
        ("Волинська область без світла, Рівненська теж.", ["Volyn Oblast", "Rivne Oblast"]),
        ("Зупинено Ладижинську ТЕС, Бурштинська теж не працює.", ["Ladyzhyn", "Burshtyn"]),
        ("Голова Конотопської РВА мовчить.", ["Konotopskyi Raion"]),
        ("Очільник Харківської МВА мовчить.", ["Kharkiv"]),
        ("Київська міська рада мовчить, Львівська облрада теж.", ["Kyiv", "Lviv Oblast"]),
        ("In der Region Tschernihiw ist es dunkel.", ["Chernihiv Oblast"]),
        ("Dans la région de Kharkiv, tout est calme.", ["Kharkiv Oblast"]),
        ("На Ніжинщині темно, на Сумщині теж.", ["Nizhynskyi Raion", "Sumy Oblast"]),
    ],
)
def test_a_name_is_found_in_any_of_its_forms(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "великі суми грошей",
        "рівне поле",
        "The Kyiv Independent reports.",
        "Дніпро річка",
        "Суми боргів зросли.",
        "Рівне тління кабелю помітили.",
        "Хмельницький вокзал зачинено.",
        "По льоду Дніпра не ходіть.",
        "ФК «Рівне» програв.",
        "The capital of Estonia is calm.",
        "Trams stopped in the capital Chisinau.",
        "Столиця Молдови без світла.",
    ],
)
def test_an_ordinary_word_is_no_place(text: str) -> None:
    assert not {"Sumy", "Rivne", "Khmelnytskyi", "Kyiv", "Dnipro"} & set(names(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Суми знов у темряві.", ["Sumy"]),
        ("Рівне темніє.", ["Rivne"]),
        ("Хмельницький без світла, Кропивницький зустрів ранок.", ["Khmelnytskyi", "Kropyvnytskyi"]),
        ("На вулицях Полтави темно.", ["Poltava"]),
        ("В Одесі обстрілів не було, біля Полтави нових ушкоджень теж.", ["Odesa", "Poltava"]),
        ("Після Покровська армія мовчить.", ["Pokrovsk"]),
        ("The right bank of Kyiv is dark.", ["Right Bank", "Kyiv"]),
    ],
)
def test_a_place_is_not_taken_for_an_ordinary_word(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_what_lies_across_the_border_is_not_in_ukraine() -> None:
    (mention,) = locate("Вибухи у Бєлгороді.", GAZETTEER)

    assert GAZETTEER.places[mention.place_id].adm1_pcode is None


def test_a_named_oblast_decides_between_namesakes() -> None:
    (_, mention) = locate("На Львівщині без світла Миколаїв.", GAZETTEER)
    oblast = GAZETTEER.oblast_of(mention.place_id)

    assert oblast is not None
    assert oblast.name_en == "Lviv Oblast"


def test_the_largest_namesake_is_taken_when_nothing_else_speaks() -> None:
    (mention,) = locate("У Миколаєві тихо.", GAZETTEER)

    assert GAZETTEER.places[mention.place_id].adm1_pcode == "UA48"


def test_a_name_means_what_the_text_has_surely_named_already() -> None:
    (first, second) = locate("У Златополі темно. Колись його звали Первомайським.", GAZETTEER)

    assert first.place_id == second.place_id


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Згурівка", "Zghurivka"),
        ("Кам'янець-Подільський", "Kamianets-Podilskyi"),
        ("Їжакевич", "Yizhakevych"),
        ("Щастя", "Shchastia"),
    ],
)
def test_names_are_romanised_by_the_official_rules(name: str, expected: str) -> None:
    assert romanise(name) == expected


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_gives_mentions_in_order_that_do_not_overlap(text: str) -> None:
    mentions = locate(text, GAZETTEER)

    assert all(text[mention.start : mention.end] == mention.text for mention in mentions)
    assert all(one.end <= other.start for one, other in itertools.pairwise(mentions))


def test_every_form_means_a_place_of_the_register() -> None:
    empty = [key for key in GAZETTEER.toponyms if not GAZETTEER.toponyms[key].place_ids]
    unknown = {
        place_id
        for key in itertools.islice(GAZETTEER.toponyms, 0, None, 50)
        for place_id in GAZETTEER.toponyms[key].place_ids
        if place_id not in GAZETTEER.places
    }

    assert len(GAZETTEER.toponyms) > 190_000
    assert (empty, unknown) == ([], set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Кияни другий день без світла.", ["Kyiv"]),
        ("Допомогу сумчанам надають у школах.", ["Sumy"]),
        ("Без тока остались полтавчане.", ["Poltava"]),
        ("Вимкнення у Миколаївці.", ["Ukraine"]),  # a village of that name, not the people of Mykolaiv
        ("Без світла:\nМиколаївська — 12 сіл\nОдеська — 7", ["Mykolaiv Oblast", "Odesa Oblast"]),
        ("Знеструмлено:\nМиргородський — 870\nЛубенський — 20", ["Myrhorodskyi Raion", "Lubenskyi Raion"]),
        ("Миколаївська — вулиця довга.", []),
        ("У Херсоні 24 тисячі родин без світла.", ["Kherson"]),
        ("The Times of Kherson wrote.", ["Kherson"]),
        ("Росіяни вдарили по Дніпру.", ["Dnipro"]),
        ("Баржі йдуть по Дніпру.", []),
        ("Решта міста зі світлом.", []),
        ("У Софіївській Борщагівці темно.", ["Sofiivska Borshchahivka"]),
        ("Power at the Zaporizhzhia plant is back.", ["Enerhodar"]),
    ],
)
def test_what_stands_for_a_place_is_found_and_what_only_looks_so_is_not(text: str, expected: list[str]) -> None:
    assert names(text) == expected
