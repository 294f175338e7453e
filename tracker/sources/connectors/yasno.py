"""Yasno: planned outages of an operator, its weekly plan, and the list of regions; the address says which.

- `…/regions/{region}/dsos/{dso}/planned-outages`: what is ordered for today and tomorrow, by group.
- `…/probable-outages?regionId=&dsoId=`: the weekly plan. It orders nothing.
- `…/addresses/v2/regions`: the operators; each that the source's options name a place for (`place_902`) is asked.

An emergency comes with empty slots: empty is not "power on".
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from tracker.model import Payload, PollOutcome, ScheduleDay, ScheduleLayer, ScheduleSlot, ScheduleState, Source
from tracker.sources.charset import decode
from tracker.sources.hearing import Request
from tracker.sources.reports import Parsed, unreadable
from tracker.sources.timetable_days import Operator, collect_days, operator_of
from tracker.sources.timetables import coming_days, local_date, make_slots, read_minute

STATES: Mapping[str, ScheduleState] = {
    "ScheduleApplies": ScheduleState.IN_FORCE,
    "WaitingForSchedule": ScheduleState.WAITING,
    "EmergencyShutdowns": ScheduleState.EMERGENCY,
    "NoOutages": ScheduleState.NONE,
}
OFF, ON = "Definite", "NotPlanned"
DAYS = ("today", "tomorrow")
MOST_WORD = 40  # characters of an unknown word that a warning repeats
_DSO = re.compile(r"/dsos/(\d+)/|[?&]dsoId=(\d+)")

Json = Mapping[str, Any]


def parse(payload: Payload, source: Source) -> Parsed:
    """Read an answer; a group or a word that is not understood is named in the warnings."""
    try:
        answer = json.loads(decode(payload.body, payload.media_type))
    except (json.JSONDecodeError, RecursionError):
        return unreadable("not JSON, or cut")
    address = payload.url.partition("?")[0]
    if address.endswith("/addresses/v2/regions"):
        return _read_regions(answer, payload, source)
    if not isinstance(answer, dict):
        return unreadable("a list of groups was expected")
    number = _DSO.search(payload.url)
    operator = operator_of(source, payload, number=next(filter(None, number.groups())) if number else None)
    warnings: list[str] = []
    if address.endswith("/probable-outages"):
        days = list(_read_plans(answer, operator, source, payload, warnings))
    else:
        days = list(_read_orders(answer, operator, warnings))
    if answer and not days:
        return unreadable("; ".join(warnings[:1]) or "no group could be read")
    return collect_days(days, operator, payload, source, warnings)


def _read_regions(answer: object, payload: Payload, source: Source) -> Parsed:
    """Ask for the orders of each operator that a place is known for."""
    if not isinstance(answer, list):
        return unreadable("a list of regions was expected")
    base = payload.url.partition("/addresses/")[0]
    requests, warnings = [], []
    for region in answer:
        try:
            known = [(int(region["id"]), int(dso["id"]), str(dso["name"])) for dso in region["dsos"]]
        except (KeyError, TypeError, ValueError) as error:
            warnings.append(f"a region is not as known ({type(error).__name__}), left out")
            continue
        for region_id, dso_id, name in known:
            if f"place_{dso_id}" in source.options:
                requests.append(Request(url=f"{base}/regions/{region_id}/dsos/{dso_id}/planned-outages"))
            else:
                warnings.append(f"operator {dso_id} ({name[:MOST_WORD]}): no option place_{dso_id}, not asked")
    outcome = PollOutcome.EMPTY if requests or not answer else PollOutcome.UNREADABLE
    return Parsed(reports=(), outcome=outcome, warnings=tuple(warnings), requests=tuple(requests))


def _read_orders(groups: Json, operator: Operator, warnings: list[str]) -> Iterator[ScheduleDay]:
    for name, group in sorted(groups.items()):
        try:
            updated_at = _read_instant(group["updatedOn"])
            yield from [_read_order(name, group[key], updated_at, operator, warnings) for key in DAYS if group.get(key)]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            warnings.append(f"group {name}: not as known ({type(error).__name__}), left out")


def _read_order(name: str, record: Json, updated_at: datetime, operator: Operator, warnings: list[str]) -> ScheduleDay:
    word = str(record["status"])
    day = local_date(_read_instant(record["date"]), operator.zone)
    state = STATES.get(word, ScheduleState.UNKNOWN)
    if state == ScheduleState.UNKNOWN:
        warnings.append(f"group {name}: the status {word[:MOST_WORD]!r} is not known, the day is left open")
    slots: tuple[ScheduleSlot, ...] = ()
    if state == ScheduleState.IN_FORCE:
        walls, unknown = _read_walls(name, record["slots"], warnings)
        slots = make_slots(day, walls, operator.zone)
        state = ScheduleState.UNKNOWN if unknown and not slots else state
        word = "; ".join([word, *unknown])
    return operator.day(day, name, state, slots=slots, words=word[:MOST_WORD], updated_at=updated_at)


def _read_plans(
    answer: Json, operator: Operator, source: Source, payload: Payload, warnings: list[str]
) -> Iterator[ScheduleDay]:
    """Each group on the coming seven days; "0" is Monday."""
    try:
        named = [
            (operator_of(source, payload, number=dso_id), name, group["slots"])
            for region in answer.values()
            for dso_id, dso in region["dsos"].items()
            for name, group in dso["groups"].items()
        ]
    except (AttributeError, KeyError, TypeError) as error:
        warnings.append(f"the plan is not as known ({type(error).__name__})")
        return
    for served, name, week in named:
        for day in coming_days(operator.heard_at, operator.zone):
            try:
                walls, _ = _read_walls(name, week[str(day.weekday())], warnings)
                slots = make_slots(day, walls, operator.zone)
            except (KeyError, TypeError, ValueError) as error:
                warnings.append(f"group {name}, {day:%A}: not as known ({type(error).__name__}), left out")
                continue
            yield served.day(day, name, ScheduleState.IN_FORCE, slots=slots, layer=ScheduleLayer.PLAN)


def _read_walls(name: str, slots: list[Json], warnings: list[str]) -> tuple[list[tuple[int, int, bool]], list[str]]:
    """The stretches that are to be off, and the words for stretches that nobody knows."""
    read = [(read_minute(slot["start"]), read_minute(slot["end"]), str(slot["type"])) for slot in slots]
    unknown = sorted({word[:MOST_WORD] for _, _, word in read} - {OFF, ON})
    warnings += [f"group {name}: the kind of slot {word!r} is not known, left out" for word in unknown]
    return [(start, end, False) for start, end, word in read if word == OFF], unknown


def _read_instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        message = "a time without its offset"
        raise ValueError(message)
    return at.astimezone(UTC)
