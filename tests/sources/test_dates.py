"""Publication dates as feeds and pages write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import TimePrecision
from tracker.sources.dates import read_date

NOW = datetime(2026, 6, 1, tzinfo=UTC)


def read(text: str | None, time_zone: str = "Europe/Kyiv", now: datetime = NOW) -> str | None:
    at, _ = read_date(text, time_zone=time_zone, now=now)
    return at.isoformat(timespec="minutes").removesuffix("+00:00") if at else None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Thu, 15 Jan 2026 09:12:00 +0200", "2026-01-15T07:12"),
        ("Thu, 15 Jan 2026 09:12:00 EET", "2026-01-15T07:12"),
        ("Mon, 01 Dec 2025 09:12 MSK", "2025-12-01T06:12"),
        ("15 May 2026 09:12 EEST", "2026-05-15T06:12"),
        ("Thu, 15 Jan 2026 07:12:00 GMT", "2026-01-15T07:12"),
        ("2026-01-15T09:12:33.123+02:00", "2026-01-15T07:12"),
        ("2026-01-15T07:12:33Z", "2026-01-15T07:12"),
        ("15 січня 2026, 09:12", "2026-01-15T07:12"),
        ("чт, 15 січ. 2026 р. 09:12", "2026-01-15T07:12"),
        ("15-го лютого 2026 року о 00:30", "2026-02-14T22:30"),
        ("15 января 2026 в 09:12", "2026-01-15T07:12"),
        ("1 мая 2026, 09:12", "2026-05-01T06:12"),
        ("15.01.2026 09:12", "2026-01-15T07:12"),
        ("09:12 15.01.2026", "2026-01-15T07:12"),
        ("January 15, 2026, 09:12", "2026-01-15T07:12"),
        ("Jan 15, 2026 9:12 PM", "2026-01-15T19:12"),
        ("15 January 2026 12:05 a.m. EET", "2026-01-14T22:05"),
        ("15 Jan 2026 09:12 GMT+2", "2026-01-15T07:12"),
        ("2026-01-15T09:12+02", "2026-01-15T07:12"),
        ("Thu, 15 Jan 2026 09:12:00 CET", "2026-01-15T08:12"),
    ],
)
def test_a_date_is_read_in_any_of_the_ways_it_is_written(text: str, utc: str) -> None:
    assert read(text) == utc


def test_a_time_without_a_zone_is_in_the_zone_of_its_source() -> None:
    assert read("2026-01-15 09:12:00", "Asia/Baghdad") == "2026-01-15T06:12"


def test_summer_time_of_the_written_day_counts_not_that_of_today() -> None:
    assert (read("2026-05-15 09:12"), read("2026-01-15 09:12")) == ("2026-05-15T06:12", "2026-01-15T07:12")


def test_a_day_without_an_hour_is_its_local_midnight_and_no_minute() -> None:
    at, precision = read_date("2026-01-15", time_zone="Europe/Kyiv", now=NOW)

    assert (at, precision) == (datetime(2026, 1, 14, 22, tzinfo=UTC), TimePrecision.DAY)


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "31 Feb 2026 08:00", "1970-01-01T00:00:00Z", "2026-13-45", "15 xyz 2026 08:00"]
)
def test_what_is_no_date_or_cannot_be_is_unknown(text: str | None) -> None:
    assert read_date(text, time_zone="Europe/Kyiv", now=NOW) == (None, None)


def test_a_date_more_than_a_quarter_of_an_hour_ahead_is_not_believed() -> None:
    now = datetime(2026, 1, 15, 7, tzinfo=UTC)

    assert (read("2026-01-15T07:14:00Z", now=now), read("2026-01-15T07:16:00Z", now=now)) == ("2026-01-15T07:14", None)


@given(st.datetimes(min_value=datetime(2001, 1, 1), max_value=datetime(2025, 12, 31)), st.integers(-12, 14))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_numeric_offset_is_always_taken_off(wall: datetime, hours: int) -> None:
    written = f"{wall:%a, %d %b %Y %H:%M:%S} {'-' if hours < 0 else '+'}{abs(hours):02d}00"
    expected = wall.replace(tzinfo=UTC, microsecond=0) - timedelta(hours=hours)

    assert read_date(written, time_zone="Europe/Kyiv", now=NOW) == (expected, TimePrecision.MINUTE)
