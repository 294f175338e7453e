"""What the attack, the object and the number told in one sentence give to the next. All texts are invented."""

import pytest

from tests.extract.builders import name_of, read, said
from tracker.model import Basis, Cause, ClaimKind, Status, Target, Unit, Weapon


@pytest.mark.parametrize(
    "text",
    [
        "Через ракетний удар знеструмлено Дубно. У Костополі пошкоджено підстанцію, без світла 900 клієнтів.",
        "Из-за ракетного удара обесточен Дубно. В Костополе повреждена подстанция, без света 900 абонентов.",
        "A missile strike cut power in Dubno. In Kostopil a substation was damaged, 900 clients have no light.",
    ],
)
def test_a_damaged_object_told_right_behind_an_attack_was_hit_elsewhere_too(text: str) -> None:
    struck = {(name_of(claim), claim.target) for claim in read(text) if claim.kind == ClaimKind.STRIKE}

    assert ("Kostopil", Target.SUBSTATION) in struck


@pytest.mark.parametrize(
    "text",
    [
        "Ракети поцілили у підстанцію в Дубні. Місто без світла після удару.",
        "Ракеты попали в подстанцию в Дубно. Город без света после удара.",
        "Missiles hit a substation in Dubno. The town has no power after the strike.",
    ],
)
def test_a_loss_has_the_object_and_the_weapon_of_the_attack_on_its_place(text: str) -> None:
    (loss,) = (claim for claim in read(text) if claim.kind == ClaimKind.OUTAGE)

    assert (loss.cause, loss.target, loss.weapon) == (Cause.STRIKE, Target.SUBSTATION, Weapon.MISSILE)


@pytest.mark.parametrize(
    "text",
    [
        "Дубно після обстрілу без світла. Пошкоджена лінія електропередачі.",
        "Дубно после обстрела без света. Повреждена высоковольтная линия.",
        "Dubno is without light after an attack. A power line is damaged.",
    ],
)
def test_an_object_told_of_behind_an_attack_that_named_none_is_what_it_hit(text: str) -> None:
    assert {claim.target for claim in read(text) if claim.kind == ClaimKind.STRIKE} == {Target.GRID_LINES}


@pytest.mark.parametrize(
    "text",
    [
        "Дубно: понад 4 тисячі абонентів без світла. Знеструмлено 4120 абонентів.",
        "Дубно: более 4 тысяч абонентов без света. Обесточено 4120 абонентов.",
        "Dubno: over 4,000 customers without power. In all 4,120 customers are without power.",
    ],
)
def test_an_exact_number_stands_for_the_rounded_one(text: str) -> None:
    assert [quantity.value for claim in read(text) for quantity in claim.quantities] == [4120]


@pytest.mark.parametrize(
    "text",
    [
        "У Дубні без світла 3000 абонентів. До полудня підключили 1200 із них.",
        "В Дубно без света 3000 абонентов. К полудню подключили 1200 из них.",
        "In Dubno 3,000 customers lost power. Crews reconnected 1,200 of them by noon.",
    ],
)
def test_so_many_of_them_are_what_was_counted_before_and_a_part(text: str) -> None:
    outage, back = sorted(read(text), key=lambda claim: claim.kind)

    assert [(one.value, one.unit, one.basis) for one in back.quantities] == [(1200, Unit.CUSTOMERS, Basis.RECONNECTED)]
    assert (outage.status, back.status) == (Status.PARTIALLY_RESTORED, Status.PARTIALLY_RESTORED)


@pytest.mark.parametrize(
    "text",
    [
        "The village of Dubno, a community of 2,000 people, has no power.",
        "Dubno, a town of 2,000 residents, lost power.",
    ],
)
def test_those_who_live_in_a_place_are_not_counted_as_cut_off(text: str) -> None:
    (claim,) = read(text)

    assert claim.quantities == ()


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("Після аварії в Дубні світло поступово повертається.", Status.PARTIALLY_RESTORED),
        ("После аварии в Дубно свет вернули двум третям домов.", Status.PARTIALLY_RESTORED),
        ("Power is back for most homes in Dubno.", Status.PARTIALLY_RESTORED),
        ("Power is back for 40% of customers in Dubno.", Status.PARTIALLY_RESTORED),
        ("Power is back for 100% of customers in Dubno.", Status.RESTORED),
        ("У Дубні електропостачання поновлено.", Status.RESTORED),
    ],
)
def test_what_is_on_its_way_or_counts_a_share_is_a_return_in_part(text: str, back: Status) -> None:
    assert back in {claim.status for claim in read(text) if claim.kind == ClaimKind.RESTORATION}


@pytest.mark.parametrize(
    "text",
    [
        "У Дубні обмежать електропостачання 20 січня через ремонт обладнання.",
        "В Дубно 20 января ограничат электроснабжение из-за ремонта оборудования.",
        "The utility will switch off parts of Dubno on January 20 for scheduled maintenance.",
    ],
)
def test_cut_off_for_works_is_scheduled_and_starts_on_its_day(text: str) -> None:
    (claim,) = read(text)

    assert claim.cause == Cause.SCHEDULED
    assert claim.time is not None
    assert claim.time.start_at is not None
    assert claim.time.start_at.isoformat().startswith("2026-01-19T22")  # midnight in Kyiv


def test_an_order_lifted_later_in_its_sentence_is_lifted_there() -> None:
    text = "ДТЕК ввів екстрені відключення в Києві та Рівному, потім їх скасували у столиці."
    status = {name_of(claim): claim.status for claim in read(text)}

    assert status == {"Kyiv": Status.RESTORED, "Rivne": Status.ONGOING}


@pytest.mark.parametrize(
    "text",
    [
        "Dubno: crews are still working to reconnect homes after the raid.",
        "У Дубні досі відновлюють електропостачання після удару.",
        "В Дубно до сих пор восстанавливают электроснабжение после удара.",
    ],
)
def test_what_is_still_being_brought_back_is_still_gone(text: str) -> None:
    assert ("outage", "electricity", "Dubno") in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "У Дубні зникло світло. Увечері підключили 3200 із 4600 абонентів.",
        "В Дубно пропал свет. Вечером подключили 3200 из 4600 абонентов.",
        "Dubno lost power. By evening 3,200 of 4,600 customers were reconnected.",
    ],
)
def test_of_a_part_that_is_back_the_whole_is_the_number_of_the_loss_told_before(text: str) -> None:
    numbers = {claim.kind: [round(one.value) for one in claim.quantities] for claim in read(text) if claim.quantities}

    assert numbers == {ClaimKind.RESTORATION: [3200], ClaimKind.OUTAGE: [4600]}


def test_of_a_part_that_is_back_without_a_loss_told_of_no_loss_is_made() -> None:
    assert {kind for kind, _, _ in said("In Dubno 3,200 of 4,600 customers were reconnected.")} == {"restoration"}


@pytest.mark.parametrize(
    "text",
    [
        "Дрони влучили в підстанцію в Дубні. У Костополі немає світла.",
        "Дроны попали в подстанцию в Дубно. В Костополе нет света.",
        "Drones hit a substation in Dubno. There is no power in Kostopil.",
    ],
)
def test_a_hit_on_energy_is_why_the_next_town_of_its_oblast_is_out(text: str) -> None:
    assert {claim.cause for claim in read(text) if name_of(claim) == "Kostopil"} == {Cause.STRIKE}


def test_of_several_objects_the_first_is_the_one_that_was_hit() -> None:
    text = "Обстріл Дубна: пошкоджено лінію електропередачі й газопровід."

    assert {claim.target for claim in read(text) if claim.kind == ClaimKind.STRIKE} == {Target.GRID_LINES}


def test_the_city_beside_another_one_is_that_told_of_before() -> None:
    text = "Росіяни вдарили бомбами по Дубну. Пошкоджено підстанцію, знеструмлено частину міста та сусідній Костопіль."

    assert {name_of(claim) for claim in read(text) if claim.kind == ClaimKind.OUTAGE} == {"Dubno", "Kostopil"}
