"""Up to when a subscription's occurrences are done with."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the moment to the subscriptions; that of those which there are is not known."""
    op.add_column("subscriptions", sa.Column("done_until", sa.BigInteger))
