"""Rate limits of Telegram, during which pushes are paused."""

import logging

from services.errors import WeatherBotError
from services.net.budget import Pace

logger = logging.getLogger(__name__)

MAX_RATE_LIMIT_SECONDS = 10 * 60.0
"""Maximum pause after a rate limit, in seconds. Then the push is tried again, even if Telegram asked for more."""

BOT_LIMIT_WINDOW = 5.0
"""Period in which rate limits of several chats indicate a limit of the bot, in seconds."""

MIN_LIMITED_PRIVATE_CHATS = 2
"""Minimum number of limited private chats that indicates a limit of the bot.

Telegram limits a single private chat only if it gets more than one message per second.
"""

MIN_LIMITED_CHATS = 6
"""Minimum number of limited chats of any type that indicates a limit of the bot.

Telegram limits a single group to 20 messages per minute. A few groups may reach the limit of 20 messages at the
same time.
"""


class RateLimited(WeatherBotError):
    """Telegram rejected a message because of a rate limit of the chat or of the bot.

    *seconds* is the time until Telegram accepts messages again.
    """

    def __init__(self, seconds: float, *, chat_only: bool = False) -> None:
        """Create the error. *chat_only* says whether the limit is known to apply to this chat only."""
        super().__init__(f"limited for {seconds:g} s")
        self.seconds = seconds
        self.chat_only = chat_only


class RateLimits:
    """The current rate limits of chats. A limit of the bot pauses *pace*, which all pushes share."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._until: dict[int, float] = {}
        self._limited_at: dict[int, float] = {}
        """Time when each chat was last limited, by the clock of *pace*; limits with `chat_only` are left out."""

    def seconds_left(self, chat_id: int) -> float:
        """Return the seconds until the limit of the chat ends; 0 if it has none."""
        return max(0.0, self._until.get(chat_id, 0.0) - self._pace.clock())

    def record(self, chat_id: int, rate_limit: RateLimited) -> None:
        """Record a limit of the chat, and pause all pushes if it seems to be a limit of the bot.

        Telegram does not say whether it limits the chat or the bot. The bot counts as limited if at least
        MIN_LIMITED_PRIVATE_CHATS private chats or MIN_LIMITED_CHATS chats are limited within BOT_LIMIT_WINDOW s.
        """
        now = self._pace.clock()
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._until[chat_id] = max(
            self._until.get(chat_id, 0.0), now + min(rate_limit.seconds, MAX_RATE_LIMIT_SECONDS)
        )
        if rate_limit.chat_only:
            return
        self._limited_at = {
            chat: limited_at
            for chat, limited_at in self._limited_at.items()
            if limited_at > now - BOT_LIMIT_WINDOW
        }
        self._limited_at[chat_id] = now
        private_chats = sum(chat > 0 for chat in self._limited_at)
        if private_chats >= MIN_LIMITED_PRIVATE_CHATS or len(self._limited_at) >= MIN_LIMITED_CHATS:
            pause = max(self._until.get(chat, now) for chat in self._limited_at) - now
            logger.warning("Telegram limits the bot; pushes are paused for %.0f s", pause)
            self._pace.pause(pause)
