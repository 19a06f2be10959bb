"""Handlers of whatever no other router accepts: unknown commands, stickers, photos, outdated buttons."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Albums, AnyUserContent, CommandForBot
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.keyboards import examples_keyboard


async def on_unknown_command(message: Message, texts: Texts) -> None:
    """Reply that the command is unknown, with examples."""
    await reply(message, texts("unknown-command"), examples_keyboard(texts))


async def on_anything(message: Message, texts: Texts) -> None:
    """Reply with what the bot understands, with examples."""
    await reply(message, texts("hint"), examples_keyboard(texts))


async def on_unknown_button(query: CallbackQuery, texts: Texts) -> None:
    """Show a notice that the button no longer works."""
    await answer_callback(query, texts("toast-old"))


def router(albums: Albums) -> Router:
    """Return the router that must come last."""
    router = Router(name="fallback")
    router.message.register(on_unknown_command, CommandForBot())
    router.message.register(on_anything, AnyUserContent(albums))
    router.callback_query.register(on_unknown_button)
    return router
