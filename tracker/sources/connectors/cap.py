"""The Common Alerting Protocol 1.2: warnings of infrastructure, with their updates and cancellations as revisions."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from lxml import etree

from tracker.model import Payload, Source, TimePrecision
from tracker.sources.cells import Rejected, check_point
from tracker.sources.dates import read_date
from tracker.sources.hearing import Hearing
from tracker.sources.reports import Item, Parsed, canonical_link, collect, unreadable
from tracker.sources.strict_xml import BadXml, local_name, parse_xml

NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
CATEGORY = "Infra"
TAKEN = frozenset({"Alert", "Update", "Cancel"})
LANGUAGES = ("uk", "en", "ru")  # which of several tellings is read
MOST_REMEMBERED = 200  # updates whose first alert is known
MOST_ALERTS = 1000
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
_CUSTOMERS = re.compile(r"^(?:customers|consumers|споживач|абонент|потребител)", re.IGNORECASE)
_COUNT = re.compile(r"\d{1,8}")


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read one alert, or a document that holds several."""
    try:
        root = parse_xml(payload.body)
    except BadXml as error:
        return unreadable(f"the document {error}")
    alerts = list(root.iter(f"{{{NAMESPACE}}}alert"))[:MOST_ALERTS]
    if not alerts:
        return unreadable("no alert of the Common Alerting Protocol 1.2")
    roots = _remembered(hearing.cursor)
    warnings: list[str] = []
    items = [item for alert in alerts for item in _read_alert(alert, roots, payload, source, warnings)]
    parsed = collect(items, payload, source, warnings)
    newest = dict(list(roots.items())[-MOST_REMEMBERED:])
    return Parsed(
        reports=parsed.reports,
        outcome=parsed.outcome,
        warnings=parsed.warnings,
        cursor=json.dumps(newest) if newest else None,
    )


def _remembered(cursor: str | None) -> dict[str, str]:
    """Update → the alert that it began with: a later one may name only the last."""
    return dict(json.loads(cursor)) if cursor is not None else {}


def _read_alert(
    alert: etree._Element, roots: dict[str, str], payload: Payload, source: Source, warnings: list[str]
) -> Iterator[Item]:
    identifier, kind = _text(alert, "identifier"), _text(alert, "msgType")
    if not identifier or not _text(alert, "sender"):
        warnings.append("an alert without identifier or sender; left out")
        return
    reason = _why_not(alert)
    if reason is not None:
        warnings.append(f"{identifier}: {reason}; nothing is taken")
        return
    own = f"{_text(alert, 'sender')},{identifier}"
    named = [_identity(reference) for reference in _text(alert, "references").split()]
    if kind != "Alert" and not named:
        warnings.append(f"{identifier}: {kind} without references; read as an alert of its own")
    begun = list(dict.fromkeys(roots.get(name, name) for name in named))
    if kind == "Cancel" and begun:
        yield from (Item(native_id=first, title=None, body="") for first in begun)
        return
    native_id = begun[0] if begun else own
    if native_id != own:
        roots[own] = native_id
        # An update stands for everything that it names.
        yield from (Item(native_id=other, title=None, body="") for other in begun[1:])
    infos = [node for node in alert if local_name(node) == "info" and CATEGORY in _texts(node, "category")]
    if not infos:
        warnings.append(f"{identifier}: no part of category {CATEGORY}; nothing is taken")
        return
    sent, doubts = _read_time(_text(alert, "sent"), source, payload)
    warnings.extend(f"{identifier}: {doubt}" for doubt in doubts)
    yield _compose(native_id, min(infos, key=_rank), sent, payload)


def _why_not(alert: etree._Element) -> str | None:
    """Why an alert tells nothing of the world, or nothing for everyone."""
    status, scope, kind = (_text(alert, name) for name in ("status", "scope", "msgType"))
    if status != "Actual":
        return f"status {status or 'missing'}"
    if scope != "Public":
        return f"scope {scope or 'missing'}"
    return None if kind in TAKEN else f"message type {kind or 'missing'}"


def _identity(reference: str) -> str:
    """Sender and identifier of "sender,identifier,sent"."""
    return ",".join(reference.split(",")[:2])


def _rank(info: etree._Element) -> int:
    language = _text(info, "language")[:2].casefold() or "en"
    return LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)


def _read_time(
    written: str, source: Source, payload: Payload
) -> tuple[tuple[datetime, TimePrecision] | None, tuple[str, ...]]:
    """When it was sent. The protocol wants a numeric offset: a time with another is not guessed at."""
    if not _DATE.fullmatch(written):
        return None, (f"sent: {written[:40]!r} has no numeric offset; the time of fetching counts",)
    at, precision = read_date(written, time_zone=source.time_zone, now=payload.fetched_at)
    if at is None or precision is None:
        return None, (f"sent: {written!r} cannot be; the time of fetching counts",)
    return (at, precision), ()


def _compose(
    native_id: str, info: etree._Element, sent: tuple[datetime, TimePrecision] | None, payload: Payload
) -> Item:
    """The telling with its areas and numbers in words; its point is where it is about."""
    language = _text(info, "language")[:2].casefold() or None
    title = _text(info, "headline") or _text(info, "event")
    areas = [node for node in info if local_name(node) == "area"]
    names = [name for area in areas if (name := _text(area, "areaDesc"))]
    lines = [*_said(info, "description"), *_said(info, "instruction"), *_customers(info, language)]
    unsaid = [name for name in names if not any(name.casefold() in line.casefold() for line in (title, *lines))]
    where = [f"{', '.join(unsaid)}: {lines.pop(0) if lines else title}"] if unsaid else []
    at, precision = sent or (None, None)
    return Item(
        native_id=native_id,
        title=title or None,
        body="\n".join([*where, *lines]),
        url=canonical_link(_text(info, "web"), payload.url),
        published_at=at,
        published_precision=precision,
        lang=language,
        publisher=_text(info, "senderName") or None,
        fields=_whereabouts(areas),
    )


def _said(info: etree._Element, name: str) -> list[str]:
    return [text] if (text := _text(info, name)) else []


def _customers(info: etree._Element, language: str | None) -> Iterator[str]:
    """The number of customers that stands in a parameter, as a sentence."""
    for parameter in (node for node in info if local_name(node) == "parameter"):
        value = _text(parameter, "value")
        if _CUSTOMERS.match(_text(parameter, "valueName")) and _COUNT.fullmatch(value):
            is_english = language == "en"
            yield (
                f"{value} customers are without power." if is_english else f"Без електропостачання {value} споживачів."
            )


def _whereabouts(areas: Sequence[etree._Element]) -> Mapping[str, str]:
    """Where the only area is; of several areas no point is told."""
    if len(areas) != 1:
        return {}
    centre = _centre(areas[0])
    point = {"lat": f"{centre[0]:g}", "lon": f"{centre[1]:g}"} if centre else {}
    name = _text(areas[0], "areaDesc")
    return {"place": name} | point if name else point


def _centre(area: etree._Element) -> tuple[float, float] | None:
    """The middle of a circle, or of the corners of a polygon. Latitude stands first in both, unlike in GeoJSON."""
    circle, polygon = _text(area, "circle"), _text(area, "polygon")
    pairs = [circle.split()[0]] if circle else polygon.split()[:-1]  # a polygon ends where it begins
    try:
        corners = [tuple(map(float, pair.split(","))) for pair in pairs]
        lats, lons = zip(*corners, strict=True)
        return check_point(sum(lats) / len(lats), sum(lons) / len(lons))
    except (ValueError, Rejected):
        return None


def _text(element: etree._Element, name: str) -> str:
    return next(iter(_texts(element, name)), "")


def _texts(element: etree._Element, name: str) -> list[str]:
    """The texts of the direct children of a name, without spaces around."""
    return [(node.text or "").strip() for node in element if local_name(node) == name]
