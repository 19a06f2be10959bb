"""/privacy: what is stored of a chat, all of it as a file, and the end of it: in a group, for its admins."""

import json
from enum import StrEnum

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.filters import CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)

from handlers.admins import may_decide
from handlers.answer_store import AnswerStore
from handlers.commands import NamedCommand
from handlers.replies import answer_callback, edit, reply
from handlers.texts import Texts
from handlers.views.callbacks import button
from services.languages import LANGUAGES
from services.storage import Chats, LastQuestions

FILE = "weather-bot.json"

EXPORTING = frozenset[str]().union(*(language.commands.export for language in LANGUAGES))
DELETING = frozenset[str]().union(*(language.commands.erase for language in LANGUAGES))
"""What people write after /privacy instead of tapping a button."""


class Wish(StrEnum):
    """What a button under the text does."""

    EXPORT = "export"
    DELETE = "delete"
    SURE = "sure"
    KEEP = "keep"


class PrivacyPress(CallbackData, prefix="x"):
    """A button under the text."""

    wish: Wish


async def on_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    texts: Texts,
    chats: Chats,
    last_questions: LastQuestions,
) -> None:
    """Tell what is stored, send it, or ask whether it is to be deleted."""
    wish = (command.args or "").strip().casefold()
    if wish in EXPORTING:
        await _send(message, texts, chats, last_questions)
    elif wish not in DELETING:
        await reply(message, texts("privacy"), _keyboard(texts, Wish.EXPORT, Wish.DELETE))
    elif await may_decide(bot, message.chat, message.from_user, message.sender_chat):
        await reply(message, texts("privacy-sure"), _keyboard(texts, Wish.SURE, Wish.KEEP))
    else:
        await reply(message, texts("privacy-for-admins"))


async def on_press(
    query: CallbackQuery,
    callback_data: PrivacyPress,
    bot: Bot,
    texts: Texts,
    chats: Chats,
    answer_store: AnswerStore,
    last_questions: LastQuestions,
) -> None:
    """Send what is stored, or delete it once that is confirmed."""
    if not isinstance(query.message, Message):
        await answer_callback(query, texts("toast-old"))
        return
    deleting = callback_data.wish in {Wish.DELETE, Wish.SURE}
    if deleting and not await may_decide(bot, query.message.chat, query.from_user):
        await answer_callback(query, texts("privacy-for-admins"))
        return
    match callback_data.wish:
        case Wish.EXPORT:
            await _send(query.message, texts, chats, last_questions)
        case Wish.DELETE:
            await edit(query.message, texts("privacy-sure"), _keyboard(texts, Wish.SURE, Wish.KEEP))
        case Wish.KEEP:
            await edit(query.message, texts("privacy"), _keyboard(texts, Wish.EXPORT, Wish.DELETE))
        case Wish.SURE:
            await last_questions.forget(query.message.chat.id)
            await chats.forget(query.message.chat.id)
            answer_store.forget(query.message.chat.id)
            await edit(query.message, texts("privacy-deleted"), None)
    await answer_callback(query)


async def _send(message: Message, texts: Texts, chats: Chats, last_questions: LastQuestions) -> None:
    await last_questions.flush()
    stored = await chats.export(message.chat.id)
    content = json.dumps(stored, ensure_ascii=False, indent=2).encode()
    to_question = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
    await message.answer_document(
        BufferedInputFile(content, FILE),
        caption=texts("privacy-export"),
        reply_parameters=None if message.chat.type == ChatType.PRIVATE else to_question,
    )


def _keyboard(texts: Texts, *wishes: Wish) -> InlineKeyboardMarkup:
    labels = {
        Wish.EXPORT: texts("button-export"),
        Wish.DELETE: texts("button-delete"),
        Wish.SURE: texts("button-sure"),
        Wish.KEEP: texts("button-keep"),
    }
    return InlineKeyboardMarkup(
        inline_keyboard=[[button(labels[wish], PrivacyPress(wish=wish))] for wish in wishes]
    )


def router() -> Router:
    """Return a router for the command and its buttons."""
    router = Router(name="privacy")
    router.message.register(on_command, NamedCommand("privacy"))
    router.callback_query.register(on_press, PrivacyPress.filter())
    return router
