"""/daily: the pushes of a chat, asked for, shown, paused and removed. Everybody in a group may change them."""

from dataclasses import replace
from datetime import UTC, datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message, User

from handlers.prompts import Prompt, Reply, ask
from handlers.replies import edit, reply, tell, typing
from handlers.texts import Texts
from handlers.views.daily import Act, DailyPress, daily_keyboard, daily_text, set_text, wanted_text
from handlers.views.places import not_found
from handlers.views.units import Units
from services.answers import AnswerService
from services.daily import Request, read_request
from services.places import Match
from services.schedule import Schedule
from services.storage import (
    MOST_SUBSCRIPTIONS,
    Chats,
    SavedPlace,
    SavedPlaceList,
    SavedPlaces,
    Subscriptions,
    TooMany,
)


class Desk:
    """Where a push is asked for, in a command, a reply or with a button."""

    def __init__(
        self,
        answers: AnswerService,
        chats: Chats,
        saved_places: SavedPlaces,
        subscriptions: Subscriptions,
    ) -> None:
        self._answers = answers
        self._chats = chats
        self._saved_places = saved_places
        self._subscriptions = subscriptions

    async def subscribe(
        self, message: Message, user: User | None, request: Request, texts: Texts, units: Units
    ) -> None:
        """Subscribe the chat of *message* and tell when the first push comes, or what is missing."""
        chat_id = message.chat.id
        own = await self._own_places(message, request, texts)
        if own is None:
            return
        places = own or await self._saved_places.of(chat_id)
        if not places:
            about = wanted_text(request.minutes, request.weekdays, texts, units)
            await ask(message, user, Prompt.PUSH, about, texts("daily-where"))
            return
        schedule = Schedule(request.minutes, await self._answers.timezone(places[0].place), request.weekdays)
        topic = message.message_thread_id if message.is_topic_message else None
        try:
            push = await self._subscriptions.add(chat_id, schedule, own, thread_id=topic, language=texts.language)
        except TooMany:
            await reply(message, texts("daily-full", limit=MOST_SUBSCRIPTIONS))
        else:
            await reply(message, set_text(push, places, texts, units, datetime.now(UTC)))

    async def _own_places(self, message: Message, request: Request, texts: Texts) -> SavedPlaceList | None:
        """Return the places that are named; None when they are not clear, which has been told."""
        if not request.places:
            return ()
        choices = (await self._chats.get(message.chat.id)).choices
        async with typing(message):
            found = await self._answers.find(request.places, texts.language, choices)
        if problems := not_found(found, texts):
            await reply(message, "\n".join([*problems, "", texts("daily-not-set")]))
            return None
        # What the chat calls a place it calls so in its pushes as well.
        labels = {saved.place.key: saved.label for saved in await self._saved_places.of(message.chat.id)}
        matches = [entry.item.place for entry in found.entries if isinstance(entry.item, Match)]
        return tuple(SavedPlace(place, labels.get(place.key)) for place in matches)


async def on_command(
    message: Message,
    command: CommandObject,
    texts: Texts,
    units: Units,
    subscriptions: Subscriptions,
    desk: Desk,
) -> None:
    """Show the pushes, or add the one that the command asks for."""
    if not command.args:
        pushes = await subscriptions.of(message.chat.id)
        text = daily_text(pushes, texts, units, datetime.now(UTC))
        await reply(message, text, daily_keyboard(pushes, texts, units))
        return
    request = read_request(command.args)
    if request is None:
        await reply(message, texts("daily-usage"))
    else:
        await desk.subscribe(message, message.from_user, request, texts, units)


async def on_places(message: Message, about: str, text: str, texts: Texts, units: Units, desk: Desk) -> None:
    """Add the push of which a prompt was *about*, for the places in the reply to it."""
    request = read_request(about)
    if request is None:
        await reply(message, texts("daily-usage"))
    else:
        await desk.subscribe(message, message.from_user, replace(request, places=text), texts, units)


async def on_press(
    query: CallbackQuery,
    callback_data: DailyPress,
    texts: Texts,
    units: Units,
    subscriptions: Subscriptions,
    desk: Desk,
) -> None:
    """Pause, resume or remove a push, or add one at a common time."""
    if not isinstance(query.message, Message):
        await tell(query, texts("toast-old"))
        return
    chat_id, number = query.message.chat.id, callback_data.number
    toast = None
    match callback_data.act:
        case Act.AT:
            request = read_request(f"{number // 60:02}:{number % 60:02}")
            if request is not None:
                await desk.subscribe(query.message, query.from_user, request, texts, units)
        case Act.PAUSE:
            await subscriptions.pause(chat_id, number)
            toast = texts("toast-paused")
        case Act.RESUME:
            await subscriptions.resume(chat_id, number)
            toast = texts("toast-resumed")
        case Act.REMOVE:
            await subscriptions.remove(chat_id, number)
            toast = texts("toast-removed")
    pushes = await subscriptions.of(chat_id)
    text = daily_text(pushes, texts, units, datetime.now(UTC))
    await edit(query.message, text, daily_keyboard(pushes, texts, units))
    await tell(query, toast)


def router() -> Router:
    """Return a router for the pushes and their buttons."""
    router = Router(name="daily")
    router.message.register(on_command, Command("daily", ignore_case=True))
    router.message.register(on_places, Reply(Prompt.PUSH))
    router.callback_query.register(on_press, DailyPress.filter())
    return router
