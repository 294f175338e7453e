"""Areas of places, with what they are worth."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import shapely
from shapely.geometry import shape

from geodata.folder import DATA, read_manifest
from geodata.places import Level

FILES = {Level.OBLAST: "adm1.geojson", Level.RAION: "adm2.geojson", Level.HROMADA: "adm3.geojson"}
QUALITIES = ("official", "generalised", "approximate")  # from best to worst
MAP_TOLERANCE_DEGREES = 0.02  # about 2 km: less than a pixel where a country fills a screen


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
    """Read the first-level areas by place id, and the country as their union.

    The borders are those the United Nations recognise: the union is our own, never a country layer of others.
    """
    home = folder or DATA
    country_id = read_manifest(home).country_id
    boundaries = load_level(Level.OBLAST, home)
    first = next(iter(boundaries.values()))
    country = Boundary(
        place_id=country_id,
        pcode=country_id,
        level=Level.COUNTRY,
        geometry=shapely.union_all([boundary.geometry for boundary in boundaries.values()]),
        boundary_quality=worst_quality(boundary.boundary_quality for boundary in boundaries.values()),
        boundary_source=first.boundary_source,
    )
    return {**boundaries, country_id: country}


def load_level(level: Level, folder: Path | None = None) -> Mapping[str, Boundary]:
    """Read the areas of one level by place id; none where the data has no such level.

    Raions and hromadas are read when they are asked for: a map of the country needs neither.
    """
    path = (folder or DATA) / FILES[level]
    if not path.exists():
        return {}
    collection = json.loads(path.read_text(encoding="utf-8"))
    return {
        feature["properties"]["place_id"]: Boundary(
            place_id=feature["properties"]["place_id"],
            pcode=feature["properties"]["pcode"],
            level=level,
            geometry=shape(feature["geometry"]),
            boundary_quality=feature["properties"]["boundary_quality"],
            boundary_source=feature["properties"]["boundary_source"],
        )
        for feature in collection["features"]
    }


def simplify(
    boundaries: Mapping[str, Boundary], tolerance_degrees: float = MAP_TOLERANCE_DEGREES
) -> Mapping[str, Boundary]:
    """Draw areas with fewer points, for a map; neighbours keep the border they share. Exports take the full ones."""
    simple: dict[str, Boundary] = {}
    for level in dict.fromkeys(boundary.level for boundary in boundaries.values()):
        same = [boundary for boundary in boundaries.values() if boundary.level == level]
        drawn = shapely.coverage_simplify([boundary.geometry for boundary in same], tolerance_degrees)
        simple |= {
            boundary.place_id: replace(boundary, geometry=geometry)
            for boundary, geometry in zip(same, drawn, strict=True)
        }
    return simple


def worst_quality(qualities: Iterable[str]) -> str:
    """What a union of areas is worth: no more than the worst of them."""
    return max(qualities, key=QUALITIES.index)
