"""Polls → coverage: whether we would have heard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tracker.model import Coverage, Poll, PollOutcome, Source

HEARD = frozenset({PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.EMPTY})
INTERVALS_UNTIL_SILENT = 2


def assess_coverage(polls: Sequence[Poll], sources: Mapping[str, Source], as_of: datetime) -> tuple[Coverage, ...]:
    """Say for every enabled source when it was last heard. It is silent after two of its intervals unheard."""
    by_source: dict[str, list[Poll]] = defaultdict(list)
    for poll in sorted(polls, key=lambda poll: (poll.polled_at, poll.outcome)):
        if poll.polled_at <= as_of:
            by_source[poll.source_id].append(poll)
    return tuple(
        _cover(source, by_source[source_id], as_of)
        for source_id, source in sorted(sources.items())
        if source.is_enabled
    )


def _cover(source: Source, polls: Sequence[Poll], as_of: datetime) -> Coverage:
    last_ok_at = max((poll.polled_at for poll in polls if poll.outcome in HEARD), default=None)
    patience = timedelta(minutes=source.interval_minutes) * INTERVALS_UNTIL_SILENT
    return Coverage(
        source_id=source.source_id,
        publisher=source.publisher,
        home_place_id=source.home_place_id,
        last_polled_at=polls[-1].polled_at if polls else None,
        last_ok_at=last_ok_at,
        last_new_at=max((poll.polled_at for poll in polls if poll.outcome == PollOutcome.NEW), default=None),
        outcome=polls[-1].outcome if polls else None,
        is_silent=last_ok_at is None or as_of - last_ok_at > patience,
    )
