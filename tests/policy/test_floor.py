"""The publication floor: what the public may see, and when."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.gazetteer import Gazetteer
from tests.builders import CAPITAL, CITY, DISTRICT, NOON, OBLAST, make_claim, make_gazetteer, make_series, make_source
from tracker.errors import NotConfigured
from tracker.model import (
    Bound,
    Cause,
    Claim,
    ClaimKind,
    Edition,
    Interval,
    Quantity,
    Role,
    Scope,
    Source,
    Status,
    Target,
    TemperatureSeries,
    Tier,
    TimePrecision,
    Unit,
)
from tracker.pipeline import picture
from tracker.policy import read_policy, redact
from tracker.policy.outages import round_quantity

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
GAZETTEER: Gazetteer = make_gazetteer()
POLICY_TEXT = Path("seeds/policy.toml").read_text(encoding="utf-8")
POLICY = read_policy(POLICY_TEXT)


def publish(
    claims: Sequence[Claim],
    as_of: datetime,
    *,
    tier: Tier = Tier.PUBLIC,
    sources: Sequence[Source] = (),
    temperatures: Sequence[TemperatureSeries] = (),
) -> Edition:
    registry = {source.source_id: source for source in sources}
    return redact(picture(claims, (), (), temperatures, registry, GAZETTEER, as_of), tier, POLICY, registry, GAZETTEER)


def make_strike(claim_id: str = "s", *, happened: datetime | None = NOON, **fields: Any) -> Claim:
    time = Interval(start_at=happened, end_at=happened, precision=TimePrecision.HOUR) if happened else None
    return make_claim(claim_id, ClaimKind.STRIKE, time=time, **fields)


def test_a_strike_is_withheld_for_24_hours_to_the_second() -> None:
    claims = [make_strike()]

    assert publish(claims, NOON + 24 * HOUR - SECOND).incidents == ()
    assert len(publish(claims, NOON + 24 * HOUR).incidents) == 1


def test_a_strike_leaves_the_present_after_a_week() -> None:
    claims = [make_strike()]

    assert len(publish(claims, NOON + 168 * HOUR - SECOND).incidents) == 1
    assert publish(claims, NOON + 168 * HOUR).incidents == ()


def test_what_was_restored_stays_for_a_day() -> None:
    claims = [make_claim(), make_claim("back", ClaimKind.RESTORATION, at=NOON + 5 * HOUR, status=Status.RESTORED)]

    assert len(publish(claims, NOON + 29 * HOUR - SECOND).outages) == 1
    assert publish(claims, NOON + 29 * HOUR).outages == ()


def test_an_outage_nobody_tells_of_any_more_is_unknown_and_leaves_after_a_week() -> None:
    (outage,) = publish([make_claim()], NOON + 168 * HOUR - SECOND).outages

    assert outage.status is None
    assert publish([make_claim()], NOON + 168 * HOUR).outages == ()


def test_a_late_first_report_starts_the_embargo_anew() -> None:
    claims = [make_strike(happened=NOON - 48 * HOUR)]

    assert publish(claims, NOON + 23 * HOUR).incidents == ()


def test_a_strike_at_an_unknown_time_is_held() -> None:
    assert publish([make_strike(happened=None)], NOON + 240 * HOUR).incidents == ()


def test_a_public_strike_is_an_oblast_a_date_and_two_words() -> None:
    (incident,) = publish([make_strike(place_id=DISTRICT, target=Target.CHP)], NOON + 24 * HOUR).incidents

    assert (incident.area_id, incident.date, incident.label_en, incident.target) == (
        OBLAST,
        "2026-01-15",
        "Energy infrastructure",
        None,
    )


def test_kyiv_is_its_own_first_level_unit() -> None:
    (incident,) = publish([make_strike(place_id=CAPITAL)], NOON + 24 * HOUR).incidents

    assert incident.area_id == CAPITAL


def test_the_number_of_hits_is_not_told() -> None:
    claims = [make_strike("a"), make_strike("b", place_id=DISTRICT), make_strike("c", place_id=OBLAST)]

    assert len(publish(claims, NOON + 25 * HOUR).incidents) == 1


def test_partners_see_the_raion_after_three_hours() -> None:
    (incident,) = publish([make_strike(target=Target.CHP)], NOON + 3 * HOUR, tier=Tier.PARTNER).incidents

    assert (incident.area_en, incident.target) == ("UA6312 en", Target.CHP)


def test_an_official_outage_is_shown_at_once_at_its_own_level() -> None:
    (outage,) = publish([make_claim("a", place_id=DISTRICT)], NOON).outages

    assert outage.place_id == DISTRICT


def test_a_young_outage_has_no_cause_and_a_rounded_onset() -> None:
    claim = make_claim("a", onset=NOON + timedelta(minutes=-17), cause=Cause.STRIKE)
    (outage,) = publish([claim], NOON + HOUR).outages

    assert (outage.cause, outage.started_at, outage.onset_precision) == (
        None,
        datetime(2026, 1, 15, 10, tzinfo=UTC),  # noon in Kyiv
        TimePrecision.PART_OF_DAY,
    )


def test_hours_counted_from_the_onset_do_not_tell_it_early() -> None:
    claim = make_claim("a", onset=NOON - 3 * HOUR)
    series = [make_series(dict.fromkeys(range(-3, 80), -5.0))]
    young = publish([claim], NOON, temperatures=series).outages[0].exposure
    old = publish([claim], NOON + 24 * HOUR, temperatures=series).outages[0].exposure

    assert young is not None
    assert old is not None
    assert (young.hours_below_0_count, young.temperature_now_c) == (None, -5.0)
    assert old.hours_below_0_count == 28


def test_after_the_strikes_rule_the_outage_tells_why_and_when() -> None:
    onset = NOON - timedelta(minutes=17)
    (outage,) = publish([make_claim("a", onset=onset, cause=Cause.STRIKE)], NOON + 24 * HOUR).outages

    assert (outage.cause, outage.started_at) == (Cause.STRIKE, onset)


def test_an_outage_by_a_strike_of_unknown_time_never_tells_why() -> None:
    (outage,) = publish([make_claim("a", cause=Cause.STRIKE)], NOON + 30 * HOUR).outages

    assert outage.cause is None


def test_every_young_outage_lacks_a_cause_so_that_none_tells_by_elimination() -> None:
    places = (OBLAST, CITY, DISTRICT, CAPITAL, "UA6312", "UA")
    claims = [make_claim(cause, place_id=place, cause=cause) for cause, place in zip(Cause, places, strict=False)]

    assert {outage.cause for outage in publish(claims, NOON + HOUR).outages} == {None}


def media(name: str, publisher: str, **fields: Any) -> Claim:
    return make_claim(name, role=Role.MEDIUM, publisher=publisher, **fields)


def test_one_medium_alone_is_held() -> None:
    assert publish([media("a", "Invented Herald")], NOON + 10 * HOUR).outages == ()


def test_two_media_are_shown_after_an_hour() -> None:
    claims = [media("a", "Invented Herald"), media("b", "Invented Courier")]

    assert publish(claims, NOON + HOUR - SECOND).outages == ()
    assert len(publish(claims, NOON + HOUR).outages) == 1


def test_what_media_tell_of_a_district_is_shown_for_its_city() -> None:
    claims = [media(name, f"Invented {name}", place_id=DISTRICT) for name in "ab"]
    (outage,) = publish(claims, NOON + HOUR).outages

    assert outage.place_id == CITY


def test_an_occupation_authority_is_never_official() -> None:
    assert publish([make_claim("a", role=Role.OCCUPATION_AUTHORITY)], NOON + HOUR).outages == ()


def test_a_source_that_may_not_be_published_never_leaves() -> None:
    hidden = make_source("invented-grid", publish=False)
    edition = publish([make_claim("a"), make_strike()], NOON + 30 * HOUR, sources=[hidden])

    assert (edition.outages, edition.incidents, edition.sources) == ((), (), ())


def test_only_the_whole_of_an_area_shades_it() -> None:
    claims = [make_claim("a", place_id=OBLAST, scope=Scope.WHOLE), make_claim("b", place_id=CITY)]
    edition = publish(claims, NOON)

    assert {outage.place_id: outage.is_area for outage in edition.outages} == {OBLAST: True, CITY: False}


@pytest.mark.parametrize(
    ("value", "expected", "bound"),
    [(30_812, 31_000, Bound.ABOUT), (57, 100, Bound.AT_MOST), (4_000, 4_000, Bound.EXACT)],
)
def test_numbers_without_an_authority_behind_them_are_rounded(value: float, expected: float, bound: Bound) -> None:
    rounded = round_quantity(Quantity(value=value, unit=Unit.CUSTOMERS))

    assert (rounded.value, rounded.bound) == (expected, bound)


def test_every_first_level_unit_has_a_row_and_no_report_is_blank() -> None:
    rows = publish([make_claim("a", place_id=OBLAST, scope=Scope.WHOLE)], NOON).oblasts

    assert [(row.adm1_pcode, row.electricity, row.heat) for row in rows] == [
        ("UA63", "without (whole area)", None),
        ("UA80", None, None),
    ]


def test_a_country_wide_order_reaches_every_oblast_on_the_grid() -> None:
    order = make_claim("a", ClaimKind.SCHEDULE, place_id="UA", cause=Cause.SCHEDULED)

    assert [row.schedule for row in publish([order], NOON).oblasts] == ["in force", "in force"]


@pytest.mark.parametrize("fields", [{"place_id": OBLAST, "scope": Scope.PART}, {"place_id": CITY}])
def test_an_emergency_of_some_groups_or_of_a_town_is_none_of_the_oblast(fields: dict[str, Any]) -> None:
    order = make_claim("a", ClaimKind.SCHEDULE, cause=Cause.EMERGENCY_SHUTDOWN, **fields)
    edition = publish([order], NOON)

    assert [row.emergency_outages for row in edition.oblasts] == ["in force (part of the area)", None]
    assert [row.is_area for row in edition.outages] == []


def test_a_broken_policy_publishes_nothing() -> None:
    with pytest.raises(NotConfigured, match=r"policy\.toml"):
        read_policy(POLICY_TEXT.replace("strike_embargo_h = 24", ""))


@given(hours=st.floats(0, 23.99), place_id=st.sampled_from([CITY, DISTRICT, OBLAST, CAPITAL, "UA"]))
def test_no_public_edition_ever_shows_a_strike_early(hours: float, place_id: str) -> None:
    assert publish([make_strike(place_id=place_id)], NOON + timedelta(hours=hours)).incidents == ()


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from([CITY, DISTRICT, OBLAST, CAPITAL])), max_size=8))
def test_what_is_published_stays_published_as_time_goes_on(rows: list[tuple[int, str]]) -> None:
    claims = [
        make_strike(f"s{index}", happened=NOON + hour * HOUR, at=NOON + hour * HOUR, place_id=place_id)
        for index, (hour, place_id) in enumerate(rows)
    ]
    shown: set[str] = set()
    for hour in range(0, 100, 7):
        ids = {incident.incident_id for incident in publish(claims, NOON + hour * HOUR).incidents}

        assert shown <= ids
        shown = ids


def test_the_timeline_tells_who_told_what_and_its_times_are_coarse_while_the_onset_is() -> None:
    number = (Quantity(value=4200, unit=Unit.CUSTOMERS),)
    claims = [
        make_claim(at=NOON - 2 * HOUR, quantities=number),
        make_claim("back", ClaimKind.RESTORATION, at=NOON + HOUR, status=Status.RESTORED),
    ]
    (early,) = publish(claims, NOON + 2 * HOUR).outages
    (late,) = publish(claims, NOON + 23 * HOUR).outages

    assert [(telling.status, telling.quantities) for telling in early.history] == [
        (Status.ONGOING, number),
        (Status.RESTORED, ()),
    ]
    assert {telling.precision for telling in early.history} == {TimePrecision.PART_OF_DAY}
    assert [telling.told_at for telling in late.history] == [NOON - 2 * HOUR, NOON + HOUR]


def test_only_a_reviewer_reads_the_words_an_outage_rests_on() -> None:
    quotes = {
        tier: [telling.quotes for telling in publish([make_claim()], NOON, tier=tier).outages[0].history]
        for tier in Tier
    }

    assert quotes == {Tier.PUBLIC: [()], Tier.PARTNER: [()], Tier.REVIEWER: [("words of c1",)]}
