"""The web application: pages for people, files for planners, health for operators."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.staticfiles import StaticFiles

from geodata.boundaries import Boundary
from tracker.store.figures import Figures
from tracker.web import data, health, pages
from tracker.web.headers import add_headers, answer_head
from tracker.web.snapshot import Snapshot

HERE = Path(str(files("tracker.web")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the pages are made from."""

    snapshot: Snapshot
    boundaries: Mapping[str, Boundary]
    clock: Callable[[], datetime]
    look: Callable[[], Figures]  # how the work goes; raises StoreUnavailable
    metrics_for_all: bool = False


def create_app(site: Site) -> FastAPI:
    """Build the application. It reads editions through the site and touches neither store nor network itself."""
    app = FastAPI(title="Svitlo", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    app.add_middleware(BaseHTTPMiddleware, dispatch=add_headers)
    app.add_middleware(BaseHTTPMiddleware, dispatch=answer_head)
    app.include_router(health.routes(site.snapshot, site.look, site.clock, metrics_for_all=site.metrics_for_all))
    app.include_router(data.routes(site.snapshot, site.boundaries))
    app.include_router(pages.routes(site.snapshot, site.boundaries, site.clock))
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    return app
