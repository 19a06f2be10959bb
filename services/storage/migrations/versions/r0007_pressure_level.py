"""Add the setting of the height of air pressure: the height of the place, or sea level."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the column `pressure_level` to the table `chats`."""
    op.add_column("chats", sa.Column("pressure_level", sa.Text))
