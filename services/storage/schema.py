"""The tables."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, MetaData, Table, Text, false

metadata = MetaData()

# Updates received and not yet both answered and acknowledged. What is done stays until Telegram has been told,
# so that an update which it sends again is known.
journal = Table(
    "journal",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("received_at", Float, nullable=False),  # Unix time, seconds
    Column("body", Text, nullable=False),  # the update's JSON as Telegram sent it
    Column("done", Boolean, nullable=False, server_default=false()),
)

# Chats of which there is something to remember.
chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("gone_since", Float),  # Unix time, seconds; the bot may not write there
)

# Which of several places of a name a chat means.
choices = Table(
    "choices",
    metadata,
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),  # casefolded, as asked
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
)
