"""What is asked of the weather service, and how its answers are read. Recorded answers are invented."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geodata.places import Level, Place
from tests.builders import make_place
from tracker.errors import Unreadable
from tracker.model import PollOutcome
from tracker.weather import PLACES_PER_REQUEST, Refusal, read_refusal, read_weather, weather_urls

NOW = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
URL = "https://weather.example/v1/forecast"
RECORDED = Path(__file__).parent / "recorded" / "openmeteo"


def make_places(count: int) -> list[Place]:
    place = make_place("p", Level.CITY, None)
    return [replace(place, place_id=f"p{number}", lat=48 + number / 100, lon=31.0) for number in range(count)]


def record(name: str) -> bytes:
    return (RECORDED / name).read_bytes()


def test_hours_are_asked_in_gmt_as_numbers_from_sixteen_days_back_to_four_ahead() -> None:
    ((address, place_ids),) = weather_urls(make_places(2), now=NOW, url=URL)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    assert place_ids == ("p0", "p1")
    assert asked == {
        "latitude": "48.0000,48.0100",
        "longitude": "31.0000,31.0000",
        "hourly": "temperature_2m",
        "start_date": "2025-12-30",
        "end_date": "2026-01-19",
        "timezone": "GMT",
        "timeformat": "unixtime",
    }


def test_a_key_is_sent_only_where_there_is_one() -> None:
    addresses = [weather_urls(make_places(1), now=NOW, url=URL, key=key)[0][0] for key in (None, "k")]

    assert [address.endswith("&apikey=k") for address in addresses] == [False, True]


def test_many_places_are_asked_in_chunks_that_fit_an_address() -> None:
    requests = weather_urls(make_places(PLACES_PER_REQUEST + 50), now=NOW, url=URL)

    assert [len(place_ids) for _, place_ids in requests] == [PLACES_PER_REQUEST, 50]
    assert max(len(address) for address, _ in requests) < 8000


def test_a_place_without_a_point_is_not_asked_for() -> None:
    assert weather_urls([replace(make_places(1)[0], lat=None)], now=NOW, url=URL) == ()


def test_one_place_is_answered_by_an_object() -> None:
    (series,) = read_weather(record("one-place.json"), ["p0"], fetched_at=NOW)

    assert series.place_id == "p0"
    assert series.hours == tuple(datetime(2026, 1, 15, hour, tzinfo=UTC) for hour in range(4))
    assert series.temperatures_c == (-3.5, -4.0, None, 0.0)
    assert series.fetched_at == NOW


def test_several_places_are_answered_by_an_array_in_the_order_asked() -> None:
    series = read_weather(record("two-places.json"), ["p0", "p1"], fetched_at=NOW)

    assert [(one.place_id, one.temperatures_c[0]) for one in series] == [("p0", -11.0), ("p1", 2.5)]
    assert all(one.hours[1] - one.hours[0] == timedelta(hours=1) for one in series)


@pytest.mark.parametrize(
    ("name", "asked", "reason"),
    [
        ("error-400.json", 1, "refuses: Cannot read the invented parameter"),
        ("error-in-mid-stream.txt", 1, "ends in an error text"),
        ("bad-gateway.html", 1, "not JSON"),
        ("one-place-too-few.json", 2, "2 places asked, 1 answered"),
        ("uneven-arrays.json", 1, "2 hours, 3 temperatures"),
        ("places-out-of-order.json", 2, "not the one asked for"),
        ("local-time.json", 1, "not in GMT"),
        ("text-for-a-number.json", 1, "no hourly temperature_2m"),
        ("no-hours.json", 1, "no hourly temperature_2m"),
    ],
)
def test_an_answer_that_cannot_be_trusted_is_refused_with_its_reason(name: str, asked: int, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read_weather(record(name), [f"p{number}" for number in range(asked)], fetched_at=NOW)


@pytest.mark.parametrize(
    ("now", "reason", "retry_at"),
    [
        ("12:34:56", "Minutely API request limit exceeded. Please try again in one minute.", "2026-01-15 12:35:00"),
        ("12:34:56", "Hourly API request limit exceeded. Please try again in the next hour.", "2026-01-15 13:00:00"),
        ("23:59:59", "Daily API request limit exceeded. Please try again tomorrow.", "2026-01-16 00:00:00"),
        ("12:00:00", "Hourly API request limit exceeded. Please try again in the next hour.", "2026-01-15 13:00:00"),
        ("12:34:56", "Too many concurrent requests", "2026-01-15 12:35:56"),
    ],
)
def test_a_limit_ends_at_an_edge_of_the_clock(now: str, reason: str, retry_at: str) -> None:
    body = json.dumps({"error": True, "reason": reason}).encode()
    refusal = read_refusal(429, body, now=datetime.fromisoformat(f"2026-01-15 {now}+00:00"))

    assert refusal == Refusal(
        outcome=PollOutcome.UNREACHABLE, reason=reason, retry_at=datetime.fromisoformat(f"{retry_at}+00:00")
    )


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (400, b'{"error":true,"reason":"The supplied API key is invalid."}', PollOutcome.NOT_CONFIGURED),
        (403, b"<html>no</html>", PollOutcome.NOT_CONFIGURED),
        (400, b'{"error":true,"reason":"Cannot initialize a variable"}', PollOutcome.UNREADABLE),
        (400, b'["cut', PollOutcome.UNREADABLE),
    ],
)
def test_a_refusal_about_the_key_is_told_from_one_of_the_request(
    status: int, body: bytes, outcome: PollOutcome
) -> None:
    refusal = read_refusal(status, body, now=NOW)

    assert refusal is not None
    assert (refusal.outcome, refusal.retry_at) == (outcome, None)
