"""The store of recent answers. The callback data of an inline button refer to an answer by its token."""

import asyncio
import secrets
from weakref import WeakValueDictionary

from cachetools import LRUCache

from services.answers import Answer
from services.places import LookupFailed

MAX_STORED_NAMES = 3_000 * 8
"""Maximum number of places and names, choices included, in all stored answers.

An answer has at most 300 places and names.
"""


class AnswerStore:
    """Keeps answers by token, in memory.

    Drops the least recently used answers if all answers together have more than MAX_STORED_NAMES places and names.
    """

    def __init__(self) -> None:
        self._answers: LRUCache[str, tuple[int, Answer]] = LRUCache(MAX_STORED_NAMES, _size)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, token: str) -> asyncio.Lock:
        """Return the lock that a caller holds while it changes the answer stored as *token*."""
        return self._locks.setdefault(token, asyncio.Lock())

    def store(self, chat_id: int, answer: Answer, token: str | None = None) -> str:
        """Store *answer* for the chat and return its token; if *token* is given, replace the answer of *token*."""
        token = token or secrets.token_urlsafe(6)
        self._answers[token] = chat_id, answer
        return token

    def answer(self, chat_id: int, token: str) -> Answer | None:
        """Return the answer stored as *token*; None if the answer was dropped or belongs to another chat."""
        owner, answer = self._answers.get(token, (None, None))
        return answer if owner == chat_id else None

    def forget(self, chat_id: int) -> None:
        """Drop the answers of the chat."""
        for token in [token for token, (owner, _) in self._answers.items() if owner == chat_id]:
            del self._answers[token]


def _size(stored: tuple[int, Answer]) -> int:
    """Return the number of places and names in a stored answer, choices included."""
    _, answer = stored
    items = [entry.item for entry in answer.entries]
    choices = sum(len(item.choices) for item in items if not isinstance(item, LookupFailed))
    return 1 + len(items) + choices + len(answer.left_out)
