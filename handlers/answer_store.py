"""The answers behind buttons: what an answer's token, a part of the callback data, refers to.

Most tokens contain the answer, packed. For an answer that is too long for callback data, the token refers to a row
in the database. Therefore buttons work after a restart, and in every process that uses the same database. Memory
has the latest answers with their results.
"""

import asyncio
import secrets
from typing import NamedTuple
from weakref import WeakValueDictionary

from aiogram.types import MaybeInaccessibleMessageUnion
from cachetools import LRUCache

from services.answers import Answer, AnswerService, pack
from services.storage import ButtonAnswers, number_of_names

MAX_STORED_NAMES = 3_000 * 8
"""Maximum number of places and names, choices included, in all answers in memory.

An answer has at most 300 places and names.
"""

PACKED, STORED = ".", "~"
"""First characters of tokens that contain the answer, and of tokens that refer to a stored answer.

The tokens of versions that kept answers in memory only begin with neither; see `handlers/recovery.py`.
"""

MessageKey = tuple[int, int]
"""The ids of a chat and of a message in it."""


class ShownAnswer(NamedTuple):
    """The answer that a message shows, with its token."""

    token: str
    answer: Answer


class AnswerStore:
    """Finds the answers behind buttons.

    Drops the least recently used answers from memory if all answers there have more than MAX_STORED_NAMES places
    and names.
    """

    def __init__(self, answers: AnswerService, button_answers: ButtonAnswers) -> None:
        self._answers = answers
        self._button_answers = button_answers
        self._shown: LRUCache[MessageKey, ShownAnswer] = LRUCache(MAX_STORED_NAMES, _size)
        self._locks: WeakValueDictionary[MessageKey, asyncio.Lock] = WeakValueDictionary()

    def lock(self, message: MaybeInaccessibleMessageUnion) -> asyncio.Lock:
        """Return the lock that a caller holds while it changes the answer that *message* shows."""
        return self._locks.setdefault(_key(message), asyncio.Lock())

    def token_for(self, chat_id: int, answer: Answer, message: MaybeInaccessibleMessageUnion | None = None) -> str:
        """Return a token for *answer* in the chat, at most 49 characters long.

        If *answer* has to be stored, and *message* shows the same answer with other results, keep its token.
        """
        packed = pack(answer)
        if packed is not None:
            return PACKED + packed
        shown = self.shown(message) if message is not None else None
        if shown is not None and shown.token.startswith(STORED) and shown.answer.asks_same(answer):
            return shown.token
        token = STORED + secrets.token_urlsafe(9)
        self._button_answers.put(chat_id, token, answer)
        return token

    def remember(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer) -> None:
        """Keep in memory that *message* shows *answer* and has buttons with *token*."""
        self._shown[_key(message)] = ShownAnswer(token, answer)

    def shown(self, message: MaybeInaccessibleMessageUnion) -> ShownAnswer | None:
        """Return the answer that *message* shows; None if it is not in memory."""
        return self._shown.get(_key(message))

    async def answer(self, message: MaybeInaccessibleMessageUnion, token: str) -> Answer | None:
        """Return the answer with *token* under *message*, without results if it is not in memory.

        Return None if *token* is invalid, belongs to another chat, or refers to an answer that was deleted.
        """
        shown = self.shown(message)
        if shown is not None and shown.token == token:
            return shown.answer
        if token.startswith(PACKED):
            return await self._answers.unpacked(token.removeprefix(PACKED))
        if token.startswith(STORED):
            return await self._button_answers.get(message.chat.id, token)
        return None

    def is_outdated(self, token: str) -> bool:
        """Return whether *token* is one of an earlier version, which kept the answer in memory only."""
        return not token.startswith((PACKED, STORED))

    async def forget(self, chat_id: int) -> None:
        """Drop the answers of the chat from memory; answers that are in the database stay there."""
        await self._button_answers.forget(chat_id)
        for key in [key for key in self._shown if key[0] == chat_id]:
            del self._shown[key]


def _key(message: MaybeInaccessibleMessageUnion) -> MessageKey:
    return message.chat.id, message.message_id


def _size(shown: ShownAnswer) -> int:
    return number_of_names(shown.answer)
