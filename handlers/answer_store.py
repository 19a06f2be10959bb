"""The answers that buttons refer to."""

import asyncio
import secrets
from weakref import WeakValueDictionary

from cachetools import LRUCache

from services.answers import Answer
from services.places import LookupFailed

ANSWERS_KEPT = 3_000 * 8
"""Places and names in the stored answers, choices included: a usual answer has a few, the largest 300."""


class AnswerStore:
    """Answers by token, in memory: the least recently used are dropped past ANSWERS_KEPT."""

    def __init__(self) -> None:
        self._answers: LRUCache[str, tuple[int, Answer]] = LRUCache(ANSWERS_KEPT, _size)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, token: str) -> asyncio.Lock:
        """Return the lock for changing the answer stored as *token*; while it is held, the same one."""
        return self._locks.setdefault(token, asyncio.Lock())

    def keep(self, chat_id: int, answer: Answer, token: str | None = None) -> str:
        """Store the chat's *answer*, as *token* if given, in place of the one that is there; return its token."""
        token = token or secrets.token_urlsafe(6)
        self._answers[token] = chat_id, answer
        return token

    def answer(self, chat_id: int, token: str) -> Answer | None:
        """Return the answer stored as *token*; None when it was dropped or belongs to another chat."""
        owner, answer = self._answers.get(token, (None, None))
        return answer if owner == chat_id else None

    def forget(self, chat_id: int) -> None:
        """Drop the answers of the chat."""
        for token in [token for token, (owner, _) in self._answers.items() if owner == chat_id]:
            del self._answers[token]


def _size(kept: tuple[int, Answer]) -> int:
    """Return how many places and names the answer has, choices included."""
    _, answer = kept
    items = [entry.item for entry in answer.entries]
    offered = sum(len(item.choices) for item in items if not isinstance(item, LookupFailed))
    return 1 + len(items) + offered + len(answer.left_out)
