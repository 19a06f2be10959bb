"""Add the queue of updates that several processes share."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

INDEXES = (
    ("ix_journal_lane", ["bot_id", "lane", "update_id"], "lane IS NOT NULL"),
    ("ix_journal_waiting", ["bot_id", "received_at"], "lane IS NOT NULL"),
    ("ix_journal_done", ["bot_id", "received_at"], "done"),
)


def upgrade() -> None:
    """Add the lanes of updates, and create the tables of workers and of their leases."""
    op.add_column("journal", sa.Column("lane", sa.BigInteger))
    for name, columns, condition in INDEXES:
        where = sa.text(condition)
        op.create_index(name, "journal", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "queue_workers",
        sa.Column("worker", sa.Text, primary_key=True),
        sa.Column("bot_id", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.Float, nullable=False),
    )
    op.create_table(
        "lane_leases",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("lane", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "worker",
            sa.Text,
            sa.ForeignKey("queue_workers.worker", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
    )
