"""`svitlo bench cycle`: from the bytes of feeds to committed claims, and a whole cycle over sources that answer."""

import shutil
import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import Engine, func, select

from geodata.gazetteer import load_gazetteer
from jobs.bench.case import Case, Rival, Side, scaled
from jobs.bench.feed_server import WEATHER, make_fetcher, start_server
from jobs.bench.feeds import ITEMS, NOW, documents, make_feeds, make_sources, sample
from jobs.bench.feeds import SETTINGS as FEEDS
from jobs.bench.markup import make_page, make_payload, paragraphs
from jobs.bench.pipelines import Passed, best_parts, common_parts
from jobs.context import refresh_context
from jobs.ingest import WORKERS, ingest, keep_reports
from jobs.publish import publish
from jobs.registers import Registers, load_registers
from tracker.extract.claims import extract_claims
from tracker.extract.gate import may_tell
from tracker.extract.lexicon import load_lexicon
from tracker.model import Payload, Source
from tracker.pipeline import make_hearing
from tracker.sources.connectors import parse
from tracker.sources.waits import is_free
from tracker.store.engine import open_store
from tracker.store.rows import ledger_table

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
ROUNDS = 3
SAMPLED = 200  # reports that slow rivals read
PAUSE = timedelta(minutes=30)  # between two cycles over the same store
MOST_SECONDS = {"cycle loopback": 30.0, "cycle loopback, unchanged": 1.5, "cycle in memory": 3.0}
MOST_MB = {"cycle loopback": 500.0}
SETTINGS: Mapping[str, object] = {**FEEDS, "sampled": SAMPLED, "most_seconds": MOST_SECONDS, "most_mb": MOST_MB}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a store holds after a cycle."""

    reports: int
    relevant: int
    claims: int


def cases(scale: float) -> Sequence[Case]:
    """What a cycle hears over the loopback address, twice; what it publishes of that; and the same reports in memory.

    A whole `svitlo run` is hearing and publishing together.
    """
    best = Rival(
        name="best parts",
        prepare=lambda: best_parts([payload.body for payload, _ in payloads(scale)], len(documents(scale))),
        needs=("fastfeedparser",),
        agrees=lambda ours, theirs: is_complete(scale, ours, theirs),
    )
    sampled = ("feedparser", "spacy", "dateparser", "py3langid")
    return (
        _case(scale, "cycle loopback", lambda: _cycle(scale), (best,), load=_load),
        _case(
            scale,
            "cycle loopback, unchanged",
            lambda: _repeat_cycle(scale),
            (Rival(name="cycle loopback", prepare=lambda: _cycle(scale), agrees=lambda ours, theirs: ours == theirs),),
        ),
        _case(scale, "cycle loopback, publish", lambda: _publish(scale), ()),
        _case(
            scale,
            "cycle in memory",
            lambda: _read_payloads(scale),
            (
                replace(best, goal=4.0),
                Rival(
                    name="common parts, no pages",
                    prepare=lambda: _common_parts(scale, has_pages=False),
                    needs=sampled,
                    goal=0.04,
                    agrees=lambda ours, theirs: is_complete(scale, ours, theirs),
                ),
                Rival(
                    name="common parts, every page read",
                    prepare=lambda: _common_parts(scale, has_pages=True),
                    needs=sampled,
                    goal=0.02,
                    agrees=lambda ours, theirs: is_complete(scale, ours, theirs),
                ),
            ),
        ),
    )


def _case(
    scale: float,
    name: str,
    prepare: Callable[[], Side],
    rivals: tuple[Rival, ...],
    load: Callable[[], object] | None = None,
) -> Case:
    is_full = scale == 1.0  # what may be spent is said for the full input
    return Case(
        name=name,
        unit="reports",
        prepare=prepare,
        rivals=rivals,
        load=load,
        rounds=ROUNDS,
        most_seconds=MOST_SECONDS.get(name) if is_full else None,
        most_mb=MOST_MB.get(name) if is_full else None,
    )


def is_complete(scale: float, ours: Kept, theirs: Passed) -> bool:
    """All reports are kept and every relevant one is found, with the claims of its text; the rival's gate lets it by.

    A rival that reads fewer reports is measured by those.
    """
    made = documents(scale)
    n_relevant = sum(one.is_relevant for one in made)
    let_by = sum(one.is_relevant for one in (made if theirs.texts == len(made) else sample(made, theirs.texts)))
    return ours == Kept(reports=len(made), relevant=n_relevant, claims=_count_claims(scale)) and theirs.kept >= let_by


@cache
def _count_claims(scale: float) -> int:
    """The claims that `svitlo extract` makes of the same texts."""
    gazetteer, lexicon = load_gazetteer(), load_lexicon()
    shown = (replace(one.report, text="\n".join(paragraphs(one.report.text))) for one in documents(scale))
    return sum(len(extract_claims(report, gazetteer, lexicon)) for report in shown)


@cache
def payloads(scale: float) -> Sequence[tuple[Payload, Source]]:
    """Every feed as it is fetched, with its source."""
    bodies = make_feeds(documents(scale))
    return [
        (replace(make_payload(body, MEDIA_TYPE), source_id=source.source_id, fetched_at=NOW), source)
        for body, source in zip(bodies, make_sources(scale), strict=True)
    ]


def _load() -> Registers:
    may_tell("")
    return load_registers()


def _read_payloads(scale: float) -> Side:
    """From bytes in memory to committed claims, into a fresh store each time."""
    registers, stores, given = _load(), Stores(), payloads(scale)

    def run() -> Kept:
        engine = stores.open_fresh()
        for payload, source in given:
            keep_reports(engine, parse(payload, source, make_hearing(now=NOW)).reports, registers)
        return count_kept(engine)

    return Side(n=len(given) * ITEMS, run=run)


def _cycle(scale: float) -> Side:
    """One cycle over all sources, into a fresh store each time."""
    loop, stores = Loop(scale), Stores()
    return Side(n=loop.n, run=lambda: loop.run(stores.open_fresh(), NOW))


def _repeat_cycle(scale: float) -> Side:
    """One cycle after another over the same store: nothing is new any more."""
    loop, stores, times = Loop(scale), Stores(), count()
    stores.open_fresh()

    def run() -> Kept:
        return loop.run(stores.engine, NOW + PAUSE * next(times))

    run()
    return Side(n=loop.n, run=run)


def _publish(scale: float) -> Side:
    """The edition of all that one cycle kept, with its tables and files."""
    loop, stores = Loop(scale), Stores()
    loop.run(stores.open_fresh(), NOW)
    return Side(n=loop.n, run=lambda: publish(stores.engine, loop.registers, stores.folder / "out", as_of=NOW))


def _common_parts(scale: float, *, has_pages: bool) -> Side:
    made = sample(documents(scale), scaled(SAMPLED, scale, least=ITEMS))
    reports, random = [one.report for one in made], Random(0)  # noqa: S311 - the same pages on every machine
    pages = [make_page(report, reports, random).decode() for report in reports] if has_pages else []
    return common_parts([*make_feeds(made)], len(made), pages)


class Loop:
    """Sources that are all on the loopback address, each with a host of its own."""

    def __init__(self, scale: float) -> None:
        """Start the server unless it runs, and load all registers."""
        self._port = start_server(scale)
        sources = make_sources(scale, self._port)
        self.n = len(sources) * ITEMS
        self.registers = replace(_load(), sources={source.source_id: source for source in sources})

    def run(self, engine: Engine, now: datetime) -> Kept:
        """Hear all sources and the weather, as `svitlo run` does before it publishes."""
        url = f"http://weather.example:{self._port}{WEATHER}"
        with make_fetcher() as fetcher, ThreadPoolExecutor(WORKERS) as pool:
            ingest(engine, self.registers, fetcher, now=now, choose=is_free, spread=pool.map)
            refresh_context(engine, self.registers, fetcher, now=now, url=url)
        return count_kept(engine)


class Stores:
    """Embedded stores, one at a time; the last is gone with this object, or when the process ends."""

    engine: Engine  # of the one that is open

    def __init__(self) -> None:
        """Make room for one."""
        self._open = ExitStack()
        self.folder = Path(tempfile.mkdtemp())
        weakref.finalize(self, _clear, self._open, self.folder)

    def open_fresh(self) -> Engine:
        """A new store; the one before it is closed and taken away."""
        self._open.close()
        self.engine = open_store(str(self.folder / "svitlo.db"))
        for kept in self.folder.glob("svitlo.db*"):
            self._open.callback(kept.unlink, missing_ok=True)
        self._open.callback(self.engine.dispose)
        return self.engine


def _clear(opened: ExitStack, folder: Path) -> None:
    opened.close()
    shutil.rmtree(folder)


def count_kept(engine: Engine) -> Kept:
    """Count what a store holds."""
    report, claim = ledger_table(engine, "report"), ledger_table(engine, "claim")
    with engine.connect() as connection:
        reports, relevant = connection.execute(
            select(func.count(), func.count().filter(report.c.is_relevant)).select_from(report)
        ).one()
        claims = connection.execute(select(func.count()).select_from(claim)).scalar_one()
    return Kept(reports=reports, relevant=relevant, claims=claims)
