"""Sending and editing messages in the chat and topic of another message, and answering callback queries."""

import asyncio
import logging
from typing import Annotated, NamedTuple, cast

from aiogram.enums import ChatAction, ChatType, ParseMode
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import (
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendPhoto,
    SendRichMessage,
    TelegramMethod,
)
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    ForceReply,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputRichMessage,
    MaybeInaccessibleMessageUnion,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from pydantic import BaseModel, Field

from services.tasks import cancel_all

logger = logging.getLogger(__name__)

TYPING_DELAY = 1.0
"""Time after which the chat action "typing" is sent, in seconds."""

TYPING_INTERVAL = 4.5
"""Time between two chat actions, in seconds; Telegram shows each action for five seconds."""


UNEDITABLE_WORDS = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
"""Parts of Telegram's errors about messages that were deleted, or that the bot may not edit."""


class SentMessageChat(BaseModel):
    """The chat of a sent message."""

    id: Annotated[int, Field(gt=-(2**52), lt=2**52)]


class SentMessage(BaseModel):
    """The fields of a sent message that `reply` uses."""

    message_id: int
    chat: SentMessageChat


class SendText(TelegramMethod[SentMessage]):
    """A sendMessage call with the fields that `reply` uses, which returns a SentMessage.

    aiogram's `SendMessage`, which has 15 fields and returns a whole Message, takes three times as long.
    """

    __returning__ = SentMessage
    __api_method__ = "sendMessage"

    chat_id: int
    text: str
    parse_mode: str = ParseMode.HTML.value
    link_preview_options: str = '{"is_disabled":true}'
    message_thread_id: int | None = None
    direct_messages_topic_id: int | None = None
    reply_parameters: ReplyParameters | None = None
    reply_markup: str | None = None
    """The keyboard as JSON."""


class SendRawRich(SendRichMessage):
    """A sendRichMessage call that returns a SentMessage, because validating a whole Message takes longer."""

    __returning__ = SentMessage  # type: ignore[assignment]


async def reply(
    message: MaybeInaccessibleMessageUnion,
    text: str,
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply | None = None,
) -> MaybeInaccessibleMessageUnion:
    """Send the HTML *text* to the chat and topic of *message*; in a group, send it as a reply.

    Return a copy of *message* with the id and the chat of the sent message.
    """
    call = SendText(
        chat_id=message.chat.id,
        text=text,
        message_thread_id=topic_id(message),
        direct_messages_topic_id=direct_topic_id(message),
        reply_parameters=_reply_parameters(message),
        reply_markup=None if keyboard is None else keyboard.model_dump_json(exclude_none=True),
    )
    return _sent_copy(message, await call.as_(message.bot))


async def reply_rich(
    message: MaybeInaccessibleMessageUnion, rich: InputRichMessage, keyboard: InlineKeyboardMarkup | None
) -> MaybeInaccessibleMessageUnion:
    """Send *rich* to the chat and topic of *message*, as `reply` sends a text, and return what `reply` returns."""
    call = SendRawRich(
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


async def replace_photo(
    message: MaybeInaccessibleMessageUnion, message_id: int, photo: BufferedInputFile | str
) -> Message:
    """Replace the photo of the message *message_id* in the chat of *message*."""
    call = EditMessageMedia(media=InputMediaPhoto(media=photo), chat_id=message.chat.id, message_id=message_id)
    return cast("Message", await call.as_(message.bot))  # Telegram returns True for inline messages only


class Edited(NamedTuple):
    """The result of `edit`."""

    message: MaybeInaccessibleMessageUnion
    """The edited message, or the new message that was sent instead."""
    changed: bool
    """Whether the user sees another text or keyboard than before."""


async def edit(message: MaybeInaccessibleMessageUnion, text: str, keyboard: InlineKeyboardMarkup | None) -> Edited:
    """Edit *message*, which the bot has sent; if it was deleted or cannot be edited, send a new message."""
    try:
        return Edited(message, await edit_existing(message, text, keyboard))
    except TelegramBadRequest as error:
        if not is_uneditable(error):
            raise
    return Edited(await reply(message, text, keyboard), changed=True)


async def edit_existing(
    message: MaybeInaccessibleMessageUnion, text: str, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Edit *message*, which the bot has sent. Return False if the message has this text and keyboard already."""
    call = EditMessageText(
        text=text, chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard
    )
    return await _edited(message, call)


async def edit_rich(
    message: MaybeInaccessibleMessageUnion, rich: InputRichMessage, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Edit *message* to show *rich*; return False if the message has this content and keyboard already."""
    call = EditMessageText(
        rich_message=rich,
        chat_id=message.chat.id,
        message_id=message.message_id,
        parse_mode=None,
        link_preview_options=None,
        reply_markup=keyboard,
    )
    return await _edited(message, call)


async def _edited(message: MaybeInaccessibleMessageUnion, call: EditMessageText) -> bool:
    """Make *call*, which edits *message*; return False if Telegram answers that nothing changes."""
    try:
        await call.as_(message.bot)
    except TelegramBadRequest as error:
        reraise_unless(error, "message is not modified")
        return False
    return True


async def edit_keyboard(message: MaybeInaccessibleMessageUnion, keyboard: InlineKeyboardMarkup | None) -> bool:
    """Replace the inline keyboard of *message*, which the bot has sent.

    Return False if the message was deleted or cannot be edited.
    """
    call = EditMessageReplyMarkup(chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard)
    try:
        await call.as_(message.bot)
    except TelegramBadRequest as error:
        if is_uneditable(error):
            return False
        reraise_unless(error, "message is not modified")  # the user has pressed a button twice
    return True


def is_uneditable(error: TelegramBadRequest) -> bool:
    """Return whether *error* means that a message was deleted or cannot be edited any more."""
    return any(words in error.message for words in UNEDITABLE_WORDS)


async def answer_callback(query: CallbackQuery, text: str | None = None) -> None:
    """Answer *query*, which ends the progress bar of the button. Telegram shows *text* as a notification."""
    try:
        await query.answer(text)
    except TelegramBadRequest as error:
        reraise_unless(error, "query is too old")  # the handler has taken longer than Telegram waits


class typing:  # noqa: N801 - used like a function, as contextlib.suppress is
    """Sends the chat action "typing" while a block runs, starting after TYPING_DELAY.

    Telegram's errors are only logged. A timer starts the task that sends, because a timer is cheaper than a task
    that sleeps.
    """

    def __init__(self, message: MaybeInaccessibleMessageUnion) -> None:
        self._message = message
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TYPING_DELAY, self._start)

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()
        if self._task is not None:
            await cancel_all([self._task])

    def _start(self) -> None:
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
    """Return the id of the topic of any kind that *message* is in; 0 outside topics."""
    return topic_id(message) or direct_topic_id(message) or 0


async def can_share(message: MaybeInaccessibleMessageUnion) -> bool:
    """Return whether a button that shares an answer works: only with inline mode, and not in direct messages."""
    if message.chat.is_direct_messages:
        return False
    bot = message.bot
    return bot is not None and bool((await bot.me()).supports_inline_queries)


def reraise_unless(error: TelegramBadRequest, words: str) -> None:
    """Raise *error* unless its message contains *words*."""
    if words not in error.message:
        raise error
