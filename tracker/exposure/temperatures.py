"""What a temperature series says about an outage. Hours are UTC; temperatures °C."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from tracker.model import Claim, ClaimKind, Outage, TemperatureKind, TemperatureSeries

Stated: TypeAlias = Mapping[str, tuple[int, float]]  # by report: its turn, and the lowest temperature it states; °C

HOUR = timedelta(hours=1)
OUTLOOK = timedelta(hours=72)
KYIV = ZoneInfo("Europe/Kyiv")
NIGHT_FROM, NIGHT_TO = time(18), time(8)  # Kyiv time
COLD_C, HARD_C, EXTREME_C = 0.0, -10.0, -20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cold:
    """The cold of one outage. None where no hour is known."""

    now_c: float | None
    min_c: float | None
    mean_c: float | None
    hours_below_0_count: int | None
    hours_below_minus_10_count: int | None
    hours_below_minus_20_count: int | None
    hours_unknown_count: int | None
    min_next_72h_c: float | None


def index_series(temperatures: Iterable[TemperatureSeries], as_of: datetime) -> dict[str, TemperatureSeries]:
    """Join what was fetched by `as_of` into a series a place, its hours ascending; of each the newest fetch counts."""
    by_place: dict[str, list[TemperatureSeries]] = {}
    for series in temperatures:
        if series.fetched_at <= as_of:
            by_place.setdefault(series.place_id, []).append(series)
    return {place_id: _join(fetches) for place_id, fetches in by_place.items()}


def _join(fetches: Sequence[TemperatureSeries]) -> TemperatureSeries:
    ordered = sorted(fetches, key=lambda series: (series.fetched_at, series.provider))
    newest = ordered[-1]
    if len(ordered) == 1 and all(earlier < later for earlier, later in pairwise(newest.hours)):
        return newest
    joined: dict[datetime, float | None] = {}
    for series in ordered:
        joined.update(zip(series.hours, series.temperatures_c, strict=True))
    hours = sorted(joined)
    return replace(newest, hours=tuple(hours), temperatures_c=tuple(joined[hour] for hour in hours))


def measure_cold(
    series: TemperatureSeries | None, started_at: datetime | None, ended_at: datetime | None, as_of: datetime
) -> Cold:
    """Measure the cold from the onset to the end of an outage, or to now, and in the 72 hours ahead.

    An outage whose onset is unknown has no lowest, no mean and no hours. Hours without a temperature are counted
    as unknown and left out of the rest.
    """
    now_hour = floor_hour(as_of)
    until = min(ended_at, as_of) if ended_at else as_of
    is_measured = started_at is not None and series is not None and bool(series.hours)
    first, hours_count = _hours_between(started_at, until) if started_at and is_measured else (now_hour, 0)
    values = [value for value in _between(series, first, first + hours_count * HOUR) if value is not None]
    return Cold(
        now_c=next(iter(_between(series, now_hour, now_hour + datetime.resolution)), None),
        min_c=min(values, default=None),
        mean_c=round(sum(values) / len(values), 1) if values else None,
        hours_below_0_count=_count_below(values, COLD_C),
        hours_below_minus_10_count=_count_below(values, HARD_C),
        hours_below_minus_20_count=_count_below(values, EXTREME_C),
        hours_unknown_count=hours_count - len(values) if hours_count else None,
        min_next_72h_c=_lowest(series, now_hour, now_hour + OUTLOOK),
    )


def lowest_tonight_c(series: TemperatureSeries | None, as_of: datetime) -> float | None:
    """The lowest temperature of the coming or running night, 18:00 to 08:00 Kyiv time; °C."""
    if series is None:
        return None
    local = as_of.astimezone(KYIV)
    last_day = local.date() if local.time() < NIGHT_TO else local.date() + timedelta(days=1)
    ends = datetime.combine(last_day, NIGHT_TO, tzinfo=KYIV).astimezone(UTC)
    begins = datetime.combine(last_day - timedelta(days=1), NIGHT_FROM, tzinfo=KYIV).astimezone(UTC)
    return _lowest(series, floor_hour(max(begins, as_of)), ends)


def index_stated(claims: Iterable[Claim]) -> Stated:
    """What each report states, of claims in the order of telling."""
    stated: dict[str, tuple[int, float]] = {}
    for turn, claim in enumerate(claims):
        value = claim.temperature_c
        is_meant = claim.kind == ClaimKind.TEMPERATURE and claim.temperature_kind != TemperatureKind.INDOOR
        if is_meant and value is not None:
            _, lowest = stated.get(claim.report_id, (turn, value))
            stated[claim.report_id] = turn, min(lowest, value)
    return stated


def reported_c(outage: Outage, stated: Stated) -> float | None:
    """The temperature that the newest report on the outage states; the lowest, if it states several."""
    reports = {claim.report_id for claim in outage.claims}
    told = [stated[report_id] for report_id in reports if report_id in stated]
    return max(told)[1] if told else None


def _lowest(series: TemperatureSeries | None, first: datetime, until: datetime) -> float | None:
    """The lowest value from `first` to before `until`; None unless the series reaches that far."""
    if series is None or not series.hours or series.hours[-1] < until - HOUR:
        return None
    return min((value for value in _between(series, first, until) if value is not None), default=None)


def _between(series: TemperatureSeries | None, first: datetime, until: datetime) -> Sequence[float | None]:
    """The values from `first` to before `until`."""
    if series is None:
        return ()
    return series.temperatures_c[bisect_left(series.hours, first) : bisect_left(series.hours, until)]


def _hours_between(started_at: datetime, until: datetime) -> tuple[datetime, int]:
    """The first hour, and how many there are up to an instant."""
    first = floor_hour(started_at)
    return first, max(0, int((until - first) / HOUR)) + 1


def floor_hour(at: datetime) -> datetime:
    """When the hour of an instant begins."""
    return at.replace(minute=0, second=0, microsecond=0)


def _count_below(values: Sequence[float], limit_c: float) -> int | None:
    return sum(value < limit_c for value in values) if values else None
