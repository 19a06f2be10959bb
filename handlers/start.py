"""/start and /help."""

from aiogram import Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message

from handlers.replies import reply
from handlers.texts import Texts
from handlers.views.keyboards import examples_keyboard
from services.questions import Subject
from services.storage import Chats


async def on_start(message: Message, texts: Texts, chats: Chats) -> None:
    """Say hello, with examples to tap."""
    saved = bool((await chats.get_or_default(message.chat.id)).saved)
    await reply(message, texts("start"), examples_keyboard(texts, saved=saved))


async def on_help(message: Message, texts: Texts, chats: Chats) -> None:
    """Tell all there is to know, on one screen."""
    saved = bool((await chats.get_or_default(message.chat.id)).saved)
    await reply(
        message,
        texts("help", limit=Subject.NOW.limit, compared=Subject.DAYS.limit),
        examples_keyboard(texts, saved=saved),
    )


def router() -> Router:
    """Return a router for the two."""
    router = Router(name="start")
    router.message.register(on_start, CommandStart(ignore_case=True))
    router.message.register(on_help, Command("help", ignore_case=True))
    return router
