"""Finds the answer behind a button by the answer's token, which is a part of the button's callback data.

Most tokens contain the answer itself, packed into a short string. If an answer is too long for callback data, its
token refers to a row in the database. Because no token refers to memory, buttons work after a restart, and in
every process that uses the same database. The latest answers are also kept in memory, with their results.
"""

import asyncio
import secrets
from typing import NamedTuple
from weakref import WeakValueDictionary

from aiogram.types import MaybeInaccessibleMessageUnion
from cachetools import LRUCache

from services.answers import Answer, AnswerService, pack
from services.storage import ButtonAnswers, size_of_answer

MAX_NAMES_IN_MEMORY = 1_000 * 8
"""Maximum total number of places and names in the answers that are kept in memory.

The places that the buttons of an answer offer as choices are counted too. One answer has at most 300 places and
names, so memory has room for at least 26 answers. An answer in memory keeps its weather data in memory, even after
the weather caches have dropped the data.
"""

PACKED_PREFIX = "."
"""First character of a token that contains the answer.

Tokens of earlier versions, which kept answers in memory only, have another first character;
`handlers/recovery.py` finds their answers.
"""

STORED_PREFIX = "~"
"""First character of a token that refers to an answer in the database."""

MessageKey = tuple[int, int]
"""(chat id, message id): identifies a message."""


class ShownAnswer(NamedTuple):
    """The answer that a message shows, and the token in the callback data of the message's buttons."""

    token: str
    answer: Answer


class AnswerStore:
    """Finds the answer behind a button: in memory, in the button's token, or in the database.

    If the answers in memory have more than MAX_NAMES_IN_MEMORY places and names, the least recently used answers
    are dropped.
    """

    def __init__(self, answer_service: AnswerService, button_answers: ButtonAnswers) -> None:
        self._answer_service = answer_service
        self._button_answers = button_answers
        self._shown: LRUCache[MessageKey, ShownAnswer] = LRUCache(MAX_NAMES_IN_MEMORY, _name_count)
        self._locks: WeakValueDictionary[MessageKey, asyncio.Lock] = WeakValueDictionary()

    def lock(self, message: MaybeInaccessibleMessageUnion) -> asyncio.Lock:
        """Return the lock to hold while the answer that *message* shows is changed."""
        return self._locks.setdefault(_message_key(message), asyncio.Lock())

    def token_for(self, chat_id: int, answer: Answer, message: MaybeInaccessibleMessageUnion | None = None) -> str:
        """Return a token of at most 49 characters for *answer*; store the answer if it is too long for a token.

        If *message* shows a stored answer that differs from *answer* only in the results, return the token of that
        answer.
        """
        packed = pack(answer)
        if packed is not None:
            return PACKED_PREFIX + packed
        shown = self.shown_by(message) if message is not None else None
        if shown is not None and shown.token.startswith(STORED_PREFIX) and shown.answer.asks_same_question(answer):
            return shown.token
        token = STORED_PREFIX + secrets.token_urlsafe(9)
        self._button_answers.put(chat_id, token, answer)
        return token

    def store_copy_for_chat(self, chat_id: int, token: str, answer: Answer) -> None:
        """If *token* refers to an answer in the database, store *answer* also for the chat *chat_id*."""
        if token.startswith(STORED_PREFIX):
            self._button_answers.put(chat_id, token, answer)

    def remember(self, message: MaybeInaccessibleMessageUnion, token: str, answer: Answer) -> None:
        """Store in memory that *message* shows *answer* and has buttons with *token*."""
        self._shown[_message_key(message)] = ShownAnswer(token, answer)

    def shown_by(self, message: MaybeInaccessibleMessageUnion) -> ShownAnswer | None:
        """Return the answer that *message* shows; None if the answer is not in memory."""
        return self._shown.get(_message_key(message))

    async def find_answer(self, message: MaybeInaccessibleMessageUnion, token: str) -> Answer | None:
        """Return the answer to which *token*, from a button of *message*, refers.

        An answer that is not in memory is returned without results. Return None if *token* is invalid,
        belongs to another chat, or refers to an answer that was deleted.
        """
        shown = self.shown_by(message)
        if shown is not None and shown.token == token:
            return shown.answer
        if token.startswith(PACKED_PREFIX):
            return await self._answer_service.resolver.unpack_answer(token.removeprefix(PACKED_PREFIX))
        if token.startswith(STORED_PREFIX):
            return await self._button_answers.get(message.chat.id, token)
        return None

    def is_from_earlier_version(self, token: str) -> bool:
        """Return whether *token* comes from an earlier version of the bot, which kept answers in memory only."""
        return not token.startswith((PACKED_PREFIX, STORED_PREFIX))

    async def forget(self, chat_id: int) -> None:
        """Drop the answers of the chat from memory; answers that are in the database stay there."""
        await self._button_answers.forget(chat_id)
        for key in [key for key in self._shown if key[0] == chat_id]:
            del self._shown[key]


def _message_key(message: MaybeInaccessibleMessageUnion) -> MessageKey:
    return message.chat.id, message.message_id


def _name_count(shown: ShownAnswer) -> int:
    return size_of_answer(shown.answer)
