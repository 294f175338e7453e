"""When a source is to be asked again: its interval, the wait a server asks for, and back-off that never gives up."""

import hashlib
import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from tracker.model import Source, SourceState

LONGEST_ASKED = timedelta(hours=24)
LONGEST_BACK_OFF = timedelta(hours=6)
JITTER = 0.2
MOST_DOUBLINGS = 16


def read_retry_after(value: str | None, now: datetime) -> float | None:
    """The wait that a server asks for, in seconds: 1 to 24 h. None where it asks for none, or for nonsense."""
    if value is None:
        return None
    try:
        seconds = float(value) if value.strip().isdecimal() else (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 1.0), LONGEST_ASKED.total_seconds())


def is_free(source: Source, state: SourceState | None, now: datetime) -> bool:
    """Whether a source may be asked at all: it is not gone for good, and nothing holds it back."""
    known = state_of(source, state)
    if known is None or known.checked_at > now:  # asked in the future: the clock was set back
        return True
    return not known.is_gone and (known.held_until is None or known.held_until <= now)


def is_due(source: Source, state: SourceState | None, now: datetime) -> bool:
    """Whether it is time to ask a source again."""
    known = state_of(source, state)
    return is_free(source, state, now) and (known is None or known.checked_at > now or known.next_due_at <= now)


def state_of(source: Source, state: SourceState | None) -> SourceState | None:
    """What is remembered of a source, unless its file names another address by now: then it begins anew."""
    return state if state is not None and state.file_url == source.url else None


def next_due(source: Source, cursor: str | None, now: datetime) -> datetime:
    """When a source that answered is asked again: its interval, or what its feed asks for, and up to a fifth more."""
    minutes = max(float(source.interval_minutes), _least_minutes(cursor))
    return now + timedelta(minutes=minutes * (1 + JITTER * _fraction(source.source_id, now)))


def back_off(source: Source, failures_count: int, now: datetime, asked_s: float | None = None) -> datetime:
    """When a source that failed so many times in a row is asked again: ever later, at most 6 h.

    A wait that its server asked for, in seconds, counts where it is longer.
    """
    doubled = timedelta(minutes=source.interval_minutes * 2.0 ** min(failures_count - 1, MOST_DOUBLINGS))
    jittered = doubled * (1 + JITTER * _fraction(source.source_id, now))
    return now + max(min(jittered, LONGEST_BACK_OFF), timedelta(seconds=asked_s or 0))


def _least_minutes(cursor: str | None) -> float:
    """The `ttl` that a feed asks for, which its connector leaves in the cursor; in minutes, at most a day."""
    try:
        noted = json.loads(cursor or "null")
    except ValueError:
        return 0.0
    minutes = noted.get("ttl") if isinstance(noted, dict) else None
    return min(float(minutes), 1440.0) if isinstance(minutes, int | float) and minutes > 0 else 0.0


def _fraction(source_id: str, now: datetime) -> float:
    """A number from 0 to 1 that is another one for each source and time, and the same whenever it is asked for."""
    digest = hashlib.sha256(f"{source_id} {now.isoformat()}".encode()).digest()
    return int.from_bytes(digest[:4]) / 2**32
