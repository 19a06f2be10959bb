"""Sending and editing rich messages, with plain texts where Telegram refuses rich messages."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.types import InlineKeyboardMarkup, InputRichMessage, MaybeInaccessibleMessageUnion

from handlers.replies import Edited, edit_existing, edit_rich, is_uneditable, reply, reply_rich

logger = logging.getLogger(__name__)

T = TypeVar("T")


class RichMessages:
    """Sends an answer as a rich message, or as a text after Telegram has refused a rich message."""

    def __init__(self) -> None:
        self._are_refused = False

    async def reply(
        self,
        message: MaybeInaccessibleMessageUnion,
        rich: InputRichMessage | None,
        text: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> MaybeInaccessibleMessageUnion:
        """Reply to *message* with *rich*; if *rich* is None or refused, with the HTML *text*."""
        if rich is None or self._are_refused:
            return await reply(message, text, keyboard)
        return await self._or_text(reply_rich(message, rich, keyboard), lambda: reply(message, text, keyboard))

    async def edit(
        self,
        message: MaybeInaccessibleMessageUnion,
        rich: InputRichMessage | None,
        text: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> Edited:
        """Edit *message* like `reply`; if it was deleted or cannot be edited, send a new message."""
        try:
            return Edited(message, await self.edit_existing(message, rich, text, keyboard))
        except TelegramBadRequest as error:
            if not is_uneditable(error):
                raise
        return Edited(await self.reply(message, rich, text, keyboard), changed=True)

    async def edit_existing(
        self,
        message: MaybeInaccessibleMessageUnion,
        rich: InputRichMessage | None,
        text: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> bool:
        """Edit *message* like `reply`. Return False if the message has this content and keyboard already."""
        if rich is None or self._are_refused:
            return await edit_existing(message, text, keyboard)
        return await self._or_text(
            edit_rich(message, rich, keyboard), lambda: edit_existing(message, text, keyboard)
        )

    async def _or_text(self, rich: Awaitable[T], as_text: Callable[[], Awaitable[T]]) -> T:
        """Await *rich*. If Telegram refuses the call, await *as_text*, unless the message cannot be edited at all.

        If Telegram accepts the text, the refusal was about the rich message, and all later answers are texts.
        """
        try:
            return await rich
        except (TelegramBadRequest, TelegramNotFound) as error:
            if isinstance(error, TelegramBadRequest) and is_uneditable(error):
                raise
            result = await as_text()
            if not self._are_refused:
                self._are_refused = True
                logger.warning("Telegram refuses rich messages; answers are sent as texts: %s", error.message)
            return result
