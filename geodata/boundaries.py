"""Areas of places, with what they are worth."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import shapely
from shapely.geometry import shape

from geodata.gazetteer import DATA
from geodata.places import COUNTRY_ID, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """The polygon of an area, WGS 84. `boundary_quality` is official, generalised or approximate."""

    place_id: str
    pcode: str
    level: Level
    geometry: shapely.Geometry
    boundary_quality: str
    boundary_source: str


def load_boundaries(folder: Path | None = None) -> Mapping[str, Boundary]:
    """Read the 27 first-level areas by place id, and the country as their union.

    The borders are those the United Nations recognise: the union is our own, never a country layer of others.
    """
    collection = json.loads(((folder or DATA) / "adm1.geojson").read_text(encoding="utf-8"))
    boundaries = {
        feature["properties"]["place_id"]: Boundary(
            place_id=feature["properties"]["place_id"],
            pcode=feature["properties"]["pcode"],
            level=Level.OBLAST,
            geometry=shape(feature["geometry"]),
            boundary_quality=feature["properties"]["boundary_quality"],
            boundary_source=feature["properties"]["boundary_source"],
        )
        for feature in collection["features"]
    }
    first = next(iter(boundaries.values()))
    country = Boundary(
        place_id=COUNTRY_ID,
        pcode=COUNTRY_ID,
        level=Level.COUNTRY,
        geometry=shapely.union_all([boundary.geometry for boundary in boundaries.values()]),
        boundary_quality=first.boundary_quality,
        boundary_source=first.boundary_source,
    )
    return {**boundaries, COUNTRY_ID: country}
