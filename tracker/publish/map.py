"""The map as one self-contained page.

folium draws the skeleton: the base map and the polygons, from our own constants and numbers. It compiles what it
renders as a template, so no text of any report, place or publisher goes through it: those travel as JSON, put on the
page after folium is done, and our own script shows them with `textContent`.
"""

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
from branca.element import Element
from xstatic.pkg import leaflet

from geodata.boundaries import Boundary
from geodata.places import Level
from tracker.model import Artifact, Edition
from tracker.publish.digest import TEXTS
from tracker.publish.geojson import geometry
from tracker.publish.map_data import map_data

LEAFLET = Path(leaflet.BASE_DIR)
HERE = files("tracker.publish")
CENTRE, ZOOM = (48.6, 31.2), 6
SIMPLIFY_DEGREES = 0.005


class OfflineMap(folium.Map):
    """A folium map that loads nothing from anywhere."""

    default_js = []  # noqa: RUF012 - folium's own names, read and never changed
    default_css = []  # noqa: RUF012 - the same


def render_map(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
    """Draw an edition. The page opens from a disk with the network off, and two renders are the same bytes."""
    skeleton = _skeleton(boundaries)
    data = _escape_json(map_data(edition, boundaries))
    page = _assemble(skeleton, data, edition)
    return Artifact(name="map.html", media_type="text/html; charset=utf-8", body=page.encode())


def _skeleton(boundaries: Mapping[str, Boundary]) -> str:
    drawn = OfflineMap(
        location=CENTRE, zoom_start=ZOOM, tiles=None, min_zoom=5, max_zoom=11, zoom_snap=0.25, attributionControl=False
    )
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": geometry(boundary.geometry.simplify(SIMPLIFY_DEGREES)),
                "properties": {"place": boundary.place_id},
            }
            for boundary in sorted(boundaries.values(), key=lambda boundary: boundary.place_id)
            if boundary.level != Level.COUNTRY
        ],
    }
    folium.GeoJson(
        collection,
        name="oblasts",
        style_function=lambda _feature: {"color": "#6b7684", "weight": 1, "fillColor": "#ffffff", "fillOpacity": 1},
    ).add_to(drawn)
    for number, element in enumerate(_walk(drawn.get_root())):
        element._id = f"{number:032x}"  # noqa: SLF001 - folium's ids are random, and the page must not be
    rendered: str = drawn.get_root().render()
    return rendered


def _walk(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - there is no public way through the tree
        yield from _walk(child)


def _assemble(skeleton: str, data: str, edition: Edition) -> str:
    """Put styles, script, data and our own elements around what folium drew, under a policy that lets nothing in."""
    css = re.sub(r"url\((images/[^)]+)\)", _data_url, (LEAFLET / "leaflet.css").read_text(encoding="utf-8"))
    code = (LEAFLET / "leaflet.js").read_text(encoding="utf-8").split("//# sourceMappingURL")[0]
    code = code.replace("</script", "<\\/script")
    style = css + (HERE / "map.css").read_text(encoding="utf-8")
    title = f"Світло — {TEXTS['uk']['title']}"
    head = (
        f'<title>{html.escape(title)}</title><link rel="icon" href="data:,">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style><script>{code}</script>"
    )
    note = f'<p class="note" role="note">{html.escape(edition.note)}</p>' if edition.note else ""
    top = (HERE / "map_top.html").read_text(encoding="utf-8").replace("<!--note-->", note)
    bottom = (HERE / "map_bottom.html").read_text(encoding="utf-8")
    script = (HERE / "map.js").read_text(encoding="utf-8")
    text = re.sub(r"<meta name=\"viewport\"[^>]*/?>", "", skeleton)
    text = re.sub(r'<(link|script)[^>]+(?:href|src)="(?:https?:)?//[^>]*>(?:</script>)?', "", text)
    text = text.replace("<html>", '<html lang="uk">', 1).replace("<head>", "<head>" + head, 1)
    text = text.replace("<body>", "<body>" + top, 1)
    text = text.replace("</body>", bottom + "</body>", 1)
    closing = f'<script type="application/json" id="edition">{data}</script><script>{script}</script></html>'
    text = "".join(text.rsplit("</html>", 1)) + closing
    inline = re.findall(r"<script(?: [^>]*)?>(.*?)</script>", text, re.DOTALL)
    hashes = " ".join(f"'sha256-{_digest(part)}'" for part in inline)
    policy = (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    meta = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    return text.replace("<head>", "<head>" + meta, 1)


def _digest(code: str) -> str:
    return base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _data_url(match: re.Match[str]) -> str:
    return "url(data:image/png;base64," + base64.b64encode((LEAFLET / match[1]).read_bytes()).decode() + ")"


def _escape_json(data: Mapping[str, Any]) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return re.sub("[<>&\u2028\u2029]", lambda match: f"\\u{ord(match[0]):04x}", text)
