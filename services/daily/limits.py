"""What Telegram's limits mean for the pushes that are still to be sent."""

import logging

from services.errors import WeatherBotError
from services.net.budget import Pace

logger = logging.getLogger(__name__)

LONGEST = 10 * 60.0
"""Seconds that a limit counts at most, whatever Telegram says; then a push is tried."""

TOGETHER = 5.0
"""Seconds within which the limits of two chats are taken for one limit of the whole bot."""


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
        self._told: dict[int, float] = {}
        """When chats were limited that may mean the whole bot."""

    def left(self, chat_id: int) -> float:
        """Return the seconds for which the chat is still limited; 0 when it is not."""
        return max(0.0, self._until.get(chat_id, 0.0) - self._pace.clock())

    def note(self, chat_id: int, limited: Limited) -> None:
        """Note a limit that the chat has met with; when others meet with theirs at the same time, pause all."""
        now = self._pace.clock()
        self._until = {chat: until for chat, until in self._until.items() if until > now}
        self._until[chat_id] = max(self._until.get(chat_id, 0.0), now + min(limited.seconds, LONGEST))
        if limited.chat_only:
            return
        self._told = {chat: told for chat, told in self._told.items() if told > now - TOGETHER}
        self._told[chat_id] = now
        if len(self._told) > 1:
            pause = max(self._until.get(chat, now) for chat in self._told) - now
            logger.warning("Telegram limits the bot: no pushes for %.0f s", pause)
            self._pace.pause(pause)
