"""What the bot remembers between an answer and the buttons under it."""

import asyncio
import secrets
from weakref import WeakValueDictionary

from cachetools import LRUCache

from services.answers import Answer

ANSWERS_KEPT = 5_000
"""A usual one takes a few kilobytes."""


class Memory:
    """Answers by token: bounded, and forgotten with the process."""

    def __init__(self) -> None:
        self._answers: LRUCache[str, Answer] = LRUCache(ANSWERS_KEPT)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def lock(self, token: str) -> asyncio.Lock:
        """Return the lock for changing the answer with *token*, the same for all who hold it."""
        return self._locks.setdefault(token, asyncio.Lock())

    def keep(self, answer: Answer, token: str | None = None) -> str:
        """Remember *answer*, in place of the one with that *token* if given; return its token."""
        token = token or secrets.token_urlsafe(6)
        self._answers[token] = answer
        return token

    def answer(self, token: str) -> Answer | None:
        """Return the answer kept with *token*, None when it is forgotten."""
        return self._answers.get(token)
