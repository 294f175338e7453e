"""Air-raid and other public alarms as signals: 1 while active, 0.5 in part or at the lower level, 0 once ended.

Both services list only what is active, so an end is an alarm of the last answer that is in this one no more.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.errors import Unreadable
from tracker.model import Payload, PollOutcome, Signal, Source
from tracker.sources.dates import FUTURE_TOLERANCE
from tracker.sources.json_body import read_json, words_of
from tracker.sources.reports import Parsed

ACTIVE, PARTLY, ENDED = 1.0, 0.5, 0.0
UNAUTHORISED, FORBIDDEN = 401, 403
STATUSES = frozenset({200, UNAUTHORISED, FORBIDDEN})
REFUSED_WAIT = timedelta(hours=1)  # asking every minute with a token that is refused would get us shut out
MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm of one place, as it stands since an instant, UTC."""

    kind: str  # air_raid, artillery_shelling, urban_fights, chemical, nuclear
    place_id: str
    value: float
    since_at: datetime

    @property
    def key(self) -> str:
        """What is remembered of it while it lasts."""
        return f"{self.kind} {self.place_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is kept between two answers: the keys of the active alarms, and the provider's own number of the state."""

    active: frozenset[str] = frozenset()
    index: str | None = None

    def write(self) -> str:
        """As a cursor."""
        return json.dumps({"active": sorted(self.active), "index": self.index}, separators=(",", ":"))


def read_memory(cursor: str | None) -> Memory:
    """What a cursor holds."""
    if cursor is None:
        return Memory()
    known = json.loads(cursor)
    return Memory(active=frozenset(known["active"]), index=known["index"])


def read_instant(value: object, now: datetime) -> datetime:
    """An instant with its offset, as UTC.

    Raises:
        ValueError: it is no instant, has no offset, or lies in the future.
    """
    at = datetime.fromisoformat(str(value))
    if at.tzinfo is None or at > now + FUTURE_TOLERANCE:
        message = f"{at} has no offset or lies in the future"
        raise ValueError(message)
    return at.astimezone(UTC)


def conclude(
    alarms: Sequence[Alarm],
    payload: Payload,
    source: Source,
    warnings: Sequence[str],
    memory: Memory,
    *,
    is_whole: bool,
) -> Parsed:
    """Signals of the alarms listed and of those that ended since.

    Where a part could not be read, nothing has ended, and the number of the state is forgotten, so that it is asked for
    again. Only an answer without anything that was left out proves that no alarm is on.
    """
    latest = {alarm.key: alarm for alarm in sorted(alarms, key=lambda alarm: alarm.since_at)}
    missing = memory.active - latest.keys()
    ended = (end_of(key, payload.fetched_at) for key in sorted(missing) if is_whole)
    active = {key for key, alarm in latest.items() if alarm.value > ENDED} | (set() if is_whole else missing)
    signals = make_signals([*alarms, *ended], source)
    if signals:
        outcome = PollOutcome.NEW
    elif not is_whole:
        outcome = PollOutcome.UNREADABLE
    else:
        outcome = PollOutcome.NOTHING_NEW if warnings else PollOutcome.EMPTY
    return Parsed(
        reports=(),
        outcome=outcome,
        warnings=tuple(warnings),
        signals=signals,
        cursor=Memory(active=frozenset(active), index=memory.index if is_whole else None).write(),
    )


def end_of(key: str, at: datetime) -> Alarm:
    """The end of what is remembered by a key."""
    kind, _, place_id = key.partition(" ")
    return Alarm(kind=kind, place_id=place_id, value=ENDED, since_at=at)


def make_signals(alarms: Iterable[Alarm], source: Source) -> tuple[Signal, ...]:
    """One signal for each alarm and instant; of two levels at once the higher counts."""
    strongest = sorted(alarms, key=lambda alarm: alarm.value)
    return tuple(
        Signal(
            source_id=source.source_id,
            kind=alarm.kind,
            place_id=alarm.place_id,
            value=alarm.value,
            observed_at=alarm.since_at,
        )
        for _, alarm in sorted({(alarm.since_at, alarm.key): alarm for alarm in strongest}.items())
    )


def name_regions(regions: Iterable[str]) -> list[str]:
    """One line about the regions that the table does not hold: most are single towns and hromadas."""
    names = sorted(regions)
    if not names:
        return []
    rest = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return [f"not in the table of regions, left out: {', '.join(names[:MOST_NAMED])}{rest}"]


def refused(payload: Payload) -> Parsed:
    """What a provider says where it gives nothing: a token that is not known, or an address that is not served."""
    try:
        answer = read_json(payload)
    except Unreadable:
        answer = None
    words = words_of(answer.get("message")) if isinstance(answer, dict) else ""
    if payload.status == UNAUTHORISED:
        outcome, reason = PollOutcome.NOT_CONFIGURED, "the token is refused; ask the provider for another"
    else:
        outcome, reason = PollOutcome.UNREACHABLE, "refused from this address"
    return Parsed(
        reports=(),
        outcome=outcome,
        warnings=(f"{reason} ({words})" if words else reason,),
        retry_at=payload.fetched_at + REFUSED_WAIT,
    )
