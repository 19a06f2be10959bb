"""Store the last question of each topic of a forum, instead of one question per chat."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the topic to the primary key.

    SQLite cannot change a primary key, so the table is created again.
    """
    op.create_table(
        "topic_questions",
        sa.Column("chat_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("topic_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
    )
    op.execute(
        "INSERT INTO topic_questions (chat_id, topic_id, asked_at, question) "
        "SELECT chat_id, 0, asked_at, question FROM last_questions"
    )
    op.drop_table("last_questions")
    op.rename_table("topic_questions", "last_questions")
