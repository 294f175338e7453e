"""A recorded world answers as it stood at one moment."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.errors import NotConfigured
from tracker.model import Payload
from tracker.sources.fetch import Failure, Fetcher
from tracker.sources.recorded import RecordedTransport, moments

EIGHT = datetime(2026, 1, 15, 8, tzinfo=UTC)
NINE = EIGHT + timedelta(hours=1)
TEN = NINE + timedelta(hours=1)
WEATHER = "https://weather.example/v1/forecast?hourly=temperature_2m&start_date=2026-01-15&end_date=2026-01-15"


@pytest.fixture
def world(tmp_path: Path) -> Path:
    (tmp_path / "one.xml").write_bytes(b"first")
    (tmp_path / "two.xml").write_bytes(b"second")
    entry = '[[answer]]\nurl = "https://n.example/rss"\nmedia_type = "text/xml"\n'
    (tmp_path / "manifest.toml").write_text(
        f'{entry}file = "one.xml"\navailable_from = "2026-01-15T10:00:00+02:00"\n'
        f'{entry}file = "two.xml"\navailable_from = "2026-01-15T11:00:00+02:00"\n'
        f'{entry}status = 503\navailable_from = "2026-01-15T12:00:00+02:00"\n'
    )
    series = [
        {"latitude": 50.0, "longitude": 30.0, "temperature_2m": [float(hour) for hour in range(30)]},
        {"latitude": 46.0, "longitude": 30.0, "temperature_2m": [None] * 30},
    ]
    (tmp_path / "weather.json").write_text(json.dumps({"first_hour": "2026-01-14T22:00:00+00:00", "places": series}))
    return tmp_path


def ask(world: Path, now: datetime, url: str = "https://n.example/rss") -> Payload | Failure:
    with Fetcher(contact="x", transport=RecordedTransport(world, now)) as fetcher:
        return fetcher.fetch(url, source_id="s", now=now)


def test_each_address_gives_its_newest_answer_of_the_moment(world: Path) -> None:
    answers = [ask(world, now) for now in (EIGHT, NINE - timedelta(seconds=1), NINE)]

    assert [answer.body for answer in answers if isinstance(answer, Payload)] == [b"first", b"first", b"second"]


def test_before_its_first_answer_an_address_is_not_there(world: Path) -> None:
    answer = ask(world, EIGHT - timedelta(seconds=1))

    assert isinstance(answer, Failure)
    assert answer.detail == "n.example: answered 404 Not Found"


def test_a_recorded_failure_fails(world: Path) -> None:
    assert isinstance(ask(world, TEN), Failure)


def test_the_moments_are_those_at_which_something_appears(world: Path) -> None:
    assert moments(world) == (EIGHT, NINE, TEN)


def test_weather_comes_from_the_nearest_point_for_the_asked_days_with_gaps_as_null(world: Path) -> None:
    answer = ask(world, TEN, f"{WEATHER}&latitude=49.6,46.2&longitude=31.0,29.0")
    assert isinstance(answer, Payload)
    north, south = json.loads(answer.body)

    assert north["hourly"]["time"][:2] == [1768435200, 1768438800]
    assert north["hourly"]["temperature_2m"] == [float(hour) for hour in range(2, 26)]
    assert set(south["hourly"]["temperature_2m"]) == {None}
    assert ("location_id" in north, south["location_id"]) == (False, 1)


def test_weather_of_one_place_is_an_object(world: Path) -> None:
    answer = ask(world, TEN, f"{WEATHER}&latitude=49.6&longitude=31.0")

    assert isinstance(answer, Payload)
    assert json.loads(answer.body)["utc_offset_seconds"] == 0


def test_days_may_be_counted_from_now(world: Path) -> None:
    url = "https://weather.example/?hourly=temperature_2m&past_days=1&forecast_days=2&latitude=50&longitude=30"
    answer = ask(world, TEN, url)

    assert isinstance(answer, Payload)
    assert len(json.loads(answer.body)["hourly"]["time"]) == 72


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ("", "not a manifest"),
        ('[[answer]]\nurl = "https://n.example/"\navailable_from = "2026-01-15T10:00:00"', "has no offset"),
        (
            '[[answer]]\nurl = "https://n.example/"\nfile = "no.xml"\navailable_from = "2026-01-15T10:00:00Z"',
            "names no.xml, which is not there",
        ),
    ],
)
def test_a_wrong_manifest_is_told(tmp_path: Path, manifest: str, reason: str) -> None:
    (tmp_path / "manifest.toml").write_text(manifest)

    with pytest.raises(NotConfigured, match=reason):
        moments(tmp_path)
