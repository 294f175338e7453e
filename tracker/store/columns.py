"""Column types that mean the same on both stores."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias

import shapely
from geoalchemy2 import Geometry
from geoalchemy2.shape import from_shape, to_shape
from sqlalchemy import DateTime, Dialect, LargeBinary, String
from sqlalchemy.dialects.sqlite import DATETIME
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine

Items: TypeAlias = Sequence[SchemaItem]
ID, CODE, LONG = String(64), String(40), String(200)
SRID = 4326
UNZONED = 26  # characters of an instant to the microsecond


def to_utc(at: datetime | None) -> datetime | None:
    """An instant in UTC.

    Raises:
        ValueError: it has no zone.
    """
    if at is None or at.tzinfo is UTC:
        return at
    if at.tzinfo is None:
        message = f"a datetime without a zone: {at!r}"
        raise ValueError(message)
    return at.astimezone(UTC)


def write_time(at: datetime | None) -> str | None:
    """An instant as SQLite keeps it: text with a Z, whose order is that of time.

    Raises:
        ValueError: it has no zone.
    """
    utc = to_utc(at)
    return utc.isoformat(timespec="microseconds")[:UNZONED] + "Z" if utc is not None else None


def read_time(text: str | None) -> datetime | None:
    """An instant from that text."""
    return datetime.fromisoformat(text) if text is not None else None


class _TextTime(DATETIME):
    """SQLite knows no zones."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        """Write an instant."""
        del dialect
        return write_time

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], datetime | None]:
        """Read an instant."""
        del dialect, coltype
        return read_time


_TEXT = _TextTime()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves this class untyped


class UtcTime(TypeDecorator[datetime]):
    """An instant. A datetime without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite."""
        return _TEXT if dialect.name == "sqlite" else self.impl_instance

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        del dialect
        return to_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back as UTC."""
        del dialect
        return to_utc(value)


class Shape(TypeDecorator[shapely.Geometry]):
    """A geometry in WGS 84: PostGIS geometry, or well-known binary on SQLite."""

    impl = Geometry
    cache_ok = True

    def __init__(self) -> None:
        """Any kind of geometry; the index is made by the migration."""
        super().__init__("GEOMETRY", srid=SRID, spatial_index=False)

    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        """GeoAlchemy2 asks with None when it looks at tables."""
        return LargeBinary() if dialect is not None and dialect.name == "sqlite" else self.impl_instance

    def process_bind_param(self, value: shapely.Geometry | None, dialect: Dialect) -> Any:
        """Store a shapely geometry."""
        if value is None:
            return None
        return from_shape(value, srid=SRID) if dialect.name == "postgresql" else shapely.to_wkb(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> shapely.Geometry | None:
        """Give back a shapely geometry."""
        if value is None:
            return None
        return to_shape(value) if dialect.name == "postgresql" else shapely.from_wkb(value)
