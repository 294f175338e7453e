"""The files behind the pages: the same rows as on the screen, under addresses that do not change."""

import hashlib
from collections.abc import Mapping

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from geodata.boundaries import Boundary
from tracker.publish import RENDERERS
from tracker.publish.filters import choose
from tracker.web.query import Chosen
from tracker.web.snapshot import Snapshot, dump_edition

NO_EDITION = "there is no edition yet"


def routes(snapshot: Snapshot, boundaries: Mapping[str, Boundary]) -> APIRouter:
    """Files of the newest edition; `?area=…&service=…` keep the rows that a page with the same words shows."""
    router = APIRouter(prefix="/data/latest")

    @router.get("/edition.json")
    def edition_json(request: Request, choice: Chosen) -> Response:
        edition = snapshot.current().edition
        if edition is None:
            raise HTTPException(status_code=503, detail=NO_EDITION, headers={"Retry-After": "60"})
        return answer(request, dump_edition(choose(edition, choice)), "application/json")

    @router.get("/{name}")
    def file(name: str, request: Request, choice: Chosen) -> Response:
        render = RENDERERS.get(name)
        if render is None:
            raise HTTPException(status_code=404, detail=f"no such file; there are {', '.join(sorted(RENDERERS))}")
        edition = snapshot.current().edition
        if edition is None:
            raise HTTPException(status_code=503, detail=NO_EDITION, headers={"Retry-After": "60"})
        artifact = render(choose(edition, choice), boundaries)
        return answer(request, artifact.body, artifact.media_type, name=name)

    return router


def answer(request: Request, body: bytes, media_type: str, *, name: str | None = None) -> Response:
    """An answer that a client need not take twice: 304 when it has these bytes already."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
    if name is not None and not media_type.startswith("text/html"):
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    asked = {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}
    if etag in asked:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
