"""The tables. A change here needs a revision in `migrations/versions`; a test compares the two."""

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
)

from services.schedule import EVERY_DAY, MINUTES_A_DAY
from services.storage.models import LABEL_LENGTH, MOST_PLACES

INT64_BOUND = 2**63
"""Upper bound, exclusive, of the integers that both databases store; Telegram's ids have 52 bits."""

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
    # How often it was in hand when a process ended without `Journal.close`, or was begun after that had happened.
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("set_aside_at", Float),  # Unix time, seconds; it is not handled any more
)

# Bots whose process is at work, or was when it ended unexpectedly.
running_bots = Table(
    "running_bots",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
)

# Which changes of an update are committed, so that none is made twice when the update is handled again.
applied_changes = Table(
    "applied_changes",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("step", SmallInteger, primary_key=True, autoincrement=False),  # the first change of an update is 1
)

# Chats of which there is something to remember. A setting that is null is the language's default. The options are
# not listed in the database: a new one needs no revision, and `settings_of` checks what is read.
chats = Table(
    "chats",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("gone_since", Float),  # Unix time, seconds; the bot may not write there
    Column("language", Text, CheckConstraint("length(language) BETWEEN 2 AND 16", name="chats_language_short")),
    Column("temperature", Text),
    Column("wind", Text),
    Column("pressure", Text),
    Column("clock", Text),
    Column("theme", Text),
    Column("pressure_level", Text),
    Column("us_units_offered", Boolean, nullable=False, server_default=false()),
)

# Which of several places of a name a chat means.
choices = Table(
    "choices",
    metadata,
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True),  # casefolded, as asked
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("chosen_at", Float),  # Unix time, seconds; null when it was chosen before this was recorded
)

# What a chat asked last, for half an hour. No key refers to `chats`: most chats that ask have no row there.
last_questions = Table(
    "last_questions",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("asked_at", Float, nullable=False),  # Unix time, seconds
    Column("question", Text, nullable=False),  # JSON, see `question_json`
)


def _place_list(table: str, owner: Column[int]) -> Table:
    """Return a table of places in somebody's order, none of them twice."""
    return Table(
        table,
        metadata,
        owner,
        Column("position", SmallInteger, primary_key=True, autoincrement=False),
        Column("spot", Text, nullable=False),  # what tells places apart: Place.key
        Column("name", Text, nullable=False),
        Column("label", Text),  # the owner's own word for it
        Column("latitude", Float, nullable=False),
        Column("longitude", Float, nullable=False),
        Column("country", Text),
        Column("region", Text),
        Column("timezone", Text),
        UniqueConstraint(owner.name, "spot", name=f"{table}_once"),
        CheckConstraint(f"position BETWEEN 0 AND {MOST_PLACES - 1}", name=f"{table}_not_too_many"),
        CheckConstraint(f"length(label) BETWEEN 1 AND {LABEL_LENGTH}", name=f"{table}_label_short"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name=f"{table}_latitude_on_earth"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name=f"{table}_longitude_on_earth"),
    )


# The places that a chat has saved.
saved_places = _place_list(
    "saved_places", Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), primary_key=True)
)

# Daily pushes. `next_at` is the occurrence to be sent next, null while none is wanted: paused, or the chat is
# gone. From `claimable_at` on a sender may take it: at the occurrence itself, when a failure has been waited
# out, or when the lease of the sender that has it (`claimed_by`) runs out. No occurrence up to `done_until` is to
# be sent: it was, or it was earlier than the subscription; null for what an earlier version has scheduled.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("thread_id", BigInteger),  # the forum topic it was asked for in
    Column(
        "language",  # what it was asked for in
        Text,
        CheckConstraint("length(language) BETWEEN 2 AND 16", name="subscriptions_language_short"),
    ),
    Column("minutes", SmallInteger, nullable=False),  # after midnight, on the clocks of its time zone
    Column("weekdays", SmallInteger, nullable=False),  # a bit for each, Monday's the lowest
    Column("timezone", Text, nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("next_at", BigInteger),  # Unix time, seconds
    Column("claimable_at", Float),  # Unix time, seconds
    Column("claimed_by", Text),
    Column("done_until", BigInteger),  # Unix time, seconds
    CheckConstraint(f"minutes BETWEEN 0 AND {MINUTES_A_DAY - 1}", name="subscriptions_time_of_day"),
    CheckConstraint(f"weekdays BETWEEN 1 AND {EVERY_DAY.value}", name="subscriptions_some_day"),
    CheckConstraint("NOT paused OR next_at IS NULL", name="subscriptions_paused_is_not_due"),
    CheckConstraint("(next_at IS NULL) = (claimable_at IS NULL)", name="subscriptions_due_is_claimable"),
    CheckConstraint("claimed_by IS NULL OR next_at IS NOT NULL", name="subscriptions_claimed_is_due"),
    Index("ix_subscriptions_claimable_at", "claimable_at"),
    sqlite_autoincrement=True,  # a button's number must not come to mean another subscription
)

# What a subscription is about; with none of them it is about the chat's saved places.
subscription_places = _place_list(
    "subscription_places",
    Column("subscription_id", ForeignKey(subscriptions.c.id, ondelete="CASCADE"), primary_key=True),
)
