"""What every update gets on its way to the handlers."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, User

from handlers.texts import texts_for

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Language(BaseMiddleware):
    """Adds `texts`, in the language that the user has Telegram in."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:  # noqa: ANN401
        """Hand the event on."""
        user: User | None = data.get("event_from_user")
        data["texts"] = texts_for(user.language_code if user else None)
        return await handler(event, data)
