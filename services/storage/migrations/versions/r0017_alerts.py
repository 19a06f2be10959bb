"""Add the places that chats watch, their cells, the choices for alerts, and the alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Create the tables of watches, of their settings and cells, and of alerts."""
    op.create_table(
        "watches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.BigInteger, sa.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
        sa.Column("cell", sa.Text, nullable=False, index=True),
        sa.Column("thread_id", sa.BigInteger),
        sa.Column("language", sa.Text),
        sa.Column("kinds", sa.Integer, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("spot", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("timezone", sa.Text),
        sa.UniqueConstraint("chat_id", "spot", name="watches_once"),
        sa.CheckConstraint("length(language) BETWEEN 2 AND 16", name="watches_language_short"),
        sa.CheckConstraint("kinds >= 0", name="watches_kinds_are_bits"),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 32", name="watches_label_short"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name="watches_latitude_on_earth"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name="watches_longitude_on_earth"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "alert_settings",
        sa.Column(
            "chat_id",
            sa.BigInteger,
            sa.ForeignKey("chats.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("thresholds", sa.Text, nullable=False),
        sa.Column("quiet_from", sa.SmallInteger),
        sa.Column("quiet_until", sa.SmallInteger),
        sa.Column("tells_end", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("min_severity", sa.Text, nullable=False),
        sa.Column("muted_until", sa.Float),
        sa.CheckConstraint("quiet_from BETWEEN 0 AND 1439", name="alert_settings_quiet_from_time"),
        sa.CheckConstraint("quiet_until BETWEEN 0 AND 1439", name="alert_settings_quiet_until_time"),
    )
    op.create_table(
        "watched_cells",
        sa.Column("cell", sa.Text, primary_key=True),
        sa.Column("check_at", sa.Float, nullable=False),
        sa.Column("claimable_at", sa.Float, nullable=False, index=True),
        sa.Column("claimed_by", sa.Text),
        sa.Column("states", sa.Text, nullable=False, server_default="{}"),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("watch_id", sa.Integer, sa.ForeignKey("watches.id", ondelete="CASCADE"), nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False, index=True),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", sa.Float, nullable=False),
        sa.Column("not_before", sa.Float),
        sa.Column("expires_at", sa.Float, nullable=False, index=True),
        sa.Column("claimable_at", sa.Float, index=True),
        sa.Column("claimed_by", sa.Text),
        sa.UniqueConstraint("watch_id", "event", name="alerts_once"),
        sa.CheckConstraint("claimed_by IS NULL OR claimable_at IS NOT NULL", name="alerts_claimed_is_due"),
        sqlite_autoincrement=True,
    )
