"""The command /privacy, which describes, exports and deletes the stored data of a chat.

In a group, only admins may delete the data.
"""

import json
from enum import StrEnum

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.filters import CommandObject
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    Chat,
    InlineKeyboardMarkup,
    Message,
    ReplyParameters,
)

from handlers.admins import may_manage_chat
from handlers.answer_store import AnswerStore
from handlers.commands import MultilingualCommand
from handlers.conversations import Conversations
from handlers.editing import edit
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.callbacks import button
from services.languages import LANGUAGES
from services.storage import AnsweredMessages, ButtonAnswers, Chats, LastQuestions

EXPORT_FILE_NAME = "weather-bot.json"

EXPORT_WORDS = frozenset[str]().union(*(language.commands.export for language in LANGUAGES))
"""Arguments of /privacy, in all languages, that send the stored data of the chat as a file."""

DELETE_WORDS = frozenset[str]().union(*(language.commands.erase for language in LANGUAGES))
"""Arguments of /privacy, in all languages, that delete the stored data of the chat."""


class PrivacyAction(StrEnum):
    """Actions of the buttons under the text about privacy."""

    EXPORT = "export"
    DELETE = "delete"
    CONFIRM = "sure"
    KEEP = "keep"


class PrivacyCallback(CallbackData, prefix="x"):
    """The callback data of a button under the text about privacy."""

    action: PrivacyAction


async def on_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    texts: Texts,
    chats: Chats,
    last_questions: LastQuestions,
    button_answers: ButtonAnswers,
    answered_messages: AnsweredMessages,
) -> None:
    """Describe the stored data, send the data as a file, or ask for confirmation to delete the data."""
    action = (command.args or "").strip().casefold()
    if action in EXPORT_WORDS:
        await _send_export(message, texts, chats, last_questions, button_answers, answered_messages)
    elif action not in DELETE_WORDS:
        await reply(
            message,
            _privacy_text(message.chat, texts),
            _privacy_keyboard(texts, PrivacyAction.EXPORT, PrivacyAction.DELETE),
        )
    elif await may_manage_chat(bot, message.chat, message.from_user, message.sender_chat):
        await reply(
            message, texts("privacy-sure"), _privacy_keyboard(texts, PrivacyAction.CONFIRM, PrivacyAction.KEEP)
        )
    else:
        await reply(message, texts("privacy-for-admins"))


async def on_button(
    query: CallbackQuery,
    callback_data: PrivacyCallback,
    bot: Bot,
    texts: Texts,
    chats: Chats,
    answer_store: AnswerStore,
    last_questions: LastQuestions,
    button_answers: ButtonAnswers,
    answered_messages: AnsweredMessages,
    conversations: Conversations,
) -> None:
    """Send the stored data as a file, ask for confirmation to delete the data, or delete the data."""
    if not isinstance(query.message, Message):
        await answer_callback(query, texts("toast-old"))
        return
    is_deletion = callback_data.action in {PrivacyAction.DELETE, PrivacyAction.CONFIRM}
    if is_deletion and not await may_manage_chat(bot, query.message.chat, query.from_user):
        await answer_callback(query, texts("privacy-for-admins"))
        return
    match callback_data.action:
        case PrivacyAction.EXPORT:
            await _send_export(query.message, texts, chats, last_questions, button_answers, answered_messages)
        case PrivacyAction.DELETE:
            await edit(
                query.message,
                texts("privacy-sure"),
                _privacy_keyboard(texts, PrivacyAction.CONFIRM, PrivacyAction.KEEP),
            )
        case PrivacyAction.KEEP:
            await edit(
                query.message,
                _privacy_text(query.message.chat, texts),
                _privacy_keyboard(texts, PrivacyAction.EXPORT, PrivacyAction.DELETE),
            )
        case PrivacyAction.CONFIRM:
            for store in (last_questions, answered_messages, answer_store):
                await store.forget(query.message.chat.id)
            await chats.delete_data(query.message.chat.id)
            conversations.forget(query.message.chat.id)
            await edit(query.message, texts("privacy-deleted"), None)
    await answer_callback(query)


async def _send_export(
    message: Message, texts: Texts, chats: Chats, *stores: LastQuestions | ButtonAnswers | AnsweredMessages
) -> None:
    for store in stores:
        await store.flush()
    stored = await chats.export(message.chat.id)
    content = json.dumps(stored, ensure_ascii=False, indent=2).encode()
    reply_parameters = ReplyParameters(message_id=message.message_id, allow_sending_without_reply=True)
    await message.answer_document(
        BufferedInputFile(content, EXPORT_FILE_NAME),
        caption=texts("privacy-export"),
        reply_parameters=None if message.chat.type == ChatType.PRIVATE else reply_parameters,
    )


def _privacy_text(chat: Chat, texts: Texts) -> str:
    """Return a text that says which data of *chat* are stored."""
    return texts("privacy", chat="private" if chat.type == ChatType.PRIVATE else "group")


def _privacy_keyboard(texts: Texts, *actions: PrivacyAction) -> InlineKeyboardMarkup:
    labels = {
        PrivacyAction.EXPORT: texts("button-export"),
        PrivacyAction.DELETE: texts("button-delete"),
        PrivacyAction.CONFIRM: texts("button-sure"),
        PrivacyAction.KEEP: texts("button-keep"),
    }
    return InlineKeyboardMarkup(
        inline_keyboard=[[button(labels[action], PrivacyCallback(action=action))] for action in actions]
    )


def router() -> Router:
    """Return a router for /privacy and its buttons."""
    router = Router(name="privacy")
    router.message.register(on_command, MultilingualCommand("privacy"))
    router.callback_query.register(on_button, PrivacyCallback.filter())
    return router
