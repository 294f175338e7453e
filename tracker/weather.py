"""What to ask the weather service, and how to read its answer. Hours are UTC, temperatures °C."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from geodata.places import Place
from tracker.errors import Unreadable
from tracker.model import PollOutcome, TemperatureSeries

SUBJECT = "weather answer"
VARIABLE = "temperature_2m"
PAST_DAYS = 16
FUTURE_DAYS = 4
PLACES_PER_REQUEST = 300  # keeps an address under the 8 kB that servers accept
PACE_SECONDS = 30.0  # from one request to the next: the service counts places, and allows 600 in a minute
STATUSES = frozenset(
    map(
        int,
        (
            HTTPStatus.OK,
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.UNAUTHORIZED,
            HTTPStatus.FORBIDDEN,
            HTTPStatus.TOO_MANY_REQUESTS,
        ),
    )
)  # whose bodies say why
MINUTE = timedelta(minutes=1)
# By a word of the refusal: its limits are counted by the clock, and it sends no Retry-After.
_LIMITS = (("minutely", MINUTE), ("hourly", timedelta(hours=1)), ("daily", timedelta(days=1)))
_DAY_BEGAN = datetime(2000, 1, 1, tzinfo=UTC)  # any midnight


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why the service gave nothing, and when its limits begin anew."""

    outcome: PollOutcome
    reason: str
    retry_at: datetime | None = None


def weather_urls(
    places: Sequence[Place], *, now: datetime, url: str, key: str | None = None
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The requests for hourly temperatures of places, from 16 days back to 4 days ahead, each with its place ids.

    Places without coordinates are left out. Always GMT and Unix time: the service takes the offset of today for
    every day it is asked for.
    """
    today = now.astimezone(UTC).date()
    located = [place for place in places if place.lat is not None and place.lon is not None]
    fixed: dict[str, str] = {
        "hourly": VARIABLE,
        "start_date": (today - timedelta(days=PAST_DAYS)).isoformat(),
        "end_date": (today + timedelta(days=FUTURE_DAYS)).isoformat(),
        "timezone": "GMT",
        "timeformat": "unixtime",
    } | ({"apikey": key} if key else {})
    return tuple(_request(url, fixed, chunk) for chunk in _chunks(located))


def _chunks(places: Sequence[Place]) -> Iterator[Sequence[Place]]:
    for start in range(0, len(places), PLACES_PER_REQUEST):
        yield places[start : start + PLACES_PER_REQUEST]


def _request(url: str, fixed: dict[str, str], places: Sequence[Place]) -> tuple[str, tuple[str, ...]]:
    points = {
        "latitude": ",".join(f"{place.lat:.4f}" for place in places),
        "longitude": ",".join(f"{place.lon:.4f}" for place in places),
    }
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}{urlencode(points | fixed, safe=',')}", tuple(place.place_id for place in places)


def read_weather(body: bytes, place_ids: Sequence[str], *, fetched_at: datetime) -> tuple[TemperatureSeries, ...]:
    """Read an answer: an object for one place, an array for several, in the order asked. A null is a gap.

    Raises:
        Unreadable: an error body, a body cut or ended by an error text, fewer places than asked, or uneven arrays.
    """
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(SUBJECT, _explain_broken(body)) from error
    records = data if isinstance(data, list) else [data]
    for record in records:
        if isinstance(record, dict) and record.get("error"):
            raise Unreadable(SUBJECT, f"the service refuses: {str(record.get('reason', 'no reason given'))[:200]}")
    if len(records) != len(place_ids):
        raise Unreadable(SUBJECT, f"{len(place_ids)} places asked, {len(records)} answered")
    return tuple(
        _read_series(record, position, place_id, fetched_at)
        for position, (record, place_id) in enumerate(zip(records, place_ids, strict=True))
    )


def read_refusal(status: int, body: bytes, *, now: datetime) -> Refusal | None:
    """Read an answer that is no weather; None where it may be."""
    if status == HTTPStatus.OK:
        return None
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = {}
    reason = str(told.get("reason", "no reason given"))[:200] if isinstance(told, dict) else "no reason given"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Refusal(outcome=PollOutcome.UNREACHABLE, reason=reason, retry_at=_limit_ends(reason, now))
    is_about_key = status != HTTPStatus.BAD_REQUEST or "key" in reason.casefold()
    return Refusal(outcome=PollOutcome.NOT_CONFIGURED if is_about_key else PollOutcome.UNREADABLE, reason=reason)


def _limit_ends(reason: str, now: datetime) -> datetime:
    """The next full minute, hour or day, UTC; a minute from now where the service is only busy."""
    for word, step in _LIMITS:
        if word in reason.casefold():
            return now + step - (now - _DAY_BEGAN) % step
    return now + MINUTE


def _read_series(record: Any, position: int, place_id: str, fetched_at: datetime) -> TemperatureSeries:
    try:
        location_id = record.get("location_id", 0)
        offset_s = record["utc_offset_seconds"]
        times, values = record["hourly"]["time"], record["hourly"][VARIABLE]
        hours = tuple(datetime.fromtimestamp(moment, UTC) for moment in times)
        temperatures_c = tuple(_read_value(value) for value in values)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise Unreadable(SUBJECT, f"place {position + 1} has no hourly {VARIABLE} in Unix time") from error
    if location_id != position or offset_s != 0:
        raise Unreadable(SUBJECT, f"place {position + 1} is not the one asked for, or not in GMT")
    if len(hours) != len(temperatures_c):
        raise Unreadable(SUBJECT, f"place {position + 1} has {len(hours)} hours, {len(temperatures_c)} temperatures")
    return TemperatureSeries(place_id=place_id, fetched_at=fetched_at, hours=hours, temperatures_c=temperatures_c)


def _read_value(value: object) -> float | None:
    """A temperature, or None for a gap."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(value)
    return float(value) if math.isfinite(value) else None


def _explain_broken(body: bytes) -> str:
    if b"Unexpected error while streaming" in body[-500:]:
        return "it ends in an error text; ask again later"
    return "not JSON, or cut; ask again later"
