"""Lviv's list of accidents: what is off now, by settlement. Streets and houses are counted and not kept.

The planned end is a forecast, not a restoration; what is no longer listed tells nothing.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from tracker.model import Payload, ScheduleDay, ScheduleLayer, ScheduleState, Source
from tracker.sources.charset import decode
from tracker.sources.reports import Parsed, unreadable
from tracker.sources.screen import screen
from tracker.sources.timetable_days import Operator, collect_days, operator_of
from tracker.sources.timetables import local_date, merge_slots, observed_slot

MOST_WORDS = 200  # characters of a comment


@dataclass(frozen=True, slots=True, kw_only=True)
class _Accident:
    """One record, without its street."""

    where: str
    began_at: datetime
    planned_end_at: datetime | None
    addresses_count: int
    words: str


def parse(payload: Payload, source: Source) -> Parsed:
    """Read the list; a record that is not as known is named in the warnings."""
    try:
        answer = json.loads(decode(payload.body, payload.media_type))
    except (json.JSONDecodeError, RecursionError):
        return unreadable("not JSON, or cut")
    records = answer.get("hydra:member") if isinstance(answer, dict) else None
    if not isinstance(records, list):
        return unreadable("a list of accidents was expected")
    operator = operator_of(source, payload)
    warnings: list[str] = []
    total = answer.get("hydra:totalItems")
    if isinstance(total, int) and total > len(records):
        warnings.append(f"{len(records)} of {total} accidents were given")
    accidents = list(_read_accidents(records, warnings))
    if records and not accidents:
        return unreadable(warnings[-1])
    return collect_days(_by_settlement(accidents, operator), operator, payload, source, warnings)


def _read_accidents(records: list[Any], warnings: list[str]) -> Iterator[_Accident]:
    for record in records:
        try:
            yield _read_accident(record)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            name = str(record.get("id")) if isinstance(record, dict) else "?"
            warnings.append(f"accident {name[:20]}: not as known ({type(error).__name__}), left out")


def _read_accident(record: Mapping[str, Any]) -> _Accident:
    houses = {name.strip() for name in (record.get("buildingNames") or "").split(",")} - {""}
    end = record.get("datePlanIn")
    return _Accident(
        where=f"{record['city']['name'].strip()}, {record['otg']['name'].strip()} громада",
        began_at=_read_instant(record["dateEvent"]),
        planned_end_at=_read_instant(end) if end else None,
        addresses_count=len(houses),
        words=" ".join((record.get("koment") or "").split()),
    )


def _by_settlement(accidents: list[_Accident], operator: Operator) -> Iterator[ScheduleDay]:
    """Accidents of one settlement that began on one day, as one."""
    grouped: dict[tuple[str, date], list[_Accident]] = defaultdict(list)
    for accident in accidents:
        grouped[accident.where, local_date(accident.began_at, operator.zone)].append(accident)
    for (where, day), group in grouped.items():
        slots = merge_slots(
            observed_slot(accident.began_at, accident.planned_end_at, operator.zone) for accident in group
        )
        words = "; ".join(sorted({accident.words for accident in group if accident.words}))
        known = operator.day(
            day,
            where,
            ScheduleState.IN_FORCE,
            slots=slots,
            layer=ScheduleLayer.OBSERVED,
            words=screen(words)[:MOST_WORDS] or None,
        )
        yield replace(known, addresses_count=sum(accident.addresses_count for accident in group) or None)


def _read_instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        message = "a time without its offset"
        raise ValueError(message)
    return at.astimezone(UTC)
