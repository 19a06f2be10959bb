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
    """Accepts messages of a private chat that contain only small talk; passes `talk_kind` to the handler."""

    async def __call__(self, message: Message) -> bool | dict[str, Any]:
        """Return `talk_kind` for the handler; False if *message* is not accepted."""
        if not message.text or message.chat.type != ChatType.PRIVATE:
            return False
        talk_kind = read_small_talk(message.text)
        return {"talk_kind": talk_kind} if talk_kind is not None else False


async def on_talk(
    message: Message, talk_kind: SmallTalkKind, texts: Texts, location_button: LocationButton
) -> None:
    """Reply to a greeting, thanks or a farewell; a greeting gets the location button."""
    text = texts(f"talk-{talk_kind}")
    if talk_kind is SmallTalkKind.GREETING:
        await location_button.reply_with_button(message, text, texts)
    else:
        await reply(message, text)


def router() -> Router:
    """Return a router for small talk."""
    router = Router(name="talk")
    router.message.register(on_talk, SmallTalk())
    return router
