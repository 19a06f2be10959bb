"""Add the setting of pictures after daily messages."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the column `daily_picture` to the table `chats`."""
    op.add_column("chats", sa.Column("daily_picture", sa.Text))
