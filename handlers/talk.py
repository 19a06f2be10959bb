"""Greetings and thanks in private chats, which get as short a reply."""

from typing import Any

from aiogram import Router
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.location_button import LocationButton
from handlers.replies import reply
from handlers.texts import Texts
from services.questions import Talk, talk_of


class SmallTalk(Filter):
    """Messages of a private chat that only greet or thank; hands on the `talk`."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return what it is, False for any other message."""
        talk = talk_of(message.text) if message.text and message.chat.type == ChatType.PRIVATE else None
        return {"talk": talk} if talk is not None else False


async def on_talk(message: Message, talk: Talk, texts: Texts, location_button: LocationButton) -> None:
    """Greet back, or say that it was a pleasure."""
    text = texts(f"talk-{talk}")
    if talk is Talk.GREETING:
        await location_button.ask(message, text, texts)
    else:
        await reply(message, text)


def router() -> Router:
    """Return a router for such messages."""
    router = Router(name="talk")
    router.message.register(on_talk, SmallTalk())
    return router
