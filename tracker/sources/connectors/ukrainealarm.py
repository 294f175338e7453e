"""Alarms of ukrainealarm: a small answer says whether anything changed, a second lists what is active.

A webhook's body, once verified, is read the same way; its array of levels, not its status, is the region's state.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome, Source
from tracker.sources.alarms import (
    ACTIVE,
    ENDED,
    FORBIDDEN,
    PARTLY,
    STATUSES,
    UNAUTHORISED,
    Alarm,
    conclude,
    make_signals,
    name_regions,
    read_instant,
    read_memory,
    refused,
)
from tracker.sources.hearing import Hearing, Request
from tracker.sources.json_body import read_json, words_of
from tracker.sources.regions import ALERTS, load_regions
from tracker.sources.reports import Parsed, unreadable

KINDS: Mapping[str, str] = {
    "AIR": "air_raid",
    "ARTILLERY": "artillery_shelling",
    "URBAN_FIGHTS": "urban_fights",
    "CHEMICAL": "chemical",
    "NUCLEAR": "nuclear",
}
LEVELS: Mapping[str, float] = {"Red": ACTIVE, "Yellow": PARTLY}
TEST_REGION = "0"
INDEX = "lastActionIndex"


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for the number of the last change, with the key in a header; without one, ask nothing."""
    if hearing.secret is None:
        return ()
    return (_request(f"{source.url.rstrip('/')}/status", hearing),)


def _request(url: str, hearing: Hearing, note: str | None = None) -> Request:
    return Request(url=url, headers={"Authorization": hearing.secret or ""}, statuses=STATUSES, note=note)


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read the number of the last change, the list of active alarms, or the body of a verified webhook."""
    if payload.status in {UNAUTHORISED, FORBIDDEN}:
        return refused(payload)
    try:
        answer = read_json(payload)
    except Unreadable as error:
        return unreadable(error.reason)
    if isinstance(answer, list):
        return _read_regions(answer, payload, source, hearing)
    if isinstance(answer, dict) and INDEX in answer:
        return _read_status(answer[INDEX], source, hearing)
    if isinstance(answer, dict) and "alarmType" in answer:
        return _read_change(answer, payload, source)
    return unreadable("neither a list of regions nor a number of the last change")


def _read_status(index: object, source: Source, hearing: Hearing) -> Parsed:
    """Ask for the list where the number is another one. It is above 2^53: a fraction has lost digits on its way."""
    if not isinstance(index, int) or isinstance(index, bool):
        return unreadable(f"{INDEX} is no whole number")
    if str(index) == read_memory(hearing.cursor).index:
        return Parsed(reports=(), outcome=PollOutcome.NOTHING_NEW)
    request = _request(source.url.rstrip("/"), hearing, note=str(index))
    return Parsed(reports=(), outcome=PollOutcome.EMPTY, requests=(request,))


def _read_regions(regions: Sequence[Any], payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    warnings: list[str] = []
    alarms: list[Alarm] = []
    elsewhere: dict[str, str] = {}
    is_whole = True
    for number, region in enumerate(regions, start=1):
        try:
            for alert in region["activeAlerts"]:
                code = str(alert.get("regionId", region["regionId"]))
                if code != TEST_REGION and code not in load_regions(ALERTS):
                    elsewhere[code] = f"{code} {words_of(region.get('regionName'), 60)}"
                else:
                    alarms += _read_alarm(code, str(alert["type"]), alert["lastUpdate"], alert, payload, warnings)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            warnings.append(f"region {number} of the list: not as known ({type(error).__name__}), left out")
            is_whole = False
    warnings += name_regions(elsewhere.values())
    memory = replace(read_memory(hearing.cursor), index=hearing.note)
    return conclude(alarms, payload, source, warnings, memory, is_whole=is_whole)


def _read_alarm(
    region: str, kind: str, since: object, alert: Mapping[str, Any], payload: Payload, warnings: list[str]
) -> Iterator[Alarm]:
    """One alarm; none for the test region. An alarm without levels is an alarm."""
    if region == TEST_REGION:
        return
    if kind not in KINDS:
        warnings.append(f"region {region}: the kind of alert {kind[:40]!r} is not known, left out")
        return
    levels = [str(level["alertLevel"]) for level in alert.get("activeAlertLevels") or ()]
    unknown = sorted(set(levels) - LEVELS.keys())
    warnings += [f"region {region}: the level {level[:40]!r} is not known, taken for the higher" for level in unknown]
    yield Alarm(
        kind=KINDS[kind],
        place_id=load_regions(ALERTS)[region],
        value=max((LEVELS.get(level, ACTIVE) for level in levels), default=ACTIVE),
        since_at=read_instant(since, payload.fetched_at),
    )


def _read_change(change: Mapping[str, Any], payload: Payload, source: Source) -> Parsed:
    """What a webhook tells: the region's state after the change is its array of levels."""
    warnings: list[str] = []
    try:
        region, levels = str(change["regionId"]), change["activeAlertLevels"]
        if region != TEST_REGION and region not in load_regions(ALERTS):
            return Parsed(reports=(), outcome=PollOutcome.EMPTY, warnings=tuple(name_regions([region])))
        alarms = [
            alarm if levels else replace(alarm, value=ENDED)
            for alarm in _read_alarm(region, str(change["alarmType"]), change["createdAt"], change, payload, warnings)
        ]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return unreadable(f"a webhook not as known ({type(error).__name__})")
    signals = make_signals(alarms, source)
    outcome = PollOutcome.NEW if signals else PollOutcome.EMPTY
    return Parsed(reports=(), outcome=outcome, warnings=tuple(warnings), signals=signals)
