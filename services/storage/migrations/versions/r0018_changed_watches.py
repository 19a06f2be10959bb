"""Add the time at which a watched place was changed."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column `changed_at` to the table `watches`."""
    op.add_column("watches", sa.Column("changed_at", sa.Float))
