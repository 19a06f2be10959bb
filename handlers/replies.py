"""Answering where the question came from: a message, or a button."""

from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, ReplyParameters


async def reply(message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    """Answer *message* in its chat and topic.

    In a group, where others may have written meanwhile, the answer points at the question.
    """
    to_question = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
    await message.answer(
        text,
        reply_markup=keyboard,
        reply_parameters=None if message.chat.type == ChatType.PRIVATE else to_question,
    )


async def tell(query: CallbackQuery, text: str | None = None) -> None:
    """End a button's waiting, with *text* over the chat for a moment."""
    try:
        await query.answer(text)
    except TelegramBadRequest as error:
        expect(error, "query is too old")  # what was asked for took longer than Telegram waits, and is there


def expect(error: TelegramBadRequest, words: str) -> None:
    """Raise *error* unless it says these words."""
    if words not in error.message:
        raise error
