"""Answering where the question came from: with a message, an edit of one, or a word over the chat."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, cast

from aiogram.enums import ChatAction, ChatType
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import EditMessageMedia, EditMessageText, SendChatAction, SendMessage, SendPhoto
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MaybeInaccessibleMessageUnion,
    Message,
    ReplyKeyboardMarkup,
    ReplyParameters,
)
from pydantic import BaseModel, Field

from services.tasks import cancel_all

logger = logging.getLogger(__name__)

TYPING_AFTER = 1.0
"""Seconds after which somebody who waits wants a sign."""

TYPING_SHOWS = 4.5
"""Seconds until the sign has to be given again: Telegram shows it for five."""


class SentChat(BaseModel):
    """The chat of a message."""

    id: Annotated[int, Field(gt=-(2**52), lt=2**52)]


class Sent(BaseModel):
    """What needs to be known of a message that was sent."""

    message_id: int
    chat: SentChat


class SendRaw(SendMessage):
    """sendMessage that returns little: a model of the whole message takes a twentieth of the time of an update."""

    __returning__ = Sent  # type: ignore[assignment]


async def reply(
    message: MaybeInaccessibleMessageUnion,
    text: str,
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | None = None,
) -> MaybeInaccessibleMessageUnion:
    """Answer *message* in its chat and topic, and return where the answer is, as a message.

    Its number, chat and topic are the answer's, all else is what *message* has. In a group, where others may have
    written meanwhile, the answer points at the question.
    """
    sending = SendRaw(
        chat_id=message.chat.id,
        text=text,
        message_thread_id=_topic(message),
        reply_parameters=_pointing_at(message),
        reply_markup=keyboard,
    )
    sent = cast("Sent", await sending.as_(message.bot))
    chat = message.chat
    if sent.chat.id != chat.id:  # the group has become a supergroup
        chat = chat.model_copy(update={"id": sent.chat.id})
    return message.model_copy(update={"message_id": sent.message_id, "chat": chat})


async def follow(message: MaybeInaccessibleMessageUnion, photo: BufferedInputFile | str) -> Message:
    """Send *photo* after a message of the bot's, which has rung for both."""
    sending = SendPhoto(
        chat_id=message.chat.id,
        photo=photo,
        message_thread_id=_topic(message),
        reply_parameters=_pointing_at(message),
        disable_notification=True,
    )
    return await sending.as_(message.bot)


async def show_instead(
    message: MaybeInaccessibleMessageUnion, message_id: int, photo: BufferedInputFile | str
) -> Message:
    """Put *photo* into another message with one, in the chat of *message*."""
    editing = EditMessageMedia(media=InputMediaPhoto(media=photo), chat_id=message.chat.id, message_id=message_id)
    return cast("Message", await editing.as_(message.bot))  # only for inline messages Telegram returns none


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


async def answer_callback(query: CallbackQuery, text: str | None = None) -> None:
    """Answer *query*, which ends the button's progress bar; *text* is shown over the chat for a moment."""
    try:
        await query.answer(text)
    except TelegramBadRequest as error:
        expect(error, "query is too old")  # what was asked for took longer than Telegram waits, and is there


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Show that an answer is on its way while it takes long; whatever becomes of that, it delays nothing."""
    typing: list[asyncio.Task[None]] = []
    # Most answers are there before anybody could wait: a timer costs them less than a task that sleeps.
    timer = asyncio.get_running_loop().call_later(
        TYPING_AFTER, lambda: typing.append(asyncio.create_task(_type(message)))
    )
    try:
        yield
    finally:
        timer.cancel()
        await cancel_all(typing)


async def _type(message: Message) -> None:
    sign = SendChatAction(chat_id=message.chat.id, action=ChatAction.TYPING, message_thread_id=_topic(message))
    try:
        while True:
            await sign.as_(message.bot)
            await asyncio.sleep(TYPING_SHOWS)
    except TelegramAPIError as error:
        logger.info("no sign of typing: %s", error)


def _pointing_at(message: MaybeInaccessibleMessageUnion) -> ReplyParameters | None:
    """Return what points at *message*: needed in a group, where others may have written meanwhile."""
    if message.chat.type == ChatType.PRIVATE:
        return None
    return ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)


def _topic(message: MaybeInaccessibleMessageUnion) -> int | None:
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


def expect(error: TelegramBadRequest, words: str) -> None:
    """Raise *error* unless it says these words."""
    if words not in error.message:
        raise error
