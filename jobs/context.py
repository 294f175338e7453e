"""Ask the weather for every place that needs it."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from geodata.places import Place
from jobs.lease import StillMine, always
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.errors import Unreadable
from tracker.merge.window import begins_at
from tracker.model import Poll, PollOutcome, SourceState, TemperatureSeries
from tracker.sources.fetch import Failure, Fetcher
from tracker.sources.hearing import Request
from tracker.store import ledger
from tracker.store.states import read_source_state
from tracker.weather import PACE_SECONDS, STATUSES, read_refusal, read_weather, weather_urls

log = logging.getLogger("svitlo.context")

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
    """Fetch hourly temperatures for all 27 first-level units and the places named lately; one poll a request.

    Named lately is what the claims tell of in the days of a picture. Where a limit of the service is reached, nothing
    more is asked until it begins anew.
    """
    stored = read_source_state(engine, WEATHER_ID)
    if stored is not None and stored.held_until is not None and stored.checked_at <= now < stored.held_until:
        log.warning("the weather is not asked before %s", stored.held_until, extra={"source": WEATHER_ID})
        return ()
    polls = []
    for address, place_ids in weather_urls(_places(engine, registers, now), now=now, url=url, key=key):
        if not still_mine():
            break
        poll, series, retry_at = _ask(fetcher, address, place_ids, now=now, key=key)
        polls.append(poll)
        if retry_at is None:
            ledger.append_poll(engine, poll, temperatures=series)
            continue
        held = SourceState(
            source_id=WEATHER_ID, file_url=url, checked_at=now, next_due_at=retry_at, held_until=retry_at
        )
        ledger.append_poll(engine, poll, state=held, heard_before=stored.checked_at if stored is not None else None)
        break
    return tuple(polls)


def _places(engine: Engine, registers: Registers, now: datetime) -> tuple[Place, ...]:
    wanted: Iterable[str] = ledger.read_named_places(engine, as_of=now, since=begins_at(now)) | {
        oblast.place_id for oblast in registers.gazetteer.oblasts()
    }
    places = (registers.gazetteer.places.get(place_id) for place_id in sorted(wanted))
    return tuple(
        place for place in places if place is not None and place.adm1_pcode is not None and place.lat is not None
    )


def _ask(
    fetcher: Fetcher, address: str, place_ids: tuple[str, ...], *, now: datetime, key: str | None
) -> tuple[Poll, tuple[TemperatureSeries, ...], datetime | None]:
    """One request: what came of it, the series, and when the service may be asked again if it said so."""
    poll = Poll(source_id=WEATHER_ID, polled_at=now, outcome=PollOutcome.NEW)
    request = Request(url=address, statuses=STATUSES)
    answer = fetcher.fetch(request, source_id=WEATHER_ID, now=now, pace_seconds=PACE_SECONDS, secret=key)
    crash_at("weather.answered")
    if isinstance(answer, Failure):
        return replace(poll, outcome=answer.outcome, detail=answer.detail), (), None
    refusal = read_refusal(answer.status, answer.body, now=now)
    if refusal is not None:
        return replace(poll, outcome=refusal.outcome, detail=refusal.reason), (), refusal.retry_at
    try:
        return poll, read_weather(answer.body, place_ids, fetched_at=answer.fetched_at), None
    except Unreadable as error:
        return replace(poll, outcome=PollOutcome.UNREADABLE, detail=error.reason), (), None
