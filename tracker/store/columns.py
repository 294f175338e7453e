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


class _IsoTime(DATETIME):
    """Text with a Z, whose order is that of time; read and written by the interpreter itself, once for each value."""

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any]:
        """Write an instant in UTC."""
        del dialect
        return _write_time

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        """Read an instant."""
        del dialect, coltype
        return lambda text: datetime.fromisoformat(text) if text is not None else None


def _write_time(at: datetime | None) -> str | None:
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z" if at is not None else None


_ISO = _IsoTime()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves this class untyped


class UtcTime(TypeDecorator[datetime]):
    """An instant. A datetime without a zone is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text with a Z on SQLite, which knows no zones."""
        return _ISO if dialect.name == "sqlite" else self.impl_instance

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        del dialect
        if value is not None and value.tzinfo is None:
            message = f"a datetime without a zone: {value!r}"
            raise ValueError(message)
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back as UTC."""
        del dialect
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


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
