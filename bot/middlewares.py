"""Middlewares that add the chat's data to an update and answer refused updates."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject, Update, User
from aiogram.types import Chat as TelegramChat

from bot.admission import Refusal
from handlers.replies import answer_callback, reply
from handlers.views.units import Units, region_of, units_for
from services.storage import Chat, Chats

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ChatContext(BaseMiddleware):
    """Adds `chat`, the stored data of the update's chat, and its `units` and `texts`.

    An update without a chat, such as an inline query, has those of the user's private chat, and so has a guest
    message: the id of its chat may be that of another chat of the bot.
    The texts are in the language set for the chat, else in the language of the user's Telegram. While the database
    is down, chats that are not in memory have the default settings.
    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Add `chat`, `units` and `texts`, and call the handler."""
        user: User | None = data.get("event_from_user")
        is_guest = isinstance(event, Update) and event.guest_message is not None
        event_chat: TelegramChat | None = None if is_guest else data.get("event_chat")
        chat_id = event_chat.id if event_chat is not None else user.id if user is not None else None
        chat = Chat() if chat_id is None else await self._chats.get_or_default(chat_id)
        language_code = user.language_code if user else None
        if region := region_of(language_code):
            chat = replace(chat, region=region)
        units = units_for(chat.settings, language_code)
        data |= {"chat": chat, "units": units, "texts": units.texts}
        return await handler(event, data)


class Refusals(BaseMiddleware):
    """Answers a refused message or callback query with the reason instead of calling the handler.

    As an inner middleware it runs only if a handler matches. `refusal` is a `Refusal`, or None if there is none.
    """

    def __init__(self, per_minute: int) -> None:
        """Create the middleware; *per_minute* is the limit that the notice names."""
        self._limit = per_minute

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Call the handler unless the event is refused."""
        refusal: Refusal | None = data.get("refusal")
        if refusal is None:
            return await handler(event, data)
        units: Units = data["units"]
        notice = None if refusal is Refusal.SILENT else units.texts(refusal, limit=self._limit)
        if isinstance(event, CallbackQuery):
            await answer_callback(event, notice)
        elif isinstance(event, Message) and notice is not None:
            await reply(event, notice)
        return None
