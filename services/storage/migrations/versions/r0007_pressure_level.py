"""Whether a chat reads air pressure at the height of the place or at sea level."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the setting to the chats."""
    op.add_column("chats", sa.Column("pressure_level", sa.Text))
