"""Ask the weather for every place that needs it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from geodata.places import Place
from jobs.lease import StillMine, always
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.errors import Unreadable
from tracker.model import Payload, Poll, PollOutcome, TemperatureSeries
from tracker.sources.fetch import Fetcher
from tracker.store import ledger
from tracker.weather import read_weather, weather_urls

WEATHER_ID = "open-meteo"


def refresh_context(
    engine: Engine,
    registers: Registers,
    fetcher: Fetcher,
    *,
    now: datetime,
    url: str,
    key: str | None = None,
    still_mine: StillMine = always,
) -> tuple[Poll, ...]:
    """Fetch hourly temperatures for all 27 first-level units and every place a claim names; one poll a request."""
    polls = []
    for address, place_ids in weather_urls(_places(engine, registers, now), now=now, url=url, key=key):
        if not still_mine():
            break
        polls.append(_ask(engine, fetcher, address, place_ids, now=now))
    return tuple(polls)


def _places(engine: Engine, registers: Registers, now: datetime) -> tuple[Place, ...]:
    named = {claim.place_id for claim in ledger.read_claims(engine, as_of=now) if claim.place_id}
    wanted: Iterable[str] = named | {oblast.place_id for oblast in registers.gazetteer.oblasts()}
    places = (registers.gazetteer.places.get(place_id) for place_id in sorted(wanted))
    return tuple(
        place for place in places if place is not None and place.adm1_pcode is not None and place.lat is not None
    )


def _ask(engine: Engine, fetcher: Fetcher, address: str, place_ids: tuple[str, ...], *, now: datetime) -> Poll:
    answer = fetcher.fetch(address, source_id=WEATHER_ID, now=now)
    crash_at("weather.answered")
    poll = Poll(source_id=WEATHER_ID, polled_at=now, outcome=PollOutcome.NEW)
    series: tuple[TemperatureSeries, ...] = ()
    if isinstance(answer, Payload):
        try:
            series = read_weather(answer.body, place_ids, fetched_at=answer.fetched_at)
        except Unreadable as error:
            poll = replace(poll, outcome=PollOutcome.UNREADABLE, detail=error.reason)
    else:
        poll = replace(poll, outcome=answer.outcome, detail=answer.detail)
    ledger.append_poll(engine, poll, temperatures=series)
    return poll
