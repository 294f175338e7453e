"""Runs of jobs: how long they took, their order, and the newest of them at hand."""

import sqlalchemy as sa
from alembic import op

from tracker.store.tables import place

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    name, schema = place(op.get_bind().dialect.name, "ledger", "job_run")
    op.add_column(name, sa.Column("duration_s", sa.Float), schema=schema)
    op.add_column(name, sa.Column("turn", sa.Integer, nullable=False, server_default="0"), schema=schema)
    op.create_index("ix_ledger_job_run_name_turn", name, ["name", "turn"], schema=schema)
    op.create_index("ix_ledger_job_run_started_at", name, ["started_at"], schema=schema)


def downgrade() -> None:
    message = "the ledger is only ever added to; restore a backup instead"
    raise RuntimeError(message)
