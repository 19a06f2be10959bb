"""What every update meets on its way to the handlers."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject, User
from aiogram.types import Chat as TelegramChat

from bot.admission import Refusal
from handlers.replies import answer_callback, reply
from handlers.views.units import Units, units_for
from services.storage import Chat, Chats

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class ChatContext(BaseMiddleware):
    """Adds `chat`, what is stored of the update's chat; `units`, its numbers; and `texts`.

    They are in the language that the chat has set, else in the one that the user has Telegram in. While the
    database cannot be read, nothing is stored of a chat that is not in memory.
    """

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Hand the event on."""
        user: User | None = data.get("event_from_user")
        event_chat: TelegramChat | None = data.get("event_chat")
        chat = Chat() if event_chat is None else await self._chats.get_or_default(event_chat.id)
        units = units_for(chat.settings, user.language_code if user else None)
        data |= {"chat": chat, "units": units, "texts": units.texts}
        return await handler(event, data)


class Refusals(BaseMiddleware):
    """Replies to a question that is refused with the reason instead of an answer; for messages and buttons.

    It is run for what a handler would answer. `refusal` is a `Refusal`, or None where the question is answered.
    """

    def __init__(self, per_minute: int) -> None:
        """Take *per_minute*, the questions that a user may ask, to say so."""
        self._limit = per_minute

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Hand the event on unless it is refused."""
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
