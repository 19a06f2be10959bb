"""Handlers of updates that no other router accepts: unknown commands, stickers, photos, outdated buttons."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from handlers.filters import Albums, AnyUserContent, CommandForBot
from handlers.location_button import LocationButton
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.keyboards import examples_keyboard


async def on_unknown_command(message: Message, texts: Texts) -> None:
    """Reply that the command is unknown, with buttons for example questions."""
    await reply(message, texts("unknown-command"), examples_keyboard(texts))


async def on_other_message(message: Message, texts: Texts, location_button: LocationButton) -> None:
    """Reply with a hint on how to ask, with a location button and example questions."""
    await location_button.ask(message, texts("hint"), texts)


async def on_unknown_button(query: CallbackQuery, texts: Texts) -> None:
    """Notify the user that the button no longer works."""
    await answer_callback(query, texts("toast-old"))


def router(albums: Albums) -> Router:
    """Return the router for all remaining updates, which must be the last router."""
    router = Router(name="fallback")
    router.message.register(on_unknown_command, CommandForBot())
    router.message.register(on_other_message, AnyUserContent(albums))
    router.callback_query.register(on_unknown_button)
    return router
