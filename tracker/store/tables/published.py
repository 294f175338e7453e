"""What GIS clients and the public role see: rows of editions. Column names are frozen (docs/data-dictionary.md).

Every table has one whole number as its key, which is all that GDAL takes without a warning. It says nothing and is no
public id.
"""

from collections.abc import Callable, Mapping

from sqlalchemy import Boolean, Column, Float, Index, Integer, Text

from tracker.store.columns import CODE, ID, LONG, Items, Shape, UtcTime


def _rows_of(name: str, *natural_key: str, columns: Items) -> Items:
    """A table whose rows are told apart by tier and natural key."""
    return (
        Column("row_id", Integer, primary_key=True, autoincrement=True),
        Column("tier", CODE, nullable=False),
        *columns,
        Column("as_of", UtcTime, nullable=False),
        Column("policy_version", CODE, nullable=False),
        Index(f"ix_published_{name}_key", "tier", *natural_key, unique=True),
    )


def _edition() -> Items:
    columns = (Column("gazetteer_version", CODE, nullable=False), Column("note", Text))
    return _rows_of("edition", columns=columns)


def _places() -> Items:
    columns = (
        Column("place_id", CODE, nullable=False),
        Column("level", CODE, nullable=False),
        Column("name_en", LONG, nullable=False),
        Column("name_uk", LONG, nullable=False),
        Column("parent_id", CODE),
        Column("adm1_pcode", CODE),
        Column("adm2_pcode", CODE),
        Column("coord_quality", CODE),
        Column("geom", Shape),
    )
    return _rows_of("places", "place_id", columns=columns)


def _boundaries() -> Items:
    columns = (
        Column("place_id", CODE, nullable=False),
        Column("pcode", CODE, nullable=False),
        Column("level", CODE, nullable=False),
        Column("name_en", LONG, nullable=False),
        Column("name_uk", LONG, nullable=False),
        Column("boundary_quality", CODE, nullable=False),
        Column("boundary_source", LONG, nullable=False),
        Column("geom", Shape),
    )
    return _rows_of("boundaries", "place_id", columns=columns)


def _outages() -> Items:
    columns = (
        Column("id", ID, nullable=False),
        Column("service", CODE, nullable=False),
        Column("status", CODE),
        Column("cause", CODE),
        Column("started_at", UtcTime),
        Column("onset_precision", CODE),
        Column("ended_at", UtcTime),
        Column("adm1_pcode", CODE),
        Column("adm1_en", LONG),
        Column("adm2_pcode", CODE),
        Column("adm2_en", LONG),
        Column("place_id", CODE, nullable=False),
        Column("place_en", LONG, nullable=False),
        Column("place_uk", LONG, nullable=False),
        Column("people_low", Integer),
        Column("people_high", Integer),
        Column("reported_quantity", Float),
        Column("reported_unit", CODE),
        Column("reported_bound", CODE),
        Column("temperature_now_c", Float),
        Column("temperature_min_c", Float),
        Column("temperature_mean_c", Float),
        Column("hours_below_0_count", Integer),
        Column("hours_below_minus_10_count", Integer),
        Column("hours_below_minus_20_count", Integer),
        Column("temperature_min_next_72h_c", Float),
        Column("temperature_reported_c", Float),
        Column("sources_count", Integer, nullable=False),
        Column("publishers", Text, nullable=False),
        Column("confidence", Float, nullable=False),
        Column("verification", CODE, nullable=False),
        Column("boundary_quality", CODE),
        Column("boundary_source", LONG),
        Column("updated_at", UtcTime, nullable=False),
        Column("note", Text),
        Column("geom", Shape),
    )
    return _rows_of("outages", "id", columns=columns)


def _exposures() -> Items:
    columns = (
        Column("outage_id", ID, nullable=False),
        Column("temperature_now_c", Float),
        Column("temperature_min_c", Float),
        Column("temperature_mean_c", Float),
        Column("hours_below_0_count", Integer),
        Column("hours_below_minus_10_count", Integer),
        Column("hours_below_minus_20_count", Integer),
        Column("hours_unknown_count", Integer),
        Column("temperature_min_next_72h_c", Float),
        Column("temperature_tonight_min_c", Float),
        Column("temperature_reported_c", Float),
        Column("weather_fetched_at", UtcTime),
        Column("people_low", Integer),
        Column("people_high", Integer),
    )
    return _rows_of("exposures", "outage_id", columns=columns)


def _incidents() -> Items:
    columns = (
        Column("id", ID, nullable=False),
        Column("date", CODE, nullable=False),
        Column("area_id", CODE, nullable=False),
        Column("area_en", LONG, nullable=False),
        Column("area_uk", LONG, nullable=False),
        Column("adm1_pcode", CODE),
        Column("label_en", LONG, nullable=False),
        Column("label_uk", LONG, nullable=False),
        Column("target", CODE),
        Column("publishers", Text, nullable=False),
        Column("note", Text),
    )
    return _rows_of("incidents", "id", columns=columns)


def _schedules() -> Items:
    columns = (
        Column("id", ID, nullable=False),
        Column("cause", CODE, nullable=False),
        Column("status", CODE, nullable=False),
        Column("scope", CODE, nullable=False),
        Column("place_id", CODE, nullable=False),
        Column("place_en", LONG, nullable=False),
        Column("place_uk", LONG, nullable=False),
        Column("adm1_pcode", CODE),
        Column("start_at", UtcTime),
        Column("end_at", UtcTime),
        Column("publishers", Text, nullable=False),
        Column("updated_at", UtcTime, nullable=False),
        Column("note", Text),
    )
    return _rows_of("schedules", "id", columns=columns)


def _oblasts() -> Items:
    columns = (
        Column("adm1_pcode", CODE, nullable=False),
        Column("adm1_en", LONG, nullable=False),
        Column("adm1_uk", LONG, nullable=False),
        Column("attack", CODE),
        Column("emergency_outages", CODE),
        Column("network_limits", CODE),
        Column("schedule", CODE),
        Column("electricity", LONG),
        Column("heat", LONG),
        Column("water", LONG),
        Column("temperature_tonight_min_c", Float),
        Column("sources_count", Integer),
        Column("sources_live_count", Integer),
        Column("geom", Shape),
    )
    return _rows_of("oblasts", "adm1_pcode", columns=columns)


def _coverage() -> Items:
    columns = (
        Column("source_id", CODE, nullable=False),
        Column("publisher", LONG, nullable=False),
        Column("publisher_uk", LONG),
        Column("state", CODE, nullable=False),
        Column("outcome", CODE),
        Column("last_ok_at", UtcTime),
        Column("last_new_at", UtcTime),
        Column("is_silent", Boolean, nullable=False),
    )
    return _rows_of("coverage", "source_id", columns=columns)


PUBLISHED_TABLES: Mapping[str, Callable[[], Items]] = {
    "edition": _edition,
    "places": _places,
    "boundaries": _boundaries,
    "incidents": _incidents,
    "outages": _outages,
    "exposures": _exposures,
    "schedules": _schedules,
    "oblasts": _oblasts,
    "coverage": _coverage,
}
