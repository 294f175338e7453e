"""GeoJSON of points: each feature a record, its properties the columns, its point the place. Longitude comes first."""

import json
from collections.abc import Mapping

from tracker.model import Payload, Source
from tracker.sources.charset import decode
from tracker.sources.connectors.records import Row, collect_rows
from tracker.sources.connectors.tables import read_cells
from tracker.sources.reports import Parsed, unreadable

POINT_LENGTHS = (2, 3)  # with or without altitude


def parse(payload: Payload, source: Source) -> Parsed:
    """Read a feature collection or one feature. Lines and areas are rejected: whose point would it be?"""
    try:
        data = json.loads(decode(payload.body, payload.media_type))
    except (ValueError, RecursionError):
        return unreadable("not JSON, or cut")
    kind = data.get("type") if isinstance(data, dict) else None
    features = data.get("features") if kind == "FeatureCollection" else [data] if kind == "Feature" else None
    if not isinstance(features, list):
        return unreadable("JSON, but neither a FeatureCollection nor a Feature")
    rows = (read_feature(f"feature {number}", feature) for number, feature in enumerate(features, start=1))
    return collect_rows(rows, payload, source, _foreign_system(data))


def read_feature(where: str, feature: object) -> Row:
    """One feature as a record."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Row(where=where, cells={}, fault="not a Feature")
    geometry, properties = feature.get("geometry"), feature.get("properties")
    cells = read_cells(properties) if isinstance(properties, dict) else {}
    if "id" in feature and isinstance(feature["id"], str | int):
        cells.setdefault("id", str(feature["id"]))
    if geometry is None:
        return Row(where=where, cells=cells)
    point = read_point_geometry(geometry)
    if point is None:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        fault = "a Point without longitude and latitude" if kind == "Point" else f"{str(kind)[:40]} is no Point"
        return Row(where=where, cells={}, fault=f"geometry: {fault}")
    return Row(where=where, cells=cells | point)


def read_point_geometry(geometry: object) -> dict[str, str] | None:
    """Latitude and longitude of a Point; None for anything else."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or len(coordinates) not in POINT_LENGTHS:
        return None
    lon, lat = coordinates[:2]
    if not all(isinstance(degrees, int | float) and not isinstance(degrees, bool) for degrees in (lon, lat)):
        return None
    return {"lat": str(lat), "lon": str(lon)}


def _foreign_system(data: Mapping[str, object]) -> list[str]:
    """A warning where an old file names another system of coordinates than WGS 84."""
    name = str(data.get("crs", "CRS84"))
    return [] if "CRS84" in name or "4326" in name else ["crs: read as WGS 84 all the same"]
