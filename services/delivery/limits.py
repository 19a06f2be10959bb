"""Telegram's rate limits, which delay the pushes and alerts to one chat or to all chats."""

import logging

from services.errors import WeatherBotError
from services.net.budget import Pace

logger = logging.getLogger(__name__)

MAX_RATE_LIMIT_SECONDS = 10 * 60.0
"""Maximum wait in seconds after a rate limit, even if Telegram requires a longer wait."""

BOT_LIMIT_WINDOW_SECONDS = 5.0
"""Period in seconds in which rate limits of several chats indicate that Telegram limits the whole bot."""

MIN_LIMITED_PRIVATE_CHATS = 2
"""Minimum number of limited private chats that indicates that Telegram limits the whole bot. Telegram limits one
private chat only if the chat gets more than one message per second, which is rare."""

MIN_LIMITED_CHATS = 6
"""Minimum number of limited chats, groups included, that indicates that Telegram limits the whole bot. A few
groups may reach their own limit of 20 messages per minute at the same time."""


class RateLimited(WeatherBotError):
    """Telegram rejects messages to one chat, or all messages of the bot, until the rate limit ends."""

    def __init__(self, seconds: float, *, is_chat_only: bool = False) -> None:
        """Create the error for a rate limit that ends in *seconds*.

        If *is_chat_only* is true, the limit is only for one chat, not for the whole bot.
        """
        super().__init__(f"limited for {seconds:g} s")
        self.seconds = seconds
        self.is_chat_only = is_chat_only


class RateLimits:
    """The current rate limits of chats.

    A limit of the whole bot pauses *pace*.

    All senders of a process share one instance, so that pushes and alerts keep one pace and the same limits.
    """

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self._until: dict[int, float] = {}
        self._limited_at: dict[int, float] = {}
        """Maps a chat to the time of its last rate limit without `is_chat_only`, by the clock of *pace*."""

    def seconds_left(self, chat_id: int) -> float:
        """Return the number of seconds until the rate limit of the chat ends; 0 if the chat has no limit."""
        return max(0.0, self._until.get(chat_id, 0.0) - self.pace.clock())

    def record(self, chat_id: int, rate_limit: RateLimited) -> None:
        """Record a rate limit of the chat; pause all senders if Telegram seems to limit the whole bot.

        The response of Telegram does not say whether the chat or the bot is limited. The whole bot counts as
        limited if at least MIN_LIMITED_PRIVATE_CHATS private chats, or MIN_LIMITED_CHATS chats of any type, are
        limited within BOT_LIMIT_WINDOW_SECONDS.
        """
        now = self.pace.clock()
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._until[chat_id] = max(
            self._until.get(chat_id, 0.0), now + min(rate_limit.seconds, MAX_RATE_LIMIT_SECONDS)
        )
        if rate_limit.is_chat_only:
            return
        self._limited_at = {
            chat: limited_at
            for chat, limited_at in self._limited_at.items()
            if limited_at > now - BOT_LIMIT_WINDOW_SECONDS
        }
        self._limited_at[chat_id] = now
        private_chats = sum(chat > 0 for chat in self._limited_at)
        if private_chats >= MIN_LIMITED_PRIVATE_CHATS or len(self._limited_at) >= MIN_LIMITED_CHATS:
            pause = max(self._until.get(chat, now) for chat in self._limited_at) - now
            logger.warning("Telegram limits the bot; pushes and alerts are paused for %.0f s", pause)
            self.pace.pause(pause)
