"""Serve the web page, alone or beside the scheduler."""

from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from jobs.plan import plan_jobs
from jobs.publish import know
from jobs.registers import Registers, load_registers
from jobs.schedule import build_scheduler
from jobs.stores import open_current_store
from tracker.errors import StoreUnavailable
from tracker.model import Edition, Tier
from tracker.policy import redact
from tracker.settings import Settings
from tracker.web.app import Site, create_app
from tracker.web.snapshot import Snapshot

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def make_app(engine: Engine, registers: Registers, snapshot: Path, *, now: datetime | None = None) -> FastAPI:
    """The application over a store. `now` holds the clock still, for a demo store."""

    def clock() -> datetime:
        return now or datetime.now(UTC)

    def make() -> Edition:
        try:
            picture = know(engine, registers, as_of=clock())
        except SQLAlchemyError as error:
            subject = "the database"
            raise StoreUnavailable(subject, " ".join(str(error).split())[:200]) from error
        return redact(picture, Tier.PUBLIC, registers.policy, registers.sources, registers.gazetteer)

    site = Site(snapshot=Snapshot(make, snapshot, clock), boundaries=registers.boundaries, clock=clock)
    return create_app(site)


def run_site(*, host: str, port: int, has_scheduler: bool) -> None:
    """Listen until stopped. The demo's store is shown at the demo's moment where there is no other."""
    settings = Settings()
    engine, sources_folder, demo_now = open_current_store(create=has_scheduler)
    registers = load_registers(sources_folder)
    app = make_app(engine, registers, settings.snapshot, now=demo_now)
    scheduler = None
    if has_scheduler and demo_now is None:
        scheduler = build_scheduler(engine, plan_jobs(engine, registers, settings), is_background=True)
        scheduler.start()
    try:
        uvicorn.run(app, host=host, port=port, log_level="warning")
    finally:
        if scheduler is not None:
            scheduler.shutdown(wait=False)
