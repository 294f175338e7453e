"""What a temperature series says about an outage. Hours are UTC; temperatures °C."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
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


def index_series(temperatures: Sequence[TemperatureSeries], as_of: datetime) -> dict[str, TemperatureSeries]:
    """Join what was fetched by `as_of` into one series a place; for each hour the newest fetch counts."""
    by_place: dict[str, dict[datetime, float | None]] = {}
    newest: dict[str, TemperatureSeries] = {}
    for series in sorted(temperatures, key=lambda series: (series.place_id, series.fetched_at, series.provider)):
        if series.fetched_at <= as_of:
            by_place.setdefault(series.place_id, {}).update(zip(series.hours, series.temperatures_c, strict=True))
            newest[series.place_id] = series
    return {
        place_id: TemperatureSeries(
            place_id=place_id,
            fetched_at=newest[place_id].fetched_at,
            hours=tuple(sorted(hours)),
            temperatures_c=tuple(hours[hour] for hour in sorted(hours)),
            provider=newest[place_id].provider,
        )
        for place_id, hours in by_place.items()
    }


def measure_cold(
    series: TemperatureSeries | None, started_at: datetime | None, ended_at: datetime | None, as_of: datetime
) -> Cold:
    """Measure the cold from the onset to the end of an outage, or to now, and in the 72 hours ahead.

    An outage whose onset is unknown has no lowest, no mean and no hours. Hours without a temperature are counted
    as unknown and left out of the rest.
    """
    known = dict(zip(series.hours, series.temperatures_c, strict=True)) if series else {}
    now_hour = _floor_hour(as_of)
    until = min(ended_at, as_of) if ended_at else as_of
    hours = _hours_between(started_at, until) if started_at and known else []
    values = [value for hour in hours if (value := known.get(hour)) is not None]
    return Cold(
        now_c=known.get(now_hour),
        min_c=min(values, default=None),
        mean_c=round(sum(values) / len(values), 1) if values else None,
        hours_below_0_count=_count_below(values, COLD_C),
        hours_below_minus_10_count=_count_below(values, HARD_C),
        hours_below_minus_20_count=_count_below(values, EXTREME_C),
        hours_unknown_count=len(hours) - len(values) if hours else None,
        min_next_72h_c=_lowest(known, now_hour, now_hour + OUTLOOK),
    )


def lowest_tonight_c(series: TemperatureSeries | None, as_of: datetime) -> float | None:
    """The lowest temperature of the coming or running night, 18:00 to 08:00 Kyiv time; °C."""
    if series is None:
        return None
    local = as_of.astimezone(KYIV)
    last_day = local.date() if local.time() < NIGHT_TO else local.date() + timedelta(days=1)
    ends = datetime.combine(last_day, NIGHT_TO, tzinfo=KYIV).astimezone(UTC)
    begins = datetime.combine(last_day - timedelta(days=1), NIGHT_FROM, tzinfo=KYIV).astimezone(UTC)
    known = dict(zip(series.hours, series.temperatures_c, strict=True))
    return _lowest(known, _floor_hour(max(begins, as_of)), ends)


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


def _lowest(known: dict[datetime, float | None], first: datetime, until: datetime) -> float | None:
    """The lowest value from `first` to before `until`; None unless the series reaches that far."""
    if not known or max(known) < until - HOUR:
        return None
    return min((value for hour, value in known.items() if first <= hour < until and value is not None), default=None)


def _hours_between(started_at: datetime, until: datetime) -> list[datetime]:
    first = _floor_hour(started_at)
    return [first + HOUR * step for step in range(max(0, int((until - first) / HOUR)) + 1)]


def _floor_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _count_below(values: Sequence[float], limit_c: float) -> int | None:
    return sum(value < limit_c for value in values) if values else None
