"""The DTEK data shape, from a mirror, a file or an address that the operator of Svitlo supplies.

`fact` is the order of today and tomorrow by group and hour, `preset` the weekly plan; neither fills the other. A mirror
adds how its own last look went (`lastUpdateStatus`). An answer about one street lists its houses instead.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.model import Payload, PollOutcome, ScheduleDay, ScheduleLayer, ScheduleState, Source
from tracker.sources.charset import decode
from tracker.sources.connectors import dtek_houses
from tracker.sources.connectors.dtek_flags import Flags, read_flags
from tracker.sources.dates import read_date
from tracker.sources.reports import Parsed, unreadable
from tracker.sources.timetable_days import EVERY_GROUP, GPV, Operator, collect_days, operator_of
from tracker.sources.timetables import HOUR_MINUTES, Wall, coming_days, local_date, make_slots

STALE_AFTER = timedelta(days=2)
HALF = HOUR_MINUTES // 2
DAY_HOURS = 24
MOST_WORD = 40  # characters of an unknown word that a warning repeats
# Which part of an hour is dark, in minutes, and whether that is only possible.
HOURS: Mapping[str, tuple[int, int, bool] | None] = {
    "yes": None,
    "no": (0, HOUR_MINUTES, False),
    "first": (0, HALF, False),
    "second": (HALF, HOUR_MINUTES, False),
    "maybe": (0, HOUR_MINUTES, True),
    "mfirst": (0, HALF, True),
    "msecond": (HALF, HOUR_MINUTES, True),
}
_GROUP = re.compile(r"(?P<kind>[A-Z]+)(?P<group>\d+(?:\.\d+)?)")

Json = Mapping[str, Any]


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a schedule, an answer about a street, or "nothing changed"."""
    try:
        answer = json.loads(decode(payload.body, payload.media_type))
    except (json.JSONDecodeError, RecursionError):
        return unreadable("not JSON, or cut")
    match answer:
        case {"result": False, "text": _}:
            parsed = unreadable("the address or the cookie was refused")
        case {"result": False}:
            parsed = Parsed(reports=(), outcome=PollOutcome.NOTHING_NEW)
        case {"fact": _}:
            parsed = read_schedule(answer, payload, source)
        case {"result": _}:
            parsed = dtek_houses.read_houses(answer, payload, source)
        case {"data": _}:
            parsed = read_schedule({"fact": answer}, payload, source)
        case _:
            parsed = unreadable("no schedule in it")
    return parsed


def read_schedule(answer: Json, payload: Payload, source: Source) -> Parsed:
    """Read `fact`, `preset` and the flags beside them."""
    fact, preset = answer["fact"], answer.get("preset") or {}
    if not isinstance(fact, dict) or not isinstance(preset, dict):
        return unreadable("a schedule of another structure")
    if not isinstance(fact.get("data"), dict) and fact.get("data") != []:
        return unreadable("days of another structure")
    operator = operator_of(source, payload)
    schedule = _Schedule(
        operator=operator,
        updated_at=read_date(_text(fact.get("update")), time_zone=source.time_zone, now=payload.fetched_at)[0],
        flags=read_flags(answer),
        groups=_known_groups(fact["data"], preset),
        warnings=[],
    )
    mirror = answer.get("lastUpdateStatus")
    is_good = not isinstance(mirror, dict) or mirror.get("ok") is not False
    if not is_good:
        schedule.warnings.append(f"the mirror could not read its source ({_text((mirror or {}).get('code'))})")
    if fact["data"]:
        days = list(schedule.read_orders(fact["data"]))
    elif is_good:
        days = list(schedule.none_in_force(fact.get("today")))
    else:
        return unreadable("; ".join(schedule.warnings))
    days += schedule.read_plan(preset)
    if not days:
        return unreadable("; ".join(schedule.warnings[:1]) or "no day could be read")
    return collect_days(days, operator, payload, source, schedule.warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Schedule:
    operator: Operator
    updated_at: datetime | None
    flags: Flags
    groups: tuple[str, ...]
    warnings: list[str]

    def none_in_force(self, today: object) -> Iterator[ScheduleDay]:
        """An empty list is proof that nothing is ordered; the time of the last order is not that of this answer."""
        day = _epoch_day(today, self.operator) or local_date(self.operator.heard_at, self.operator.zone)
        for name in self.groups or (EVERY_GROUP,):
            kind, group = _split(name)
            yield self.operator.day(day, group, ScheduleState.NONE, kind=kind, words="[]")

    def read_orders(self, data: Json) -> Iterator[ScheduleDay]:
        """Every group on every day; one that a day leaves out is unknown on it."""
        reason = self._distrust()
        if reason:
            self.warnings.append(reason)
        for key, groups in sorted(data.items()):
            day = _epoch_day(key, self.operator)
            if day is None or not isinstance(groups, dict):
                self.warnings.append(f"day {key[:MOST_WORD]}: not as known, left out")
                continue
            for name in self.groups:
                yield self._read_hours(day, name, groups.get(name), ScheduleLayer.ORDER, reason)

    def _distrust(self) -> str | None:
        """Why orders that are there do not hold; None where they do."""
        if not self.flags.are_tables_shown:
            return "the operator hides its schedule"
        if self.updated_at is None:
            self.warnings.append("no time of the last change")
        elif self.operator.heard_at - self.updated_at > STALE_AFTER:
            return f"stale: last changed {self.updated_at:%Y-%m-%d %H:%M}Z"
        return None

    def read_plan(self, preset: Json) -> Iterator[ScheduleDay]:
        """The weekly plan for the coming seven days, unless the operator hides it; "1" is Monday."""
        data = preset.get("data")
        if not isinstance(data, dict) or not data:
            return
        reason = self.flags.why_plan_is_hidden()
        if reason:
            self.warnings.append(f"the weekly plan does not apply: {reason}")
            return
        for name, week in sorted(data.items()):
            for day in coming_days(self.operator.heard_at, self.operator.zone):
                hours = week.get(str(day.isoweekday())) if isinstance(week, dict) else None
                yield self._read_hours(day, name, hours, ScheduleLayer.PLAN, None)

    def _read_hours(self, day: date, name: str, hours: object, layer: ScheduleLayer, reason: str | None) -> ScheduleDay:
        kind, group = _split(name)
        state, words = ScheduleState.IN_FORCE, None
        walls: list[Wall] = []
        if not isinstance(hours, dict):
            state, words = ScheduleState.UNKNOWN, "absent"
        elif reason is not None:
            state, words = ScheduleState.UNKNOWN, reason
        else:
            walls, unknown = read_hours(hours)
            if unknown:
                state, words = ScheduleState.UNKNOWN, f"unknown: {', '.join(unknown)}"[:MOST_WORD]
                self.warnings.append(f"group {name}, {day}: {words}")
        slots = make_slots(day, walls, self.operator.zone)
        return self.operator.day(
            day, group, state, slots=slots, layer=layer, kind=kind, words=words, updated_at=self.updated_at
        )


def read_hours(hours: Json) -> tuple[list[Wall], list[str]]:
    """The dark stretches of a day, and the hours that are absent or told in a word that nobody knows.

    "1" is the first hour, unless there is a "0": then the keys are plain hours.
    """
    first = 0 if "0" in hours else 1
    walls, unknown = [], []
    for hour in range(DAY_HOURS):
        word = hours.get(str(hour + first))
        if not isinstance(word, str) or word not in HOURS:
            unknown.append(f"{hour:02}:00 {'absent' if word is None else str(word)[:MOST_WORD]}")
        elif dark := HOURS[word]:
            start, end, is_possible = dark
            walls.append((hour * HOUR_MINUTES + start, hour * HOUR_MINUTES + end, is_possible))
    return walls, unknown


def _known_groups(data: Json | Sequence[object], preset: Json) -> tuple[str, ...]:
    """Every group that the schedule, the plan or its names know."""
    days = [day for day in data.values() if isinstance(day, dict)] if isinstance(data, dict) else []
    named = [table for table in (preset.get("sch_names"), preset.get("data")) if isinstance(table, dict)]
    return tuple(sorted({str(name) for table in (*days, *named) for name in table}))


def _split(name: str) -> tuple[str, str]:
    """The kind and the number of a group: "GPV1.1" is 1.1 of the hourly schedule."""
    match = _GROUP.fullmatch(name)
    return (match["kind"], match["group"]) if match else (GPV, name)


def _epoch_day(key: object, operator: Operator) -> date | None:
    """The local day that an epoch of its midnight means, whatever our own day is."""
    try:
        return local_date(datetime.fromtimestamp(int(str(key)), tz=UTC), operator.zone)
    except (ValueError, OverflowError, OSError):
        return None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
