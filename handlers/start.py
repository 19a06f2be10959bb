"""The handlers of the commands /start and /help."""

from collections.abc import Sequence

from aiogram import Router
from aiogram.types import Message

from handlers.commands import NamedCommand
from handlers.replies import reply
from handlers.texts import Texts
from handlers.views.credits import credits_text
from handlers.views.keyboards import examples_keyboard
from services.questions import Subject
from services.storage import Chat
from services.weather import Credit


async def on_start(message: Message, texts: Texts, chat: Chat) -> None:
    """Greet the user, with buttons for example questions."""
    await reply(message, texts("start"), examples_keyboard(texts, saved=bool(chat.saved)))


async def on_help(message: Message, texts: Texts, chat: Chat, sources: Sequence[Credit]) -> None:
    """Describe all features of the bot in one message."""
    await reply(
        message,
        texts("help", limit=Subject.NOW.limit, compared=Subject.DAYS.limit, credits=credits_text(sources)),
        examples_keyboard(texts, saved=bool(chat.saved)),
    )


def router() -> Router:
    """Return a router for /start and /help."""
    router = Router(name="start")
    router.message.register(on_start, NamedCommand("start"))
    router.message.register(on_help, NamedCommand("help"))
    return router
