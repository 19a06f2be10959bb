"""The data of an update's chat for the handlers, and a middleware that answers refused updates."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, Message, TelegramObject, Update

from bot.admission import Refusal
from handlers.replies import answer_callback, reply
from handlers.views.units import Units, region_of, units_for
from services.errors import StorageError
from services.storage import ChatRecord, Chats

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ChatContext:
    """Returns `chat_record`, the stored data of an update's chat, and the chat's `units` and `texts`.

    An update without a chat, such as an inline query, has the data of the user's private chat. A guest message
    also has the data of the user's private chat, because its chat id may equal the id of another chat. The texts
    are in the language set for the chat, else in the language of the user's Telegram. While the database is down,
    chats that are not in memory have the default settings.

    In a group, the user's choices among places of one name take precedence over the group's choices. The recent
    places in a group are those of the user.

    A chat that was marked as gone is marked as reachable when a message or a callback query arrives from it.
    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(self, update: Update) -> dict[str, Any]:
        """Return `chat_record`, `units` and `texts` for the handlers of *update*."""
        context = UserContextMiddleware.resolve_event_context(update)
        user = context.user
        event_chat = None if update.guest_message is not None else context.chat
        chat_id = event_chat.id if event_chat is not None else user.id if user is not None else None
        chat_record = ChatRecord() if chat_id is None else await self._chats.get_or_default(chat_id)
        if event_chat is not None and chat_record.gone and (update.message or update.callback_query):
            with suppress(StorageError):  # after a failure, the next message marks the chat as reachable
                await self._chats.mark_reachable(event_chat.id)
        language_code = user.language_code if user else None
        if region := region_of(language_code):
            chat_record = replace(chat_record, region=region)
        if (
            event_chat is not None
            and user is not None
            and event_chat.type in {ChatType.GROUP, ChatType.SUPERGROUP}
        ):
            own = await self._chats.get_or_default(user.id)
            chat_record = replace(chat_record, choices=chat_record.choices.for_member(own.choices))
        units = units_for(chat_record.settings, language_code)
        return {"chat_record": chat_record, "units": units, "texts": units.texts}


class Refusals(BaseMiddleware):
    """Answers a refused message or callback query with a notice instead of calling the handler.

    The middleware must be registered as an inner one, which runs only if a handler matches. `refusal` in *data* is
    None if the event is not refused.
    """

    def __init__(self, per_minute: int) -> None:
        """Create the middleware; *per_minute* is the limit of questions a minute, which the notice names."""
        self._per_minute = per_minute

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Call the handler, or answer the event with a notice if it is refused."""
        refusal: Refusal | None = data.get("refusal")
        if refusal is None:
            return await handler(event, data)
        units: Units = data["units"]
        notice = None if refusal is Refusal.SILENT else units.texts(refusal, limit=self._per_minute)
        if isinstance(event, CallbackQuery):
            await answer_callback(event, notice)
        elif isinstance(event, Message) and notice is not None:
            await reply(event, notice)
        return None
