"""Add the settings of chats, saved places and subscriptions to daily pushes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

SETTINGS = {
    "language": ("short", "length(language) BETWEEN 2 AND 16"),
    "temperature": ("known", "temperature IN ('celsius', 'fahrenheit')"),
    "wind": ("known", "wind IN ('m/s', 'km/h', 'mph', 'kn')"),
    "pressure": ("known", "pressure IN ('hPa', 'mmHg', 'inHg')"),
    "clock": ("known", "clock IN ('24', '12')"),
}


def upgrade() -> None:
    """Add the settings columns to `chats`, and create the tables of saved places and subscriptions."""
    for name, (rule, check) in SETTINGS.items():
        op.add_column("chats", sa.Column(name, sa.Text, sa.CheckConstraint(check, name=f"chats_{name}_{rule}")))
    _create_place_list_table("saved_places", "chat_id", sa.BigInteger(), "chats.id")
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("chat_id", sa.BigInteger, sa.ForeignKey("chats.id", ondelete="CASCADE"), nullable=False),
        sa.Column("thread_id", sa.BigInteger),
        sa.Column("language", sa.Text),
        sa.Column("minutes", sa.SmallInteger, nullable=False),
        sa.Column("weekdays", sa.SmallInteger, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("claimable_at", sa.Float),
        sa.Column("claimed_by", sa.Text),
        sa.CheckConstraint("length(language) BETWEEN 2 AND 16", name="subscriptions_language_short"),
        sa.CheckConstraint("minutes BETWEEN 0 AND 1439", name="subscriptions_time_of_day"),
        sa.CheckConstraint("weekdays BETWEEN 1 AND 127", name="subscriptions_some_day"),
        sa.CheckConstraint("NOT paused OR next_at IS NULL", name="subscriptions_paused_is_not_due"),
        sa.CheckConstraint("(next_at IS NULL) = (claimable_at IS NULL)", name="subscriptions_due_is_claimable"),
        sa.CheckConstraint("claimed_by IS NULL OR next_at IS NOT NULL", name="subscriptions_claimed_is_due"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_subscriptions_chat_id", "subscriptions", ["chat_id"])
    op.create_index("ix_subscriptions_claimable_at", "subscriptions", ["claimable_at"])
    _create_place_list_table("subscription_places", "subscription_id", sa.Integer(), "subscriptions.id")


def _create_place_list_table(table: str, owner: str, kind: sa.Integer, target: str) -> None:
    """Create a table of ordered lists of places.

    The column *owner* is a foreign key to the column *target*.
    """
    op.create_table(
        table,
        sa.Column(owner, kind, sa.ForeignKey(target, ondelete="CASCADE"), primary_key=True, autoincrement=False),
        sa.Column("position", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("spot", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("label", sa.Text),
        sa.Column("latitude", sa.Float, nullable=False),
        sa.Column("longitude", sa.Float, nullable=False),
        sa.Column("country", sa.Text),
        sa.Column("region", sa.Text),
        sa.Column("timezone", sa.Text),
        sa.UniqueConstraint(owner, "spot", name=f"{table}_once"),
        sa.CheckConstraint("position BETWEEN 0 AND 19", name=f"{table}_not_too_many"),
        sa.CheckConstraint("length(label) BETWEEN 1 AND 32", name=f"{table}_label_short"),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=f"{table}_latitude_on_earth"),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=f"{table}_longitude_on_earth"),
    )
