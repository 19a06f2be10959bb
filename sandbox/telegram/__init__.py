"""A strict imitation of Telegram: the Bot API, and the users who talk to the bot."""

from sandbox.telegram.chats import Chat
from sandbox.telegram.events import BotMessage, Deleted, Event, Toast
from sandbox.telegram.exchange import Press
from sandbox.telegram.guest import GuestQuery
from sandbox.telegram.inline import InlineMessage, InlineQuery, InlineResults
from sandbox.telegram.limits import SendLimits
from sandbox.telegram.rules import ApiError
from sandbox.telegram.server import Call, TelegramServer

__all__ = [
    "ApiError",
    "BotMessage",
    "Call",
    "Chat",
    "Deleted",
    "Event",
    "GuestQuery",
    "InlineMessage",
    "InlineQuery",
    "InlineResults",
    "Press",
    "SendLimits",
    "TelegramServer",
    "Toast",
]
