"""What Telegram's limits mean for the pushes that are still to be sent."""

import logging

from services.errors import WeatherBotError
from services.net.budget import Pace

logger = logging.getLogger(__name__)

LONGEST = 10 * 60.0
"""Seconds that a limit counts at most, whatever Telegram says; then a push is tried."""

TOGETHER = 5.0
"""Seconds within which the limits of several chats count as one limit of the whole bot."""

PRIVATE_TOGETHER = 2
"""Private chats: one is limited by itself only when it gets more than a message a second."""

CHATS_TOGETHER = 6
"""Chats of any kind: a group is limited by itself at 20 messages a minute, which two may reach at a time."""


class Limited(WeatherBotError):
    """Telegram takes no message for so many *seconds*: to this chat or to any, which it does not say."""

    def __init__(self, seconds: float, *, chat_only: bool = False) -> None:
        """Set *chat_only* where it is known that other chats are not limited."""
        super().__init__(f"limited for {seconds:g} s")
        self.seconds = seconds
        self.chat_only = chat_only


class Limits:
    """The limits that chats are under; one of the whole bot pauses the *pace* of all."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._until: dict[int, float] = {}
        self._limited_at: dict[int, float] = {}
        """When each chat was limited last; left out those that are known to be limited by themselves."""

    def left(self, chat_id: int) -> float:
        """Return the seconds for which the chat is still limited; 0 when it is not."""
        return max(0.0, self._until.get(chat_id, 0.0) - self._pace.clock())

    def note(self, chat_id: int, limited: Limited) -> None:
        """Record a limit that the chat has met with; pause all pushes when it seems to be the whole bot's.

        Telegram does not say whether a chat or the bot is limited. It is the bot when PRIVATE_TOGETHER private
        chats, or CHATS_TOGETHER of any kind, are limited within TOGETHER seconds.
        """
        now = self._pace.clock()
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._until[chat_id] = max(self._until.get(chat_id, 0.0), now + min(limited.seconds, LONGEST))
        if limited.chat_only:
            return
        self._limited_at = {chat: moment for chat, moment in self._limited_at.items() if moment > now - TOGETHER}
        self._limited_at[chat_id] = now
        private = sum(chat > 0 for chat in self._limited_at)
        if private >= PRIVATE_TOGETHER or len(self._limited_at) >= CHATS_TOGETHER:
            pause = max(self._until.get(chat, now) for chat in self._limited_at) - now
            logger.warning("Telegram limits the bot: no pushes for %.0f s", pause)
            self._pace.pause(pause)
