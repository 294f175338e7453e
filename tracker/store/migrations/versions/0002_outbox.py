"""Letters: one row for each recipient and day."""

import sqlalchemy as sa
from alembic import op

from tracker.store.columns import UtcTime
from tracker.store.tables import place

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("CREATE SCHEMA IF NOT EXISTS people")
    name, schema = place(dialect, "people", "outbox")
    op.create_table(
        name,
        sa.Column("message_id", sa.String(200), primary_key=True),
        sa.Column("recipient", sa.String(200), nullable=False),
        sa.Column("day", sa.String(40), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("detail", sa.Text),
        sa.Column("as_of", UtcTime, nullable=False),
        sa.Column("tried_at", UtcTime, nullable=False),
        schema=schema,
    )


def downgrade() -> None:
    message = "the ledger is only ever added to; restore a backup instead"
    raise RuntimeError(message)
