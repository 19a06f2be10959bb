"""Add the leader of each bot, and the process in each row of `running_bots`."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Create the table of leaders, and add the column of the process to `running_bots`."""
    op.create_table(
        "leaders",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("process_id", sa.Text, nullable=False),
        sa.Column("confirmed_at", sa.Float, nullable=False),
    )
    op.add_column("running_bots", sa.Column("process_id", sa.Text))
