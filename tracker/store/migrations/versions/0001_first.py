"""The first schema: the ledger and the published layers."""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import Shape, UtcTime
from tracker.store.private_file import APPLICATION_ID
from tracker.store.tables import place

revision = "0001"
down_revision = None

ID, CODE, LONG = sa.String(64), sa.String(40), sa.String(200)


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        op.execute("CREATE SCHEMA IF NOT EXISTS ledger")
        op.execute("CREATE SCHEMA IF NOT EXISTS published")
    else:
        op.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    _ledger(dialect)
    _published(dialect)
    if dialect == "postgresql":
        op.execute("CREATE INDEX ix_published_outages_geom_gist ON published.outages USING gist (geom)")
        op.execute("CREATE INDEX ix_published_oblasts_geom_gist ON published.oblasts USING gist (geom)")
    else:
        op.execute(
            "CREATE VIRTUAL TABLE published_outages_rtree "
            "USING rtree(row_id, west, east, south, north, begins_at, ends_at)"
        )


def downgrade() -> None:
    message = "the ledger is only ever added to; restore a backup instead"
    raise RuntimeError(message)


def _create(dialect: str, schema: str, name: str, *columns: sa.schema.SchemaItem) -> None:
    table_name, table_schema = place(dialect, schema, name)
    op.create_table(table_name, *columns, schema=table_schema)


def _index(dialect: str, schema: str, name: str, *columns: str, unique: bool = False) -> None:
    table_name, table_schema = place(dialect, schema, name)
    index = f"ix_published_{name}_{'_'.join(columns)}" if unique else None
    prefix = f"{table_schema}_{table_name}" if table_schema else table_name
    op.create_index(
        index or f"ix_{prefix}_{'_'.join(columns)}", table_name, list(columns), unique=unique, schema=table_schema
    )


def _ledger(dialect: str) -> None:
    _create(
        dialect,
        "ledger",
        "payload",
        sa.Column("source_id", CODE, primary_key=True),
        sa.Column("sha256", ID, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("media_type", LONG, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("fetched_at", UtcTime, nullable=False),
    )
    _index(dialect, "ledger", "payload", "fetched_at")
    _create(
        dialect,
        "ledger",
        "poll",
        sa.Column("source_id", CODE, primary_key=True),
        sa.Column("polled_at", UtcTime, primary_key=True),
        sa.Column("outcome", CODE, nullable=False),
        sa.Column("detail", sa.Text),
        sa.Column("new_reports_count", sa.Integer, nullable=False),
    )
    _create(
        dialect,
        "ledger",
        "report",
        sa.Column("report_id", ID, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("source_id", CODE, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("content_sha256", ID, nullable=False),
        sa.Column("published_at", UtcTime),
        sa.Column("learned_at", UtcTime, nullable=False),
        sa.Column("is_relevant", sa.Boolean, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    _index(dialect, "ledger", "report", "learned_at")
    _create(
        dialect,
        "ledger",
        "claim",
        sa.Column("claim_id", ID, primary_key=True),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", CODE, nullable=False),
        sa.Column("place_id", CODE),
        sa.Column("learned_at", UtcTime, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
    )
    _index(dialect, "ledger", "claim", "report_id")
    _index(dialect, "ledger", "claim", "learned_at")
    _create(
        dialect,
        "ledger",
        "review",
        sa.Column("claim_id", ID, primary_key=True),
        sa.Column("reviewer", LONG, primary_key=True),
        sa.Column("reviewed_at", UtcTime, primary_key=True),
        sa.Column("decision", CODE, nullable=False),
        sa.Column("note", sa.Text),
    )
    _create(
        dialect,
        "ledger",
        "temperature",
        sa.Column("place_id", CODE, primary_key=True),
        sa.Column("hour_at", UtcTime, primary_key=True),
        sa.Column("fetched_at", UtcTime, primary_key=True),
        sa.Column("provider", CODE, nullable=False),
        sa.Column("temperature_c", sa.Float),
    )
    _create(
        dialect,
        "ledger",
        "job_run",
        sa.Column("name", CODE, primary_key=True),
        sa.Column("slot", UtcTime, primary_key=True),
        sa.Column("state", CODE, nullable=False),
        sa.Column("worker", LONG, nullable=False),
        sa.Column("lease_until", UtcTime, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("started_at", UtcTime, nullable=False),
        sa.Column("ended_at", UtcTime),
        sa.Column("detail", sa.Text),
    )


def _published(dialect: str) -> None:
    _create(
        dialect,
        "published",
        "edition",
        sa.Column("tier", CODE, primary_key=True),
        sa.Column("as_of", UtcTime, nullable=False),
        sa.Column("policy_version", CODE, nullable=False),
        sa.Column("gazetteer_version", CODE, nullable=False),
        sa.Column("note", sa.Text),
    )
    _create(
        dialect,
        "published",
        "outages",
        sa.Column("row_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("tier", CODE, nullable=False),
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
        sa.Column("temperature_now_c", sa.Float),
        sa.Column("temperature_min_c", sa.Float),
        sa.Column("temperature_mean_c", sa.Float),
        sa.Column("hours_below_0_count", sa.Integer),
        sa.Column("hours_below_minus_10_count", sa.Integer),
        sa.Column("hours_below_minus_20_count", sa.Integer),
        sa.Column("temperature_min_next_72h_c", sa.Float),
        sa.Column("temperature_reported_c", sa.Float),
        sa.Column("sources_count", sa.Integer, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("verification", CODE, nullable=False),
        sa.Column("boundary_quality", CODE),
        sa.Column("boundary_source", LONG),
        sa.Column("as_of", UtcTime, nullable=False),
        sa.Column("policy_version", CODE, nullable=False),
        sa.Column("geom", Shape),
    )
    _index(dialect, "published", "outages", "tier", "id", unique=True)
    _create(
        dialect,
        "published",
        "incidents",
        sa.Column("tier", CODE, primary_key=True),
        sa.Column("id", ID, primary_key=True),
        sa.Column("date", CODE, nullable=False),
        sa.Column("area_id", CODE, nullable=False),
        sa.Column("area_en", LONG, nullable=False),
        sa.Column("area_uk", LONG, nullable=False),
        sa.Column("adm1_pcode", CODE),
        sa.Column("label_en", LONG, nullable=False),
        sa.Column("label_uk", LONG, nullable=False),
        sa.Column("as_of", UtcTime, nullable=False),
        sa.Column("policy_version", CODE, nullable=False),
    )
    _create(
        dialect,
        "published",
        "oblasts",
        sa.Column("tier", CODE, primary_key=True),
        sa.Column("adm1_pcode", CODE, primary_key=True),
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
        sa.Column("as_of", UtcTime, nullable=False),
        sa.Column("policy_version", CODE, nullable=False),
        sa.Column("geom", Shape),
    )
