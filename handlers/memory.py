"""What the bot remembers between a question and the buttons under its answer."""

import asyncio
import secrets
from weakref import WeakValueDictionary

from cachetools import LRUCache

from services.answers import Answer
from services.places import Match, Resolution

ANSWERS_KEPT = 5_000
"""A usual one takes a few kilobytes."""

CHOICES_KEPT = 10_000


class Memory:
    """Answers by token, and which of several namesakes a chat means. Both are bounded and end with the process."""

    def __init__(self) -> None:
        self._answers: LRUCache[str, Answer] = LRUCache(ANSWERS_KEPT)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._choices: LRUCache[tuple[int, str], tuple[float, float]] = LRUCache(CHOICES_KEPT)

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

    def choose(self, chat_id: int, match: Match) -> None:
        """Remember that this is the place that the chat means by that name."""
        self._choices[chat_id, match.asked.casefold()] = match.place.key

    def preferred(self, chat_id: int, item: Resolution) -> Resolution:
        """Return *item* with the place that the chat has chosen for that name before, if it has."""
        if isinstance(item, Match):
            spot = self._choices.get((chat_id, item.asked.casefold()))
            for place in item.choices:
                if place.key == spot:
                    return item.choosing(place)
        return item
