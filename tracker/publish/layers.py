"""The GeoPackage for QGIS: settlements and areas without supply, oblasts with their states, and how to draw them."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyogrio
import shapely

from geodata.boundaries import Boundary
from tracker.model import Artifact, Edition
from tracker.publish import qgis
from tracker.publish.gate import plain_text
from tracker.publish.geojson import outage_properties, outage_shape, write_time

CRS = "EPSG:4326"
GEOMETRY = "geom"  # as the driver names the column of shapes
TIMES, WHOLE, FRACTIONS = ("_at", "as_of"), ("_count", "people_low", "people_high"), ("_c", "_quantity", "confidence")
STYLED_AT = datetime(2026, 11, 25, tzinfo=UTC)  # of the style, not of what it draws


def outages_gpkg(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
    """Three layers: `outages` (points), `outage_areas` and `oblasts`; and their styles."""
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
            _write_styles(path)
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
    renamed = _typed(frame).rename(columns={"id": "outage_id"})
    _put(path, renamed, layer=layer, geometry_type=kind)


def _typed(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Columns of the kinds that their names tell, whatever is null today: QGIS shows by time only what is one."""
    kinds = {name: _kind(name) for name in map(str, frame.columns)}
    return frame.astype({name: kind for name, kind in kinds.items() if kind is not None})


def _kind(name: str) -> str | None:
    if name.endswith(TIMES):
        return "datetime64[ms, UTC]"
    if name.endswith(WHOLE):
        return "Int64"
    return "float64" if name.endswith(FRACTIONS) else None


def _put(path: Path, frame: pd.DataFrame, **options: Any) -> None:
    # Formats that the programs of a stable Debian read without a warning.
    is_new = not path.exists()
    made = {"dataset_options": {"VERSION": "1.2"}} if is_new else {"append": True}
    layer_options = {"DATETIME_PRECISION": "MILLISECOND", **options.pop("layer_options", {})}
    pyogrio.write_dataframe(frame, os.fspath(path), driver="GPKG", layer_options=layer_options, **made, **options)


def _write_styles(path: Path) -> None:
    """The table in which QGIS looks for the style of a layer."""
    styles = {
        "outages": qgis.outages_style(qgis.POINT),
        "outage_areas": qgis.outages_style(qgis.AREA),
        "oblasts": qgis.ground_style(),
    }
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer,
            "f_geometry_column": GEOMETRY,
            "styleName": layer,
            "styleQML": style,
            "styleSLD": "",
            "useAsDefault": True,
            "description": "Svitlo",
            "owner": "",
            "ui": None,
            "update_time": STYLED_AT,
        }
        for layer, style in styles.items()
    ]
    table = pd.DataFrame(rows).astype({"ui": "string"})
    _put(path, table, layer="layer_styles", layer_options={"FID": "id"})


def _as_multi(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    return shapely.MultiPolygon([shape]) if shape is not None and shape.geom_type == "Polygon" else shape
