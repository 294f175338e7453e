"""What a temperature series says about an outage."""

from datetime import timedelta

import pytest

from tests.builders import CITY, NOON, OBLAST, make_claim, make_gazetteer, make_series
from tracker import merge
from tracker.exposure import expose, tonight
from tracker.exposure.people import estimate_people
from tracker.exposure.temperatures import index_series, lowest_tonight_c, measure_cold
from tracker.model import Bound, Claim, ClaimKind, Exposure, Quantity, TemperatureSeries, Unit

HOUR = timedelta(hours=1)
GAZETTEER = make_gazetteer()


def expose_only(claims: list[Claim], series: list[TemperatureSeries]) -> Exposure:
    outages = merge.merge_claims(claims, (), (), {}, GAZETTEER, NOON).outages
    (exposure,) = expose(outages, claims, series, GAZETTEER, NOON)
    return exposure


def test_the_cold_is_measured_from_the_onset_to_now() -> None:
    series = make_series({-3: -25.0, -2: -12.0, -1: -4.0, 0: 2.0})
    cold = measure_cold(series, NOON - 2 * HOUR, None, NOON)

    assert (cold.now_c, cold.min_c, cold.mean_c) == (2.0, -12.0, -4.7)
    assert (cold.hours_below_0_count, cold.hours_below_minus_10_count, cold.hours_below_minus_20_count) == (2, 1, 0)


def test_a_gap_is_counted_as_unknown_and_never_filled() -> None:
    cold = measure_cold(make_series({-2: -5.0, -1: None, 0: -5.0}), NOON - 2 * HOUR, None, NOON)

    assert (cold.hours_below_0_count, cold.hours_unknown_count) == (2, 1)


def test_an_unknown_onset_has_no_lowest_since() -> None:
    cold = measure_cold(make_series({0: -5.0}), None, None, NOON)

    assert (cold.now_c, cold.min_c, cold.hours_below_0_count) == (-5.0, None, None)


def test_the_cold_stops_counting_when_the_outage_ended() -> None:
    series = make_series({-3: -1.0, -2: -2.0, -1: -30.0, 0: -30.0})

    assert measure_cold(series, NOON - 3 * HOUR, NOON - 2 * HOUR, NOON).min_c == -2.0


@pytest.mark.parametrize(("reach", "expected"), [(71, -9.0), (50, None)])
def test_the_outlook_is_unknown_unless_the_forecast_reaches_72_hours(reach: int, expected: float | None) -> None:
    series = make_series(dict.fromkeys(range(reach + 1), -9.0))

    assert measure_cold(series, None, None, NOON).min_next_72h_c == expected


def test_tonight_runs_from_six_in_the_evening_to_eight_in_kyiv() -> None:
    hours = dict.fromkeys(range(30), -1.0) | {3: -20.0, 4: -7.0, 17: -8.0, 18: -30.0}

    assert lowest_tonight_c(make_series(hours), NOON) == -8.0


def test_the_newest_fetch_counts_for_each_hour() -> None:
    old = make_series({0: -1.0, 1: -2.0}, fetched_at=NOON)
    new = make_series({1: -9.0}, fetched_at=NOON + HOUR)

    assert index_series([new, old], NOON + HOUR)[CITY].temperatures_c == (-1.0, -9.0)
    assert index_series([new, old], NOON)[CITY].temperatures_c == (-1.0, -2.0)


def test_a_place_without_a_series_takes_its_oblasts() -> None:
    exposure = expose_only([make_claim("a")], [make_series({0: -6.0}, place_id=OBLAST)])

    assert exposure.temperature_now_c == -6.0


def test_what_reports_state_is_kept_apart_from_the_weather() -> None:
    stated = make_claim("t", ClaimKind.TEMPERATURE, report_id="r", temperature_c=-20.0, service=None)
    exposure = expose_only([make_claim("a", report_id="r"), stated], [make_series({0: -6.0})])

    assert (exposure.temperature_reported_c, exposure.temperature_now_c) == (-20.0, -6.0)


def test_without_weather_everything_is_unknown() -> None:
    exposure = expose_only([make_claim("a", onset=NOON - HOUR)], [])

    assert (exposure.temperature_now_c, exposure.temperature_min_c, exposure.hours_below_0_count) == (None, None, None)


def test_tonight_names_every_first_level_unit() -> None:
    assert [(row.place_id, row.temperature_min_c) for row in tonight([], GAZETTEER, NOON)] == [
        (OBLAST, None),
        ("UA80", None),
    ]


def test_customers_are_not_people() -> None:
    assert estimate_people([Quantity(value=30_000, unit=Unit.CUSTOMERS)]) == (None, None)


def test_at_least_so_many_people_has_no_upper_bound() -> None:
    assert estimate_people([Quantity(value=500, unit=Unit.PEOPLE, bound=Bound.AT_LEAST)]) == (500, None)
