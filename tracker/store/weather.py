"""The weather that a picture needs: of each place and hour the newest fetch, from when it matters there."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Select, String, bindparam, func, select, type_coerce
from sqlalchemy.dialects.postgresql import distinct_on

from tracker.model import TemperatureSeries
from tracker.store.columns import UtcTime
from tracker.store.rows import ledger_table
from tracker.store.transactions import reading


def read_weather(engine: Engine, since: Mapping[str, datetime], *, as_of: datetime) -> tuple[TemperatureSeries, ...]:
    """One series for each of some places, of what was fetched by an instant: from the hour named for it on."""
    query, found = _newest_hours(engine, as_of), []
    with reading(engine) as connection:
        for place_id, first in sorted(since.items()):
            rows = connection.execute(query, {"of_place": place_id, "first": first}).all()
            if rows:
                found.append(_make_series(place_id, rows))
    return tuple(found)


def _newest_hours(engine: Engine, as_of: datetime) -> Select[Any]:
    """Hour, fetch, provider and temperature of one place from one hour on, by hour."""
    table = ledger_table(engine, "temperature")
    is_postgres = engine.dialect.name == "postgresql"
    # SQLite takes the other columns from the row with the highest; PostgreSQL the first row of each. SQLite's times
    # are text, and rows are many: they stay text here, and only what is needed is read as a time.
    fetched_at = table.c.fetched_at if is_postgres else type_coerce(func.max(table.c.fetched_at), String)
    hour_at = table.c.hour_at if is_postgres else type_coerce(table.c.hour_at, String)
    query = select(hour_at, fetched_at, table.c.provider, table.c.temperature_c).where(
        table.c.place_id == bindparam("of_place"),
        table.c.hour_at >= bindparam("first", type_=UtcTime()),
        table.c.fetched_at <= as_of,
    )
    if is_postgres:
        return query.ext(distinct_on(table.c.hour_at)).order_by(table.c.hour_at, table.c.fetched_at.desc())
    return query.group_by(table.c.hour_at).order_by(table.c.hour_at)


def _make_series(place_id: str, rows: Sequence[Any]) -> TemperatureSeries:
    hours, fetches, providers, temperatures = zip(*rows, strict=True)
    newest = max(range(len(fetches)), key=fetches.__getitem__)
    return TemperatureSeries(
        place_id=place_id,
        fetched_at=_read_time(fetches[newest]),
        provider=providers[newest],
        hours=tuple(map(_read_time, hours)),
        temperatures_c=temperatures,
    )


def _read_time(written: str | datetime) -> datetime:
    return datetime.fromisoformat(written) if isinstance(written, str) else written.astimezone(UTC)
