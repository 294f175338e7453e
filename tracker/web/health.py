"""Whether the process lives, whether it can serve, and figures for monitoring."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tracker.web.snapshot import Shown, Snapshot


def routes(snapshot: Snapshot, clock: Callable[[], datetime]) -> APIRouter:
    """The three addresses that machines watch."""
    router = APIRouter()

    @router.get("/health/live")
    def live() -> Response:
        return JSONResponse({"status": "alive"})

    @router.get("/health/ready")
    def ready() -> Response:
        shown = snapshot.current()
        if shown.is_live:
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready", "serves_last_edition": shown.edition is not None}, status_code=503)

    @router.get("/metrics")
    def metrics() -> Response:
        return PlainTextResponse(write_metrics(snapshot.current(), clock()), media_type="text/plain; version=0.0.4")

    return router


def write_metrics(shown: Shown, now: datetime) -> str:
    """Write gauges in the text format of Prometheus, from published rows alone."""
    gauges: list[tuple[str, str, float]] = [("svitlo_ready", "1 when the store answers", float(shown.is_live))]
    if shown.edition is not None:
        edition = shown.edition
        silent = sum(source.is_silent for source in edition.sources)
        gauges += [
            ("svitlo_edition_age_seconds", "age of the edition shown", (now - edition.as_of).total_seconds()),
            ("svitlo_outages_count", "published outages", float(len(edition.outages))),
            ("svitlo_sources_count", "sources listened to", float(len(edition.sources))),
            (
                "svitlo_sources_silent_count",
                "sources unheard for two intervals",
                float(silent),
            ),
        ]
    return "".join(f"# HELP {name} {text}\n# TYPE {name} gauge\n{name} {value:g}\n" for name, text, value in gauges)
