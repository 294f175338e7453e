"""Alarms of alerts.in.ua: the list of active ones, or a string of letters, one for each region.

A letter that is not known says nothing: it is never "no alarm".
"""

from collections.abc import Mapping, Sequence
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

AIR_RAID = "air_raid"
KINDS = frozenset({AIR_RAID, "artillery_shelling", "urban_fights", "chemical", "nuclear"})
LETTERS: Mapping[str, float] = {"A": ACTIVE, "P": PARTLY, "N": ENDED}
NO_REGION = " "
BY_OBLAST = "by_oblast.json"
# The order of the letters where there is one for each oblast.
OBLASTS = (
    *("29", "8", "4", "9", "28", "10", "11", "12", "13", "31", "14", "15", "16", "27"),
    *("17", "18", "19", "5", "30", "20", "21", "22", "23", "3", "24", "26", "25"),
)
FEWEST_LETTERS = 32  # of the string by number, which reaches the capital's 31 at least


def ask(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask with the token in a header; without one, ask nothing."""
    if hearing.secret is None:
        return ()
    headers = {"Authorization": f"Bearer {hearing.secret}"}
    return (Request(url=source.url, headers=headers, statuses=STATUSES),)


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read active alarms as signals. An empty list is EMPTY: it is proven that no alarm is on."""
    if payload.status in {UNAUTHORISED, FORBIDDEN}:
        return refused(payload)
    try:
        answer = read_json(payload)
    except Unreadable as error:
        return unreadable(error.reason)
    if isinstance(answer, str):
        return _read_letters(answer, payload, source)
    alerts = answer.get("alerts") if isinstance(answer, dict) else None
    if not isinstance(alerts, list):
        return unreadable("no list of alerts")
    return _read_alerts(alerts, payload, source, hearing)


def _read_alerts(alerts: Sequence[Any], payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    warnings: list[str] = []
    alarms: list[Alarm] = []
    elsewhere: dict[str, str] = {}
    is_whole = True
    for number, alert in enumerate(alerts, start=1):
        try:
            region, kind = str(alert["location_uid"]), str(alert["alert_type"])
            place_id = load_regions(ALERTS).get(region)
            if kind not in KINDS:
                warnings.append(f"region {region}: the kind of alert {kind[:40]!r} is not known, left out")
            elif place_id is None:
                title, level = words_of(alert.get("location_title"), 60), words_of(alert.get("location_type"), 20)
                elsewhere[region] = f"{region} {title} ({level})"
            else:
                alarms += _read_alarm(alert, kind, place_id, payload)
        except (KeyError, TypeError, ValueError) as error:
            warnings.append(f"alert {number}: not as known ({type(error).__name__}), left out")
            is_whole = False
    warnings += name_regions(elsewhere.values())
    return conclude(alarms, payload, source, warnings, read_memory(hearing.cursor), is_whole=is_whole)


def _read_alarm(alert: Mapping[str, Any], kind: str, place_id: str, payload: Payload) -> list[Alarm]:
    """An alarm, and its end where the list is one of the past."""
    since_at = read_instant(alert["started_at"], payload.fetched_at)
    alarms = [Alarm(kind=kind, place_id=place_id, value=ACTIVE, since_at=since_at)]
    if finished := alert.get("finished_at"):
        ended_at = read_instant(finished, payload.fetched_at)
        alarms.append(Alarm(kind=kind, place_id=place_id, value=ENDED, since_at=ended_at))
    return alarms


def _read_letters(letters: str, payload: Payload, source: Source) -> Parsed:
    """One letter for each oblast, or one at each region's number."""
    if payload.url.partition("?")[0].endswith(BY_OBLAST):
        if len(letters) != len(OBLASTS):
            return unreadable(f"{len(letters)} letters where {len(OBLASTS)} oblasts were expected")
        by_region = dict(zip(OBLASTS, letters, strict=True))
    elif len(letters) < FEWEST_LETTERS:
        return unreadable(f"{len(letters)} letters: a string cut short")
    else:
        by_region = {str(number): letter for number, letter in enumerate(letters) if letter != NO_REGION}
    places = load_regions(ALERTS)
    known = {region: letter for region, letter in by_region.items() if region in places}
    warnings = [
        f"region {region}: the letter {letter!r} is not known, nothing is said of it"
        for region, letter in known.items()
        if letter not in LETTERS
    ]
    alarms = [
        Alarm(kind=AIR_RAID, place_id=places[region], value=LETTERS[letter], since_at=payload.fetched_at)
        for region, letter in known.items()
        if letter in LETTERS
    ]
    if not alarms:
        return unreadable("no letter is known")
    return Parsed(reports=(), outcome=PollOutcome.NEW, warnings=tuple(warnings), signals=make_signals(alarms, source))
