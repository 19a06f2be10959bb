"""Sending and editing rich messages, with plain texts where Telegram refuses rich messages."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.types import InlineKeyboardMarkup, InputRichMessage, MaybeInaccessibleMessageUnion
from cachetools import LRUCache

from handlers.editing import EditResult, edit_existing, edit_rich, is_uneditable
from handlers.replies import reply, reply_rich

logger = logging.getLogger(__name__)

MAX_REFUSING_CHATS = 5_000
"""Maximum number of remembered chats in which Telegram has refused a rich message."""

T = TypeVar("T")


class RichMessages:
    """Sends an answer as a rich message, or as a text after Telegram has refused a rich message of the chat.

    A refusal may be about the content of one answer, so other chats still get rich messages.
    """

    def __init__(self) -> None:
        self._refusing_chats: LRUCache[int, None] = LRUCache(MAX_REFUSING_CHATS)

    async def reply(
        self,
        message: MaybeInaccessibleMessageUnion,
        rich: InputRichMessage | None,
        fallback_html: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> MaybeInaccessibleMessageUnion:
        """Reply to *message* with *rich*; if *rich* is None or refused, with *fallback_html*."""
        if rich is None or message.chat.id in self._refusing_chats:
            return await reply(message, fallback_html, keyboard)
        return await self._with_fallback(
            message.chat.id, reply_rich(message, rich, keyboard), lambda: reply(message, fallback_html, keyboard)
        )

    async def edit(
        self,
        message: MaybeInaccessibleMessageUnion,
        rich: InputRichMessage | None,
        fallback_html: str,
        keyboard: InlineKeyboardMarkup | None,
        *,
        question_message: MaybeInaccessibleMessageUnion | None = None,
    ) -> EditResult:
        """Edit *message* to show *rich* or, if *rich* is None or refused, *fallback_html*.

        If *message* cannot be edited any more, send a new message. The new message is a reply to
        *question_message* or, if *question_message* is None, to *message*.
        """
        try:
            return EditResult(message, await self.edit_existing(message, rich, fallback_html, keyboard))
        except TelegramBadRequest as error:
            if not is_uneditable(error):
                raise
        return EditResult(
            await self.reply(question_message or message, rich, fallback_html, keyboard), is_changed=True
        )

    async def edit_existing(
        self,
        message: MaybeInaccessibleMessageUnion,
        rich: InputRichMessage | None,
        fallback_html: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> bool:
        """Edit *message* to show *rich* or, if *rich* is None or refused, *fallback_html*.

        Return False if *message* already has the new content and keyboard.
        """
        if rich is None or message.chat.id in self._refusing_chats:
            return await edit_existing(message, fallback_html, keyboard)
        return await self._with_fallback(
            message.chat.id,
            edit_rich(message, rich, keyboard),
            lambda: edit_existing(message, fallback_html, keyboard),
        )

    async def _with_fallback(
        self, chat_id: int, rich_call: Awaitable[T], fallback: Callable[[], Awaitable[T]]
    ) -> T:
        """Await *rich_call*, which sends a rich message; if Telegram refuses *rich_call*, call *fallback* instead.

        If Telegram accepts the text, the refusal was about the rich message, so later answers to the chat are
        texts. If the message cannot be edited at all, the error is raised.
        """
        try:
            return await rich_call
        except (TelegramBadRequest, TelegramNotFound) as error:
            if isinstance(error, TelegramBadRequest) and is_uneditable(error):
                raise
            result = await fallback()
            if chat_id not in self._refusing_chats:
                self._refusing_chats[chat_id] = None
                logger.warning(
                    "Telegram refuses rich messages in a chat; answers are sent as texts: %s", error.message
                )
            return result
