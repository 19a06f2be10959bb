"""Edits messages that the bot has sent."""

from typing import NamedTuple, cast

from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageMedia, EditMessageReplyMarkup, EditMessageText
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    InputRichMessage,
    MaybeInaccessibleMessageUnion,
    Message,
)

from handlers.replies import reply, reraise_unless

UNEDITABLE_WORDS = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")
"""Parts of Telegram's error messages that mean that a message was deleted, or that the bot may not edit it."""


class EditResult(NamedTuple):
    """The result of `edit`."""

    message: MaybeInaccessibleMessageUnion
    """The edited message, or the new message that replaces it."""
    is_changed: bool
    """Whether the user sees another text or keyboard than before."""


async def edit(
    message: MaybeInaccessibleMessageUnion, html: str, keyboard: InlineKeyboardMarkup | None
) -> EditResult:
    """Edit the bot's *message* to show *html*; if *message* is deleted or not editable, send a new message."""
    try:
        return EditResult(message, await edit_existing(message, html, keyboard))
    except TelegramBadRequest as error:
        if not is_uneditable(error):
            raise
    return EditResult(await reply(message, html, keyboard), is_changed=True)


async def edit_existing(
    message: MaybeInaccessibleMessageUnion, html: str, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Edit the bot's *message*; return False if *message* already has *html* and *keyboard*."""
    call = EditMessageText(
        text=html, chat_id=message.chat.id, message_id=message.message_id, reply_markup=keyboard
    )
    return await _make_edit(message, call)


async def edit_rich(
    message: MaybeInaccessibleMessageUnion, rich: InputRichMessage, keyboard: InlineKeyboardMarkup | None
) -> bool:
    """Edit *message* to show *rich*; return False if the message already has *rich* and *keyboard*."""
    call = EditMessageText(
        rich_message=rich,
        chat_id=message.chat.id,
        message_id=message.message_id,
        parse_mode=None,
        link_preview_options=None,
        reply_markup=keyboard,
    )
    return await _make_edit(message, call)


async def _make_edit(message: MaybeInaccessibleMessageUnion, call: EditMessageText) -> bool:
    """Make *call*, which edits *message*; return False if Telegram answers that *message* is not modified."""
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
        # A second press of a button changes nothing, which Telegram answers with an error.
        reraise_unless(error, "message is not modified")
    return True


async def replace_photo(
    message: MaybeInaccessibleMessageUnion, message_id: int, photo: BufferedInputFile | str
) -> Message:
    """Replace the photo of the message *message_id* in the chat of *message*."""
    call = EditMessageMedia(media=InputMediaPhoto(media=photo), chat_id=message.chat.id, message_id=message_id)
    return cast("Message", await call.as_(message.bot))  # Telegram returns True for inline messages only


def is_uneditable(error: TelegramBadRequest) -> bool:
    """Return whether *error* means that a message was deleted or cannot be edited any more."""
    return any(words in error.message for words in UNEDITABLE_WORDS)
