"""The weather that a picture needs: of each place and hour the newest fetch, from when it matters there."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Engine, Select, String, column, func, select, type_coerce, values

from tracker.model import TemperatureSeries
from tracker.store.columns import UtcTime
from tracker.store.rows import ledger_table
from tracker.store.transactions import reading

AT_ONCE = 1_000  # places


def read_weather(engine: Engine, since: Mapping[str, datetime], *, as_of: datetime) -> tuple[TemperatureSeries, ...]:
    """One series for each of some places, of what was fetched by an instant: from the hour named for it on."""
    needed = iter(sorted(since.items()))
    found: list[TemperatureSeries] = []
    with reading(engine) as connection:
        while batch := list(islice(needed, AT_ONCE)):
            rows = connection.execute(_newest_hours(engine, batch, as_of))
            found += [_make_series(place_id, hours) for place_id, hours in groupby(rows, key=lambda row: row[0])]
    return tuple(found)


def _newest_hours(engine: Engine, needed: Iterable[tuple[str, datetime]], as_of: datetime) -> Select[Any]:
    """Place, hour, fetch, provider and temperature, by place and hour."""
    table = ledger_table(engine, "temperature")
    wanted = (
        values(column("place_id", String), column("since", UtcTime), name="wanted").data(list(needed)).cte("wanted")
    )
    is_postgres = engine.dialect.name == "postgresql"
    # SQLite takes the other columns from the row with the highest; PostgreSQL the first row of each. SQLite's times
    # are text, and rows are many: they are read as times below, the fastest way there is.
    fetched_at = table.c.fetched_at if is_postgres else type_coerce(func.max(table.c.fetched_at), String)
    hour_at = table.c.hour_at if is_postgres else type_coerce(table.c.hour_at, String)
    query = (
        select(table.c.place_id, hour_at, fetched_at, table.c.provider, table.c.temperature_c)
        .select_from(wanted)
        .join(table, (table.c.place_id == wanted.c.place_id) & (table.c.hour_at >= wanted.c.since))
        .where(table.c.fetched_at <= as_of)
    )
    if is_postgres:
        return query.distinct(table.c.place_id, table.c.hour_at).order_by(
            table.c.place_id, table.c.hour_at, table.c.fetched_at.desc(), table.c.provider.desc()
        )
    return query.group_by(table.c.place_id, table.c.hour_at).order_by(table.c.place_id, table.c.hour_at)


def _make_series(place_id: str, rows: Iterable[Any]) -> TemperatureSeries:
    _, hours, fetches, providers, temperatures = zip(*rows, strict=True)
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
