"""Edition → Artifacts: everything that is published, and from nothing else."""

from collections.abc import Callable, Mapping

from geodata.boundaries import Boundary
from tracker.model import Artifact, Edition
from tracker.publish.digest import brief_file, digest_html_file, digest_txt_file
from tracker.publish.geojson import outages_geojson
from tracker.publish.layers import outages_gpkg
from tracker.publish.map import render_map
from tracker.publish.still import card_png
from tracker.publish.tables import oblasts_csv, oblasts_xlsx

Renderer = Callable[[Edition, Mapping[str, Boundary]], Artifact]

RENDERERS: Mapping[str, Renderer] = {
    "map.html": render_map,
    "outages.geojson": outages_geojson,
    "outages.gpkg": outages_gpkg,
    "oblasts.csv": oblasts_csv,
    "oblasts.xlsx": oblasts_xlsx,
    "digest.html": digest_html_file,
    "digest.txt": digest_txt_file,
    "brief.txt": brief_file,
    "card.png": card_png,
}


def make_artifacts(edition: Edition, boundaries: Mapping[str, Boundary]) -> tuple[Artifact, ...]:
    """Make every artifact of an edition. The same edition gives the same bytes."""
    return tuple(render(edition, boundaries) for render in RENDERERS.values())
