"""The handlers of edited messages and of live locations; they edit the earlier answers of the bot."""

from functools import partial

from aiogram import Router
from aiogram.types import Message

from handlers.answering import Answering
from handlers.commands import MultilingualCommand
from handlers.conversations import asker_id_of
from handlers.filters import Albums, MapLink, PlainText, SharedLocation
from handlers.prompts import Prompt, PromptReply
from handlers.texts import Texts
from handlers.views.subjects import all_command_names
from handlers.weather import on_command, on_location, on_text
from services.places import distance_km
from services.storage import AnsweredMessage, AnsweredMessages, ChatRecord

MIN_LIVE_INTERVAL_SECONDS = 900.0
"""Minimum time between two answers to one live location, in seconds."""

MIN_LIVE_DISTANCE_KM = 3.0
"""Minimum distance in kilometres between the coordinates of two answers to one live location."""


async def ignore_edited_prompt_reply(_: Message) -> None:
    """Ignore an edit of a reply to a prompt, because the reply took effect when it was sent."""


async def on_live_location(
    message: Message,
    latitude: float,
    longitude: float,
    texts: Texts,
    chat_record: ChatRecord,
    answering: Answering,
    answered_messages: AnsweredMessages,
) -> None:
    """Answer a live location again after it has moved.

    Ignore the update that ends the sharing of the location; that update has no `live_period`.
    """
    if message.location is None or message.location.live_period is None:
        return
    answered = await answered_messages.get(message.chat.id, message.message_id)
    if answered is None or has_moved(answered, latitude, longitude, answered_messages.now):
        await answering.answer_at_coordinates(
            message, latitude, longitude, texts, chat_record, asker_id_of(message)
        )


def has_moved(answered_message: AnsweredMessage, latitude: float, longitude: float, now: float) -> bool:
    """Return whether a live location has moved enough for a new answer.

    The distance from the location in *answered_message* must be at least MIN_LIVE_DISTANCE_KM,
    and the answer must be at least MIN_LIVE_INTERVAL_SECONDS old.
    """
    if answered_message.latitude is None or answered_message.longitude is None:
        return True
    kilometres = distance_km((answered_message.latitude, answered_message.longitude), (latitude, longitude))
    return kilometres >= MIN_LIVE_DISTANCE_KM and now - answered_message.answered_at >= MIN_LIVE_INTERVAL_SECONDS


def router(albums: Albums) -> Router:
    """Return a router for edited messages. Edited commands such as /settings are ignored."""
    router = Router(name="edits")
    edited = router.edited_message
    for prompt in Prompt:
        edited.register(ignore_edited_prompt_reply, PromptReply(prompt))
    for subject, name in all_command_names():
        edited.register(partial(on_command, subject=subject), MultilingualCommand(name))
    edited.register(on_location, MapLink())
    edited.register(on_text, PlainText(albums))
    edited.register(on_live_location, SharedLocation())
    return router
