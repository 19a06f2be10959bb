"""Telegram's limits on sent messages, and the error 429 for messages beyond them."""

import math
from collections import defaultdict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from sandbox.telegram.rules import ApiError

GROUP_PERIOD = 60.0
"""Seconds for which a message counts against the limit of its group."""


@dataclass
class SendLimits:
    """Refuses messages that are sent too fast.

    Telegram's own limits are 30 messages a second, and 20 a minute in a group. Refused messages do not count.
    """

    per_second: int | None = None
    """Maximum number of messages per second in all chats together; None for no limit."""
    per_group_minute: int | None = None
    """Maximum number of messages per minute in one group; None for no limit."""
    cooldown: float = 5.0
    """Seconds for which all messages are refused after `per_second` was exceeded."""
    slow_mode: dict[int, float] = field(default_factory=dict)
    """The slow mode of groups, by chat id: minimum seconds between two messages of a member who is no
    administrator."""
    refused: int = 0
    """The number of messages refused so far."""
    _sent: defaultdict[Hashable, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _latest: dict[int, float] = field(default_factory=dict)
    _closed: dict[Hashable, float] = field(default_factory=dict)

    def close(self, until: float, chat_id: int | None = None) -> None:
        """Refuse all messages, or only those to `chat_id`, until the time `until` of the server's clock."""
        self._closed[chat_id] = until

    def check(self, chat_id: int, now: float, *, is_admin: bool = False) -> None:
        """Count a message to the chat; raise ApiError when it exceeds a limit.

        Slow mode does not apply if the sender *is_admin* of the chat. Telegram's error is the same for slow mode
        and for the other limits.
        """
        if self._is_full(None, self.per_second, 1.0, now):
            self.close(now + self.cooldown)
        if chat_id < 0 and self._is_full(chat_id, self.per_group_minute, GROUP_PERIOD, now):
            self.close(self._sent[chat_id][0] + GROUP_PERIOD, chat_id)
        wait = max(self._closed.get(key, now) - now for key in (None, chat_id))
        if chat_id in self._latest and not is_admin:
            wait = max(wait, self._latest[chat_id] + self.slow_mode.get(chat_id, 0.0) - now)
        if wait > 0:
            self.refused += 1
            seconds = math.ceil(wait)
            raise ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        self._sent[None].append(now)
        self._sent[chat_id].append(now)
        self._latest[chat_id] = now

    def _is_full(self, key: Hashable, limit: int | None, period: float, now: float) -> bool:
        sent = self._sent[key]
        while sent and now - sent[0] >= period:
            sent.popleft()
        return limit is not None and len(sent) >= limit
