"""Add the last question of each chat."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the table of last questions."""
    op.create_table(
        "last_questions",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
    )
