"""Pages for people, in Ukrainian and English."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from jinja2 import Environment, PackageLoader, select_autoescape
from starlette.responses import RedirectResponse, Response

from geodata.boundaries import Boundary
from tracker.model import Edition, Service, Status, main_quantity
from tracker.publish import RENDERERS, labels
from tracker.publish.digest import TEXTS, describe_order, sort_outages
from tracker.publish.filters import Choice, Unheard, choose
from tracker.publish.gate import plain_text
from tracker.publish.map import render_map
from tracker.publish.map_words import CELL_WORDS, map_texts
from tracker.web.data import NO_EDITION, answer
from tracker.web.query import Chosen, write_choice
from tracker.web.snapshot import Shown, Snapshot
from tracker.web.words import METHOD, WORDS

TEMPLATES = Environment(loader=PackageLoader("tracker.web", "templates"), autoescape=select_autoescape(default=True))
MINUTE, HOUR, DAY = 60, 3_600, 86_400
FILES = ("outages.geojson", "outages.gpkg", "oblasts.csv", "oblasts.xlsx", "brief.txt", "card.png")
STATUSES = (Status.ONGOING, Status.PARTIALLY_RESTORED, Unheard.UNHEARD, Status.RESTORED)


def routes(snapshot: Snapshot, boundaries: Mapping[str, Boundary], clock: Callable[[], datetime]) -> APIRouter:
    """The pages: home, map, an outage, sources, method."""
    router = APIRouter(include_in_schema=False)
    page = partial(_page, {lang: map_texts(lang, boundaries) for lang in labels.LANGUAGES})

    @router.get("/")
    def start() -> Response:
        return RedirectResponse("/uk/", status_code=307)

    @router.get("/{lang}/")
    def home(lang: str, request: Request, choice: Chosen) -> Response:
        shown = _require(lang, snapshot)
        return page("home.html.j2", lang, request, shown, clock(), choice)

    @router.get("/{lang}/map")
    def whole_map(lang: str, request: Request, choice: Chosen) -> Response:
        shown = _require(lang, snapshot)
        if shown.edition is None:
            raise HTTPException(status_code=503, detail=NO_EDITION, headers={"Retry-After": "60"})
        made = render_map(choose(shown.edition, choice), boundaries)
        response = answer(request, made.body, made.media_type)
        # The page brings its own policy; this one only says who may frame it.
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response

    @router.get("/{lang}/outages/{outage_id}")
    def outage(lang: str, outage_id: str, request: Request) -> Response:
        shown = _require(lang, snapshot)
        rows = shown.edition.outages if shown.edition else ()
        found = next((row for row in rows if row.outage_id == outage_id), None)
        if found is None:
            return page("not_found.html.j2", lang, request, shown, clock(), Choice(), status_code=404)
        return page("outage.html.j2", lang, request, shown, clock(), Choice(), outage=found)

    @router.get("/{lang}/sources")
    def sources(lang: str, request: Request) -> Response:
        return page("sources.html.j2", lang, request, _require(lang, snapshot), clock(), Choice())

    @router.get("/{lang}/method")
    def method(lang: str, request: Request) -> Response:
        return page("method.html.j2", lang, request, _require(lang, snapshot), clock(), Choice())

    return router


def _require(lang: str, snapshot: Snapshot) -> Shown:
    if lang not in labels.LANGUAGES:
        raise HTTPException(status_code=404, detail="pages are in uk and en")
    return snapshot.current()


def _page(
    texts: Mapping[str, Mapping[str, str]],
    template: str,
    lang: str,
    request: Request,
    shown: Shown,
    now: datetime,
    choice: Choice,
    *,
    status_code: int = 200,
    **more: Any,
) -> Response:
    edition = choose(shown.edition, choice) if shown.edition else None
    other = "en" if lang == "uk" else "uk"
    body = TEMPLATES.get_template(template).render(
        lang=lang,
        other_address=request.url.path.replace(f"/{lang}/", f"/{other}/", 1) + write_choice(choice),
        words={**TEXTS[lang], **texts[lang], **WORDS[lang], "unknown": labels.UNKNOWN[lang]},
        shown=shown,
        edition=edition,
        all_oblasts=shown.edition.oblasts if shown.edition else (),
        age=_age(shown.edition, now, lang),
        choice=choice,
        query=write_choice(choice),
        outages=sort_outages(edition.outages) if edition else [],
        orders=[describe_order(row, lang) for row in edition.schedules] if edition else [],
        files=[name for name in FILES if name in RENDERERS],
        services=list(Service),
        statuses=STATUSES,
        method=METHOD[lang],
        labels=labels,
        plain_text=plain_text,
        main_quantity=main_quantity,
        translate=lambda value: _translate(value, lang),
        **more,
    )
    response = answer(request, body.encode(), "text/html; charset=utf-8")
    response.status_code = status_code if response.status_code == 200 else response.status_code  # noqa: PLR2004
    del response.headers["Access-Control-Allow-Origin"]
    return response


def _translate(value: str | None, lang: str) -> str:
    if value is None or lang == "en":
        return value or ""
    for english in sorted(CELL_WORDS, key=len, reverse=True):
        value = value.replace(english, CELL_WORDS[english])
    return value


def _age(edition: Edition | None, now: datetime, lang: str) -> str:
    if edition is None:
        return ""
    seconds = max(0, int((now - edition.as_of).total_seconds()))
    if seconds < HOUR:
        return f"{seconds // MINUTE} {WORDS[lang]['minutes_old']}"
    if seconds < 2 * DAY:
        return f"{seconds // HOUR} {WORDS[lang]['hours_old']}"
    return f"{seconds // DAY} {WORDS[lang]['days_old']}"
