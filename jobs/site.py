"""Serve the web page, alone or beside the scheduler."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine

from jobs.clockwork import running_jobs
from jobs.lease import Shift, real_time
from jobs.places import places_folder
from jobs.plan import plan_jobs
from jobs.publish import know
from jobs.registers import REAL_SOURCES, Registers, load_registers
from jobs.runner import worker_name
from jobs.stopping import hear_signals, leave
from jobs.stores import open_current_store
from tracker.model import Edition, Tier
from tracker.policy import redact
from tracker.settings import Settings
from tracker.store.engine import open_store
from tracker.store.figures import read_figures
from tracker.web.app import Site, create_app
from tracker.web.snapshot import Snapshot

MOST_SECONDS_TO_CLOSE = 3  # for pages that are being sent when the process is told to stop


def make_app(
    open_engine: Callable[[], Engine],
    registers: Registers,
    snapshot: Path,
    *,
    clock: Callable[[], datetime] = real_time,
    metrics_for_all: bool = False,
) -> FastAPI:
    """The application over a store, opened when it first answers. A demo store has a clock that stands still."""
    opened = cache(open_engine)  # a failure is not remembered

    def make() -> Edition:
        picture = know(opened(), registers, as_of=clock())
        return redact(picture, Tier.PUBLIC, registers.policy, registers.sources, registers.gazetteer)

    site = Site(
        snapshot=Snapshot(make, snapshot, clock),
        boundaries=registers.boundaries,
        clock=clock,
        look=lambda: read_figures(opened()),
        metrics_for_all=metrics_for_all,
    )
    return create_app(site)


def run_site(*, host: str, port: int, has_scheduler: bool) -> None:
    """Listen until stopped. The demo's store is shown at the demo's moment where there is no other."""
    settings = Settings()
    make = partial(make_app, metrics_for_all=settings.metrics_for_all)
    if "database" in settings.model_fields_set and not has_scheduler:
        registers = load_registers(settings.sources or REAL_SOURCES, places_folder(settings))
        serve_app(make(lambda: open_store(settings.database), registers, settings.snapshot), host, port)
        return
    engine, sources_folder, demo_now = open_current_store(create=has_scheduler)
    registers = load_registers(sources_folder, places_folder(settings))
    app = make(lambda: engine, registers, settings.snapshot, clock=(lambda: demo_now) if demo_now else real_time)
    if not has_scheduler or demo_now is not None:
        serve_app(app, host, port)
        return
    shift = Shift(engine, worker_name())
    hear_signals(shift)
    with running_jobs(shift, plan_jobs(engine, registers, settings)):
        serve_app(app, host, port)
    leave(shift)


def serve_app(app: FastAPI, host: str, port: int) -> None:
    """Listen until stopped. The pages stand while the store is away, so it need not be there to begin."""
    uvicorn.run(
        app, host=host, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=MOST_SECONDS_TO_CLOSE
    )
