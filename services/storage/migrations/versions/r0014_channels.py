"""Add the channels in which users have set up daily pushes."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the table of channels."""
    op.create_table(
        "channels",
        sa.Column("chat_id", sa.BigInteger, sa.ForeignKey("chats.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("owner_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("chosen_at", sa.Float, nullable=False),
    )
