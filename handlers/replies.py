"""Answering where the question came from: with a message, an edit of one, or a word over the chat."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram.enums import ChatAction, ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import EditMessageText, SendChatAction
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    MaybeInaccessibleMessageUnion,
    Message,
    ReplyParameters,
)

from services.tasks import cancel_all

logger = logging.getLogger(__name__)

TYPING_AFTER = 1.0
"""Seconds after which somebody who waits wants a sign."""

TYPING_SHOWS = 4.5
"""Seconds until the sign has to be given again: Telegram shows it for five."""


async def reply(message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None) -> Message:
    """Answer *message* in its chat and topic, and return the answer.

    In a group, where others may have written meanwhile, the answer points at the question.
    """
    to_question = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
    return await message.answer(
        text,
        reply_markup=keyboard,
        reply_parameters=None if message.chat.type == ChatType.PRIVATE else to_question,
    )


async def edit(message: MaybeInaccessibleMessageUnion, text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
    """Change a message of the bot's; return whether there was anything to change."""
    editing = EditMessageText(
        text=text, chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard
    )
    try:
        await editing.as_(message.bot)
    except TelegramBadRequest as error:
        expect(error, "message is not modified")
        return False
    return True


async def tell(query: CallbackQuery, text: str | None = None) -> None:
    """End a button's waiting, with *text* over the chat for a moment."""
    try:
        await query.answer(text)
    except TelegramBadRequest as error:
        expect(error, "query is too old")  # what was asked for took longer than Telegram waits, and is there


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show that an answer is on its way while it takes long; whatever becomes of that, it delays nothing."""
    task = asyncio.create_task(_type(message))
    try:
        yield
    finally:
        await cancel_all([task])


async def _type(message: Message) -> None:
    topic = message.message_thread_id if message.is_topic_message else None
    sign = SendChatAction(chat_id=message.chat.id, action=ChatAction.TYPING, message_thread_id=topic)
    pause = TYPING_AFTER
    try:
        while True:
            await asyncio.sleep(pause)
            await sign.as_(message.bot)
            pause = TYPING_SHOWS
    except TelegramAPIError as error:
        logger.info("no sign of typing: %s", error)


def expect(error: TelegramBadRequest, words: str) -> None:
    """Raise *error* unless it says these words."""
    if words not in error.message:
        raise error
