"""Planned outages of a Yasno region, `…/regions/{region}/dsos/{dso}/planned-outages`: one report for each day.

The answer has no words, so the report's text is composed, in Ukrainian. An emergency comes with empty slots: empty is
not "power on".
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.charset import decode
from tracker.sources.reports import Item, Parsed, collect, unreadable

APPLIES, WAITING, EMERGENCY, NONE = "ScheduleApplies", "WaitingForSchedule", "EmergencyShutdowns", "NoOutages"
OFF, ON = "Definite", "NotPlanned"
DAYS = ("today", "tomorrow")
MONTHS = (
    *("січня", "лютого", "березня", "квітня", "травня", "червня"),
    *("липня", "серпня", "вересня", "жовтня", "листопада", "грудня"),
)
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What one group of consumers may expect on one day. Hours are local wall-clock times."""

    group: str
    status: str
    hours: tuple[str, ...]


def parse(payload: Payload, source: Source) -> Parsed:
    """Read the plans of all groups; a group or a word that is not understood is named in the warnings."""
    try:
        groups = json.loads(decode(payload.body, payload.media_type))
    except (json.JSONDecodeError, RecursionError):
        return unreadable("not JSON, or cut")
    if not isinstance(groups, dict):
        return unreadable("a list of groups was expected")
    zone = ZoneInfo(source.time_zone)
    warnings: list[str] = []
    plans: dict[date, list[_Plan]] = defaultdict(list)
    updates: list[datetime] = []
    for name, group in sorted(groups.items()):
        try:
            updates.append(_read_instant(group["updatedOn"]))
            for day in (group[key] for key in DAYS if key in group):
                plans[_read_instant(day["date"]).astimezone(zone).date()].append(_read_plan(name, day, warnings))
        except (KeyError, TypeError, ValueError) as error:
            warnings.append(f"group {name}: not as known ({type(error).__name__}), left out")
    if groups and not plans:
        return unreadable("; ".join(warnings[:1]) or "no group could be read")
    updated_at = min(max(updates, default=payload.fetched_at), payload.fetched_at)
    items = [
        Item(
            native_id=day.isoformat(),
            title=None,
            body=text,
            url=payload.url or None,
            published_at=updated_at,
            published_precision=TimePrecision.MINUTE,
            lang="uk",
        )
        for day, known in sorted(plans.items())
        if (text := _compose(day, known, is_ahead=day > updated_at.astimezone(zone).date()))
    ]
    return collect(items, payload, source, warnings)


def _read_instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        message = "a time without its offset"
        raise ValueError(message)
    return at.astimezone(UTC)


def _read_plan(name: str, day: Mapping[str, Any], warnings: list[str]) -> _Plan:
    status = str(day["status"])
    if status not in {APPLIES, WAITING, EMERGENCY, NONE}:
        warnings.append(f"group {name}: the status {status[:40]!r} is not known, the day is left open")
    slots = [(_minute(slot["start"]), _minute(slot["end"]), slot["type"]) for slot in day["slots"]]
    unknown = sorted({str(kind)[:40] for _, _, kind in slots} - {OFF, ON})
    warnings += [f"group {name}: the kind of slot {kind!r} is not known, left out" for kind in unknown]
    hours = tuple(f"{_clock(start)}–{_clock(end)}" for start, end, kind in slots if kind == OFF)
    return _Plan(group=name, status=status, hours=hours)


def _minute(value: int) -> int:
    if not isinstance(value, int) or not 0 <= value <= DAY_MINUTES:
        message = f"{value!r} is no minute of a day"
        raise ValueError(message)
    return value


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _compose(day: date, plans: list[_Plan], *, is_ahead: bool) -> str:
    """Say what is ordered for a day; nothing where nobody has said anything yet."""
    on_day = f"{day.day} {MONTHS[day.month - 1]} {day.year} року"
    emergency = [plan.group for plan in plans if plan.status == EMERGENCY]
    ordered = [plan for plan in plans if plan.status == APPLIES]
    lines = []
    if emergency:
        verb = "діятимуть" if is_ahead else "діють"
        lines.append(f"{on_day} {verb} екстрені відключення електроенергії. Черги: {', '.join(emergency)}.")
    if ordered:
        verb = "діятиме" if is_ahead else "діє"
        lines.append(f"{on_day} {verb} графік погодинних відключень електроенергії.")
        lines += [f"Черга {plan.group}: {', '.join(plan.hours) or 'інтервалів немає'}." for plan in ordered]
    if plans and all(plan.status == NONE for plan in plans):
        lines.append(f"{on_day} погодинних відключень електроенергії не заплановано.")
    return "\n".join(lines)
