"""What claims about strikes on energy amount to."""

from datetime import UTC, datetime, timedelta

from tests.builders import CITY, DISTRICT, NOON, OBLAST, make_claim, make_gazetteer
from tracker.merge.incidents import merge_incidents
from tracker.merge.waves import merge_waves
from tracker.model import ClaimKind, Interval, Target, TimePrecision

GAZETTEER = make_gazetteer()
HOUR = timedelta(hours=1)


def night(start: datetime, end: datetime) -> Interval:
    return Interval(start_at=start, end_at=end, precision=TimePrecision.PART_OF_DAY)


def test_strikes_in_one_oblast_on_one_day_are_one_incident() -> None:
    claims = [make_claim("a", ClaimKind.STRIKE), make_claim("b", ClaimKind.STRIKE, place_id=DISTRICT)]
    (incident,) = merge_incidents(claims, GAZETTEER)

    assert incident.place_id == OBLAST


def test_one_place_told_twice_keeps_that_place() -> None:
    claims = [make_claim("a", ClaimKind.STRIKE), make_claim("b", ClaimKind.STRIKE)]
    (incident,) = merge_incidents(claims, GAZETTEER)

    assert incident.place_id == CITY


def test_a_night_counts_to_the_kyiv_day_it_ends_on() -> None:
    eve = datetime(2026, 1, 14, 20, tzinfo=UTC)
    told_of_the_night = make_claim("a", ClaimKind.STRIKE, time=night(eve, eve + 8 * HOUR))
    told_of_the_morning = make_claim("b", ClaimKind.STRIKE, time=night(eve + 9 * HOUR, eve + 10 * HOUR))

    assert len(merge_incidents([told_of_the_night, told_of_the_morning], GAZETTEER)) == 1


def test_the_whole_country_adds_nothing_where_finer_places_are_known() -> None:
    claims = [make_claim("a", ClaimKind.STRIKE), make_claim("b", ClaimKind.STRIKE, place_id="UA")]

    assert [incident.place_id for incident in merge_incidents(claims, GAZETTEER)] == [CITY]


def test_targets_that_differ_are_unspecified() -> None:
    claims = [
        make_claim("a", ClaimKind.STRIKE, target=Target.CHP),
        make_claim("b", ClaimKind.STRIKE, target=Target.SUBSTATION),
    ]
    (incident,) = merge_incidents(claims, GAZETTEER)

    assert incident.target == Target.UNSPECIFIED


def test_an_unknown_time_stays_unknown() -> None:
    (incident,) = merge_incidents([make_claim("a", ClaimKind.STRIKE)], GAZETTEER)

    assert incident.time is None


def test_strikes_within_twelve_hours_are_one_wave() -> None:
    claims = [
        make_claim("a", ClaimKind.STRIKE, time=night(NOON, NOON + HOUR)),
        make_claim("b", ClaimKind.STRIKE, place_id="UA80", time=night(NOON + 5 * HOUR, NOON + 6 * HOUR)),
    ]
    (wave,) = merge_waves(merge_incidents(claims, GAZETTEER))

    assert len(wave.incident_ids) == 2
