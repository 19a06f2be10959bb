"""The database, which contains the journal of updates and the data of chats.

The data of a chat are its settings, places, subscriptions, watches and answers.
"""

from services.storage.alert_models import (
    ALL_KINDS,
    DEFAULT_THRESHOLDS,
    MAX_WATCHES_PER_CHAT,
    THRESHOLD_KINDS,
    AlertKinds,
    AlertSettings,
    DueAlertMessage,
    NewAlert,
    Watch,
    WatchedCell,
    cell_of,
)
from services.storage.alerts import DueAlerts
from services.storage.answered_messages import AnsweredMessage, AnsweredMessages
from services.storage.applied import apply_once
from services.storage.button_answers import ButtonAnswers, size_of_answer
from services.storage.channels import MAX_CHANNELS_PER_USER, Channel, ChannelPushes, Channels, TooManyChannels
from services.storage.chat_records import ChatRecord
from services.storage.chats import Chats
from services.storage.database import Database
from services.storage.due import DuePush, DuePushes
from services.storage.journal import Journal, UnfinishedUpdate
from services.storage.last_questions import LastQuestions
from services.storage.migrations import NewerDatabase
from services.storage.models import (
    MAX_LABEL_LENGTH,
    MAX_SAVED_PLACES,
    MAX_SUBSCRIPTIONS_PER_CHAT,
    ChatLimitReached,
    SavedPlace,
    SavedPlaceList,
    Subscription,
)
from services.storage.opening import open_database
from services.storage.saved_places import SavedPlaces
from services.storage.schema import INT64_BOUND
from services.storage.settings import ChatSettings, with_units
from services.storage.subscriptions import Subscriptions
from services.storage.watched_cells import WatchedCells
from services.storage.watches import Watches

__all__ = [
    "ALL_KINDS",
    "DEFAULT_THRESHOLDS",
    "INT64_BOUND",
    "MAX_CHANNELS_PER_USER",
    "MAX_LABEL_LENGTH",
    "MAX_SAVED_PLACES",
    "MAX_SUBSCRIPTIONS_PER_CHAT",
    "MAX_WATCHES_PER_CHAT",
    "THRESHOLD_KINDS",
    "AlertKinds",
    "AlertSettings",
    "AnsweredMessage",
    "AnsweredMessages",
    "ButtonAnswers",
    "Channel",
    "ChannelPushes",
    "Channels",
    "ChatLimitReached",
    "ChatRecord",
    "ChatSettings",
    "Chats",
    "Database",
    "DueAlertMessage",
    "DueAlerts",
    "DuePush",
    "DuePushes",
    "Journal",
    "LastQuestions",
    "NewAlert",
    "NewerDatabase",
    "SavedPlace",
    "SavedPlaceList",
    "SavedPlaces",
    "Subscription",
    "Subscriptions",
    "TooManyChannels",
    "UnfinishedUpdate",
    "Watch",
    "WatchedCell",
    "WatchedCells",
    "Watches",
    "apply_once",
    "cell_of",
    "open_database",
    "size_of_answer",
    "with_units",
]
