"""Add a flag for chats in which US units have been offered."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column `us_units_offered` to the table `chats`."""
    op.add_column("chats", sa.Column("us_units_offered", sa.Boolean, nullable=False, server_default=sa.false()))
