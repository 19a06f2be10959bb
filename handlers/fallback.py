"""What nothing else understood: unknown commands, stickers, photos, buttons of another time."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Addressed, Albums, Something
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.keyboards import examples_keyboard


async def on_unknown_command(message: Message, texts: Texts) -> None:
    """Tell what the bot does instead."""
    await reply(message, texts("unknown-command"), examples_keyboard(texts))


async def on_anything(message: Message, texts: Texts) -> None:
    """Tell what the bot understands."""
    await reply(message, texts("hint"), examples_keyboard(texts))


async def on_unknown_button(query: CallbackQuery, texts: Texts) -> None:
    """Say that the button leads nowhere."""
    await answer_callback(query, texts("toast-old"))


def router(albums: Albums) -> Router:
    """Return the router to be tried last."""
    router = Router(name="fallback")
    router.message.register(on_unknown_command, Addressed())
    router.message.register(on_anything, Something(albums))
    router.callback_query.register(on_unknown_button)
    return router
