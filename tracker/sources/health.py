"""How it stands with a source, from the polls it left: one word, and the figures behind it. All pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tracker.model import Poll, PollOutcome, Source

DAY, WEEK = timedelta(days=1), timedelta(days=7)
INTERVALS_UNTIL_SILENT = 2
FAILURES_UNTIL_FAILING = 2  # in a row
HEARD = frozenset({PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.EMPTY})
FAILED = frozenset({PollOutcome.UNREACHABLE, PollOutcome.UNREADABLE})
# What a poll may tell of a source that gives all it has.
NO_DOUBT = ("image, unread", "moved for good to")


class Health(StrEnum):
    """How it stands with a source, the first that holds."""

    DISABLED = "disabled"  # its file says so
    GONE = "gone"  # its server says so: not asked again
    NEVER_HEARD = "never_heard"  # nobody asked it yet
    NOT_CONFIGURED = "not_configured"  # it wants a key or a file that is not there; no error
    FAILING = "failing"  # out of reach or unreadable twice in a row, or each time so far
    SILENT = "silent"  # not heard for two of its intervals
    ABOVE_CEILING = "above_ceiling"  # more reports in a day than its file thinks possible
    BELOW_FLOOR = "below_floor"  # fewer reports in a week than its file expects
    DEGRADED = "degraded"  # the last try failed, or what came could not be read whole
    OK = "ok"


BROKEN = frozenset({Health.GONE, Health.FAILING, Health.SILENT, Health.ABOVE_CEILING, Health.BELOW_FLOOR})


class Standing(Protocol):
    """What is remembered of asking a source."""

    @property
    def is_gone(self) -> bool:
        """Whether its server said that it is gone for good."""

    @property
    def failing_since(self) -> datetime | None:
        """Since when every poll failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """How it stands with one source at one moment."""

    source_id: str
    health: Health
    last_polled_at: datetime | None
    last_ok_at: datetime | None
    last_new_at: datetime | None
    failing_since: datetime | None
    day_reports_count: int  # new or changed ones of the last day, and of the last week
    week_reports_count: int
    detail: str | None  # what the newest poll told


def assess_health(source: Source, polls: Iterable[Poll], state: Standing | None, now: datetime) -> Condition:
    """Say how it stands with a source; of the polls those of others, and later ones, do not count."""
    own = sorted(
        (poll for poll in polls if poll.source_id == source.source_id and poll.polled_at <= now),
        key=lambda poll: (poll.polled_at, poll.outcome),
    )
    failures = _failures_at_the_end(own)
    failing_since = state.failing_since if state is not None else None
    return Condition(
        source_id=source.source_id,
        health=_judge(source, own, failures, state, now),
        last_polled_at=own[-1].polled_at if own else None,
        last_ok_at=max((poll.polled_at for poll in own if poll.outcome in HEARD), default=None),
        last_new_at=max((poll.polled_at for poll in own if poll.outcome == PollOutcome.NEW), default=None),
        failing_since=failing_since or (failures[0].polled_at if failures else None),
        day_reports_count=_count_since(own, now - DAY),
        week_reports_count=_count_since(own, now - WEEK),
        detail=own[-1].detail if own else None,
    )


def _judge(
    source: Source, polls: Sequence[Poll], failures: Sequence[Poll], state: Standing | None, now: datetime
) -> Health:
    if not source.is_enabled:
        return Health.DISABLED
    if state is not None and state.is_gone:
        return Health.GONE
    if not polls or polls[-1].outcome == PollOutcome.NOT_CONFIGURED:
        return Health.NOT_CONFIGURED if polls else Health.NEVER_HEARD
    heard = [poll.polled_at for poll in polls if poll.outcome in HEARD]
    if not heard or len(failures) >= FAILURES_UNTIL_FAILING:
        return Health.FAILING
    if now - heard[-1] > timedelta(minutes=source.interval_minutes) * INTERVALS_UNTIL_SILENT:
        return Health.SILENT
    return _judge_heard(source, polls, now)


def _judge_heard(source: Source, polls: Sequence[Poll], now: datetime) -> Health:
    """Of a source that is heard: whether what it gives can be all it has."""
    if source.most_reports_per_day is not None and _count_since(polls, now - DAY) > source.most_reports_per_day:
        return Health.ABOVE_CEILING
    if _is_below_floor(source, polls, now):
        return Health.BELOW_FLOOR
    return Health.DEGRADED if polls[-1].outcome in FAILED or _is_doubtful(polls[-1]) else Health.OK


def _failures_at_the_end(polls: Sequence[Poll]) -> list[Poll]:
    """The failed polls since the last that did not fail, oldest first."""
    failures: list[Poll] = []
    for poll in reversed(polls):
        if poll.outcome not in FAILED:
            break
        failures.append(poll)
    return failures[::-1]


def _is_below_floor(source: Source, polls: Sequence[Poll], now: datetime) -> bool:
    """A week must have passed since the first poll: before that nobody knows how many there would be."""
    if source.least_reports_per_week is None or now - polls[0].polled_at < WEEK:
        return False
    return _count_since(polls, now - WEEK) < source.least_reports_per_week


def _count_since(polls: Iterable[Poll], since: datetime) -> int:
    return sum(poll.new_reports_count for poll in polls if poll.polled_at > since)


def _is_doubtful(poll: Poll) -> bool:
    """Whether a poll that was answered told of anything that could not be read."""
    told = (poll.detail or "").split("; ")
    return any(warning and not any(words in warning for words in NO_DOUBT) for warning in told)
