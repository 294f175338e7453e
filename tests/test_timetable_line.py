"""Recorded timetables down the whole line: from the bytes to what the public may see."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from geodata.gazetteer import Gazetteer
from tests.builders import make_source
from tests.packaged import packaged_gazetteer
from tests.sources.test_recorded import read_case
from tracker.extract.lexicon import Lexicon, load_lexicon
from tracker.extract.timetables import TIMETABLE_VERSION
from tracker.model import Cause, Claim, ClaimKind, Edition, Status, Tier
from tracker.pipeline import picture, read
from tracker.policy import read_policy, redact

RECORDED = Path(__file__).parent / "recorded"
POLICY = read_policy(Path("seeds/policy.toml").read_text(encoding="utf-8"))
KYIV_CITY, LVIV_OBLAST = "UA80", "UA46"


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return packaged_gazetteer()


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def claims_of(case: str, gazetteer: Gazetteer, lexicon: Lexicon) -> tuple[Claim, ...]:
    payload, expected = read_case(RECORDED / f"{case}.expected.json")
    source = make_source("recorded", url=expected["url"], **expected["source"])
    _, readings = read(payload, source, gazetteer, lexicon)
    return tuple(claim for reading in readings for claim in reading.claims)


def publish(claims: tuple[Claim, ...], as_of: datetime, gazetteer: Gazetteer) -> Edition:
    known = picture(claims, (), (), (), {}, gazetteer, as_of)
    return redact(known, Tier.PUBLIC, POLICY, {}, gazetteer)


@pytest.mark.parametrize(
    "case",
    [
        "yasno/a-timetable-today-and-none-yet-for-tomorrow",
        "yasno/emergency-with-empty-slots",
        "dtek/a-mirror-with-order-and-plan",
        "loe_menus/today-and-nothing-yet-for-tomorrow",
    ],
)
def test_the_claims_of_a_timetable_come_from_its_record_and_shade_nothing(
    case: str, gazetteer: Gazetteer, lexicon: Lexicon
) -> None:
    claims = claims_of(case, gazetteer, lexicon)
    edition = publish(claims, claims[0].learned_at, gazetteer)

    assert {claim.extractor_version for claim in claims} == {TIMETABLE_VERSION}
    assert all(claim.evidence.field_path and claim.evidence.start is None for claim in claims)
    assert edition.schedules
    assert edition.outages == ()


def test_an_emergency_with_empty_slots_is_published_as_one_and_the_next_day_as_announced(
    gazetteer: Gazetteer, lexicon: Lexicon
) -> None:
    claims = claims_of("yasno/emergency-with-empty-slots", gazetteer, lexicon)
    edition = publish(claims, claims[0].learned_at, gazetteer)

    assert {(order.cause, order.status) for order in edition.schedules} == {
        (Cause.EMERGENCY_SHUTDOWN, Status.ONGOING),
        (Cause.SCHEDULED, Status.ANNOUNCED),
    }
    (row,) = (row for row in edition.oblasts if row.adm1_pcode == KYIV_CITY)
    assert (row.emergency_outages, row.schedule, row.electricity) == ("in force", "announced", None)


@pytest.mark.parametrize("case", ["yasno/nothing-planned", "dtek/none-in-force-and-a-plan-that-does-not-fill-in"])
def test_no_schedule_in_force_is_told_and_draws_nothing(case: str, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    claims = claims_of(case, gazetteer, lexicon)
    edition = publish(claims, claims[0].learned_at, gazetteer)

    assert {claim.status for claim in claims} == {Status.CANCELLED}
    assert (edition.schedules, edition.outages) == ((), ())


@pytest.mark.parametrize("case", ["yasno/a-weekly-plan", "yasno/nobody-has-said-anything-yet", "dtek/nothing-changed"])
def test_a_plan_and_what_is_awaited_claim_nothing(case: str, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    assert claims_of(case, gazetteer, lexicon) == ()


def test_what_is_observed_is_a_point_at_its_settlement(gazetteer: Gazetteer, lexicon: Lexicon) -> None:
    claims = claims_of("loe_accidents/two-settlements", gazetteer, lexicon)
    edition = publish(claims, claims[0].learned_at + timedelta(hours=1), gazetteer)

    assert {claim.kind for claim in claims} == {ClaimKind.OUTAGE}
    assert {(outage.place_en, outage.is_area, outage.adm1_pcode) for outage in edition.outages} == {
        ("Lviv", False, LVIV_OBLAST),
        ("Briukhovychi", False, LVIV_OBLAST),
    }
    (row,) = (row for row in edition.oblasts if row.adm1_pcode == LVIV_OBLAST)
    assert row.electricity == "without (2 settlements reported)"
