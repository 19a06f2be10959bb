"""The tables."""

from sqlalchemy import BigInteger, Boolean, Column, Float, MetaData, Table, Text, false

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
