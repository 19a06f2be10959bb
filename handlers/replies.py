"""Sending messages to the chat and topic of another message, and answering callback queries."""

import asyncio
import logging
from typing import TYPE_CHECKING, Annotated, ClassVar, cast

from aiogram.enums import ChatAction, ChatType, ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import (
    SendChatAction,
    SendPhoto,
    SendRichMessage,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    InputRichMessage,
    MaybeInaccessibleMessageUnion,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from pydantic import BaseModel, Field

from handlers.views.keyboards import AnswerKeyboard
from services.tasks import cancel_all

if TYPE_CHECKING:
    from aiogram import Bot
    from aiogram.methods import TelegramMethod

logger = logging.getLogger(__name__)

TYPING_DELAY = 1.0
"""Time in seconds from the start of a `typing_action` block until the chat action "typing" is sent."""

TYPING_INTERVAL = 4.5
"""Time between two chat actions, in seconds; Telegram shows each action for five seconds."""


class SentMessageChat(BaseModel):
    """The chat of a sent message."""

    id: Annotated[int, Field(gt=-(2**52), lt=2**52)]


class SentMessage(BaseModel):
    """The fields of a sent message that `reply` uses."""

    message_id: int
    chat: SentMessageChat


class SendText(BaseModel):
    """A sendMessage call with the fields that `reply` uses, which returns a SentMessage.

    `Session` uses only the attributes of a TelegramMethod that this class has.

    A call with aiogram's `SendMessage`, which has 15 fields and returns a whole Message, takes ten times as long.
    """

    __returning__: ClassVar[type] = SentMessage
    __api_method__: ClassVar[str] = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str = ParseMode.HTML.value
    link_preview_options: str = '{"is_disabled":true}'
    message_thread_id: int | None = None
    direct_messages_topic_id: int | None = None
    reply_parameters: ReplyParameters | None = None
    reply_markup: str | None = None
    """The keyboard as JSON."""


class SendRawRichMessage(SendRichMessage):
    """A sendRichMessage call that returns a SentMessage, because validating a whole Message takes longer."""

    __returning__ = SentMessage  # type: ignore[assignment]


async def reply(
    message: MaybeInaccessibleMessageUnion,
    html: str,
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None = None,
) -> MaybeInaccessibleMessageUnion:
    """Send *html* to the chat and topic of *message*; in a group, send it as a reply.

    Return a copy of *message* with the id and the chat of the sent message.
    """
    call = SendText(
        chat_id=message.chat.id,
        text=html,
        message_thread_id=topic_id(message),
        direct_messages_topic_id=direct_topic_id(message),
        reply_parameters=_reply_parameters(message),
        reply_markup=_keyboard_json(keyboard),
    )
    bot = cast("Bot", message.bot)
    return _sent_copy(message, await bot(cast("TelegramMethod[SentMessage]", call)))


def _keyboard_json(
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None,
) -> str | None:
    if isinstance(keyboard, AnswerKeyboard):
        return keyboard.as_json
    return None if keyboard is None else keyboard.model_dump_json(exclude_none=True)


async def reply_rich(
    message: MaybeInaccessibleMessageUnion, rich: InputRichMessage, keyboard: InlineKeyboardMarkup | None
) -> MaybeInaccessibleMessageUnion:
    """Send *rich* to the chat and topic of *message*; in a group, send it as a reply.

    Return a copy of *message* with the id and the chat of the sent message.
    """
    call = SendRawRichMessage(
        chat_id=message.chat.id,
        rich_message=rich,
        message_thread_id=topic_id(message),
        direct_messages_topic_id=direct_topic_id(message),
        reply_parameters=_reply_parameters(message),
        reply_markup=keyboard,
    )
    return _sent_copy(message, cast("SentMessage", await call.as_(message.bot)))


def _sent_copy(message: MaybeInaccessibleMessageUnion, sent: SentMessage) -> MaybeInaccessibleMessageUnion:
    """Return a copy of *message* with the id and the chat of *sent*."""
    chat = message.chat
    if sent.chat.id != chat.id:  # the group has become a supergroup
        chat = chat.model_copy(update={"id": sent.chat.id})
    return message.model_copy(update={"message_id": sent.message_id, "chat": chat})


async def send_photo(message: MaybeInaccessibleMessageUnion, photo: BufferedInputFile | str) -> Message:
    """Send *photo*, without a notification sound, to the chat and topic of *message*."""
    call = SendPhoto(
        chat_id=message.chat.id,
        photo=photo,
        message_thread_id=topic_id(message),
        direct_messages_topic_id=direct_topic_id(message),
        reply_parameters=_reply_parameters(message),
        disable_notification=True,
    )
    return await call.as_(message.bot)


async def answer_callback(query: CallbackQuery, notification: str | None = None) -> None:
    """Answer *query*, which ends the progress bar of the button; Telegram shows *notification* to the user."""
    try:
        await query.answer(notification)
    except TelegramBadRequest as error:
        reraise_unless(error, "query is too old")  # the handler has taken longer than Telegram waits


class typing_action:  # noqa: N801 - the class is called like a function
    """Sends the chat action "typing" while an `async with` block runs, for the first time after TYPING_DELAY.

    Telegram's errors are only logged. A timer starts the task that sends the chat action, because a timer is
    cheaper than a task that sleeps.
    """

    def __init__(self, message: MaybeInaccessibleMessageUnion) -> None:
        self._message = message
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TYPING_DELAY, self._start_task)

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._task is not None:
            await cancel_all([self._task])

    def _start_task(self) -> None:
        self._task = asyncio.create_task(_send_typing(self._message))


async def _send_typing(message: MaybeInaccessibleMessageUnion) -> None:
    action = SendChatAction(chat_id=message.chat.id, action=ChatAction.TYPING, message_thread_id=topic_id(message))
    try:
        while True:
            await action.as_(message.bot)
            await asyncio.sleep(TYPING_INTERVAL)
    except TelegramAPIError as error:
        logger.info("could not send the chat action: %s", error)


def _reply_parameters(message: MaybeInaccessibleMessageUnion) -> ReplyParameters | None:
    """Return the parameters of a reply to *message*; None in a private chat, where the bot quotes no message."""
    if message.chat.type == ChatType.PRIVATE:
        return None
    return ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)


def topic_id(message: MaybeInaccessibleMessageUnion) -> int | None:
    """Return the id of the topic that *message* is in; None outside the topics of a forum."""
    return message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None


def direct_topic_id(message: MaybeInaccessibleMessageUnion) -> int | None:
    """Return the id of the topic of a channel's direct messages that *message* is in; None in other chats."""
    topic = message.direct_messages_topic if isinstance(message, Message) else None
    return topic.topic_id if topic is not None else None


def conversation_topic_id(message: MaybeInaccessibleMessageUnion) -> int:
    """Return the id of the forum topic or direct-messages topic that *message* is in; 0 outside topics."""
    return topic_id(message) or direct_topic_id(message) or 0


async def can_share_answer(message: MaybeInaccessibleMessageUnion) -> bool:
    """Return whether a button that shares an answer works in the chat of *message*.

    The button needs inline mode, and fails in the direct messages of a channel.
    """
    if message.chat.is_direct_messages:
        return False
    bot = message.bot
    return bot is not None and bool((await bot.me()).supports_inline_queries)


def reraise_unless(error: TelegramBadRequest, words: str) -> None:
    """Raise *error* unless its message contains *words*."""
    if words not in error.message:
        raise error
