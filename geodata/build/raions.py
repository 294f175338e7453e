"""Approximate second-level polygons: what lies nearest to the known settlements of each raion."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from geodata.build.inputs import Point
from geodata.build.near import EQUAL_AREA
from geodata.places import Place

DECIMALS = 4
MARGIN_M = 200_000.0
QUALITY, SOURCE = "approximate", "Voronoi cells of GeoNames points"
_FORWARD = Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True)
_BACK = Transformer.from_crs(EQUAL_AREA, "EPSG:4326", always_xy=True)


def build_raions(borders: Mapping[str, Any], raions: Sequence[Place], joined: Mapping[str, Point]) -> dict[str, object]:
    """A GeoJSON collection of the raions, each clipped to its first-level unit."""
    by_unit: dict[str, dict[str, Place]] = defaultdict(dict)
    for raion in raions:
        by_unit[str(raion.adm1_pcode)][str(raion.adm2_pcode)] = raion
    features = []
    for unit in borders["features"]:
        pcode = unit["properties"]["pcode"]
        if by_unit[pcode]:
            area = shapely.transform(shapely.geometry.shape(unit["geometry"]), _project)
            for adm2, cells in sorted(_cells(area, pcode, by_unit[pcode], joined).items()):
                features.append(_feature(by_unit[pcode][adm2], adm2, cells))
    return {"type": "FeatureCollection", "features": features}


def _cells(
    area: shapely.Geometry, unit: str, raions: Mapping[str, Place], joined: Mapping[str, Point]
) -> dict[str, shapely.Geometry]:
    """P-codes of raions → their parts of the area, in metres; what holds no settlement goes to its neighbour."""
    width = len(next(iter(raions)))
    seeds: dict[tuple[float, float], str] = {}
    for code, point in sorted(joined.items()):
        if code.startswith(unit) and code[:width] in raions:
            x, y = _FORWARD.transform(point.lon, point.lat)
            seeds.setdefault((round(x, 1), round(y, 1)), code[:width])
    points = shapely.points(list(seeds))
    extent = shapely.box(*shapely.total_bounds(shapely.union_all([area, *points])))
    polygons = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shapely.buffer(extent, MARGIN_M))
    )
    tree = shapely.STRtree(points)
    owners = defaultdict(list)
    labels = list(seeds.values())
    for polygon in polygons:
        inside = tree.query(polygon, predicate="contains")
        if len(inside):
            owners[labels[int(min(inside))]].append(polygon)
    return {adm2: shapely.intersection(shapely.union_all(polygons), area) for adm2, polygons in sorted(owners.items())}


def _feature(raion: Place, pcode: str, area: shapely.Geometry) -> dict[str, object]:
    degrees = shapely.set_precision(shapely.transform(area, _unproject), 10**-DECIMALS)
    parts = [part for part in shapely.get_parts(shapely.make_valid(degrees)) if part.geom_type == "Polygon"]
    plain = shapely.geometry.mapping(shapely.orient_polygons(shapely.MultiPolygon(parts)))
    return {
        "type": "Feature",
        "id": pcode,
        "geometry": {"type": plain["type"], "coordinates": _round(plain["coordinates"])},
        "properties": {
            "place_id": raion.place_id,
            "pcode": pcode,
            "level": "raion",
            "boundary_quality": QUALITY,
            "boundary_source": SOURCE,
        },
    }


def _project(coordinates: np.ndarray) -> np.ndarray:
    return np.column_stack(_FORWARD.transform(coordinates[:, 0], coordinates[:, 1]))


def _unproject(coordinates: np.ndarray) -> np.ndarray:
    return np.column_stack(_BACK.transform(coordinates[:, 0], coordinates[:, 1]))


def _round(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_round(part) for part in value]
    return round(float(value), DECIMALS)
