"""Add the time up to which all occurrences of a subscription were sent or skipped."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column `done_until` to the table of subscriptions, with null in existing rows."""
    op.add_column("subscriptions", sa.Column("done_until", sa.BigInteger))
