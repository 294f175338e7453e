"""What one poll of a source amounts to: its outcome, and how it stands with the source from then on. All pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tracker.model import Payload, Poll, PollOutcome, Source, SourceState, Validators
from tracker.sources.addresses import mask_secret
from tracker.sources.exchange import Failure
from tracker.sources.hearing import Request
from tracker.sources.reports import Parsed
from tracker.sources.waits import LONGEST_ASKED, back_off, next_due, state_of

# Which of several outcomes of one poll is told.
TELLING = (
    PollOutcome.NEW,
    PollOutcome.UNREADABLE,
    PollOutcome.UNREACHABLE,
    PollOutcome.NOTHING_NEW,
    PollOutcome.EMPTY,
    PollOutcome.NOT_CONFIGURED,
)
FAILED = frozenset({PollOutcome.UNREACHABLE, PollOutcome.UNREADABLE})
MOST_WARNINGS = 20
MOST_WAITING = 200
KEY_LENGTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request, what came, and what was read from it."""

    request: Request
    answer: Payload | Failure
    parsed: Parsed
    is_first: bool = True  # asked for at each poll; False: an earlier answer asked for it
    is_address: bool = False  # the source's very address: where it moves, the source moves
    is_page: bool = False  # one report's page: whether it comes says nothing of the source


def request_key(request: Request) -> str:
    """What a request is known by from one poll to the next: a hash, as addresses and bodies may hold a key."""
    return hashlib.sha256(request.url.encode() + b"\n" + (request.body or b"")).hexdigest()[:KEY_LENGTH]


def conclude(
    source: Source, asked: Sequence[Asked], *, new_reports_count: int, now: datetime, secret: str | None = None
) -> Poll:
    """What came of a poll: new where anything is; what could not be read is told either way."""
    outcomes = {one.parsed.outcome for one in asked if not one.is_page}
    if new_reports_count:
        outcomes.add(PollOutcome.NEW)
    elif PollOutcome.NEW in outcomes and not _has_measured(asked):
        outcomes = outcomes - {PollOutcome.NEW} | {PollOutcome.NOTHING_NEW}
    moved_to = _moved_to(asked)
    told = [warning for one in asked for warning in one.parsed.warnings]
    told += [f"moved for good to {moved_to}"] if moved_to else []
    more = [f"and {len(told) - MOST_WARNINGS} more"] if len(told) > MOST_WARNINGS else []
    return Poll(
        source_id=source.source_id,
        polled_at=now,
        outcome=min(outcomes, key=TELLING.index, default=PollOutcome.NOTHING_NEW),
        detail=mask_secret("; ".join([*told[:MOST_WARNINGS], *more]), secret) or None,
        new_reports_count=new_reports_count,
    )


def settle(
    source: Source, state: SourceState | None, poll: Poll, asked: Sequence[Asked], waiting: Sequence[str]
) -> SourceState:
    """How it stands with a source after a poll. `source` is as its file says, `waiting` are pages not asked for yet.

    What answers are known again by, and the cursor, go on only where every step was read: whatever else came is asked
    for again.
    """
    now = poll.polled_at
    before = state_of(source, state) or SourceState(
        source_id=source.source_id, file_url=source.url, checked_at=now, next_due_at=now
    )
    steps = [one for one in asked if not one.is_page]
    is_whole = all(one.parsed.outcome not in FAILED for one in steps)
    cursor = next((one.parsed.cursor for one in reversed(steps) if one.parsed.cursor is not None), before.cursor)
    is_gone = any(isinstance(one.answer, Failure) and one.answer.is_gone for one in steps if one.is_address)
    moved_to = _moved_to(asked) or before.url
    after = replace(
        before,
        checked_at=now,
        waiting=tuple(dict.fromkeys(waiting))[-MOST_WAITING:],
        validators=_next_validators(before.validators, steps) if is_whole else before.validators,
        cursor=cursor if is_whole else before.cursor,
        url=None if is_gone or moved_to == source.url else moved_to,
        is_gone=is_gone and before.url is None,  # where it had moved, its old address is tried before it is given up
    )
    return _schedule(source, after, poll, steps)


def _schedule(source: Source, state: SourceState, poll: Poll, steps: Sequence[Asked]) -> SourceState:
    """When it is asked again."""
    now = poll.polled_at
    asked_s = max((wait for one in steps if (wait := _wait_of(one, now)) is not None), default=None)
    held_until = now + timedelta(seconds=asked_s) if asked_s is not None else None
    if poll.outcome not in FAILED:
        due_at = max(next_due(source, state.cursor, now), held_until or now)
        return replace(state, failures_count=0, failing_since=None, held_until=held_until, next_due_at=due_at)
    failed = [one.answer for one in steps if one.parsed.outcome in FAILED]
    is_left_alone = all(isinstance(answer, Failure) and not answer.is_asked for answer in failed)
    failures_count = state.failures_count + (0 if is_left_alone else 1)
    if held_until is None or not is_left_alone:
        held_until = back_off(source, max(failures_count, 1), now, asked_s)
    return replace(
        state,
        failures_count=failures_count,
        failing_since=state.failing_since or now,
        held_until=held_until,
        next_due_at=held_until,
    )


def _wait_of(one: Asked, now: datetime) -> float | None:
    """The wait that a server, or its provider's rule, asks for; in seconds, at most a day."""
    ruled = (one.parsed.retry_at - now).total_seconds() if one.parsed.retry_at is not None else None
    asked = one.answer.retry_after_s if isinstance(one.answer, Failure) else None
    waits = [wait for wait in (ruled, asked) if wait is not None and wait > 0]
    return min(max(waits), LONGEST_ASKED.total_seconds()) if waits else None


def _next_validators(before: Mapping[str, Validators], steps: Sequence[Asked]) -> Mapping[str, Validators]:
    """What the answers of this poll are known again by, of the requests that a source is asked each time."""
    after: dict[str, Validators] = {}
    for one in steps:
        key = request_key(one.request)
        known = before.get(key)
        if not one.is_first:
            continue
        if isinstance(one.answer, Payload) and one.answer.validators is not None:
            own = one.answer.validators
            after[key] = Validators(sha256=own.sha256) if _is_doubtful(one.parsed, known) else own
        elif known is not None:
            after[key] = known
    return after


def _is_doubtful(parsed: Parsed, known: Validators | None) -> bool:
    """Whether an answer may be cut: its bytes are not read again, but the whole of it is asked for again."""
    if parsed.outcome == PollOutcome.NOTHING_NEW and known is not None:
        return known == Validators(sha256=known.sha256)
    return bool(parsed.warnings)


def _moved_to(asked: Sequence[Asked]) -> str | None:
    """Where a source moved to for good, once what is there was read as what it should be."""
    found = (
        one.answer.moved_to
        for one in asked
        if one.is_address and isinstance(one.answer, Payload) and one.parsed.outcome not in FAILED
    )
    return next((moved_to for moved_to in found if moved_to), None)


def _has_measured(asked: Sequence[Asked]) -> bool:
    """Whether a source that gives no reports gave what it gives instead."""
    return any((one.parsed.signals or one.parsed.schedules) and not one.parsed.reports for one in asked)
