"""/daily: the pushes of a chat, asked for, shown, paused and removed. Everybody in a group may change them."""

from dataclasses import replace
from datetime import UTC, datetime

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message, User

from handlers.commands import NamedCommand
from handlers.display import asker_of
from handlers.prompts import Prompt, Reply, ask
from handlers.replies import answer_callback, edit, reply, typing
from handlers.texts import Texts
from handlers.views.daily import Act, DailyPress, daily_keyboard, daily_text, not_set_text, set_text, wanted_text
from handlers.views.places import not_found
from handlers.views.units import Units
from services.answers import AnswerService
from services.daily import PushRequest, has_unsupported_schedule, parse_push_request
from services.languages import LANGUAGES
from services.net.shares import Shares
from services.schedule import MINUTES_A_DAY, Schedule
from services.storage import (
    MAX_SUBSCRIPTIONS,
    Chat,
    SavedPlace,
    SavedPlaceList,
    SavedPlaces,
    Subscriptions,
    TooMany,
)

ENDING = frozenset[str]().union(*(language.commands.stop for language in LANGUAGES))
"""What people write after /daily to be rid of it; the list has the buttons for that."""


class PushRequests:
    """Wishes for a push, from a command, a reply or a button, made subscriptions."""

    def __init__(
        self,
        answers: AnswerService,
        saved_places: SavedPlaces,
        subscriptions: Subscriptions,
        shares: Shares,
    ) -> None:
        self._answers = answers
        self._saved_places = saved_places
        self._subscriptions = subscriptions
        self._shares = shares

    async def subscribe(
        self, message: Message, user: User | None, request: PushRequest, units: Units, chat: Chat
    ) -> None:
        """Subscribe the chat of *message* and tell when the first push comes, or what is missing."""
        chat_id = message.chat.id
        own = await self._own_places(message, request, units.texts, chat)
        if own is None:
            return
        places = own or await self._saved_places.get(chat_id)
        if not places:
            about = wanted_text(request.minutes, request.weekdays, units)
            await ask(message, user, Prompt.PUSH, about, units.texts("daily-where"))
            return
        schedule = Schedule(request.minutes, await self._answers.timezone(places[0].place), request.weekdays)
        topic = message.message_thread_id if message.is_topic_message else None
        try:
            push = await self._subscriptions.add(
                chat_id, schedule, own, thread_id=topic, language=units.language_tag
            )
        except TooMany:
            await reply(message, units.texts("daily-full", limit=MAX_SUBSCRIPTIONS))
        else:
            await reply(message, set_text(push, places, units, datetime.now(UTC)))

    async def _own_places(
        self, message: Message, request: PushRequest, texts: Texts, chat: Chat
    ) -> SavedPlaceList | None:
        """Return the places that are named; None when they are not clear, which has been told."""
        if not request.places:
            return ()
        share = self._shares.of(asker_of(message), chat.saved)
        async with typing(message):
            # A message every morning is not for a place that was only guessed at.
            found = await self._answers.find(
                request.places, texts.language, chat.choices, guessing=False, share=share
            )
        if problems := not_found(found, texts):
            await reply(message, not_set_text(problems, texts))
            return None
        # What the chat calls a place it calls so in its pushes as well.
        named = {saved.place.key: saved for saved in await self._saved_places.get(message.chat.id) if saved.label}
        return tuple(named.get(place.key, SavedPlace(place)) for place in found.places)

    async def change_zone(self, chat_id: int, number: int) -> str | None:
        """Have a push go by the next time zone of its places and the saved ones; None where there is no other."""
        push = next((push for push in await self._subscriptions.get(chat_id) if push.id == number), None)
        if push is None:
            return None
        places = [*push.places, *await self._saved_places.get(chat_id)]
        zones = list(dict.fromkeys([await self._answers.timezone(saved.place) for saved in places]))
        now = push.schedule.timezone
        after = zones.index(now) + 1 if now in zones else 0
        chosen = [*zones[after:], *zones[:after], now][0]
        if chosen == now:
            return None
        await self._subscriptions.set_timezone(chat_id, number, chosen)
        return chosen


async def on_command(
    message: Message,
    command: CommandObject,
    units: Units,
    chat: Chat,
    subscriptions: Subscriptions,
    push_requests: PushRequests,
) -> None:
    """Show the pushes, or add the one that the command asks for."""
    args = (command.args or "").strip()
    is_ending = ENDING & {args.casefold(), command.command.casefold()}
    if not args or is_ending:
        pushes = await subscriptions.get(message.chat.id)
        if is_ending and not pushes:
            await reply(message, units.texts("daily-off"))
            return
        text = daily_text(pushes, units, datetime.now(UTC))
        await reply(message, text, daily_keyboard(pushes, units))
        return
    request = parse_push_request(args)
    if request is None:
        await reply(message, units.texts("daily-usage"))
    else:
        await push_requests.subscribe(message, message.from_user, request, units, chat)


async def on_places(
    message: Message, about: str, text: str, units: Units, chat: Chat, push_requests: PushRequests
) -> None:
    """Add the push of which a prompt was *about*, for the places in the reply to it."""
    request = parse_push_request(about)
    if request is None or has_unsupported_schedule(text):
        await reply(message, units.texts("daily-usage"))
    else:
        await push_requests.subscribe(message, message.from_user, replace(request, places=text), units, chat)


async def on_press(
    query: CallbackQuery,
    callback_data: DailyPress,
    units: Units,
    chat: Chat,
    subscriptions: Subscriptions,
    push_requests: PushRequests,
) -> None:
    """Pause, resume or remove a push, set its clock, or add one at a common time."""
    if not isinstance(query.message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    chat_id, number = query.message.chat.id, callback_data.number
    toast = None
    match callback_data.act:
        case Act.AT:
            if 0 <= number < MINUTES_A_DAY:  # callback data can be made up
                await push_requests.subscribe(query.message, query.from_user, PushRequest(number), units, chat)
        case Act.PAUSE:
            await subscriptions.pause(chat_id, number)
            toast = units.texts("toast-paused")
        case Act.RESUME:
            await subscriptions.resume(chat_id, number)
            toast = units.texts("toast-resumed")
        case Act.ZONE:
            zone = await push_requests.change_zone(chat_id, number)
            toast = units.texts("toast-zone", zone=zone) if zone else units.texts("toast-one-zone")
        case Act.REMOVE:
            await subscriptions.remove(chat_id, number)
            toast = units.texts("toast-removed")
    pushes = await subscriptions.get(chat_id)
    text = daily_text(pushes, units, datetime.now(UTC))
    await edit(query.message, text, daily_keyboard(pushes, units))
    await answer_callback(query, toast)


def router() -> Router:
    """Return a router for the pushes and their buttons."""
    router = Router(name="daily")
    router.message.register(on_command, NamedCommand("daily"))
    router.message.register(on_places, Reply(Prompt.PUSH))
    router.callback_query.register(on_press, DailyPress.filter())
    return router
