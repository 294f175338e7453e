"""Edition → Artifacts: everything that is published, and from nothing else."""

from collections.abc import Callable, Mapping
from importlib import import_module

from geodata.boundaries import Boundary
from tracker.model import Artifact, Edition

Renderer = Callable[[Edition, Mapping[str, Boundary]], Artifact]


def _load_late(module: str, function: str) -> Renderer:
    """Load a renderer when it is first used: maps and pictures bring libraries that take seconds to load."""

    def render(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
        made: Artifact = getattr(import_module(f"tracker.publish.{module}"), function)(edition, boundaries)
        return made

    return render


RENDERERS: Mapping[str, Renderer] = {
    "map.html": _load_late("map", "render_map"),
    "outages.geojson": _load_late("geojson", "outages_geojson"),
    "outages.gpkg": _load_late("layers", "outages_gpkg"),
    "outage_points.qml": _load_late("qgis", "points_qml"),
    "outage_areas.qml": _load_late("qgis", "areas_qml"),
    "oblasts.csv": _load_late("tables", "oblasts_csv"),
    "oblasts.xlsx": _load_late("tables", "oblasts_xlsx"),
    "digest.html": _load_late("digest", "digest_html_file"),
    "digest.txt": _load_late("digest", "digest_txt_file"),
    "brief.txt": _load_late("digest", "brief_file"),
    "card.png": _load_late("still", "card_png"),
}


def make_artifacts(edition: Edition, boundaries: Mapping[str, Boundary]) -> tuple[Artifact, ...]:
    """Make every artifact of an edition. The same edition gives the same bytes."""
    return tuple(render(edition, boundaries) for render in RENDERERS.values())
