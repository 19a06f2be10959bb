"""Reads the data of an update's chat, which handlers receive by parameter name."""

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ChatType
from aiogram.types import Update

from bot.updates import JsonObject, chat_and_user_ids_of
from handlers.views.units import region_of_language_code, units_for
from services.errors import StorageError
from services.storage import ChatRecord, Chats, LastQuestions


class ChatContext:
    """Returns `chat_record`, the stored data of an update's chat, and the chat's `units` and `texts`.

    An update without a chat, such as an inline query, has the data of the user's private chat. The chat id of a
    guest message may equal the id of another chat, so the message also has the data of the user's private chat.
    The texts are in the language set for the chat, else in the language of the user's Telegram. While the database
    is down, chats that are not in memory have the default settings.

    In a group, the user's choices among places of one name take precedence over the group's choices. In a group,
    the recent places are the user's, not the group's.

    In a private chat, only the first message after a prompt can answer the prompt.

    A chat that was marked as gone is marked as reachable when a message or a callback query arrives from it.
    """

    def __init__(self, chats: Chats, last_questions: LastQuestions) -> None:
        self._chats = chats
        self._last_questions = last_questions

    async def prefetch(self, bodies: Collection[JsonObject], *, is_relevant: Callable[[JsonObject], bool]) -> None:
        """Read the chats and users of the relevant updates in *bodies* together, before their handlers run."""
        ids = [(chat_and_user_ids_of(body), body) for body in bodies]
        if ids_not_in_memory := self._chats.ids_not_in_memory(set().union(*(found for found, _ in ids))):
            needed = (
                found & ids_not_in_memory
                for found, body in ids
                if not ids_not_in_memory.isdisjoint(found) and is_relevant(body)
            )
            await self._chats.prefetch(set().union(*needed))

    async def __call__(self, update: Update) -> dict[str, Any]:
        """Return `chat_record`, `units` and `texts` for the handlers of *update*."""
        if update.message is not None and update.message.chat.type == ChatType.PRIVATE:
            self._last_questions.take_prompt(update.message.chat.id, update.message.message_id)
        context = UserContextMiddleware.resolve_event_context(update)
        user = context.user
        event_chat = None if update.guest_message is not None else context.chat
        chat_id = event_chat.id if event_chat is not None else user.id if user is not None else None
        chat_record = ChatRecord() if chat_id is None else await self._chats.get_or_default(chat_id)
        if event_chat is not None and chat_record.gone and (update.message or update.callback_query):
            with suppress(StorageError):  # after a failure, the next message marks the chat as reachable
                await self._chats.mark_reachable(event_chat.id)
        language_code = user.language_code if user else None
        if region := region_of_language_code(language_code):
            chat_record = replace(chat_record, region=region)
        if (
            event_chat is not None
            and user is not None
            and event_chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
        ):
            user_record = await self._chats.get_or_default(user.id)
            chat_record = replace(
                chat_record,
                place_preferences=chat_record.place_preferences.with_preferences_of_member(
                    user_record.place_preferences
                ),
            )
        units = units_for(chat_record.settings, language_code)
        return {"chat_record": chat_record, "units": units, "texts": units.texts}
