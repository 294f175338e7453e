"""Commands that do the job: the demo, and one cycle over the real sources."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.output import Format, print_rows
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
    from jobs.logs import start_logging
    from jobs.places import places_folder
    from jobs.plan import none_heard, summarise
    from jobs.publish import publish, publish_tables
    from jobs.registers import REAL_SOURCES, load_registers
    from tracker.model import Tier
    from tracker.settings import Settings
    from tracker.sources.fetch import Fetcher
    from tracker.sources.waits import is_free
    from tracker.store.engine import open_store

    settings = Settings()
    start_logging(settings)
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
    if settings.partner_tables:
        publish_tables(engine, registers, as_of=now, tier=Tier.PARTNER)
    tell(f"{len(edition.outages)} outages, {len(edition.incidents)} strikes; open {settings.out / 'map.html'}")
    tell(summarise(polls))
    if none_heard(polls):
        raise typer.Exit(UNREACHABLE)


def schedule() -> None:
    """Run the jobs by the clock, until stopped."""
    from jobs.clockwork import running_jobs
    from jobs.lease import Shift
    from jobs.logs import start_logging
    from jobs.places import places_folder
    from jobs.plan import plan_jobs
    from jobs.registers import REAL_SOURCES, load_registers
    from jobs.runner import worker_name
    from jobs.stopping import hear_signals, leave
    from tracker.settings import Settings
    from tracker.store.engine import open_store

    settings = Settings()
    start_logging(settings)
    engine = open_store(settings.database)
    registers = load_registers(settings.sources or REAL_SOURCES, places_folder(settings))
    shift = Shift(engine, worker_name())
    hear_signals(shift)
    with running_jobs(shift, plan_jobs(engine, registers, settings)):
        tell("the clock runs; stop it with Ctrl-C")
        shift.stopping.wait()
    leave(shift)


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
    from jobs.logs import start_logging
    from jobs.site import run_site
    from tracker.settings import Settings

    settings = Settings()
    start_logging(settings)
    where = host or settings.host, port or settings.port
    tell(f"open http://{where[0]}:{where[1]}/ in a browser; stop with Ctrl-C")
    run_site(host=where[0], port=where[1], has_scheduler=has_scheduler)


def jobs(
    job: Annotated[str | None, typer.Option(help="Only the runs of this job.")] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only runs that did not do their work.")] = False,  # noqa: FBT002 - a flag
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    within: Annotated[
        int | None, typer.Option(min=1, help="End with 7 unless one of them was done in the last so many minutes.")
    ] = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """List the newest runs of the jobs: how long they took, what came of them, when they run next."""
    from datetime import UTC, datetime, timedelta

    from jobs.plan import next_times, planned
    from jobs.stores import open_current_store
    from tracker.errors import StoreUnavailable
    from tracker.settings import Settings
    from tracker.store.runs import DONE, read_runs

    engine, _, _ = open_current_store()
    now = datetime.now(UTC)
    following = next_times(planned(Settings()), now)
    runs = read_runs(engine, name=job, only_failed=failed, limit=limit)
    rows = [
        {
            "name": run.name,
            "slot": run.slot,
            "state": run.state,
            "attempts": run.attempts,
            "started_at": run.started_at,
            "seconds": round(run.duration_s, 1) if run.duration_s is not None else None,
            "next_at": following.get(run.name),
            "detail": run.detail,
        }
        for run in runs
    ]
    print_rows(rows, output)
    if output == Format.TABLE:
        tell("next: " + " · ".join(f"{name} {at:%Y-%m-%d %H:%M} UTC" for name, at in following.items()))
    since = now - timedelta(minutes=within) if within is not None else None
    if since is not None and not any(run.state == DONE and run.started_at >= since for run in runs):
        raise StoreUnavailable(job or "the jobs", f"no run was done in the last {within} minutes")


COMMANDS: Iterable[Callable[..., None]] = (demo, run, up, schedule, serve, jobs)
