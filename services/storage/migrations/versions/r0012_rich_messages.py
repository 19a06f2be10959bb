"""Add the setting of the layout of answers about several places."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column `layout` to the table `chats`."""
    op.add_column("chats", sa.Column("layout", sa.Text))
