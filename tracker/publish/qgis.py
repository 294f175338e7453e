"""How QGIS draws outages: the colours of our map, by service and status, and the time they lasted.

A style is QML, which QGIS takes from the table `layer_styles` of a GeoPackage by itself, and from a file by hand.
Orders and limits are not in it: they are no outages, and no area is hatched or shaded for them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from geodata.boundaries import Boundary
from tracker.model import Artifact, Edition, Service, Status
from tracker.publish import labels

MEDIA_TYPE = "application/x-qgis-layer-settings"
DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
VERSION = "3.22"  # of QGIS, the oldest that reads it
POINT, AREA = "marker", "fill"
LAYERS: Mapping[str, str] = {POINT: "SimpleMarker", AREA: "SimpleFill"}
COLOURS: Mapping[Service, str] = {
    Service.ELECTRICITY: "#c2410c",
    Service.HEAT: "#9d3c7b",
    Service.WATER: "#0b65a3",
    Service.GAS: "#8a6d00",
}
RESTORED, STALE, BORDER, WHITE, INK = "#00724f", "#5d6773", "#6b7684", "#ffffff", "#1b2430"
FULL, HALF, NONE = 158, 77, 0  # how much of an area's colour covers what is below it, of 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is drawn alike. Without a filter: all that no other rule takes."""

    label: str
    filter: str | None
    colour: str
    outline: str
    line: str = "solid"
    cover: int = FULL
    line_mm: float = 0.5


def points_qml(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
    """The style of points, for a layer of PostGIS."""
    del edition, boundaries
    return Artifact(name="outage_points.qml", media_type=MEDIA_TYPE, body=outages_style(POINT).encode())


def areas_qml(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
    """The style of areas, for a layer of PostGIS."""
    del edition, boundaries
    return Artifact(name="outage_areas.qml", media_type=MEDIA_TYPE, body=outages_style(AREA).encode())


def outages_style(symbol: str) -> str:
    """The QML of outages that are drawn as points (`marker`) or as areas (`fill`)."""
    root = _draw(symbol, _rules())
    # Mode 2: each has a start and an end, and one that is not known leaves its side open.
    times = {"startField": "started_at", "endField": "ended_at", "mode": "2", "limitMode": "1"}
    root.insert(0, ET.Element("temporal", times | {"enabled": "1", "accumulate": "0", "fixedDuration": "0"}))
    return _write(root)


def ground_style() -> str:
    """The QML of oblasts below the outages: borders, and no colour that says anything."""
    return _write(_draw(AREA, (Rule(label="", filter=None, colour=WHITE, outline=BORDER, line_mm=0.2),)))


def _draw(symbol: str, rules: Iterable[Rule]) -> ET.Element:
    root = ET.Element("qgis", version=VERSION, styleCategories="Symbology|Temporal")
    renderer = ET.SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    named, symbols = ET.SubElement(renderer, "rules", key="svitlo"), ET.SubElement(renderer, "symbols")
    for number, rule in enumerate(rules):
        name = str(number)
        key = {"key": f"svitlo-{name}", "symbol": name, "label": rule.label, "filter": rule.filter or "ELSE"}
        ET.SubElement(named, "rule", key)
        drawn = ET.SubElement(symbols, "symbol", type=symbol, name=name, alpha="1", clip_to_extent="1")
        layer = ET.SubElement(drawn, "layer", {"class": LAYERS[symbol], "enabled": "1", "pass": "0", "locked": "0"})
        options = ET.SubElement(layer, "Option", type="Map")
        for option, value in (_point if symbol == POINT else _area)(rule).items():
            ET.SubElement(options, "Option", name=option, value=value, type="QString")
    return root


def _write(root: ET.Element) -> str:
    ET.indent(root, space=" ")
    return DOCTYPE + ET.tostring(root, encoding="unicode") + "\n"


def _rules() -> Iterator[Rule]:
    """What is out in the colour of its service, what is back in green, what nobody heard of in no colour."""
    for service, colour in COLOURS.items():
        for status, line, cover in ((Status.ONGOING, "solid", FULL), (Status.PARTIALLY_RESTORED, "dash", HALF)):
            yield Rule(
                label=_label(status, service),
                filter=f"\"service\" = '{service}' AND \"status\" = '{status}'",
                colour=colour,
                outline=WHITE if line == "solid" else INK,
                line=line,
                cover=cover,
            )
    restored = f"\"status\" = '{Status.RESTORED}'"
    yield Rule(label=_label(Status.RESTORED), filter=restored, colour=RESTORED, outline=WHITE, cover=NONE)
    yield Rule(label=_label(""), filter=None, colour=WHITE, outline=STALE, line="dot", cover=HALF)


def _label(status: Status | str, service: Service | None = None) -> str:
    """The words of our own outputs, in both languages."""
    words = []
    for lang in ("en", "uk"):
        state = labels.STATUS[lang][status]
        words.append(f"{labels.SERVICE[lang][service]}: {state}" if service else state[:1].upper() + state[1:])
    return " · ".join(words)


def _point(rule: Rule) -> Mapping[str, str]:
    return {
        "name": "circle",
        "color": _rgba(rule.colour),
        "outline_color": _rgba(rule.outline),
        "outline_style": rule.line,
        "outline_width": "0.4",
        "outline_width_unit": "MM",
        "size": "3.4",
        "size_unit": "MM",
    }


def _area(rule: Rule) -> Mapping[str, str]:
    return {
        "style": "solid" if rule.cover else "no",
        "color": _rgba(rule.colour, rule.cover),
        "outline_color": _rgba(rule.outline if rule.colour == WHITE else rule.colour),
        "outline_style": rule.line,
        "outline_width": str(rule.line_mm),
        "outline_width_unit": "MM",
    }


def _rgba(colour: str, cover: int = 255) -> str:
    """A colour as QGIS writes it, with how much it covers."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return f"{red},{green},{blue},{cover}"
