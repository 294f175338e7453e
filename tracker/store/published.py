"""Write an edition as tables that GIS clients read. Each tier's rows are replaced in one transaction."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import shapely
from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text

from geodata.boundaries import Boundary
from geodata.gazetteer import Gazetteer
from tracker.crashpoints import crash_at
from tracker.model import Edition, PublishedOutage
from tracker.store.tables import PUBLISHED, RTREE, table_of

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def write_edition(engine: Engine, edition: Edition, gazetteer: Gazetteer, boundaries: Mapping[str, Boundary]) -> None:
    """Replace what one tier sees."""
    by_pcode = {place.adm1_pcode: place.place_id for place in gazetteer.oblasts()}
    stamp = {"tier": edition.tier, "as_of": edition.as_of, "policy_version": edition.policy_version}
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            _forget_boxes(connection, edition)
        for name in ("edition", "outages", "incidents", "oblasts"):
            table = _table(connection, name)
            connection.execute(delete(table).where(table.c.tier == edition.tier))
        connection.execute(
            insert(_table(connection, "edition")).values(
                **stamp, gazetteer_version=edition.gazetteer_version, note=edition.note
            )
        )
        _insert_all(connection, "outages", [_outage_row(outage, boundaries) | stamp for outage in edition.outages])
        _insert_all(
            connection,
            "incidents",
            [
                {
                    "id": incident.incident_id,
                    "date": incident.date,
                    "area_id": incident.area_id,
                    "area_en": incident.area_en,
                    "area_uk": incident.area_uk,
                    "adm1_pcode": incident.adm1_pcode,
                    "label_en": incident.label_en,
                    "label_uk": incident.label_uk,
                }
                | stamp
                for incident in edition.incidents
            ],
        )
        _insert_all(
            connection,
            "oblasts",
            [
                {name: value for name, value in asdict(row).items() if name != "publishers"}
                | {"geom": _area(by_pcode.get(row.adm1_pcode), boundaries)}
                | stamp
                for row in edition.oblasts
            ],
        )
        if engine.dialect.name == "sqlite":
            _index_boxes(connection, edition)
        crash_at("edition.committing")
    crash_at("edition.committed")


def read_as_of(engine: Engine) -> datetime | None:
    """The moment of the newest edition written; None when there is none."""
    table = table_of(engine.dialect.name, PUBLISHED, "edition")
    with engine.connect() as connection:
        as_of: datetime | None = connection.scalar(select(func.max(table.c.as_of)))
    return as_of


def find_in_box(engine: Engine, *, west: float, south: float, east: float, north: float, tier: str) -> tuple[str, ...]:
    """Ids of published outages whose geometry touches a box; WGS 84 degrees."""
    table = table_of(engine.dialect.name, PUBLISHED, "outages")
    query = select(table.c.id).where(table.c.tier == tier).order_by(table.c.id)
    if engine.dialect.name == "postgresql":
        box = func.ST_MakeEnvelope(west, south, east, north, 4326)
        query = query.where(func.ST_Intersects(table.c.geom, box))
    else:
        boxes = text(
            f"row_id IN (SELECT row_id FROM {RTREE} WHERE west <= :east AND east >= :west "  # noqa: S608 - a constant name
            "AND south <= :north AND north >= :south)"
        ).bindparams(west=west, south=south, east=east, north=north)
        query = query.where(boxes)
    with engine.connect() as connection:
        return tuple(connection.scalars(query))


def _table(connection: Connection, name: str) -> Table:
    return table_of(connection.dialect.name, PUBLISHED, name)


def _insert_all(connection: Connection, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(_table(connection, name)), rows)


def _area(place_id: str | None, boundaries: Mapping[str, Boundary]) -> shapely.Geometry | None:
    boundary = boundaries.get(place_id) if place_id else None
    return boundary.geometry if boundary else None


def _geometry(outage: PublishedOutage, boundaries: Mapping[str, Boundary]) -> shapely.Geometry | None:
    """The area where the whole of it is out and its border is known; else its point; else nothing."""
    area = _area(outage.place_id, boundaries) if outage.is_area else None
    if area is not None:
        return area
    return shapely.Point(outage.lon, outage.lat) if outage.lat is not None and outage.lon is not None else None


def _outage_row(outage: PublishedOutage, boundaries: Mapping[str, Boundary]) -> dict[str, Any]:
    exposure = outage.exposure
    quantity = outage.quantities[0] if outage.quantities else None
    boundary = boundaries.get(outage.place_id) if outage.is_area else None
    cold = (
        "temperature_now_c",
        "temperature_min_c",
        "temperature_mean_c",
        "hours_below_0_count",
        "hours_below_minus_10_count",
        "hours_below_minus_20_count",
        "temperature_min_next_72h_c",
        "temperature_reported_c",
    )
    same_names = (
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
    )
    return {
        "id": outage.outage_id,
        **{name: getattr(outage, name) for name in same_names},
        "people_low": exposure.people_low_count if exposure else None,
        "people_high": exposure.people_high_count if exposure else None,
        "reported_quantity": quantity.value if quantity else None,
        "reported_unit": quantity.unit if quantity else None,
        **{name: getattr(exposure, name) if exposure else None for name in cold},
        "boundary_quality": boundary.boundary_quality if boundary else None,
        "boundary_source": boundary.boundary_source if boundary else None,
        "geom": _geometry(outage, boundaries),
    }


def _forget_boxes(connection: Connection, edition: Edition) -> None:
    connection.execute(
        text(f"DELETE FROM {RTREE} WHERE row_id IN (SELECT row_id FROM published_outages WHERE tier = :tier)"),  # noqa: S608 - a constant name
        {"tier": edition.tier},
    )


def _index_boxes(connection: Connection, edition: Edition) -> None:
    table = _table(connection, "outages")
    rows = connection.execute(
        select(table.c.row_id, table.c.geom, table.c.started_at, table.c.ended_at).where(
            table.c.tier == edition.tier, table.c.geom.is_not(None)
        )
    ).all()
    boxes = [
        {
            "row_id": row.row_id,
            **dict(zip(("west", "south", "east", "north"), row.geom.bounds, strict=True)),
            "begins_at": (row.started_at or EARLIEST).timestamp(),
            "ends_at": (row.ended_at or FOREVER).timestamp(),
        }
        for row in rows
    ]
    if boxes:
        connection.execute(
            text(f"INSERT INTO {RTREE} VALUES (:row_id, :west, :east, :south, :north, :begins_at, :ends_at)"),  # noqa: S608 - a constant name
            boxes,
        )
