"""What outlives the process: the journal of updates, and what is remembered of chats."""

from services.storage.applied import applying
from services.storage.chats import Chat, Chats
from services.storage.database import Database
from services.storage.due import Due, DuePushes
from services.storage.journal import Journal, Unfinished
from services.storage.migrations import NewerDatabase
from services.storage.models import (
    LABEL_LENGTH,
    MOST_PLACES,
    MOST_SUBSCRIPTIONS,
    ChatSettings,
    ClockFormat,
    PressureUnit,
    SavedPlace,
    SavedPlaceList,
    Subscription,
    TemperatureUnit,
    Theme,
    TooMany,
    WindUnit,
)
from services.storage.opening import open_database
from services.storage.saved_places import SavedPlaces
from services.storage.subscriptions import Subscriptions

__all__ = [
    "LABEL_LENGTH",
    "MOST_PLACES",
    "MOST_SUBSCRIPTIONS",
    "Chat",
    "ChatSettings",
    "Chats",
    "ClockFormat",
    "Database",
    "Due",
    "DuePushes",
    "Journal",
    "NewerDatabase",
    "PressureUnit",
    "SavedPlace",
    "SavedPlaceList",
    "SavedPlaces",
    "Subscription",
    "Subscriptions",
    "TemperatureUnit",
    "Theme",
    "TooMany",
    "Unfinished",
    "WindUnit",
    "applying",
    "open_database",
]
