"""Commands that do the job: the demo, and one cycle over the real sources."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.progress import show_progress, tell

UNREACHABLE = 6


def demo(
    out: Annotated[Path | None, typer.Option(help="Folder for the map, the data and the digest.")] = None,
    at: Annotated[str | None, typer.Option(help="The moment to show; Kyiv time unless it names an offset.")] = None,
) -> None:
    """Run the main job on invented inputs, offline, through the live code."""
    from jobs.clock import read_time
    from jobs.demo import DEFAULT_NOW, run_demo
    from jobs.places import places_folder
    from jobs.registers import DEMO_SOURCES, load_registers
    from jobs.stores import DEMO_DATABASE
    from tracker.settings import Settings
    from tracker.store.engine import open_store

    settings = Settings()
    is_set = "database" in settings.model_fields_set
    registers = load_registers(DEMO_SOURCES, places_folder(settings))
    engine = open_store(settings.database if is_set else DEMO_DATABASE)
    edition = run_demo(
        engine,
        registers,
        out or settings.out,
        at=read_time(at) if at else DEFAULT_NOW,
        weather_url=settings.weather_url,
        progress=show_progress,
    )
    known = f"{len(edition.outages)} outages, {len(edition.incidents)} strikes"
    tell(f"{edition.note}: {known}, as of {edition.as_of:%Y-%m-%d %H:%M} UTC")
    tell(f"open {(out or settings.out) / 'map.html'} in a browser")


def run() -> None:
    """Do one cycle over the enabled sources: ingest, context, publish."""
    from concurrent.futures import ThreadPoolExecutor
    from datetime import UTC, datetime

    from jobs.context import refresh_context
    from jobs.ingest import WORKERS, ingest
    from jobs.places import places_folder
    from jobs.plan import none_heard, summarise
    from jobs.publish import publish
    from jobs.registers import REAL_SOURCES, load_registers
    from tracker.settings import Settings
    from tracker.sources.fetch import Fetcher
    from tracker.sources.waits import is_free
    from tracker.store.engine import open_store

    settings = Settings()
    registers = load_registers(settings.sources or REAL_SOURCES, places_folder(settings))
    engine = open_store(settings.database)
    now = datetime.now(UTC).replace(microsecond=0)
    with Fetcher(contact=settings.contact) as fetcher, ThreadPoolExecutor(WORKERS) as pool:
        polls = [
            *ingest(engine, registers, fetcher, now=now, keys=settings.keys, choose=is_free, spread=pool.map),
            *refresh_context(engine, registers, fetcher, now=now, url=settings.weather_url, key=settings.weather_key),
        ]
    for poll in polls:
        tell(f"{poll.source_id}: {poll.outcome}{f' — {poll.detail}' if poll.detail else ''}")
    heard = {poll.source_id for poll in polls}
    left = sorted(name for name, source in registers.sources.items() if source.is_enabled and name not in heard)
    if left:
        tell(f"left alone for now, after failures or because they asked for it: {', '.join(left)}")
    edition = publish(engine, registers, settings.out, as_of=now, snapshot=settings.snapshot)
    tell(f"{len(edition.outages)} outages, {len(edition.incidents)} strikes; open {settings.out / 'map.html'}")
    tell(summarise(polls))
    if none_heard(polls):
        raise typer.Exit(UNREACHABLE)


def schedule() -> None:
    """Run ingest, context, publish and digest by the clock, until stopped."""
    from jobs.places import places_folder
    from jobs.plan import plan_jobs
    from jobs.registers import REAL_SOURCES, load_registers
    from jobs.schedule import build_scheduler
    from tracker.settings import Settings
    from tracker.store.engine import open_store

    settings = Settings()
    engine = open_store(settings.database)
    registers = load_registers(settings.sources or REAL_SOURCES, places_folder(settings))
    scheduler = build_scheduler(engine, plan_jobs(engine, registers, settings), is_background=False)
    tell("the clock runs; stop it with Ctrl-C")
    try:
        scheduler.start()
    except KeyboardInterrupt:
        scheduler.shutdown(wait=True)


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; the settings' by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Serve the web page and the data files."""
    start_site(host, port, has_scheduler=False)


def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on; the settings' by default.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Run the scheduler and the web page in one process."""
    start_site(host, port, has_scheduler=True)


def start_site(host: str | None, port: int | None, *, has_scheduler: bool) -> None:
    """Say where the page is, then serve it until stopped."""
    from jobs.site import run_site
    from tracker.settings import Settings

    settings = Settings()
    where = host or settings.host, port or settings.port
    tell(f"open http://{where[0]}:{where[1]}/ in a browser; stop with Ctrl-C")
    run_site(host=where[0], port=where[1], has_scheduler=has_scheduler)


COMMANDS: Iterable[Callable[..., None]] = (demo, run, up, schedule, serve)
