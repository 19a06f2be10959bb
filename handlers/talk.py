"""The handler of greetings, thanks and farewells in private chats."""

from typing import Any

from aiogram import Router
from aiogram.enums import ChatType
from aiogram.filters import Filter
from aiogram.types import Message

from handlers.location_button import LocationButton
from handlers.replies import reply
from handlers.texts import Texts
from services.questions import SmallTalkKind, read_small_talk


class SmallTalk(Filter):
    """Accepts messages of a private chat that contain only small talk; passes `talk` to the handler."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `talk` for the handler; False if *message* is not accepted."""
        talk = read_small_talk(message.text) if message.text and message.chat.type == ChatType.PRIVATE else None
        return {"talk": talk} if talk is not None else False


async def on_talk(message: Message, talk: SmallTalkKind, texts: Texts, location_button: LocationButton) -> None:
    """Reply to a greeting, thanks or a farewell; a greeting gets the location button."""
    text = texts(f"talk-{talk}")
    if talk is SmallTalkKind.GREETING:
        await location_button.ask(message, text, texts)
    else:
        await reply(message, text)


def router() -> Router:
    """Return a router for small talk."""
    router = Router(name="talk")
    router.message.register(on_talk, SmallTalk())
    return router
