"""Handlers of updates that no other router accepts: unknown commands, stickers, photos, outdated buttons."""

import asyncio
import logging
from functools import partial

from aiogram import Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message

from handlers.filters import Albums, AnyUserContent, CommandForBot
from handlers.location_button import LocationButton
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.keyboards import examples_keyboard
from services.tasks import BackgroundTasks

logger = logging.getLogger(__name__)

ALBUM_DELAY = 0.7
"""Time in seconds to wait for a caption in the next messages of an album before the bot sends a hint."""


async def on_unknown_command(message: Message, texts: Texts) -> None:
    """Reply that the command is unknown, with buttons for example questions."""
    await reply(message, texts("unknown-command"), examples_keyboard(texts))


async def on_other_message(
    message: Message, texts: Texts, background: BackgroundTasks, location_button: LocationButton, *, albums: Albums
) -> None:
    """Reply with a hint on how to ask, with a location button and example questions.

    An album gets the hint only if none of its messages has a caption.
    """
    if message.media_group_id is None:
        await location_button.reply_with_button(message, texts("hint"), texts)
    else:
        background.start(_send_hint_for_album(message, texts, location_button, albums))


async def _send_hint_for_album(
    message: Message, texts: Texts, location_button: LocationButton, albums: Albums
) -> None:
    await asyncio.sleep(ALBUM_DELAY)
    if not albums.album_has_caption(message):
        try:
            await location_button.reply_with_button(message, texts("hint"), texts)
        except TelegramAPIError as error:
            logger.info("could not send the hint for an album: %s", error)


async def on_unknown_button(query: CallbackQuery, texts: Texts) -> None:
    """Notify the user that the button no longer works."""
    await answer_callback(query, texts("toast-old"))


def router(albums: Albums) -> Router:
    """Return a router for the updates that no other router accepts; it must be the last router."""
    router = Router(name="fallback")
    router.message.register(on_unknown_command, CommandForBot())
    router.message.register(partial(on_other_message, albums=albums), AnyUserContent(albums))
    router.callback_query.register(on_unknown_button)
    return router
