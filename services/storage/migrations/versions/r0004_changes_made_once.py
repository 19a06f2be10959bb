"""Add columns to the journal and the choices, and the tables of running bots and of committed changes.

The columns contain the number of attempts to handle an update, the time at which it was set aside, and the time at
which a place was chosen.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add three columns, and create the tables of running bots and of committed changes."""
    op.add_column("journal", sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"))
    op.add_column("journal", sa.Column("set_aside_at", sa.Float))
    op.add_column("choices", sa.Column("chosen_at", sa.Float))
    op.create_table("running_bots", sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False))
    op.create_table(
        "applied_changes",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("step", sa.SmallInteger, primary_key=True, autoincrement=False),
    )
