"""Rate limits of Telegram, and the pauses that they impose on pushes."""

import logging

from services.errors import WeatherBotError
from services.net.budget import Pace

logger = logging.getLogger(__name__)

MAX_LIMIT_SECONDS = 10 * 60.0
"""Maximum time for which a limit is respected, in seconds; then a push is tried again."""

BOT_LIMIT_WINDOW = 5.0
"""Seconds within which limits of several chats are taken as a limit of the whole bot."""

BOT_LIMIT_PRIVATE_CHATS = 2
"""Number of limited private chats that indicates a limit of the bot.

A private chat alone is limited only if it gets more than one message a second.
"""

BOT_LIMIT_CHATS = 6
"""Number of limited chats of any type that indicates a limit of the bot.

A group alone is limited at 20 messages a minute, and a few groups may reach that at the same time.
"""


class RateLimited(WeatherBotError):
    """Telegram rejected a message because of a rate limit of the chat or of the bot.

    *seconds* is the time until Telegram accepts messages again.
    """

    def __init__(self, seconds: float, *, chat_only: bool = False) -> None:
        """Create the error. *chat_only* says that the limit is known to apply to this chat only."""
        super().__init__(f"limited for {seconds:g} s")
        self.seconds = seconds
        self.chat_only = chat_only


class RateLimits:
    """The current limits of chats. A limit of the whole bot pauses *pace*, which all pushes share."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._until: dict[int, float] = {}
        self._limited_at: dict[int, float] = {}
        """Times of the last limit of each chat, by the clock of the pace. Limits with `chat_only` are left out."""

    def seconds_left(self, chat_id: int) -> float:
        """Return the seconds until the limit of the chat ends; 0 if it has none."""
        return max(0.0, self._until.get(chat_id, 0.0) - self._pace.clock())

    def record(self, chat_id: int, limited: RateLimited) -> None:
        """Record a limit of the chat, and pause all pushes if it seems to be a limit of the bot.

        Telegram does not say which of the two is limited. The bot is, if BOT_LIMIT_PRIVATE_CHATS private chats or
        BOT_LIMIT_CHATS chats of any type are limited within BOT_LIMIT_WINDOW seconds.
        """
        now = self._pace.clock()
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._until[chat_id] = max(self._until.get(chat_id, 0.0), now + min(limited.seconds, MAX_LIMIT_SECONDS))
        if limited.chat_only:
            return
        self._limited_at = {
            chat: limited_at
            for chat, limited_at in self._limited_at.items()
            if limited_at > now - BOT_LIMIT_WINDOW
        }
        self._limited_at[chat_id] = now
        private_chats = sum(chat > 0 for chat in self._limited_at)
        if private_chats >= BOT_LIMIT_PRIVATE_CHATS or len(self._limited_at) >= BOT_LIMIT_CHATS:
            pause = max(self._until.get(chat, now) for chat in self._limited_at) - now
            logger.warning("Telegram limits the bot; pushes are paused for %.0f s", pause)
            self._pace.pause(pause)
