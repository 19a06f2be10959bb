"""The tables of alerts; `schema.py` has all other tables."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from services.schedule import MINUTES_PER_DAY
from services.storage.schema import chats, metadata, place_columns

# The places for which chats want alerts.
watches = Table(
    "watches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), nullable=False),
    Column("cell", Text, nullable=False, index=True),  # the key of the place's cell, as `cell_of` returns it
    Column("thread_id", BigInteger),  # the forum topic to which alerts are sent
    Column(
        "language",  # language of the request
        Text,
        CheckConstraint("length(language) BETWEEN 2 AND 16", name="watches_language_short"),
    ),
    Column("kinds", Integer, CheckConstraint("kinds >= 0", name="watches_kinds_are_bits"), nullable=False),
    Column("paused", Boolean, nullable=False, server_default=false()),
    Column("changed_at", Float),  # Unix time at which the watch was resumed or got other kinds
    *place_columns("watches", "chat_id"),
    sqlite_autoincrement=True,  # ids are never reused, because buttons contain ids
)

# The settings of chats for their alerts. A chat without a row has the default settings.
alert_settings = Table(
    "alert_settings",
    metadata,
    Column("chat_id", ForeignKey(chats.c.id, ondelete="CASCADE"), primary_key=True),
    Column("thresholds", Text, nullable=False),  # JSON object that maps the number of a kind to the threshold
    Column("quiet_from", SmallInteger),  # minutes after midnight, local time of the place
    Column("quiet_until", SmallInteger),
    Column("tells_end", Boolean, nullable=False, server_default=false()),
    Column("min_severity", Text, nullable=False),
    Column("muted_until", Float),  # Unix time in seconds
    CheckConstraint(f"quiet_from BETWEEN 0 AND {MINUTES_PER_DAY - 1}", name="alert_settings_quiet_from_time"),
    CheckConstraint(f"quiet_until BETWEEN 0 AND {MINUTES_PER_DAY - 1}", name="alert_settings_quiet_until_time"),
)

# The cells with watched places, with the states of the checks. `check_at`: the time at which the cell is due for a
# check; a change of a watch makes the cell due at once. `claimable_at`: the time from which a process may claim
# the cell: `check_at`, or the end of the lease. `claimed_by`: the process that holds the lease. `check_at` and
# `claimable_at` are Unix times in seconds.
watched_cells = Table(
    "watched_cells",
    metadata,
    Column("cell", Text, primary_key=True),
    Column("check_at", Float, nullable=False),
    Column("claimable_at", Float, nullable=False, index=True),
    Column("claimed_by", Text),
    Column("states", Text, nullable=False, server_default="{}"),  # JSON object of states by the name of the check
)

# Alerts that wait to be sent, and alerts that were sent or dropped. Alerts that were sent or dropped are kept so
# that no event causes two alerts. `claimable_at`: the time from which a sender may claim the alert; null after the
# alert was sent or dropped. `claimed_by`: the sender that holds the lease. `not_before` and the columns whose
# names end in `_at` are Unix times in seconds. `chat_id` is the chat of the watch.
alerts = Table(
    "alerts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("watch_id", ForeignKey(watches.c.id, ondelete="CASCADE"), nullable=False),
    Column("chat_id", BigInteger, nullable=False, index=True),
    Column("event", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON
    Column("created_at", Float, nullable=False),
    Column("not_before", Float),  # the end of the quiet hours or of a mute
    Column("expires_at", Float, nullable=False, index=True),
    Column("claimable_at", Float, index=True),
    Column("claimed_by", Text),
    UniqueConstraint("watch_id", "event", name="alerts_once"),
    CheckConstraint("claimed_by IS NULL OR claimable_at IS NOT NULL", name="alerts_claimed_is_due"),
    sqlite_autoincrement=True,
)
