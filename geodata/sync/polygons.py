"""Official areas as the layers that `geodata.boundaries` reads."""

from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from geodata.places import Level
from geodata.sync.codab import Area

LEVELS = {1: Level.OBLAST, 2: Level.RAION, 3: Level.HROMADA}
DECIMALS = 5
TOLERANCE_DEGREES = 0.0003  # about 30 m: below the width of a line on any map we draw
QUALITY = "official"


def source_name(edition: str) -> str:
    """How exports name the source of an area."""
    return f"OCHA / Kartographia COD-AB {edition}".strip() + " (CC BY-IGO), simplified to 30 m"


def draw_level(areas: Sequence[Area], place_ids: Mapping[str, str], source: str) -> dict[str, object]:
    """A GeoJSON collection of the areas that are places of the register; neighbours keep the border they share.

    Args:
        areas: all areas of one level.
        place_ids: p-code → place id. What is not in it is no place of its own, such as a city as its own raion.
        source: how exports name the source.
    """
    drawn = shapely.coverage_simplify([shapely.make_valid(area.geometry) for area in areas], TOLERANCE_DEGREES)
    features = [
        {
            "type": "Feature",
            "id": area.pcode,
            "geometry": _geometry(shape),
            "properties": {
                "place_id": place_ids[area.pcode],
                "pcode": area.pcode,
                "level": LEVELS[area.level].value,
                "boundary_quality": QUALITY,
                "boundary_source": source,
            },
        }
        for area, shape in sorted(zip(areas, drawn, strict=True), key=lambda pair: pair[0].pcode)
        if area.pcode in place_ids
    ]
    return {"type": "FeatureCollection", "features": features}


def _geometry(shape: shapely.Geometry) -> dict[str, object]:
    rounded = shapely.make_valid(shapely.set_precision(shape, 10**-DECIMALS))
    whole = shapely.MultiPolygon(_polygons(rounded))
    plain = shapely.geometry.mapping(shapely.orient_polygons(whole))
    return {"type": plain["type"], "coordinates": _round(plain["coordinates"])}


def _polygons(shape: shapely.Geometry) -> list[shapely.Geometry]:
    parts = shapely.get_parts(shapely.get_parts(shape))
    return [part for part in parts if part.geom_type == "Polygon"]


def _round(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_round(part) for part in value]
    return round(float(value), DECIMALS)
