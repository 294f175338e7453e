"""Payload bytes and temperatures by month, readings again, forgetting, an audit log, and the published layers whole."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import Shape, UtcTime
from tracker.store.partitions import create_month, following, month_of, months_ahead
from tracker.store.tables import place

revision = "0006"
down_revision = "0005"

ID, CODE, LONG = sa.String(64), sa.String(40), sa.String(200)
MONTHS = 3


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    _ledger(dialect)
    _split_payloads(dialect)
    if dialect == "postgresql":
        _split_temperatures()
    else:
        _order_temperatures()
    _people(dialect)
    _forget_published(dialect)
    _published(dialect)
    _index_published(dialect)


def downgrade() -> None:
    message = "the ledger is only ever added to; restore a backup instead"
    raise RuntimeError(message)


def _create(dialect: str, schema: str, name: str, *columns: sa.schema.SchemaItem, **options: Any) -> None:
    table_name, table_schema = place(dialect, schema, name)
    op.create_table(table_name, *columns, schema=table_schema, **options)


def _index(dialect: str, schema: str, name: str, column: str) -> None:
    table_name, table_schema = place(dialect, schema, name)
    op.create_index(f"ix_{schema}_{name}_{column}", table_name, [column], schema=table_schema)


def _ledger(dialect: str) -> None:
    _create(
        dialect,
        "ledger",
        "rereading",
        sa.Column("report_id", ID, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("read_at", UtcTime, primary_key=True),
        sa.Column("extractor_version", CODE, nullable=False),
    )
    _create(
        dialect,
        "ledger",
        "forgotten",
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("subject_id", ID, primary_key=True),
        sa.Column("forgotten_at", UtcTime, nullable=False),
        sa.Column("reason", sa.Text),
    )
    _create(
        dialect,
        "ledger",
        "audit",
        sa.Column("at", UtcTime, primary_key=True),
        sa.Column("actor", LONG, primary_key=True),
        sa.Column("action", CODE, primary_key=True),
        sa.Column("subject", LONG, primary_key=True),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    _date_claims(dialect)


def _date_claims(dialect: str) -> None:
    """When each claim was told: what a picture of the last days is read by."""
    name, schema = place(dialect, "ledger", "claim")
    op.add_column(name, sa.Column("told_at", UtcTime), schema=schema)
    op.add_column(name, sa.Column("read_at", UtcTime), schema=schema)
    if dialect == "postgresql":
        published_at = "(document ->> 'published_at')::timestamptz"
    else:
        told = "json_extract(document, '$.published_at')"
        # In UTC to the second or the microsecond: SQLite's own functions would round to the millisecond.
        published_at = f"CASE WHEN length({told}) = 20 THEN replace({told}, 'Z', '.000000Z') ELSE {told} END"
    whole_name = f"{schema}.{name}" if schema else name
    op.execute(f"UPDATE {whole_name} SET told_at = coalesce({published_at}, learned_at)")  # noqa: S608 - constant names
    with op.batch_alter_table(name, schema=schema) as table:
        table.alter_column("told_at", existing_type=UtcTime(), nullable=False)
    _index(dialect, "ledger", "claim", "told_at")
    op.create_index("ix_ledger_claim_place", name, ["place_id", "told_at"], schema=schema)
    polls, _ = place(dialect, "ledger", "poll")
    op.create_index("ix_ledger_poll_outcome", polls, ["source_id", "outcome", "polled_at"], schema=schema)


def _split_payloads(dialect: str) -> None:
    """The bytes into a table of their own; of the payload itself address and hash stay."""
    _create(
        dialect,
        "ledger",
        "payload_body",
        sa.Column("source_id", CODE, primary_key=True),
        sa.Column("sha256", ID, primary_key=True),
        sa.Column("fetched_at", UtcTime, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        postgresql_partition_by="RANGE (fetched_at)",
    )
    payload, payload_schema = place(dialect, "ledger", "payload")
    kept, _ = place(dialect, "ledger", "payload_body")
    at = f"{payload_schema}." if payload_schema else ""
    if dialect == "postgresql":
        _make_months("payload_body", "payload", "fetched_at")
    op.execute(
        f"INSERT INTO {at}{kept} (source_id, sha256, fetched_at, body) "  # noqa: S608 - constant names
        f"SELECT source_id, sha256, fetched_at, body FROM {at}{payload}"
    )
    with op.batch_alter_table(payload, schema=payload_schema) as table:
        table.drop_column("body")


def _split_temperatures() -> None:
    op.execute("ALTER TABLE ledger.temperature RENAME TO temperature_whole")
    op.execute("ALTER INDEX ledger.temperature_pkey RENAME TO temperature_whole_pkey")
    op.create_table(
        "temperature",
        *_temperature(),
        schema="ledger",
        postgresql_partition_by="RANGE (hour_at)",
    )
    _make_months("temperature", "temperature_whole", "hour_at")
    op.execute("INSERT INTO ledger.temperature SELECT * FROM ledger.temperature_whole")
    op.execute("DROP TABLE ledger.temperature_whole")


def _order_temperatures() -> None:
    """By their key: the hours of a place are read in one go."""
    op.rename_table("ledger_temperature", "temperature_whole")
    op.create_table("ledger_temperature", *_temperature(), sqlite_with_rowid=False)
    op.execute(
        "INSERT INTO ledger_temperature SELECT place_id, hour_at, fetched_at, provider, temperature_c "
        "FROM temperature_whole ORDER BY place_id, hour_at, fetched_at"
    )
    op.drop_table("temperature_whole")


def _temperature() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("place_id", CODE, primary_key=True),
        sa.Column("hour_at", UtcTime, primary_key=True),
        sa.Column("fetched_at", UtcTime, primary_key=True),
        sa.Column("provider", CODE, nullable=False),
        sa.Column("temperature_c", sa.Float),
    )


def _make_months(name: str, filled: str, column: str) -> None:
    """The months of what is there, and the next ones."""
    connection, now = op.get_bind(), datetime.now(UTC)
    found = sa.table(filled, sa.column(column, UtcTime), schema="ledger").c[column]
    first, last = connection.execute(sa.select(sa.func.min(found), sa.func.max(found))).one()
    months = set(months_ahead(now, MONTHS))
    month = month_of(first) if first else None
    while month is not None and month <= month_of(last):
        months.add(month)
        month = following(month)
    for one in sorted(months):
        create_month(connection, name, one)


def _people(dialect: str) -> None:
    _create(
        dialect,
        "people",
        "account",
        sa.Column("account_id", ID, primary_key=True),
        sa.Column("address", LONG, nullable=False, unique=True),
        sa.Column("role", CODE, nullable=False),
        sa.Column("password_hash", LONG),
        sa.Column("created_at", UtcTime, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
    )
    _create(
        dialect,
        "people",
        "subscriber",
        sa.Column("subscriber_id", ID, primary_key=True),
        sa.Column("address", LONG, nullable=False, unique=True),
        sa.Column("lang", CODE, nullable=False),
        sa.Column("areas", sa.JSON, nullable=False),
        sa.Column("asked_at", UtcTime, nullable=False),
        sa.Column("confirmed_at", UtcTime),
        sa.Column("left_at", UtcTime),
    )


def _forget_published(dialect: str) -> None:
    """The published layers are made anew with the next edition."""
    for name in ("edition", "outages", "incidents", "oblasts"):
        table_name, schema = place(dialect, "published", name)
        op.drop_table(table_name, schema=schema)
    if dialect != "postgresql":
        op.execute("DROP TABLE published_outages_rtree")


def _create_published(dialect: str, name: str, key: tuple[str, ...], *columns: sa.schema.SchemaItem) -> None:
    _create(
        dialect,
        "published",
        name,
        sa.Column("row_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("tier", CODE, nullable=False),
        *columns,
        sa.Column("as_of", UtcTime, nullable=False),
        sa.Column("policy_version", CODE, nullable=False),
    )
    table_name, schema = place(dialect, "published", name)
    op.create_index(f"ix_published_{name}_key", table_name, ["tier", *key], unique=True, schema=schema)


def _published(dialect: str) -> None:
    _create_published(
        dialect,
        "edition",
        (),
        sa.Column("gazetteer_version", CODE, nullable=False),
        sa.Column("note", sa.Text),
    )
    _create_published(
        dialect,
        "places",
        ("place_id",),
        sa.Column("place_id", CODE, nullable=False),
        sa.Column("level", CODE, nullable=False),
        sa.Column("name_en", LONG, nullable=False),
        sa.Column("name_uk", LONG, nullable=False),
        sa.Column("parent_id", CODE),
        sa.Column("adm1_pcode", CODE),
        sa.Column("adm2_pcode", CODE),
        sa.Column("coord_quality", CODE),
        sa.Column("geom", Shape),
    )
    _create_published(
        dialect,
        "boundaries",
        ("place_id",),
        sa.Column("place_id", CODE, nullable=False),
        sa.Column("pcode", CODE, nullable=False),
        sa.Column("level", CODE, nullable=False),
        sa.Column("name_en", LONG, nullable=False),
        sa.Column("name_uk", LONG, nullable=False),
        sa.Column("boundary_quality", CODE, nullable=False),
        sa.Column("boundary_source", LONG, nullable=False),
        sa.Column("geom", Shape),
    )
    _create_published(
        dialect,
        "incidents",
        ("id",),
        sa.Column("id", ID, nullable=False),
        sa.Column("date", CODE, nullable=False),
        sa.Column("area_id", CODE, nullable=False),
        sa.Column("area_en", LONG, nullable=False),
        sa.Column("area_uk", LONG, nullable=False),
        sa.Column("adm1_pcode", CODE),
        sa.Column("label_en", LONG, nullable=False),
        sa.Column("label_uk", LONG, nullable=False),
        sa.Column("target", CODE),
        sa.Column("publishers", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
    )
    _create_published(
        dialect,
        "outages",
        ("id",),
        sa.Column("id", ID, nullable=False),
        sa.Column("service", CODE, nullable=False),
        sa.Column("status", CODE),
        sa.Column("cause", CODE),
        sa.Column("started_at", UtcTime),
        sa.Column("onset_precision", CODE),
        sa.Column("ended_at", UtcTime),
        sa.Column("adm1_pcode", CODE),
        sa.Column("adm1_en", LONG),
        sa.Column("adm2_pcode", CODE),
        sa.Column("adm2_en", LONG),
        sa.Column("place_id", CODE, nullable=False),
        sa.Column("place_en", LONG, nullable=False),
        sa.Column("place_uk", LONG, nullable=False),
        sa.Column("people_low", sa.Integer),
        sa.Column("people_high", sa.Integer),
        sa.Column("reported_quantity", sa.Float),
        sa.Column("reported_unit", CODE),
        sa.Column("reported_bound", CODE),
        sa.Column("temperature_now_c", sa.Float),
        sa.Column("temperature_min_c", sa.Float),
        sa.Column("temperature_mean_c", sa.Float),
        sa.Column("hours_below_0_count", sa.Integer),
        sa.Column("hours_below_minus_10_count", sa.Integer),
        sa.Column("hours_below_minus_20_count", sa.Integer),
        sa.Column("temperature_min_next_72h_c", sa.Float),
        sa.Column("temperature_reported_c", sa.Float),
        sa.Column("sources_count", sa.Integer, nullable=False),
        sa.Column("publishers", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("verification", CODE, nullable=False),
        sa.Column("boundary_quality", CODE),
        sa.Column("boundary_source", LONG),
        sa.Column("updated_at", UtcTime, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("geom", Shape),
    )
    _create_published(
        dialect,
        "exposures",
        ("outage_id",),
        sa.Column("outage_id", ID, nullable=False),
        sa.Column("temperature_now_c", sa.Float),
        sa.Column("temperature_min_c", sa.Float),
        sa.Column("temperature_mean_c", sa.Float),
        sa.Column("hours_below_0_count", sa.Integer),
        sa.Column("hours_below_minus_10_count", sa.Integer),
        sa.Column("hours_below_minus_20_count", sa.Integer),
        sa.Column("hours_unknown_count", sa.Integer),
        sa.Column("temperature_min_next_72h_c", sa.Float),
        sa.Column("temperature_tonight_min_c", sa.Float),
        sa.Column("temperature_reported_c", sa.Float),
        sa.Column("weather_fetched_at", UtcTime),
        sa.Column("people_low", sa.Integer),
        sa.Column("people_high", sa.Integer),
    )
    _create_published(
        dialect,
        "schedules",
        ("id",),
        sa.Column("id", ID, nullable=False),
        sa.Column("cause", CODE, nullable=False),
        sa.Column("status", CODE, nullable=False),
        sa.Column("scope", CODE, nullable=False),
        sa.Column("place_id", CODE, nullable=False),
        sa.Column("place_en", LONG, nullable=False),
        sa.Column("place_uk", LONG, nullable=False),
        sa.Column("adm1_pcode", CODE),
        sa.Column("start_at", UtcTime),
        sa.Column("end_at", UtcTime),
        sa.Column("publishers", sa.Text, nullable=False),
        sa.Column("updated_at", UtcTime, nullable=False),
        sa.Column("note", sa.Text),
    )
    _create_published(
        dialect,
        "oblasts",
        ("adm1_pcode",),
        sa.Column("adm1_pcode", CODE, nullable=False),
        sa.Column("adm1_en", LONG, nullable=False),
        sa.Column("adm1_uk", LONG, nullable=False),
        sa.Column("attack", CODE),
        sa.Column("emergency_outages", CODE),
        sa.Column("network_limits", CODE),
        sa.Column("schedule", CODE),
        sa.Column("electricity", LONG),
        sa.Column("heat", LONG),
        sa.Column("water", LONG),
        sa.Column("temperature_tonight_min_c", sa.Float),
        sa.Column("sources_count", sa.Integer),
        sa.Column("sources_live_count", sa.Integer),
        sa.Column("geom", Shape),
    )
    _create_published(
        dialect,
        "coverage",
        ("source_id",),
        sa.Column("source_id", CODE, nullable=False),
        sa.Column("publisher", LONG, nullable=False),
        sa.Column("publisher_uk", LONG),
        sa.Column("state", CODE, nullable=False),
        sa.Column("outcome", CODE),
        sa.Column("last_ok_at", UtcTime),
        sa.Column("last_new_at", UtcTime),
        sa.Column("is_silent", sa.Boolean, nullable=False),
    )


def _index_published(dialect: str) -> None:
    if dialect == "postgresql":
        for name in ("places", "boundaries", "oblasts"):
            op.execute(f"CREATE INDEX ix_published_{name}_geom_gist ON published.{name} USING gist (geom)")
        _index_windows()
    else:
        op.execute(
            "CREATE VIRTUAL TABLE published_outages_rtree "
            "USING rtree(row_id, west, east, south, north, begins_day, ends_day)"
        )


def _index_windows() -> None:
    """Outages by area and time, and by time alone: of a large area and a short time only few rows are in both.

    Where a rounded onset lies after the end the range goes from the end to the onset: a range that ends before it
    begins is refused, and would refuse the row.
    """
    lasts = (
        "tstzrange(CASE WHEN started_at > ended_at THEN ended_at ELSE started_at END, "
        "CASE WHEN started_at > ended_at THEN started_at ELSE ended_at END, '[]')"
    )
    op.execute(f"CREATE INDEX ix_published_outages_window_gist ON published.outages USING gist (geom, {lasts})")
    op.execute(f"CREATE INDEX ix_published_outages_lasts_gist ON published.outages USING gist ({lasts})")
