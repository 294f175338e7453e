"""How it stands with sources, for people and for programs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from geodata.gazetteer import Gazetteer
from tracker.model import Source, UnreadVoice
from tracker.sources.health import Condition

KYIV = ZoneInfo("Europe/Kyiv")
NEVER = "never"
MOST_DETAIL = 60
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def describe_condition(source: Source, condition: Condition) -> Mapping[str, object]:
    """One source for programs."""
    return {
        "id": source.source_id,
        "kind": source.kind,
        "publisher": source.publisher,
        "enabled": source.is_enabled,
        "health": condition.health.value,
        "last_ok_at": _instant(condition.last_ok_at),
        "last_new_at": _instant(condition.last_new_at),
    }


def tabulate_condition(source: Source, condition: Condition, now: datetime) -> Mapping[str, object]:
    """One source for people; instants in Kyiv time."""
    return {
        "id": source.source_id,
        "kind": source.kind,
        "health": condition.health.value,
        "heard": _clock(condition.last_ok_at),
        "last new": _clock(condition.last_new_at),
        "silence": _span(now - condition.last_new_at) if condition.last_new_at else "",
        "reports in a week": _against(condition.week_reports_count, source.least_reports_per_week, "at least"),
        "in a day": _against(condition.day_reports_count, source.most_reports_per_day, "at most"),
        "failing since": _clock(condition.failing_since) if condition.failing_since else "",
        "told": _shorten(condition.detail or ""),
    }


def describe_voice(voice: UnreadVoice, gazetteer: Gazetteer) -> Mapping[str, object]:
    """One official voice that cannot be read."""
    oblast = gazetteer.oblast_of(voice.place_id)
    place = gazetteer.places[voice.place_id]
    return {
        "area": oblast.name_en if oblast else place.name_en,
        "name": voice.name,
        "role": voice.role.value,
        "medium": voice.medium,
        "reason": voice.reason,
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _clock(at: datetime | None) -> str:
    return f"{at.astimezone(KYIV):%Y-%m-%d %H:%M}" if at is not None else NEVER


def _span(span: timedelta) -> str:
    """A span in the unit that tells most."""
    if span >= 2 * DAY:
        return f"{span // DAY} d"
    return f"{span // HOUR} h" if span >= HOUR else f"{int(span.total_seconds() // 60)} min"


def _against(count: int, bound: int | None, word: str) -> str:
    return f"{count} ({word} {bound})" if bound is not None else str(count)


def _shorten(text: str) -> str:
    return text if len(text) <= MOST_DETAIL else text[: MOST_DETAIL - 1] + "…"
