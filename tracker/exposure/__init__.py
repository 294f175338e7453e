"""Outages × temperatures × people: what the cold does to those in an outage."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from geodata.gazetteer import Gazetteer
from tracker.exposure.people import estimate_people
from tracker.exposure.temperatures import (
    Stated,
    index_series,
    index_stated,
    lowest_tonight_c,
    measure_cold,
    reported_c,
)
from tracker.model import Claim, Exposure, Outage, TemperatureSeries, Tonight


def expose(
    outages: Sequence[Outage],
    claims: Sequence[Claim],
    temperatures: Sequence[TemperatureSeries],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> tuple[Exposure, ...]:
    """Put the cold and the people beside every outage. What is not known stays None."""
    series, stated = index_series(temperatures, as_of), index_stated(claims)
    return tuple(_expose_one(outage, stated, series, gazetteer, as_of) for outage in outages)


def tonight(temperatures: Sequence[TemperatureSeries], gazetteer: Gazetteer, as_of: datetime) -> tuple[Tonight, ...]:
    """The lowest temperature of the coming night at each first-level unit's own point."""
    series = index_series(temperatures, as_of)
    return tuple(
        Tonight(place_id=oblast.place_id, temperature_min_c=lowest_tonight_c(series.get(oblast.place_id), as_of))
        for oblast in gazetteer.oblasts()
    )


def oldest_fetch(temperatures: Iterable[TemperatureSeries], as_of: datetime) -> datetime | None:
    """When the oldest series in use was fetched: the honest age of the weather."""
    return min((series.fetched_at for series in index_series(tuple(temperatures), as_of).values()), default=None)


def _expose_one(
    outage: Outage,
    stated: Stated,
    series: dict[str, TemperatureSeries],
    gazetteer: Gazetteer,
    as_of: datetime,
) -> Exposure:
    oblast = gazetteer.oblast_of(outage.place_id)
    own = series.get(outage.place_id) or (series.get(oblast.place_id) if oblast else None)
    cold = measure_cold(own, outage.started_at, outage.ended_at, as_of)
    people_low_count, people_high_count = estimate_people(outage.quantities)
    return Exposure(
        outage_id=outage.outage_id,
        temperature_now_c=cold.now_c,
        temperature_min_c=cold.min_c,
        temperature_mean_c=cold.mean_c,
        hours_below_0_count=cold.hours_below_0_count,
        hours_below_minus_10_count=cold.hours_below_minus_10_count,
        hours_below_minus_20_count=cold.hours_below_minus_20_count,
        hours_unknown_count=cold.hours_unknown_count,
        temperature_min_next_72h_c=cold.min_next_72h_c,
        temperature_tonight_min_c=lowest_tonight_c(own, as_of),
        weather_fetched_at=own.fetched_at if own else None,
        temperature_reported_c=reported_c(outage, stated),
        people_low_count=people_low_count,
        people_high_count=people_high_count,
    )
