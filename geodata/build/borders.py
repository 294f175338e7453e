"""First-level polygons, chosen and labelled by our own codes, never by the country code of the input."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas
import shapely

from geodata.build.inputs import read_checked

DECIMALS = 5
QUALITY = "generalised"
SOURCE = "Natural Earth 1:10m v4.1.0, simplified"


def build_borders(folder: Path, oblasts: Sequence[Mapping[str, str]]) -> dict[str, object]:
    """A GeoJSON collection of the 27 units; outer rings counter-clockwise."""
    read_checked(folder / "world_map.gpkg")
    frame = geopandas.read_file(folder / "world_map.gpkg", layer="states_provinces")
    shapes = dict(zip(frame["fips"], frame.geometry, strict=True))
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": row["pcode"],
                "geometry": _geometry(shapes[row["fips"]]),
                "properties": {
                    "place_id": row["katottg"],
                    "pcode": row["pcode"],
                    "level": "oblast",
                    "boundary_quality": QUALITY,
                    "boundary_source": SOURCE,
                },
            }
            for row in oblasts
        ],
    }


def _geometry(shape: shapely.Geometry) -> dict[str, object]:
    rounded = shapely.make_valid(shapely.set_precision(shape, 10**-DECIMALS))
    whole = shapely.MultiPolygon([part for part in shapely.get_parts(rounded) if part.geom_type == "Polygon"])
    plain = shapely.geometry.mapping(shapely.orient_polygons(whole))
    return {"type": plain["type"], "coordinates": _round(plain["coordinates"])}


def _round(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_round(part) for part in value]
    return round(float(value), DECIMALS)
