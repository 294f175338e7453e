"""What is read out of a text. All texts are invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.builders import GAZETTEER, LEXICON, make_report, read, said
from tracker.extract.claims import read_claims
from tracker.extract.gate import may_tell
from tracker.model import (
    Basis,
    Bound,
    Cause,
    Claim,
    ClaimKind,
    Scope,
    Service,
    Status,
    Target,
    TimePrecision,
    Unit,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("У Полтаві зникло світло.", {("outage", "electricity", "Poltava")}),
        ("Без тепла 15 будинків у Рівному.", {("outage", "heat", "Rivne")}),
        ("В Черкассах нет света и воды.", {("outage", "electricity", "Cherkasy"), ("outage", "water", "Cherkasy")}),
        ("Ternopil is without power.", {("outage", "electricity", "Ternopil")}),
        ("Lutsk lost heating on Monday.", {("outage", "heat", "Lutsk")}),
        ("У Житомирі відновили електропостачання.", {("restoration", "electricity", "Zhytomyr")}),
        ("Power has been restored in Sumy.", {("restoration", "electricity", "Sumy")}),
        ("В Ровно вернули отопление.", {("restoration", "heat", "Rivne")}),
        (
            "У Волинській та Рівненській областях діють графіки погодинних відключень.",
            {("schedule", "electricity", "Volyn Oblast"), ("schedule", "electricity", "Rivne Oblast")},
        ),
        ("Ракети влучили в підстанцію на Вінниччині.", {("strike", None, "Vinnytsia Oblast")}),
        ("Drones hit a thermal power plant in Lviv Oblast.", {("strike", None, "Lviv Oblast")}),
    ],
)
def test_a_plain_sentence_is_understood(text: str, expected: set[tuple[str, str | None, str]]) -> None:
    assert said(text) == expected


def test_an_attack_given_as_the_cause_of_a_loss_is_a_strike() -> None:
    claims = read("Через обстріл Нікополь залишився без світла.")

    assert {claim.kind for claim in claims} == {ClaimKind.STRIKE, ClaimKind.OUTAGE}
    assert {claim.cause for claim in claims} == {Cause.STRIKE}


@pytest.mark.parametrize(
    "text",
    [
        "Команда програла матч: воротар пропустив гол, і на стадіоні вимкнули світло.",
        "Berlin is without power after a cable fire.",
        "Відключення інтернету триває другий день у Сумах.",
        "Якщо атаки повторяться, Суми можуть залишитися без світла.",
        "Нагадаємо, торік Суми тиждень були без світла.",
        "The conference on power grids opened in Lviv.",
        "Тариф на електроенергію у Львові зросте.",
        "Мер міста відвідав Полтаву.",
        "У Сумах світло не зникало.",
    ],
)
def test_what_is_no_event_makes_no_claim(text: str) -> None:
    assert said(text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ЛЬВІВ, 15 січня. Без світла залишилася Полтава.", {"Poltava"}),
        ("LVIV (Invented Wire) — Power is out in Poltava.", {"Poltava"}),
        ("Officials in Kyiv said Poltava is without power.", {"Poltava"}),
        ("Голова Львівської ОВА розповів, що Полтава без світла.", {"Poltava"}),
        ("After talks in Odesa, power was lost in Poltava.", {"Poltava"}),
        ("Kyiv said talks went on. Poltava is without power.", {"Poltava"}),
        ("У німецькій столиці без світла тисячі осель, а в Полтаві світло зникло.", {"Poltava"}),
    ],
)
def test_only_affected_places_are_taken(text: str, expected: set[str]) -> None:
    assert {place for kind, _, place in said(text) if kind == "outage"} == expected


def only_outage(text: str) -> Claim:
    (claim,) = [claim for claim in read(text) if claim.kind == ClaimKind.OUTAGE]
    return claim


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("У Сумах без світла понад 30,8 тис. споживачів.", 30_800, Unit.CUSTOMERS, Bound.AT_LEAST),
        ("У Сумах без світла 2 700 абонентів.", 2_700, Unit.CUSTOMERS, Bound.EXACT),
        ("About half a million customers in Sumy are without power.", 500_000, Unit.CUSTOMERS, Bound.ABOUT),
        ("В Сумах без отопления 1 330 домов.", 1_330, Unit.BUILDINGS, Bound.EXACT),
        ("На Сумщині без світла 34 населені пункти.", 34, Unit.SETTLEMENTS, Bound.EXACT),
        ("In Sumy 213 mil customers are without power.", 213_000, Unit.CUSTOMERS, Bound.EXACT),
        ("40 % of households in Sumy are without power.", 0.4, Unit.SHARE, Bound.EXACT),
    ],
)
def test_a_number_keeps_its_unit_and_bound(text: str, value: float, unit: Unit, bound: Bound) -> None:
    (quantity,) = only_outage(text).quantities

    assert (quantity.value, quantity.unit, quantity.bound) == (value, unit, bound)


def test_numbers_stay_with_their_places() -> None:
    text = "Без світла 12 тис. споживачів на Сумщині та 7 тис. споживачів на Полтавщині."
    counted = {
        GAZETTEER.places[claim.place_id or ""].name_en: [quantity.value for quantity in claim.quantities]
        for claim in read(text)
    }

    assert counted == {"Sumy Oblast": [12_000], "Poltava Oblast": [7_000]}


def test_a_sum_over_several_places_is_nobodys_alone() -> None:
    claims = read("У Сумах і Полтаві без світла 19 тисяч споживачів.")

    assert {claim.quantities for claim in claims} == {()}


def test_what_was_reconnected_is_not_what_is_without() -> None:
    (claim,) = read("У Сумах відновили електропостачання для 5 тис. споживачів.")

    assert claim.quantities[0].basis == Basis.RECONNECTED


def test_a_place_carries_over_to_the_next_sentence() -> None:
    claims = read("У Полтаві сталася аварія. Без світла 900 споживачів.")

    assert {GAZETTEER.places[claim.place_id or ""].name_en for claim in claims} == {"Poltava"}


def test_a_source_speaks_of_its_home_where_it_names_no_place() -> None:
    poltava = next(place.place_id for place in GAZETTEER.places.values() if place.name_en == "Poltava")
    (claim,) = read("Без світла 900 споживачів.", home=poltava)

    assert claim.place_id == poltava


@pytest.mark.parametrize(
    ("text", "cause", "status"),
    [
        ("Аварійні відключення на Сумщині скасовано.", Cause.EMERGENCY_SHUTDOWN, Status.RESTORED),
        ("На Сумщине сняли экстренные отключения.", Cause.EMERGENCY_SHUTDOWN, Status.RESTORED),
        ("Hourly outages in Sumy Oblast have been lifted.", Cause.SCHEDULED, Status.RESTORED),
        ("Погодинні відключення на Сумщині не застосовують.", Cause.SCHEDULED, Status.CANCELLED),
        ("Scheduled outages are not applied in Sumy Oblast.", Cause.SCHEDULED, Status.CANCELLED),
    ],
)
def test_an_order_that_was_lifted_and_one_that_is_not_applied_are_told_apart(
    text: str, cause: Cause, status: Status
) -> None:
    (claim,) = read(text)

    assert (claim.kind, claim.cause, claim.status) == (ClaimKind.SCHEDULE, cause, status)


def test_a_not_beyond_the_comma_is_about_something_else() -> None:
    order = read("На Сумщині введено аварійні відключення, графіки там не діють.")[0]

    assert order.status == Status.ONGOING


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("Повністю знеструмлена Сумська область.", Scope.WHOLE),
        ("Частина Сум без світла.", Scope.PART),
        ("Майже вся Сумська область без світла.", Scope.MOST),
        ("Суми без світла.", Scope.UNSTATED),
    ],
)
def test_the_extent_is_kept(text: str, scope: Scope) -> None:
    assert only_outage(text).scope == scope


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Через негоду Суми без світла.", Cause.WEATHER),
        ("Через аварію на лінії Суми без світла.", Cause.ACCIDENT),
        ("Суми без світла після удару дронів.", Cause.STRIKE),
        ("Суми без світла.", None),
    ],
)
def test_the_cause_is_what_the_text_tells_or_unknown(text: str, cause: Cause | None) -> None:
    assert only_outage(text).cause == cause


def test_the_target_of_a_strike_is_kept() -> None:
    (claim,) = read("Дрони вдарили по підстанції на Сумщині.")

    assert claim.target == Target.SUBSTATION


def test_the_night_ends_on_its_day() -> None:
    claim = only_outage("У ніч на 14 січня через обстріл Суми залишилися без світла.")

    assert claim.time is not None
    assert (claim.time.start_at, claim.time.end_at, claim.time.precision) == (
        datetime(2026, 1, 13, 20, tzinfo=UTC),
        datetime(2026, 1, 14, 4, tzinfo=UTC),
        TimePrecision.PART_OF_DAY,
    )


def test_yesterday_is_counted_from_the_publication_but_never_from_a_crawl() -> None:
    text = "Вчора Суми залишилися без світла."
    known = read(text)[0].time
    crawled = read(text, precision=TimePrecision.CRAWL)[0].time

    assert known is not None
    assert known.start_at == datetime(2026, 1, 13, 22, tzinfo=UTC)
    assert crawled is None


def test_a_quote_is_the_sentence_at_its_span() -> None:
    text = "Перше речення. У Полтаві зникло світло! Третє."
    (claim,) = read(text)

    assert claim.evidence.quote == "У Полтаві зникло світло!"
    assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote


def test_water_alone_is_an_outage_of_water() -> None:
    assert {claim.service for claim in read("У Полтаві немає води.")} == {Service.WATER}


PIECES = (
    "У Полтаві|без світла|30 тис. споживачів|.|, — та|через удар дронів|відновили|in Kyiv|power lost|мінус 20°|\n|😀"
)
WORDS = st.sampled_from(PIECES.split("|"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)))
def test_any_text_is_read_without_a_crash_twice_the_same_and_quoted_truly(text: str) -> None:
    claims = read(text)

    assert claims == read(text)
    assert all(text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote for claim in claims)


def test_a_heading_tells_nothing_itself_and_says_why_what_stands_under_it_is_so() -> None:
    claims = read(
        "Зведення\nНаслідки негоди\nУ Полтавській області без світла 12 сіл.\n"
        "Наслідки атак\nНа Сумщині без світла 900 абонентів."
    )

    assert {(claim.kind, claim.place_id, claim.cause) for claim in claims} == {
        (ClaimKind.OUTAGE, "UA53000000000028050", Cause.WEATHER),
        (ClaimKind.OUTAGE, "UA59000000000057109", Cause.STRIKE),
        (ClaimKind.STRIKE, "UA59000000000057109", Cause.STRIKE),
    }


def test_places_listed_under_the_heading_of_an_order_are_under_that_order() -> None:
    claims = read(
        "Зведення\nГрафіки погодинних відключень\nЧеркаська, Полтавська області.\n"
        "Аварійні відключення\nНе застосовуються."
    )
    orders = {(GAZETTEER.places[claim.place_id or "UA"].name_en, claim.cause, claim.status) for claim in claims}

    assert orders >= {
        ("Cherkasy Oblast", Cause.SCHEDULED, Status.ONGOING),
        ("Poltava Oblast", Cause.SCHEDULED, Status.ONGOING),
    }
    assert not any(cause == Cause.EMERGENCY_SHUTDOWN for _, cause, _ in orders)


@pytest.mark.parametrize(
    "text",
    [
        "У Дніпровському районі Києва без опалення 400 будинків.",
        "Чугуїв, Харківська область: без світла 400 споживачів.",
        "400 customers in Chuhuiv, Kharkiv Oblast, are without power.",
    ],
)
def test_an_area_that_only_says_which_place_is_meant_has_no_claim_of_its_own(text: str) -> None:
    (claim,) = read(text)

    assert [quantity.value for quantity in claim.quantities] == [400]


@pytest.mark.parametrize(
    "text",
    [
        "Нових знеструмлень у Сумах за добу немає.",
        "Новых отключений в Сумах нет.",
        "No new outages were reported in Sumy.",
        "15 січня відключень електроенергії в Сумах не заплановано.",
    ],
)
def test_no_outage_is_no_outage(text: str) -> None:
    assert not any(claim.kind == ClaimKind.OUTAGE for claim in read(text))


def test_what_a_band_or_a_film_is_called_tells_nothing() -> None:
    assert read("Гурт «Блекаут» дав концерт у Львові, а фільм «Без світла» показали в Луцьку.") == ()


def test_a_list_of_places_and_numbers_has_no_datelines() -> None:
    claims = read(
        "Зведення\nЧерез атаку без світла:\nХарківська область — 4 тис. споживачів\n"
        "Сумська область — 1,2 тис. споживачів"
    )

    assert {
        (claim.place_id[:4], claim.quantities[0].value) for claim in claims if claim.place_id and claim.quantities
    } == {
        ("UA63", 4000),
        ("UA59", 1200),
    }


def test_an_attack_told_without_a_place_is_why_the_lights_went_out_in_the_next_sentence() -> None:
    told = said("Уночі дрони вдарили по енергетиці. Без світла лишилися Лубни та Миргород.")

    assert told == {
        ("strike", None, "Lubny"),
        ("strike", None, "Myrhorod"),
        ("outage", "electricity", "Lubny"),
        ("outage", "electricity", "Myrhorod"),
    }


def test_an_attack_elsewhere_is_no_reason() -> None:
    claims = read("Уночі дрони вдарили по підстанції в Сумах. У Луцьку без світла 300 споживачів.")
    (lutsk,) = (claim for claim in claims if claim.kind == ClaimKind.OUTAGE)

    assert lutsk.cause is None


def test_a_reason_of_its_own_outweighs_an_attack_told_before() -> None:
    claims = read("Уночі дрони вдарили по енергетиці Сум. Через негоду в Сумах без світла 300 споживачів.")

    assert {claim.cause for claim in claims if claim.kind == ClaimKind.OUTAGE} == {Cause.WEATHER}


def test_a_number_still_waiting_is_not_one_of_those_that_came_back() -> None:
    claims = read("У Лубнах світло повернули 5 тисячам абонентів, ще 2 тисячі чекають.")
    numbers = {(claim.kind, quantity.value, quantity.basis) for claim in claims for quantity in claim.quantities}

    assert numbers == {
        (ClaimKind.RESTORATION, 5000, Basis.RECONNECTED),
        (ClaimKind.OUTAGE, 2000, Basis.WITHOUT_NOW),
    }


def test_each_place_of_a_list_has_its_own_number() -> None:
    claims = read("К утру обесточены: 7 тыс. потребителей Сумщины, 3 тыс. в Полтавской области и 2 тыс. на Волыни.")

    assert {(claim.place_id[:4], claim.quantities[0].value) for claim in claims if claim.place_id} == {
        ("UA59", 7000),
        ("UA53", 3000),
        ("UA07", 2000),
    }


def test_a_sentence_broken_over_lines_is_one_and_its_quote_is_what_stands_in_the_text() -> None:
    text = "Без світла \nЛубни\n та \nМиргород\n."
    claims = read(text)

    assert {GAZETTEER.places[claim.place_id or "UA"].name_en for claim in claims} == {"Lubny", "Myrhorod"}
    assert {claim.evidence.quote for claim in claims} == {text}


def test_a_company_that_tells_is_no_place_without_power() -> None:
    assert said("У Лубнах без світла 300 споживачів, кажуть у Полтаваобленерго.") == {
        ("outage", "electricity", "Lubny")
    }


def test_the_country_counts_beside_a_place_only_where_the_text_says_so() -> None:
    both = said("Лубни, як і багато інших українських міст, залишилися без світла.")
    one = said("Росіяни знову вдарили по енергетиці України. Лубни без світла.")

    assert ("outage", "electricity", "Ukraine") in both
    assert ("strike", None, "Ukraine") not in one


@pytest.mark.parametrize(
    "text",
    [
        "а" * 50_000 + " без світла Суми",
        "Суми, Харків, Одеса, " * 1_500 + "без світла",
        "без світла, " * 4_000,
        "." * 40_000 + " світло",
        "\u202eсвітло\u202c\x00 без Суми " * 1_500,
        "1 000 " * 6_000 + "споживачів без світла у Сумах",
        "«" * 20_000 + "Гурт «" * 2_000 + "світло",
        "У Сумах без світла 5 тисяч споживачів. " * 30_000,
    ],
    ids=["letters", "places", "commas", "stops", "controls", "digits", "quotes", "long"],
)
def test_a_hostile_text_is_read_to_an_end_and_every_quote_is_its_own(text: str) -> None:
    for claim in read(text):
        assert claim.evidence.quote == text[claim.evidence.start : claim.evidence.end]


def test_the_gate_never_refuses_what_makes_a_claim() -> None:
    texts = [
        "У Лубнах об\u02bcєкт енергетики зазнав удару.",
        "У ЛУБНАХ БЕЗ СВІТЛА 40 ТИСЯЧ",
        "В Лубнах заживлено 5 тисяч абонентів.",
        "Уночі було -21 °C у Лубнах.",
        "Нічого такого.",
    ]
    claims = [(read_claims(make_report(text), GAZETTEER, LEXICON), read(text)) for text in texts]

    assert [bool(whole) for whole, _ in claims] == [True, True, True, True, False]
    assert all(whole == gated for whole, gated in claims)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("Двоє чоловіків продавали квитки на станції метро.", False),
        ("Police detained two men at the central station.", False),
        ("A power station was hit.", True),
        ("Завтра похолодає до −9.", True),
        ("The winter was cold.", False),
        ("\ud83d Немає світла.", True),
    ],
)
def test_a_stem_opens_the_gate_only_with_what_it_needs_around_it(text: str, may: bool) -> None:  # noqa: FBT001
    assert may_tell(text) is may
