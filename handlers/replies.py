"""Sending an answer to where the question came from."""

from aiogram.enums import ChatType
from aiogram.types import InlineKeyboardMarkup, Message, ReplyParameters


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
