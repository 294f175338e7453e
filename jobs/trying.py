"""Hear a source as a poll would, and keep nothing: what it gave lives in a store that is gone at the end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from jobs.asking import talk
from jobs.keys import NO_KEYS, explain_missing, find_secret
from jobs.registers import Registers
from tracker.errors import NotConfigured
from tracker.model import Poll, Reading, ScheduleDay, Signal, Source
from tracker.pipeline import make_hearing, read_reports
from tracker.sources.asked import Asked, conclude
from tracker.sources.fetch import Fetcher
from tracker.store.engine import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a poll of a source would take."""

    source: Source
    poll: Poll
    asked: Sequence[Asked]
    readings: Sequence[Reading]
    waiting: Sequence[str]  # pages for which one poll has no time

    @property
    def signals(self) -> tuple[Signal, ...]:
        """The measured hints among it."""
        return tuple(signal for one in self.asked for signal in one.parsed.signals)

    @property
    def schedules(self) -> tuple[ScheduleDay, ...]:
        """The days of timetables among it."""
        return tuple(day for one in self.asked for day in one.parsed.schedules)


def try_source(
    source: Source, registers: Registers, fetcher: Fetcher, *, now: datetime, keys: Mapping[str, SecretStr] = NO_KEYS
) -> Trial:
    """Ask, fetch, parse and read a source as if for the first time.

    Raises:
        NotConfigured: it needs a key that is not set.
    """
    secret = find_secret(source, keys)
    if source.key is not None and secret is None:
        raise NotConfigured(source.source_id, explain_missing(source))
    with TemporaryDirectory() as folder:
        engine = open_store(str(Path(folder) / "trial.db"))
        try:
            heard = talk(engine, source, None, fetcher, make_hearing(now=now, secret=secret))
        finally:
            engine.dispose()
    schedules = [day for one in heard.asked for day in one.parsed.schedules]
    readings = read_reports(heard.news.reports, registers.gazetteer, registers.lexicon, schedules)
    return Trial(
        source=source,
        poll=conclude(source, heard.asked, new_reports_count=len(readings), now=now, secret=secret),
        asked=tuple(heard.asked),
        readings=readings,
        waiting=tuple(heard.waiting),
    )
