"""The tables of the database; the tables of alerts are in `alert_schema.py`.

Each change of a table needs a revision in `migrations/versions`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.schema import SchemaItem

from services.schedule import EVERY_DAY, MINUTES_PER_DAY
from services.storage.models import MAX_LABEL_LENGTH, MAX_SAVED_PLACES

INT64_BOUND = 2**63
"""Exclusive upper bound of the integers that the databases can store; Telegram's ids have up to 52 bits."""

metadata = MetaData()


def _partial_index_options(condition: str) -> dict[str, Any]:
    """Return the arguments of an Index that contains only the rows that satisfy *condition*."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# The journal: updates that are unfinished or not yet acknowledged. A finished update stays in the table until it
# is acknowledged, because Telegram may repeat the update.
journal = Table(
    "journal",
    metadata,
    Column("bot_id", BigInteger, primary_key=True),
    Column("update_id", BigInteger, primary_key=True),
    Column("received_at", Float, nullable=False),  # Unix time in seconds
    Column("body", Text, nullable=False),  # the JSON of the update
    Column("done", Boolean, nullable=False, server_default=false()),
    # Number of attempts to handle the update; attempts before the first crash of the process are not counted.
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("set_aside_at", Float),  # Unix time in seconds; null unless the update is set aside
    # The id of the chat in whose queue the update is, from `chat_id_of`; null if the update is not in the queue.
    Column("lane", BigInteger),
    Index("ix_journal_lane", "bot_id", "lane", "update_id", **_partial_index_options("lane IS NOT NULL")),
    Index("ix_journal_waiting", "bot_id", "received_at", **_partial_index_options("lane IS NOT NULL")),
    Index("ix_journal_done", "bot_id", "received_at", **_partial_index_options("done")),
)

# The processes that handle the updates of the queue.
queue_workers = Table(
    "queue_workers",
    metadata,
    Column("worker", Text, primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("expires_at", Float, nullable=False),  # Unix time at which the leases end unless they are renewed
)

# The worker that handles the updates of each leased lane.
lane_leases = Table(
    "lane_leases",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("lane", BigInteger, primary_key=True, autoincrement=False),
    Column("worker", ForeignKey(queue_workers.c.worker, ondelete="CASCADE"), nullable=False, index=True),
)

# The bots whose process is running, or has ended without `Journal.record_normal_end`.
running_bots = Table(
    "running_bots",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("process_id", Text),  # null if the bot can have only one process, for example on SQLite
)

# The process that holds the leader lock of each bot, on PostgreSQL.
leaders = Table(
    "leaders",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("process_id", Text, nullable=False),
    Column("confirmed_at", Float, nullable=False),  # Unix time of the last check in seconds, by the server's clock
)

# The committed changes of each update, which are skipped when the update is handled again.
applied_changes = Table(
    "applied_changes",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("step", SmallInteger, primary_key=True, autoincrement=False),  # number of the change, counted from 1
)

# Chats that have stored data. If a setting is null, the default of the chat's language is used. The columns of
# settings accept any value, so that new options need no revision. `settings_from_row` checks the values.
chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("gone_since", Float),  # Unix time in seconds; null while the bot can write to the chat
    Column("language", Text, CheckConstraint("length(language) BETWEEN 2 AND 16", name="chats_language_short")),
    Column("temperature", Text),
    Column("wind", Text),
    Column("pressure", Text),
    Column("clock", Text),
    Column("theme", Text),
    Column("pressure_level", Text),
    Column("us_units_offered", Boolean, nullable=False, server_default=false()),
    Column("daily_picture", Text),
    Column("layout", Text),
)

# The place that a chat means by a name that several places have.
choices = Table(
    "choices",
    metadata,
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),  # the name that the user wrote, casefolded
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("chosen_at", Float),  # Unix time in seconds; null if the choice is older than revision 0004
)

# The channels in which users have set up daily pushes. The pushes of a channel are subscriptions of the channel's
# own chat.
channels = Table(
    "channels",
    metadata,
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), primary_key=True),
    Column("owner_id", BigInteger, nullable=False, index=True),  # the user who has set up the pushes
    Column("title", Text, nullable=False),
    Column("chosen_at", Float, nullable=False),  # Unix time in seconds
)

# The last question of each chat, kept for half an hour. There is no foreign key to `chats`, because most chats
# have no row in `chats`.
last_questions = Table(
    "last_questions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic_id", BigInteger, primary_key=True, autoincrement=False),  # 0 outside topics
    Column("asked_at", Float, nullable=False),  # Unix time, seconds
    Column("question", Text, nullable=False),  # JSON from `question_to_json`
)

# The answers behind buttons, unless the callback data contain the answer. There is no foreign key to `chats`,
# because most chats have no row in `chats`.
button_answers = Table(
    "button_answers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("token", Text, primary_key=True),  # part of the callback data
    Column("stored_at", Float, nullable=False),  # Unix time, seconds
    Column("answer", Text, nullable=False),  # JSON from `answer_to_json`
    Index("ix_button_answers_stored_at", "stored_at"),
)

# The messages of users, with the bot's answers. The rows are kept for two days.
answered_messages = Table(
    "answered_messages",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),  # message id modulo MAX_MESSAGES_PER_CHAT
    Column("message_id", BigInteger, nullable=False),
    Column("answer_id", BigInteger, nullable=False),  # the id of the bot's message
    Column("answered_at", Float, nullable=False),  # Unix time of the latest answer, in seconds
    Column("latitude", Float),  # null unless the message is a location
    Column("longitude", Float),
    Index("ix_answered_messages_answered_at", "answered_at"),
)


def place_columns(table: str, owner: str) -> list[SchemaItem]:
    """Return the columns and constraints of *table* that store a place.

    *owner* is the name of the column that refers to the owner of the place, such as a chat. No owner has the same
    place twice.
    """
    return [
        Column("spot", Text, nullable=False),  # the spot of the place as text, from Place.key
        Column("name", Text, nullable=False),
        Column("label", Text),  # the chat's own name for the place
        Column("latitude", Float, nullable=False),
        Column("longitude", Float, nullable=False),
        Column("country", Text),
        Column("region", Text),
        Column("timezone", Text),
        UniqueConstraint(owner, "spot", name=f"{table}_once"),
        CheckConstraint(f"length(label) BETWEEN 1 AND {MAX_LABEL_LENGTH}", name=f"{table}_label_short"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name=f"{table}_latitude_on_earth"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name=f"{table}_longitude_on_earth"),
    ]


def _place_list_table(table: str, owner: Column[int]) -> Table:
    """Return a table of ordered lists of places.

    No list contains a place twice.
    """
    return Table(
        table,
        metadata,
        owner,
        Column("position", SmallInteger, primary_key=True, autoincrement=False),
        *place_columns(table, owner.name),
        CheckConstraint(f"position BETWEEN 0 AND {MAX_SAVED_PLACES - 1}", name=f"{table}_not_too_many"),
    )


# The saved places of chats.
saved_places = _place_list_table(
    "saved_places", Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), primary_key=True)
)

# Subscriptions to daily pushes. `next_at`: the next occurrence; null while the subscription is paused or the chat
# is gone. `claimable_at`: the occurrence, or the end of a delay or lease, from which a sender may claim the push.
# `claimed_by`: the sender that holds the lease. `done_until`: the time up to which all occurrences were sent or
# skipped; null if it is unknown. `next_at`, `claimable_at` and `done_until` are Unix times in seconds.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("thread_id", BigInteger),  # the forum topic in which the chat subscribed
    Column(
        "language",  # language of the request
        Text,
        CheckConstraint("length(language) BETWEEN 2 AND 16", name="subscriptions_language_short"),
    ),
    Column("minutes", SmallInteger, nullable=False),  # after midnight, in `timezone`
    Column("weekdays", SmallInteger, nullable=False),  # a bit for each day; Monday is the lowest bit
    Column("timezone", Text, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("next_at", BigInteger),
    Column("claimable_at", Float),
    Column("claimed_by", Text),
    Column("done_until", BigInteger),
    CheckConstraint(f"minutes BETWEEN 0 AND {MINUTES_PER_DAY - 1}", name="subscriptions_time_of_day"),
    CheckConstraint(f"weekdays BETWEEN 1 AND {EVERY_DAY.value}", name="subscriptions_some_day"),
    CheckConstraint("NOT paused OR next_at IS NULL", name="subscriptions_paused_is_not_due"),
    CheckConstraint("(next_at IS NULL) = (claimable_at IS NULL)", name="subscriptions_due_is_claimable"),
    CheckConstraint("claimed_by IS NULL OR next_at IS NOT NULL", name="subscriptions_claimed_is_due"),
    Index("ix_subscriptions_claimable_at", "claimable_at"),
    sqlite_autoincrement=True,  # ids are never reused, because buttons contain ids
)

# The places of subscriptions. A subscription without places reports the saved places of the chat.
subscription_places = _place_list_table(
    "subscription_places",
    Column("subscription_id", ForeignKey(subscriptions.c.id, ondelete="CASCADE"), primary_key=True),
)
