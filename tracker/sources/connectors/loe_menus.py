"""Lviv's hourly schedule, told in sentences of a page's fragment.

«Група 1.1. Електроенергії немає з 08:00 до 11:30.» The wording is not promised, so what is not understood
stays as it is written, and its day is left open.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tracker.model import Payload, ScheduleDay, ScheduleState, Source
from tracker.sources.charset import decode
from tracker.sources.dates import read_date
from tracker.sources.markup import strip_markup
from tracker.sources.reports import Parsed, unreadable
from tracker.sources.timetable_days import EVERY_GROUP, Operator, collect_days, operator_of
from tracker.sources.timetables import DAY, local_date, make_slots, read_minute

TODAY, TOMORROW = "today", "tomorrow"
MOST_WORDS = 80  # characters of a sentence that is not understood
_GROUP = re.compile(r"(?:груп[аи]|черг[аи])\s*№?\s*(\d+(?:\.\d+)?)\s*[.:—–-]?\s*", re.IGNORECASE)
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*(?:до|по|[—–-])\s*(\d{1,2}:\d{2})")
_ON = re.compile(r"електроенергія\s+є|без\s+відключень|не\s+вимика", re.IGNORECASE)
_MAYBE = re.compile(r"можлив", re.IGNORECASE)
_EMERGENCY = re.compile(r"екстрен\w*\s+відключен|аварійн\w*\s+відключен", re.IGNORECASE)
_LIFTED = re.compile(r"скасован|не\s+застосову", re.IGNORECASE)
_NONE = re.compile(
    r"(?:відключен|графік).*(?:не\s+застосову|не\s+заплан|не\s+передбач|не\s+діють|скасован)"
    r"|(?:не\s+застосову|не\s+заплан|не\s+передбач|скасован).*(?:відключен|графік)",
    re.IGNORECASE,
)
_DAY = re.compile(r"\bна\s+(\d{2}\.\d{2}\.\d{4})")
_AS_OF = re.compile(r"станом\s+на\s+([\d:.\s]{16,20})", re.IGNORECASE)


def parse(payload: Payload, source: Source) -> Parsed:
    """Read today's and tomorrow's schedule."""
    try:
        answer = json.loads(decode(payload.body, payload.media_type))
    except (json.JSONDecodeError, RecursionError):
        return unreadable("not JSON, or cut")
    menus = answer.get("hydra:member") if isinstance(answer, dict) else None
    if not isinstance(menus, list):
        return unreadable("a list of menus was expected")
    operator = operator_of(source, payload)
    warnings: list[str] = []
    try:
        entries = [entry for menu in menus for entry in _flatten(menu["menuItems"])]
        texts = {str(entry["name"]).strip().casefold(): entry for entry in entries}
        days = [
            day
            for name in (TODAY, TOMORROW)
            if name in texts
            for day in _read_entry(name, texts[name], operator, warnings)
        ]
    except (AttributeError, KeyError, TypeError) as error:
        return unreadable(f"the menus are not as known ({type(error).__name__})")
    if not days:
        return unreadable("neither today nor tomorrow is in it")
    return collect_days(days, operator, payload, source, warnings)


def _flatten(entries: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for entry in entries:
        yield entry
        yield from _flatten(entry.get("children") or [])


def _read_entry(name: str, entry: Mapping[str, Any], operator: Operator, warnings: list[str]) -> Iterator[ScheduleDay]:
    text = strip_markup(entry.get("rawHtml") or entry.get("rawMobileHtml") or "")
    day, updated_at = _read_head(text, name, operator)
    if not text:
        if entry.get("imageUrl"):
            warnings.append(f"{name}: image, unread")
            yield operator.day(day, EVERY_GROUP, ScheduleState.UNKNOWN, words="image, unread")
        else:
            yield operator.day(day, EVERY_GROUP, ScheduleState.WAITING)
        return
    pieces = _GROUP.split(text)
    head, told = pieces[0], list(zip(pieces[1::2], pieces[2::2], strict=True))
    state = _state_of_all(head if told else text)
    if state is not None:
        for group in [group for group, _ in told] or [EVERY_GROUP]:
            yield operator.day(day, group, state, words=_shorten(head), updated_at=updated_at)
        return
    if not told:
        warnings.append(f"{name}: no group in {_shorten(text)!r}")
        yield operator.day(day, EVERY_GROUP, ScheduleState.UNKNOWN, words=_shorten(text), updated_at=updated_at)
    for group, words in told:
        yield _read_group(day, group, words, updated_at, operator, warnings)


def _read_head(text: str, name: str, operator: Operator) -> tuple[date, datetime | None]:
    """The day that a text is for, and when it was written."""
    now, zone = operator.heard_at, operator.zone
    as_of = _AS_OF.search(text)
    updated_at = read_date(as_of[1], time_zone=zone.key, now=now)[0] if as_of else None
    named = _DAY.search(text[: as_of.start()] if as_of else text)
    named_at = read_date(named[1], time_zone=zone.key, now=now + 2 * DAY)[0] if named else None
    if named_at is not None:
        return local_date(named_at, zone), updated_at
    return local_date(now, zone) + (DAY if name == TOMORROW else 0 * DAY), updated_at


def _state_of_all(head: str) -> ScheduleState | None:
    """What is said of all groups before the first is named. Emergency outages that are over say nothing of the rest."""
    for sentence in re.split(r"[!\n]|\.(?!\d)", head):
        if _EMERGENCY.search(sentence):
            if not _LIFTED.search(sentence):
                return ScheduleState.EMERGENCY
        elif _NONE.search(sentence):
            return ScheduleState.NONE
    return None


def _read_group(
    day: date, group: str, words: str, updated_at: datetime | None, operator: Operator, warnings: list[str]
) -> ScheduleDay:
    told = _shorten(words)
    try:
        is_possible = _MAYBE.search(words) is not None
        walls = [(read_minute(start), read_minute(end), is_possible) for start, end in _HOURS.findall(words)]
        slots = make_slots(day, walls, operator.zone)
    except ValueError:
        slots, walls = (), []
    is_understood = bool(walls) != (_ON.search(words) is not None)
    if not is_understood:
        warnings.append(f"group {group}: not understood: {told!r}")
        return operator.day(day, group, ScheduleState.UNKNOWN, words=told, updated_at=updated_at)
    return operator.day(day, group, ScheduleState.IN_FORCE, slots=slots, words=told, updated_at=updated_at)


def _shorten(text: str) -> str:
    return " ".join(text.split())[:MOST_WORDS]
