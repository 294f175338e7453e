"""How it stands with every source of an installation."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from geodata.gazetteer import load_gazetteer
from jobs.keys import find_secret
from jobs.registers import DEMO_SOURCES, REAL_SOURCES
from jobs.stores import open_current_store
from tracker.errors import NotConfigured
from tracker.model import Poll, Source
from tracker.settings import Settings
from tracker.sources.health import WEEK, Condition, assess_health
from tracker.sources.registry import check_places, load_sources
from tracker.store.heard import read_standing_polls
from tracker.store.states import read_source_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """The sources by name, each with how it stands, and the moment that is said of."""

    now: datetime
    is_demo: bool
    rows: tuple[tuple[Source, Condition], ...]


def assess_sources(places: Path, *, now: datetime) -> Conditions:
    """Assess the sources that are registered, by what the store knows of them.

    Without a store none was heard yet. Where only the demo's store is there, its invented sources stand beside the
    real ones, at its own moment.

    Raises:
        NotConfigured: a source file is wrong.
    """
    settings = Settings()
    sources = load_sources(settings.sources or REAL_SOURCES)
    polls: defaultdict[str, list[Poll]] = defaultdict(list)
    try:
        engine, folder, demo_at = open_current_store()
    except NotConfigured:
        engine, folder, demo_at = None, REAL_SOURCES, None
    if folder == DEMO_SOURCES:
        sources = (*load_sources(DEMO_SOURCES), *sources)
    check_places(sources, load_gazetteer(places).places)
    at = demo_at or now
    if engine is not None:
        names = [source.source_id for source in sources]
        for poll in read_standing_polls(engine, names, recent=WEEK, memory=timedelta(0), as_of=at):
            polls[poll.source_id].append(poll)
    states = read_source_states(engine) if engine is not None else {}

    def assess(source: Source) -> Condition:
        lacks_key = source.key is not None and find_secret(source, settings.keys) is None
        return assess_health(source, polls[source.source_id], states.get(source.source_id), at, lacks_key=lacks_key)

    rows = tuple((source, assess(source)) for source in sources)
    return Conditions(now=at, is_demo=folder == DEMO_SOURCES, rows=rows)
