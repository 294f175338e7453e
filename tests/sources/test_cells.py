"""Numbers, points, dates and words as people write them into tables."""

from datetime import UTC, datetime

import pytest

from tracker.model import Bound
from tracker.sources.cells import (
    Rejected,
    check_point,
    read_count,
    read_decimal,
    read_moment,
    read_point,
    read_temperature,
)

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("640", (640, Bound.EXACT)),
        ("3 500", (3500, Bound.EXACT)),
        ("3\u00a0500", (3500, Bound.EXACT)),
        ("3,500", (3500, Bound.EXACT)),
        ("640.0", (640, Bound.EXACT)),
        ("~640", (640, Bound.ABOUT)),
        ("близько 3,5 тис.", (3500, Bound.ABOUT)),
        ("понад 2 тис", (2000, Bound.AT_LEAST)),
        ("up to 90", (90, Bound.AT_MOST)),
    ],
)
def test_a_count_is_read_with_its_bound(text: str, expected: tuple[int, Bound]) -> None:
    assert read_count(text, "customers") == expected


@pytest.mark.parametrize("text", ["багато", "-5", "2.5", "1e9", "99999999999", "=1+1", "٣", "inf", "nan"])
def test_what_is_no_count_is_rejected_with_its_column(text: str) -> None:
    with pytest.raises(Rejected, match=r"^customers: "):
        read_count(text, "customers")


@pytest.mark.parametrize(("text", "expected"), [("-16", -16), ("−16,5", -16.5), ("-8 °C", -8), ("+3", 3)])
def test_a_temperature_may_have_a_decimal_comma_and_a_degree(text: str, expected: float) -> None:
    assert read_temperature(text, "temp_c") == expected


def test_a_temperature_that_no_air_has_is_rejected() -> None:
    with pytest.raises(Rejected, match="no temperature of air"):
        read_temperature("-160", "temp_c")


def test_a_point_is_rounded_to_a_hundred_metres() -> None:
    assert read_point("50,51123456", "30.7898765") == (50.511, 30.79)


def test_half_a_point_is_rejected_and_none_is_none() -> None:
    assert read_point(None, "") is None
    with pytest.raises(Rejected, match=r"^lon: a point needs both"):
        read_point("50.5", None)


def test_a_point_outside_the_country_is_rejected_and_a_swap_is_seen() -> None:
    with pytest.raises(Rejected, match="swapped"):
        check_point(30.79, 50.51)
    with pytest.raises(Rejected, match=r"outside Ukraine$"):
        check_point(0.0, 0.0)


def test_a_time_without_a_zone_is_in_kyiv_and_one_in_the_future_is_rejected() -> None:
    at, _ = read_moment("15.01.2026 09:30", "observed_at", time_zone="Europe/Kyiv", now=NOW)

    assert at == datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
    with pytest.raises(Rejected, match="future"):
        read_moment("2027-01-15", "observed_at", time_zone="Europe/Kyiv", now=NOW)


def test_a_number_that_goes_on_for_ever_is_none() -> None:
    with pytest.raises(Rejected):
        read_decimal("9" * 5000, "lat")
