"""Hourly temperatures: kept where they are new or have changed, and read as a picture needs them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, String, Table, bindparam, func, select, type_coerce
from sqlalchemy.dialects.postgresql import distinct_on

from tracker.model import TemperatureSeries
from tracker.store.columns import UtcTime
from tracker.store.partitions import make_months, month_of
from tracker.store.rows import insert_new, ledger_table
from tracker.store.transactions import reading, write


def append_temperatures(engine: Engine, series: Iterable[TemperatureSeries]) -> int:
    """Keep what is new or has changed since the last fetch of each hour; gives the number of hours kept."""
    series = tuple(series)
    make_temperature_months(engine, series)
    return write(engine, lambda connection: insert_temperatures(connection, series))


def make_temperature_months(engine: Engine, series: Iterable[TemperatureSeries]) -> None:
    """Make room for some series, before the transaction that keeps them."""
    make_months(engine, "temperature", {month_of(hour) for one in series for hour in one.hours})


def insert_temperatures(connection: Connection, series: Iterable[TemperatureSeries]) -> int:
    """Keep what is new or has changed; gives the number of hours kept."""
    table, series = ledger_table(connection, "temperature"), tuple(series)
    hours = [hour for one in series for hour in one.hours]
    known = _newest_temperatures(connection, table, min(hours)) if hours else {}
    rows = [
        {
            "place_id": one.place_id,
            "hour_at": hour,
            "fetched_at": one.fetched_at,
            "provider": one.provider,
            "temperature_c": value,
        }
        for one in series
        for hour, value in zip(one.hours, one.temperatures_c, strict=True)
        if (one.place_id, hour) not in known or known[one.place_id, hour] != value
    ]
    return insert_new(connection, table, rows)


def _newest_temperatures(
    connection: Connection, table: Table, since: datetime
) -> dict[tuple[str, datetime], float | None]:
    rows = connection.execute(
        select(table.c.place_id, table.c.hour_at, table.c.temperature_c)
        .where(table.c.hour_at >= since)
        .order_by(table.c.fetched_at)
    )
    return {(row.place_id, row.hour_at): row.temperature_c for row in rows}


def read_temperatures(engine: Engine, *, as_of: datetime) -> tuple[TemperatureSeries, ...]:
    """The series fetched by an instant, one for each place and fetch."""
    table = ledger_table(engine, "temperature")
    grouped: dict[tuple[str, datetime, str], list[tuple[datetime, float | None]]] = defaultdict(list)
    with reading(engine) as connection:
        rows = connection.execute(
            select(table)
            .where(table.c.fetched_at <= as_of)
            .order_by(table.c.place_id, table.c.fetched_at, table.c.hour_at)
        )
        for row in rows:
            grouped[row.place_id, row.fetched_at, row.provider].append((row.hour_at, row.temperature_c))
    return tuple(
        TemperatureSeries(
            place_id=place_id,
            fetched_at=fetched_at,
            provider=provider,
            hours=tuple(hour for hour, _ in values),
            temperatures_c=tuple(value for _, value in values),
        )
        for (place_id, fetched_at, provider), values in grouped.items()
    )


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
