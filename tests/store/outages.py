"""Published outages for tests, put straight into their table as the publisher would. All invented."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import Engine, insert

from tests.builders import NOON
from tracker.model import Tier
from tracker.store.rtree import forget_boxes, write_boxes
from tracker.store.tables import PUBLISHED, table_of
from tracker.store.transactions import writing


def make_row(
    outage_id: str,
    geom: shapely.Geometry | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    **fields: Any,
) -> dict[str, Any]:
    return {
        "id": outage_id,
        "tier": Tier.PUBLIC,
        "service": "electricity",
        "place_id": "place",
        "place_en": "Place",
        "place_uk": "Місце",
        "sources_count": 1,
        "publishers": "Invented Grid",
        "confidence": 0.9,
        "verification": "confirmed",
        "updated_at": NOON,
        "as_of": NOON,
        "policy_version": "test",
        "started_at": started_at,
        "ended_at": ended_at,
        "geom": geom,
        **fields,
    }


def put(store: Engine, rows: Iterable[dict[str, Any]]) -> None:
    is_sqlite = store.dialect.name == "sqlite"
    with writing(store) as connection:
        if is_sqlite:
            for tier in Tier:
                forget_boxes(connection, tier)
        connection.execute(insert(table_of(store.dialect.name, PUBLISHED, "outages")), list(rows))
        if is_sqlite:
            for tier in Tier:
                write_boxes(connection, tier)
