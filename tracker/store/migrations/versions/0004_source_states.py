"""How it stands with asking each source, and what sources give beside reports: signals and timetables."""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcTime
from tracker.store.tables import place

revision = "0004"
down_revision = "0003"

ID, CODE = sa.String(64), sa.String(40)


def upgrade() -> None:
    _create(
        "signal",
        sa.Column("source_id", CODE, primary_key=True),
        sa.Column("kind", CODE, primary_key=True),
        sa.Column("place_id", CODE, primary_key=True),
        sa.Column("observed_at", UtcTime, primary_key=True),
        sa.Column("learned_at", UtcTime, primary_key=True),
        sa.Column("value", sa.Float, nullable=False),
        index="learned_at",
    )
    _create(
        "schedule_day",
        sa.Column("schedule_id", ID, primary_key=True),
        sa.Column("learned_at", UtcTime, primary_key=True),
        sa.Column("source_id", CODE, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("document", sa.JSON, nullable=False),
        index="day",
    )
    _create(
        "source_state",
        sa.Column("source_id", CODE, primary_key=True),
        sa.Column("checked_at", UtcTime, nullable=False),
        sa.Column("next_due_at", UtcTime, nullable=False),
        sa.Column("held_until", UtcTime),
        sa.Column("failures_count", sa.Integer, nullable=False),
        sa.Column("failing_since", UtcTime),
        sa.Column("is_gone", sa.Boolean, nullable=False),
        sa.Column("file_url", sa.Text, nullable=False),
        sa.Column("url", sa.Text),
        sa.Column("cursor", sa.Text),
        sa.Column("validators", sa.JSON, nullable=False),
        sa.Column("waiting", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    message = "the ledger is only ever added to; restore a backup instead"
    raise RuntimeError(message)


def _create(name: str, *columns: sa.schema.SchemaItem, index: str | None = None) -> None:
    table_name, schema = place(op.get_bind().dialect.name, "ledger", name)
    op.create_table(table_name, *columns, schema=schema)
    if index is not None:
        prefix = f"{schema}_{table_name}" if schema else table_name
        op.create_index(f"ix_{prefix}_{index}", table_name, [index], schema=schema)
