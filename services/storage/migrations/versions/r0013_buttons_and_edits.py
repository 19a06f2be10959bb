"""Add the answers behind buttons, and the answered messages of users."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the tables of answers behind buttons and of answered messages."""
    op.create_table(
        "button_answers",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("token", sa.Text, primary_key=True),
        sa.Column("stored_at", sa.Float, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
    )
    op.create_index("ix_button_answers_stored_at", "button_answers", ["stored_at"])
    op.create_table(
        "answered_messages",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("slot", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, nullable=False),
        sa.Column("answer_id", sa.BigInteger, nullable=False),
        sa.Column("answered_at", sa.Float, nullable=False),
        sa.Column("latitude", sa.Float),
        sa.Column("longitude", sa.Float),
    )
    op.create_index("ix_answered_messages_answered_at", "answered_messages", ["answered_at"])
