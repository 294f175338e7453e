"""Outages × temperatures × people: what the cold does to those in an outage."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from geodata.gazetteer import Gazetteer
from tracker.exposure.people import estimate_people
from tracker.exposure.temperatures import (
    Stated,
    floor_hour,
    index_series,
    index_stated,
    lowest_tonight_c,
    measure_cold,
    reported_c,
)
from tracker.model import Claim, ClaimKind, Exposure, Outage, TemperatureSeries, Tonight


def needed_since(claims: Iterable[Claim], gazetteer: Gazetteer, as_of: datetime) -> Mapping[str, datetime]:
    """The places whose weather a picture of some claims may need, each with the first hour that matters there.

    These are the first-level units, which stand in for places without a series, and the places of outages, from when
    the oldest of them began.
    """
    now_hour = floor_hour(as_of)
    since = {oblast.place_id: now_hour for oblast in gazetteer.oblasts()}
    for claim in claims:
        if claim.service is None or claim.place_id is None:
            continue
        began_at = claim.time.start_at if claim.time is not None and claim.kind == ClaimKind.OUTAGE else None
        first = min(now_hour, floor_hour(began_at)) if began_at is not None else now_hour
        oblast = gazetteer.oblast_of(claim.place_id)
        for place_id in (claim.place_id, oblast.place_id if oblast else claim.place_id):
            since[place_id] = min(since.get(place_id, first), first)
    return since


def join_weather(
    temperatures: Iterable[TemperatureSeries], outages: Iterable[Outage], gazetteer: Gazetteer, as_of: datetime
) -> tuple[TemperatureSeries, ...]:
    """Join what was fetched by an instant into one series for each first-level unit and each place of an outage."""
    needed = {oblast.place_id for oblast in gazetteer.oblasts()} | {outage.place_id for outage in outages}
    return tuple(index_series((one for one in temperatures if one.place_id in needed), as_of).values())


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


def oldest_fetch(weather: Iterable[TemperatureSeries]) -> datetime | None:
    """When the oldest series in use was fetched: the honest age of the weather."""
    return min((series.fetched_at for series in weather), default=None)


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
