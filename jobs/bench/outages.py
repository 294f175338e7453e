"""Generated outages and the windows that are asked of them: the same on every machine, crowded where towns are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from jobs.bench.case import scaled

SEED, WINDOW_SEED = 5, 11
FIRST_AT = datetime(2023, 1, 1, tzinfo=UTC)
YEARS_DAYS = 3 * 365
WEST, SOUTH, EAST, NORTH = 22.2, 44.5, 40.0, 52.3  # where towns are
BORDER = 0.2  # of the country around them: no outage lies further out
TOWNS, CROWDED = 300, 120
TOWN_LON, TOWN_LAT = 0.15, 0.1  # how far an outage lies from the middle of its town, at most, degrees
LONGEST_H, OPEN_DAYS = 48, 2  # those that began in the last days still last
WINDOWS = 40  # of each shape
SCATTER = 0x9E3779B97F4A7C15  # odd: so many numbers times it are as many ids, in no order
FEWEST = 300
SETTINGS: Mapping[str, object] = {
    "outages": {"seed": SEED, "towns": TOWNS, "days": YEARS_DAYS, "longest_h": LONGEST_H},
    "windows": {"seed": WINDOW_SEED, "of_each": WINDOWS, "limit": 5000},
}
CITY, OBLAST, COUNTRY = 0.3, 2.0, 40.0  # width of a box, degrees
SHAPES: Mapping[str, tuple[float, int]] = {
    "city × 1 day": (CITY, 1),
    "city × 30 days": (CITY, 30),
    "oblast × 1 day": (OBLAST, 1),
    "oblast × 7 days": (OBLAST, 7),
    "all Ukraine × 1 day": (COUNTRY, 1),
    "city × 3 years": (CITY, YEARS_DAYS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One window: a box in degrees, and a time range."""

    west: float
    south: float
    east: float
    north: float
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class MadeOutage:
    """One generated outage: a point and an interval, which may be open."""

    outage_id: str
    town: int
    lon: float
    lat: float
    started_at: datetime
    ended_at: datetime | None
    people: int
    confidence: float
    temperature_c: float


def make_outages(count: int) -> Iterator[MadeOutage]:
    """Outages in order of time, one in each of `count` equal parts of three years."""
    rng = np.random.default_rng(SEED)
    lons, lats = _towns()
    towns = (TOWNS * rng.random(count) ** 2).astype(int)
    east, north = (rng.uniform(-far, far, count) for far in (TOWN_LON, TOWN_LAT))
    hours, people = rng.integers(1, LONGEST_H + 1, count), rng.integers(100, 90_000, count)
    confidences, cold = rng.uniform(0.3, 1.0, count), rng.normal(-4.0, 8.0, count)
    step_s = YEARS_DAYS * 86_400 / count
    open_since = FIRST_AT + timedelta(days=YEARS_DAYS - OPEN_DAYS)
    for index in range(count):
        town = int(towns[index])
        started_at = FIRST_AT + timedelta(seconds=int(index * step_s))
        yield MadeOutage(
            outage_id=f"{index * SCATTER % 2**64:016x}",
            town=town,
            lon=round(float(lons[town] + east[index]), 5),
            lat=round(float(lats[town] + north[index]), 5),
            started_at=started_at,
            ended_at=started_at + timedelta(hours=int(hours[index])) if started_at < open_since else None,
            people=int(people[index]),
            confidence=round(float(confidences[index]), 2),
            temperature_c=round(float(cold[index]), 1),
        )


def make_windows(shape: str, scale: float) -> Sequence[Asked]:
    """The windows of one shape, around the most crowded towns."""
    rng = np.random.default_rng(WINDOW_SEED)
    lons, lats = _towns()
    width, days = SHAPES[shape]
    made = []
    for town in rng.integers(0, CROWDED, scaled(WINDOWS, scale, 4)):
        since = FIRST_AT + timedelta(seconds=int(rng.integers(0, (YEARS_DAYS - days) * 86_400 + 1)))
        lon, lat, half = float(lons[town]), float(lats[town]), width / 2
        made.append(
            Asked(
                west=max(lon - half, WEST - BORDER),
                south=max(lat - half, SOUTH - BORDER),
                east=min(lon + half, EAST + BORDER),
                north=min(lat + half, NORTH + BORDER),
                since=since,
                until=since + timedelta(days=days),
            )
        )
    return made


def _towns() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(SEED)
    return rng.uniform(WEST, EAST, TOWNS), rng.uniform(SOUTH, NORTH, TOWNS)
