"""Add the setting of the theme of pictures: light or dark."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column `theme` to the table `chats`."""
    check = sa.CheckConstraint("theme IN ('light', 'dark')", name="chats_theme_known")
    op.add_column("chats", sa.Column("theme", sa.Text, check))
