"""The GeoPackage for QGIS: settlements and areas without supply, and the oblasts with their states."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import geopandas
import pyogrio
import shapely

from geodata.boundaries import Boundary
from tracker.model import Artifact, Edition
from tracker.publish.gate import plain_text
from tracker.publish.geojson import outage_properties, outage_shape, write_time

CRS = "EPSG:4326"


def outages_gpkg(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
    """Three layers: `outages` (points), `outage_areas` and `oblasts`."""
    drawn = [
        (outage_properties(outage, edition, boundaries), outage_shape(outage, boundaries)) for outage in edition.outages
    ]
    points = [item for item in drawn if item[1] is None or item[1].geom_type == "Point"]
    areas = [item for item in drawn if item not in points]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outages.gpkg"
        # GDAL stamps layers with the clock; the edition's own time keeps the same edition the same bytes.
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": edition.as_of.strftime("%Y-%m-%dT%H:%M:%S.000Z")})
        try:
            _write(path, "outages", points, "Point")
            _write(path, "outage_areas", areas, "MultiPolygon")
            _write(path, "oblasts", _oblasts(edition, boundaries), "MultiPolygon")
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
        return Artifact(name="outages.gpkg", media_type="application/geopackage+sqlite3", body=path.read_bytes())


def _oblasts(
    edition: Edition, boundaries: Mapping[str, Boundary]
) -> list[tuple[dict[str, Any], shapely.Geometry | None]]:
    by_pcode = {boundary.pcode: boundary for boundary in boundaries.values()}
    rows: list[tuple[dict[str, Any], shapely.Geometry | None]] = []
    for row in edition.oblasts:
        boundary = by_pcode.get(row.adm1_pcode)
        properties = {
            **asdict(row),
            "publishers": "; ".join(plain_text(name) for name in row.publishers) or None,
            "boundary_quality": boundary.boundary_quality if boundary else None,
            "boundary_source": boundary.boundary_source if boundary else None,
            "as_of": write_time(edition.as_of),
            "policy_version": edition.policy_version,
            "note": edition.note,
        }
        rows.append((properties, boundary.geometry if boundary else None))
    return rows


def _write(path: Path, layer: str, items: Sequence[tuple[dict[str, Any], shapely.Geometry | None]], kind: str) -> None:
    if not items:
        return
    shapes = [_as_multi(shape) if kind == "MultiPolygon" else shape for _, shape in items]
    frame = geopandas.GeoDataFrame([properties for properties, _ in items], geometry=shapes, crs=CRS)
    renamed = frame.rename(columns={"id": "outage_id"})
    pyogrio.write_dataframe(
        renamed, os.fspath(path), layer=layer, driver="GPKG", geometry_type=kind, append=path.exists()
    )


def _as_multi(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    return shapely.MultiPolygon([shape]) if shape is not None and shape.geom_type == "Polygon" else shape
