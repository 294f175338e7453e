"""GeoJSON by RFC 7946: flat columns, longitude first, counter-clockwise outer rings, no crs."""

import json
import math
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import shapely
from shapely.geometry import mapping

from geodata.boundaries import Boundary
from tracker.model import Artifact, Edition, PublishedOutage, main_quantity
from tracker.publish.gate import plain_text

DECIMALS = 5
MEDIA_TYPE = "application/geo+json"


def outages_geojson(edition: Edition, boundaries: Mapping[str, Boundary]) -> Artifact:
    """Every outage as a feature: the area where the whole of it is out, a point elsewhere, null where unknown."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": outage.outage_id,
                "geometry": geometry(outage_shape(outage, boundaries)),
                "properties": outage_properties(outage, edition, boundaries),
            }
            for outage in edition.outages
        ],
    }
    body = json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Artifact(name="outages.geojson", media_type=MEDIA_TYPE, body=(body + "\n").encode())


def outage_shape(outage: PublishedOutage, boundaries: Mapping[str, Boundary]) -> shapely.Geometry | None:
    """What is drawn of an outage."""
    boundary = boundaries.get(outage.place_id) if outage.is_area else None
    if boundary is not None:
        return boundary.geometry
    return None if outage.lat is None or outage.lon is None else shapely.Point(outage.lon, outage.lat)


def outage_properties(outage: PublishedOutage, edition: Edition, boundaries: Mapping[str, Boundary]) -> dict[str, Any]:
    """The columns of an outage, in the order of the data dictionary."""
    exposure, told = outage.exposure, main_quantity(outage.quantities)
    boundary = boundaries.get(outage.place_id) if outage.is_area else None
    return {
        "id": outage.outage_id,
        "service": outage.service.value,
        "status": outage.status.value if outage.status else None,
        "cause": outage.cause.value if outage.cause else None,
        "started_at": write_time(outage.started_at),
        "onset_precision": outage.onset_precision.value if outage.onset_precision else None,
        "ended_at": write_time(outage.ended_at),
        "adm1_pcode": outage.adm1_pcode,
        "adm1_en": outage.adm1_en,
        "adm2_pcode": outage.adm2_pcode,
        "adm2_en": outage.adm2_en,
        "place_id": outage.place_id,
        "place_en": plain_text(outage.place_en),
        "place_uk": plain_text(outage.place_uk),
        "people_low": exposure.people_low_count if exposure else None,
        "people_high": exposure.people_high_count if exposure else None,
        "reported_quantity": _finite(told.value) if told else None,
        "reported_unit": told.unit.value if told else None,
        "temperature_now_c": _finite(exposure.temperature_now_c) if exposure else None,
        "temperature_min_c": _finite(exposure.temperature_min_c) if exposure else None,
        "temperature_min_next_72h_c": _finite(exposure.temperature_min_next_72h_c) if exposure else None,
        "temperature_reported_c": _finite(exposure.temperature_reported_c) if exposure else None,
        "sources_count": outage.sources_count,
        "confidence": outage.confidence,
        "verification": outage.verification.value,
        "boundary_quality": boundary.boundary_quality if boundary else None,
        "boundary_source": boundary.boundary_source if boundary else None,
        "as_of": write_time(edition.as_of),
        "policy_version": edition.policy_version,
        "temperature_mean_c": _finite(exposure.temperature_mean_c) if exposure else None,
        "hours_below_0_count": exposure.hours_below_0_count if exposure else None,
        "hours_below_minus_10_count": exposure.hours_below_minus_10_count if exposure else None,
        "hours_below_minus_20_count": exposure.hours_below_minus_20_count if exposure else None,
        "reported_bound": told.bound.value if told else None,
        "publishers": "; ".join(plain_text(name) for name in sorted({c.publisher for c in outage.citations})),
        "updated_at": write_time(outage.updated_at),
        "note": edition.note,
    }


def geometry(shape: shapely.Geometry | None) -> dict[str, Any] | None:
    """A geometry as RFC 7946 wants it; None stays null."""
    if shape is None or shape.is_empty:
        return None
    plain = mapping(shapely.orient_polygons(shape))
    return {"type": plain["type"], "coordinates": _round(plain["coordinates"])}


def write_time(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with a Z."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def validate_export(collection: Mapping[str, Any]) -> tuple[str, ...]:
    """What general validators leave out: no crs, unique ids, finite numbers, counter-clockwise outer rings."""
    problems = ["there is a crs member"] if "crs" in collection else []
    features = collection["features"]
    ids = [feature.get("id") for feature in features]
    if len(set(ids)) != len(ids) or None in ids:
        problems.append("ids are missing or not unique")
    for feature in features:
        if any(not math.isfinite(number) for number in _numbers(feature)):
            problems.append(f"{feature['id']}: a number is not finite")
        shape = shapely.geometry.shape(feature["geometry"]) if feature["geometry"] else None
        parts = shapely.get_parts(shape) if shape is not None else []
        if any(part.geom_type == "Polygon" and not part.exterior.is_ccw for part in parts):
            problems.append(f"{feature['id']}: an outer ring is clockwise")
    return tuple(problems)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _numbers(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _numbers(part)
    elif isinstance(value, float):
        yield value


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _round(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_round(part) for part in value]
    return round(float(value), DECIMALS)
