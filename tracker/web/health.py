"""Whether the process lives, whether it can serve, and figures for monitoring."""

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tracker.errors import StoreUnavailable
from tracker.store.figures import Figures
from tracker.web.metrics import MEDIA_TYPE, write_metrics
from tracker.web.snapshot import Snapshot

# A proxy on this machine hands over what clients elsewhere ask.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def routes(
    snapshot: Snapshot,
    look: Callable[[], Figures],
    clock: Callable[[], datetime],
    *,
    metrics_for_all: bool,
) -> APIRouter:
    """The three addresses that machines watch. Metrics answer this machine alone, unless they are for all."""
    router = APIRouter()

    def look_again() -> Figures | None:
        try:
            return look()
        except StoreUnavailable:
            return None

    @router.get("/health/live")
    def live() -> Response:
        return JSONResponse({"status": "alive"})

    @router.get("/health/ready")
    def ready() -> Response:
        figures, shown = look_again(), snapshot.current()
        checks = {
            "store": figures is not None and shown.is_live,
            "schema": figures is not None and figures.is_schema_current,
            "edition": shown.edition is not None,
        }
        is_ready = all(checks.values())
        return JSONResponse(
            {"status": "ready" if is_ready else "not ready"} | checks, status_code=200 if is_ready else 503
        )

    @router.get("/metrics")
    def metrics(request: Request) -> Response:
        if not (metrics_for_all or is_local(request)):
            return PlainTextResponse("metrics are for this machine; see the setting metrics_for_all\n", 403)
        text = write_metrics(look_again(), snapshot.current().edition, clock())
        return PlainTextResponse(text, media_type=MEDIA_TYPE)

    return router


def is_local(request: Request) -> bool:
    """Tell whether a client on this machine asks, and not a proxy here for one elsewhere."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
