"""A transport that answers from recorded payloads, as a recorded moment would have: for the demo and for tests."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2

from tracker.errors import NotConfigured

MANIFEST = "manifest.toml"
WEATHER = "weather.json"
HOUR = timedelta(hours=1)
HOURLY_VARIABLE = "temperature_2m"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answers from one moment on."""

    url: str
    file: Path | None  # None: an empty body
    media_type: str
    available_from: datetime
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherPoint:
    """Recorded hourly temperatures of one point, °C, from the file's first hour on."""

    latitude: float
    longitude: float
    temperatures_c: tuple[float | None, ...]


def read_manifest(folder: Path) -> tuple[Answer, ...]:
    """Read what a folder of recorded payloads answers.

    Raises:
        NotConfigured: the manifest is missing or wrong, or names a file that is not there.
    """
    path = folder / MANIFEST
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["answer"]
        answers = tuple(_read_answer(folder, entry) for entry in entries)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise NotConfigured(str(path), f"not a manifest of recorded answers ({error}); restore it") from error
    for answer in answers:
        if answer.file is not None and not answer.file.is_file():
            raise NotConfigured(str(path), f"names {answer.file.name}, which is not there; restore it")
    return answers


def _read_answer(folder: Path, entry: Mapping[str, Any]) -> Answer:
    available_from = datetime.fromisoformat(str(entry["available_from"]))
    if available_from.tzinfo is None:
        message = f"available_from of {entry['url']} has no offset"
        raise ValueError(message)
    return Answer(
        url=entry["url"],
        file=folder / entry["file"] if "file" in entry else None,
        media_type=entry.get("media_type", "text/html; charset=utf-8"),
        available_from=available_from.astimezone(UTC),
        status=int(entry.get("status", 200)),
    )


def moments(folder: Path) -> tuple[datetime, ...]:
    """The instants at which some address begins to answer something new, in order, UTC."""
    return tuple(sorted({answer.available_from for answer in read_manifest(folder)}))


class RecordedTransport(httpx2.BaseTransport):
    """Answers as the recorded world stood at `now`: each address with its newest answer, 404 where there is none."""

    def __init__(self, folder: Path, now: datetime) -> None:
        """Read the folder once."""
        self._now = now
        current: dict[str, Answer] = {}
        for answer in sorted(read_manifest(folder), key=lambda answer: answer.available_from):
            if answer.available_from <= now:
                current[answer.url] = answer
        self._answers = current
        self._weather_file = folder / WEATHER

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer one request without touching the network."""
        url = str(request.url)
        if url not in self._answers and "latitude" in request.url.params and self._weather_file.is_file():
            return _respond(200, "application/json; charset=utf-8", self._answer_weather(request.url.params))
        answer = self._answers.get(url)
        if answer is None:
            return _respond(404, "text/plain", b"")
        return _respond(answer.status, answer.media_type, answer.file.read_bytes() if answer.file else b"")

    def _answer_weather(self, params: httpx2.QueryParams) -> bytes:
        """What Open-Meteo answers: an object for one place, an array for several, hours as Unix time."""
        first_at, points = read_weather_points(self._weather_file)
        hours = _asked_hours(params, self._now)
        places = zip(_floats(params["latitude"]), _floats(params["longitude"]), strict=True)
        records = [
            _weather_record(position, _nearest(points, latitude, longitude), first_at, hours)
            for position, (latitude, longitude) in enumerate(places)
        ]
        return json.dumps(records[0] if len(records) == 1 else records).encode()


def read_weather_points(path: Path) -> tuple[datetime, tuple[WeatherPoint, ...]]:
    """Read the recorded series: the first hour, UTC, and the points."""
    data = json.loads(path.read_text(encoding="utf-8"))
    points = tuple(
        WeatherPoint(
            latitude=place["latitude"],
            longitude=place["longitude"],
            temperatures_c=tuple(place[HOURLY_VARIABLE]),
        )
        for place in data["places"]
    )
    return datetime.fromisoformat(data["first_hour"]), points


def _asked_hours(params: httpx2.QueryParams, now: datetime) -> list[datetime]:
    """The hours of the asked days, GMT, by dates or counted from the day of `now`."""
    today = now.astimezone(UTC).date()
    if "start_date" in params:
        first, last = date.fromisoformat(params["start_date"]), date.fromisoformat(params["end_date"])
    else:
        first = today - timedelta(days=int(params.get("past_days", 0)))
        last = today + timedelta(days=int(params.get("forecast_days", 7)) - 1)
    begins = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return [begins + HOUR * step for step in range(24 * ((last - first).days + 1))]


def _nearest(points: Sequence[WeatherPoint], latitude: float, longitude: float) -> WeatherPoint:
    """The recorded point nearest to a place; a degree of longitude counts as two thirds of one of latitude."""
    return min(
        points, key=lambda point: (point.latitude - latitude) ** 2 + ((point.longitude - longitude) * 2 / 3) ** 2
    )


def _weather_record(
    position: int, point: WeatherPoint, first_at: datetime, hours: Sequence[datetime]
) -> dict[str, Any]:
    steps = [round((hour - first_at) / HOUR) for hour in hours]
    known = point.temperatures_c
    record: dict[str, Any] = {
        "latitude": point.latitude,
        "longitude": point.longitude,
        "generationtime_ms": 0.1,
        "utc_offset_seconds": 0,
        "timezone": "GMT",
        "timezone_abbreviation": "GMT",
        "hourly_units": {"time": "unixtime", HOURLY_VARIABLE: "°C"},
        "hourly": {
            "time": [int(hour.timestamp()) for hour in hours],
            HOURLY_VARIABLE: [known[step] if 0 <= step < len(known) else None for step in steps],
        },
    }
    return record | ({"location_id": position} if position else {})


def _floats(text: str) -> list[float]:
    return [float(part) for part in text.split(",")]


def _respond(status: int, media_type: str, body: bytes) -> httpx2.Response:
    return httpx2.Response(status, headers={"Content-Type": media_type}, stream=httpx2.ByteStream(body))
