"""Edition → the rows of its tables, by table. Nothing is in them that the edition does not show."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, TypeAlias

import shapely

from geodata.boundaries import Boundary
from geodata.gazetteer import Gazetteer
from tracker.model import (
    Citation,
    Edition,
    Exposure,
    PublishedIncident,
    PublishedOutage,
    PublishedSchedule,
    main_quantity,
)

Row: TypeAlias = dict[str, Any]

_SAME_OF_OUTAGE = (
    "service",
    "status",
    "cause",
    "started_at",
    "onset_precision",
    "ended_at",
    "adm1_pcode",
    "adm1_en",
    "adm2_pcode",
    "adm2_en",
    "place_id",
    "place_en",
    "place_uk",
    "sources_count",
    "confidence",
    "verification",
    "updated_at",
)
_COLD = (
    "temperature_now_c",
    "temperature_min_c",
    "temperature_mean_c",
    "hours_below_0_count",
    "hours_below_minus_10_count",
    "hours_below_minus_20_count",
    "temperature_min_next_72h_c",
    "temperature_reported_c",
)
_COLD_ALONE = ("hours_unknown_count", "temperature_tonight_min_c", "weather_fetched_at")


def rows_of(edition: Edition, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> Mapping[str, list[Row]]:
    """Every row of every published table of an edition's tier."""
    note = {"note": edition.note}
    named = _named_places(edition, gazetteer)
    by_table = {
        "edition": [{"gazetteer_version": edition.gazetteer_version, **note}],
        "places": [_place_row(place_id, gazetteer) for place_id in named],
        "boundaries": [_boundary_row(boundaries[one], gazetteer) for one in named if one in boundaries],
        "incidents": [_incident_row(incident) | note for incident in edition.incidents],
        "outages": [_outage_row(outage, boundaries) | note for outage in edition.outages],
        "exposures": [_exposure_row(one.exposure) for one in edition.outages if one.exposure is not None],
        "schedules": [_schedule_row(schedule) | note for schedule in edition.schedules],
        "oblasts": _oblast_rows(edition, gazetteer, boundaries),
        "coverage": [asdict(source) for source in edition.sources],
    }
    stamp = {"tier": edition.tier, "as_of": edition.as_of, "policy_version": edition.policy_version}
    return {name: [row | stamp for row in rows] for name, rows in by_table.items()}


def _named_places(edition: Edition, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The places that an edition names, those of its table of oblasts among them."""
    named = {
        *(outage.place_id for outage in edition.outages),
        *(incident.area_id for incident in edition.incidents),
        *(schedule.place_id for schedule in edition.schedules),
        *_oblast_ids(gazetteer).values(),
    }
    return tuple(sorted(named & gazetteer.places.keys()))


def _oblast_ids(gazetteer: Gazetteer) -> dict[str | None, str]:
    return {place.adm1_pcode: place.place_id for place in gazetteer.oblasts()}


def _place_row(place_id: str, gazetteer: Gazetteer) -> Row:
    place = gazetteer.places[place_id]
    same = ("place_id", "level", "name_en", "name_uk", "parent_id", "adm1_pcode", "adm2_pcode", "coord_quality")
    return {name: getattr(place, name) for name in same} | {"geom": _point(place.lat, place.lon)}


def _boundary_row(boundary: Boundary, gazetteer: Gazetteer) -> Row:
    place = gazetteer.places[boundary.place_id]
    return {
        "place_id": boundary.place_id,
        "pcode": boundary.pcode,
        "level": boundary.level,
        "name_en": place.name_en,
        "name_uk": place.name_uk,
        "boundary_quality": boundary.boundary_quality,
        "boundary_source": boundary.boundary_source,
        "geom": boundary.geometry,
    }


def _outage_row(outage: PublishedOutage, boundaries: Mapping[str, Boundary]) -> Row:
    exposure, told = outage.exposure, main_quantity(outage.quantities)
    boundary = boundaries.get(outage.place_id) if outage.is_area else None
    return {
        "id": outage.outage_id,
        **{name: getattr(outage, name) for name in _SAME_OF_OUTAGE},
        "people_low": exposure.people_low_count if exposure else None,
        "people_high": exposure.people_high_count if exposure else None,
        "reported_quantity": told.value if told else None,
        "reported_unit": told.unit if told else None,
        "reported_bound": told.bound if told else None,
        **{name: getattr(exposure, name) if exposure else None for name in _COLD},
        "publishers": _publishers(outage.citations),
        "boundary_quality": boundary.boundary_quality if boundary else None,
        "boundary_source": boundary.boundary_source if boundary else None,
        # The area where the whole of it is out and its border is known; else its point; else nothing.
        "geom": boundary.geometry if boundary else _point(outage.lat, outage.lon),
    }


def _exposure_row(exposure: Exposure) -> Row:
    return {
        "outage_id": exposure.outage_id,
        **{name: getattr(exposure, name) for name in (*_COLD, *_COLD_ALONE)},
        "people_low": exposure.people_low_count,
        "people_high": exposure.people_high_count,
    }


def _incident_row(incident: PublishedIncident) -> Row:
    same = ("date", "area_id", "area_en", "area_uk", "adm1_pcode", "label_en", "label_uk", "target")
    return {
        "id": incident.incident_id,
        **{name: getattr(incident, name) for name in same},
        "publishers": _publishers(incident.citations),
    }


def _schedule_row(schedule: PublishedSchedule) -> Row:
    plain = ("cause", "status", "scope", "place_id", "place_en", "place_uk", "adm1_pcode", "start_at", "end_at")
    return {
        "id": schedule.schedule_id,
        **{name: getattr(schedule, name) for name in (*plain, "updated_at")},
        "publishers": _publishers(schedule.citations),
    }


def _oblast_rows(edition: Edition, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> list[Row]:
    ids = _oblast_ids(gazetteer)
    areas = {pcode: boundaries[place_id].geometry for pcode, place_id in ids.items() if place_id in boundaries}
    return [
        {name: value for name, value in asdict(row).items() if name != "publishers"}
        | {"geom": areas.get(row.adm1_pcode)}
        for row in edition.oblasts
    ]


def _point(lat: float | None, lon: float | None) -> shapely.Point | None:
    return shapely.Point(lon, lat) if lat is not None and lon is not None else None


def _publishers(citations: Iterable[Citation]) -> str:
    return "; ".join(sorted({citation.publisher for citation in citations}))
