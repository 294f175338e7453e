"""DTEK's answer about one street: which of its houses have a recorded outage. Houses are counted, never named."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tracker.model import Payload, ScheduleDay, ScheduleLayer, ScheduleState, Source
from tracker.sources.connectors.dtek_flags import House, read_flags
from tracker.sources.dates import read_date
from tracker.sources.reports import Parsed, unreadable
from tracker.sources.timetable_days import EVERY_GROUP, Operator, collect_days, operator_of
from tracker.sources.timetables import local_date, observed_slot

FAR = timedelta(days=30)  # a planned end may lie ahead, but not so far

Json = Mapping[str, Any]


def read_houses(answer: Json, payload: Payload, source: Source) -> Parsed:
    """Read which houses are recorded as off, by their groups and the day it began."""
    houses = answer.get("data")
    if not isinstance(houses, dict):
        return unreadable("a list of houses was expected")
    operator = operator_of(source, payload)
    flags = read_flags(answer)
    warnings: list[str] = []
    counts: Counter[ScheduleDay] = Counter()
    hidden: Counter[str] = Counter()
    for record in houses.values():
        try:
            house = _read_house(record)
            day = _read_outage(house, record, operator)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            warnings.append(f"a house is not as known ({type(error).__name__}), left out")
            continue
        if reason := flags.why_plan_is_hidden(house):
            hidden[f"the weekly plan ({reason})"] += 1
        if not flags.are_tables_shown_for(house):
            hidden["the schedule of the day"] += 1
        if day is not None:
            counts[day] += 1
    if houses and len(warnings) == len(houses):
        return unreadable(warnings[0])
    warnings += [f"houses to which {what} does not apply: {count}" for what, count in hidden.items()]
    days = [replace(day, addresses_count=count) for day, count in counts.items()]
    return collect_days(days, operator, payload, source, warnings)


def _read_house(record: Json) -> House:
    return House(
        codes=tuple(map(str, record["sub_type_reason"])),
        reason=record["sub_type"].strip(),
        is_other_operators=bool(record.get("cek")),
        is_voluntary=bool(record.get("voluntarily")),
    )


def _read_outage(house: House, record: Json, operator: Operator) -> ScheduleDay | None:
    """The recorded outage of a house; None where all that would tell of one is empty."""
    start_at, end_at = _read_time(record["start_date"], operator), _read_time(record["end_date"], operator)
    if not house.reason and start_at is None and end_at is None:
        return None
    return operator.day(
        local_date(start_at or operator.heard_at, operator.zone),
        " + ".join(house.codes) or EVERY_GROUP,
        ScheduleState.EMERGENCY if house.is_emergency else ScheduleState.IN_FORCE,
        slots=(observed_slot(start_at, end_at, operator.zone),) if start_at is not None else (),
        layer=ScheduleLayer.OBSERVED,
        words=house.reason or None,
    )


def _read_time(text: str, operator: Operator) -> datetime | None:
    """A time in either order of clock and date.

    Raises:
        ValueError: there is a text, but no time in it.
    """
    if not text.strip():
        return None
    at, _ = read_date(text, time_zone=operator.zone.key, now=operator.heard_at + FAR)
    if at is None:
        message = "no time"
        raise ValueError(message)
    return at.astimezone(UTC)
