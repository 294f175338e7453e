"""Polls → coverage: whether we would have heard."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from geodata.gazetteer import Gazetteer
from tracker.merge.rhythm import is_quiet
from tracker.model import (
    AreaCoverage,
    Coverage,
    CoverageHour,
    CoverageState,
    Poll,
    PollOutcome,
    Source,
    SourceCoverage,
    UnreadVoice,
)

HEARD = frozenset({PollOutcome.NEW, PollOutcome.NOTHING_NEW, PollOutcome.EMPTY})
FAILED = frozenset({PollOutcome.UNREADABLE, PollOutcome.UNREACHABLE})
INTERVALS_UNTIL_SILENT = 2
LONGEST_WAIT = timedelta(hours=24)  # that a failed source may be left alone for: until then its failure holds
HOUR = timedelta(hours=1)


def assess_coverage(polls: Sequence[Poll], sources: Mapping[str, Source], as_of: datetime) -> tuple[Coverage, ...]:
    """Say for every enabled source when it was last heard. It is silent after two of its intervals unheard."""
    return tuple(_cover(attempts, as_of) for attempts in _attempts(polls, sources, as_of))


def cover_hours(
    polls: Iterable[Poll], sources: Mapping[str, Source], country_id: str, as_of: datetime, *, hours_count: int
) -> tuple[CoverageHour, ...]:
    """Say for every enabled source, area it speaks of and hour, the running one last, whether it would have told us.

    A whole hour counts as heard when the source was heard in it, or no more than two of its intervals before its end;
    the running hour only by the latter. What is heard is silent where its own rhythm says so.
    """
    running = as_of.replace(minute=0, second=0, microsecond=0)
    hours = [running - step * HOUR for step in reversed(range(hours_count))]
    covered = []
    for attempts in _attempts(polls, sources, as_of):
        states = [attempts.state_now(as_of) if hour == running else attempts.state_in(hour) for hour in hours]
        covered += [
            CoverageHour(source_id=attempts.source.source_id, place_id=area_id, hour_at=hour, state=state)
            for area_id in areas_of(attempts.source) or (country_id,)
            for hour, state in zip(hours, states, strict=True)
        ]
    return tuple(covered)


def areas_of(source: Source) -> tuple[str, ...]:
    """The areas that a source speaks of, its home first; none where it speaks of the whole country."""
    home = (source.home_place_id,) if source.home_place_id else ()
    return tuple(dict.fromkeys((*home, *source.area_place_ids)))


def cover_areas(
    hours: Sequence[CoverageHour], voices: Sequence[UnreadVoice], gazetteer: Gazetteer
) -> tuple[AreaCoverage, ...]:
    """Say for every first-level unit who should be heard over it, how each was, and who cannot be read.

    A source counts for its areas and all that lies in them; one that speaks of the whole country counts everywhere,
    marked.
    """
    by_area: dict[str | None, dict[str, dict[datetime, CoverageState]]] = defaultdict(lambda: defaultdict(dict))
    for one in hours:
        oblast = gazetteer.oblast_of(one.place_id)
        by_area[oblast.place_id if oblast else None][one.source_id][one.hour_at] = one.state
    countrywide = _summarise(by_area[None], is_countrywide=True)
    return tuple(
        AreaCoverage(
            place_id=oblast.place_id,
            hours_count=len({one.hour_at for one in hours}),
            sources=(*_summarise(by_area[oblast.place_id], is_countrywide=False), *countrywide),
            unread=tuple(voice for voice in voices if gazetteer.is_within(voice.place_id, oblast.place_id)),
        )
        for oblast in gazetteer.oblasts()
    )


def _summarise(
    by_source: Mapping[str, Mapping[datetime, CoverageState]], *, is_countrywide: bool
) -> tuple[SourceCoverage, ...]:
    return tuple(
        SourceCoverage(
            source_id=source_id,
            is_countrywide=is_countrywide,
            state=states[max(states)],
            live_hours_count=sum(state == CoverageState.LIVE for state in states.values()),
        )
        for source_id, states in sorted(by_source.items())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempts:
    """All attempts to hear one source, by time."""

    source: Source
    polls: Sequence[Poll]
    polled_at: Sequence[datetime]
    heard_at: Sequence[datetime]
    news_at: Sequence[datetime]

    @property
    def patience(self) -> timedelta:
        return timedelta(minutes=self.source.interval_minutes) * INTERVALS_UNTIL_SILENT

    def state_in(self, hour: datetime) -> CoverageState:
        """How it was in a whole hour."""
        end = hour + HOUR - datetime.resolution
        return self._state(end, patience=max(self.patience, end - hour))

    def state_now(self, at: datetime) -> CoverageState:
        """How it is at a moment."""
        return self._state(at, patience=self.patience)

    def _state(self, at: datetime, *, patience: timedelta) -> CoverageState:
        heard = _latest(self.heard_at, at)
        if heard is not None and at - heard <= patience:
            is_long = at - (_latest(self.news_at, at) or at) > self.patience
            return CoverageState.SILENT if is_long and is_quiet(self.news_at, at) else CoverageState.LIVE
        count = bisect_right(self.polled_at, at)
        if count == 0:
            return CoverageState.UNKNOWN
        newest = self.polls[count - 1]
        is_failure = newest.outcome in FAILED and at - newest.polled_at <= max(LONGEST_WAIT, self.patience)
        return CoverageState.FAILED if is_failure else CoverageState.UNKNOWN


def _attempts(polls: Iterable[Poll], sources: Mapping[str, Source], as_of: datetime) -> Iterable[_Attempts]:
    """The attempts up to an instant for every enabled source, by id; polls may come in any order."""
    by_source: dict[str, list[Poll]] = defaultdict(list)
    for poll in polls:
        if poll.polled_at <= as_of:
            by_source[poll.source_id].append(poll)
    for source_id, source in sorted(sources.items()):
        if source.is_enabled:
            its_polls = sorted(by_source[source_id], key=lambda poll: (poll.polled_at, poll.outcome))
            yield _Attempts(
                source=source,
                polls=its_polls,
                polled_at=[poll.polled_at for poll in its_polls],
                heard_at=[poll.polled_at for poll in its_polls if poll.outcome in HEARD],
                news_at=[poll.polled_at for poll in its_polls if poll.outcome == PollOutcome.NEW],
            )


def _latest(ascending: Sequence[datetime], at: datetime) -> datetime | None:
    """The newest of these times that is not after a moment."""
    count = bisect_right(ascending, at)
    return ascending[count - 1] if count else None


def _cover(attempts: _Attempts, as_of: datetime) -> Coverage:
    source, polls = attempts.source, attempts.polls
    last_ok_at = _latest(attempts.heard_at, as_of)
    return Coverage(
        source_id=source.source_id,
        publisher=source.publisher,
        home_place_id=source.home_place_id,
        last_polled_at=polls[-1].polled_at if polls else None,
        last_ok_at=last_ok_at,
        last_new_at=_latest(attempts.news_at, as_of),
        outcome=polls[-1].outcome if polls else None,
        is_silent=last_ok_at is None or as_of - last_ok_at > attempts.patience,
        state=attempts.state_now(as_of),
        area_ids=areas_of(source),
    )
