"""Notices that a source gives far less or far more than it did, and how many of an oblast's sources are live."""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcTime
from tracker.store.tables import place

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    name, schema = place(dialect, "ledger", "notice")
    op.create_table(
        name,
        sa.Column("source_id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(40), primary_key=True),
        sa.Column("since", sa.Date, primary_key=True),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("expected_count", sa.Float, nullable=False),
        sa.Column("seen_count", sa.Integer, nullable=False),
        sa.Column("probability", sa.Float),
        sa.Column("noticed_at", UtcTime, nullable=False),
        schema=schema,
    )
    op.create_index(f"ix_{schema + '_' if schema else ''}{name}_noticed_at", name, ["noticed_at"], schema=schema)
    oblasts, schema = place(dialect, "published", "oblasts")
    op.add_column(oblasts, sa.Column("sources_count", sa.Integer), schema=schema)
    op.add_column(oblasts, sa.Column("sources_live_count", sa.Integer), schema=schema)


def downgrade() -> None:
    message = "the ledger is only ever added to; restore a backup instead"
    raise RuntimeError(message)
