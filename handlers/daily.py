"""The command /daily, which adds, lists, pauses and removes the daily pushes of a chat.

In a group, every member may change the list.
"""

from dataclasses import replace
from datetime import UTC, datetime

from aiogram import Router
from aiogram.enums import ChatType
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message, User

from handlers.channels import ChannelPushStore, send_channels
from handlers.commands import NamedCommand
from handlers.conversations import asker_of
from handlers.prompts import Prompt, PromptReply, ask
from handlers.replies import answer_callback, edit, reply, typing
from handlers.texts import Texts
from handlers.views.daily import (
    DailyCallback,
    PushAction,
    daily_keyboard,
    daily_text,
    not_subscribed_text,
    schedule_text,
    subscribed_text,
)
from handlers.views.places import unresolved_lines
from handlers.views.units import Units
from services.answers import AnswerService
from services.daily import PushRequest, has_unsupported_schedule, parse_push_request
from services.languages import LANGUAGES
from services.net.shares import Shares
from services.schedule import MINUTES_PER_DAY, Schedule
from services.storage import (
    MAX_SUBSCRIPTIONS,
    Chat,
    SavedPlace,
    SavedPlaceList,
    SavedPlaces,
    Subscriptions,
    TooMany,
)

STOP_WORDS = frozenset[str]().union(*(language.commands.stop for language in LANGUAGES))
"""Arguments of /daily that ask to stop the pushes. The reply lists the pushes, with buttons that remove them."""


class PushRequests:
    """Subscribes chats to daily pushes that a command, a reply or a button requests."""

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
        """Subscribe the chat of *message*, and reply with the time of the first push.

        If the request names no place and the chat has no saved places, ask for a place instead.
        """
        chat_id = message.chat.id
        named = await self._named_places(message, request, units.texts, chat)
        if named is None:
            return
        places = named or await self._saved_places.get(chat_id)
        if not places:
            title = schedule_text(request.minutes, request.weekdays, units)
            await ask(message, user, Prompt.PUSH, title, units.texts("daily-where"))
            return
        schedule = Schedule(request.minutes, await self._answers.timezone(places[0].place), request.weekdays)
        topic = message.message_thread_id if message.is_topic_message else None
        try:
            push = await self._subscriptions.add(
                chat_id, schedule, named, thread_id=topic, language=units.language_tag
            )
        except TooMany:
            await reply(message, units.texts("daily-full", limit=MAX_SUBSCRIPTIONS))
        else:
            await reply(message, subscribed_text(push, places, units, datetime.now(UTC)))

    async def _named_places(
        self, message: Message, request: PushRequest, texts: Texts, chat: Chat
    ) -> SavedPlaceList | None:
        """Return the places that *request* names; if a name is unclear, reply with the reason and return None."""
        if not request.places:
            return ()
        share = self._shares.share_for(asker_of(message), chat.saved)
        async with typing(message):
            # Misspelled names are not guessed, because a push would repeat a wrong guess every day.
            answer = await self._answers.find(
                request.places, texts.language, chat.choices, guessing=False, share=share
            )
        if problems := unresolved_lines(answer, texts):
            await reply(message, not_subscribed_text(problems, texts))
            return None
        # A place that the chat has saved with a label keeps its label.
        labelled = {
            saved.place.key: saved for saved in await self._saved_places.get(message.chat.id) if saved.label
        }
        return tuple(labelled.get(place.key, SavedPlace(place)) for place in answer.places)

    async def change_zone(self, chat_id: int, push_id: int) -> str | None:
        """Set a push to the next time zone of its places and the saved places, and return the zone.

        Return None if all places are in the current time zone of the push.
        """
        push = next((push for push in await self._subscriptions.get(chat_id) if push.id == push_id), None)
        if push is None:
            return None
        places = [*push.places, *await self._saved_places.get(chat_id)]
        zones = list(dict.fromkeys([await self._answers.timezone(saved.place) for saved in places]))
        current_zone = push.schedule.timezone
        after = zones.index(current_zone) + 1 if current_zone in zones else 0
        next_zone = [*zones[after:], *zones[:after], current_zone][0]
        if next_zone == current_zone:
            return None
        await self._subscriptions.set_timezone(chat_id, push_id, next_zone)
        return next_zone


async def on_command(
    message: Message,
    command: CommandObject,
    units: Units,
    chat: Chat,
    subscriptions: Subscriptions,
    push_requests: PushRequests,
    channel_pushes: ChannelPushStore,
) -> None:
    """List the pushes of the chat, or add the push that the command describes."""
    args = (command.args or "").strip()
    is_stop = STOP_WORDS & {args.casefold(), command.command.casefold()}
    if not args or is_stop:
        pushes = await subscriptions.get(message.chat.id)
        if is_stop and not pushes:
            await reply(message, units.texts("daily-off"))
            return
        text = daily_text(pushes, units, datetime.now(UTC))
        await reply(message, text, daily_keyboard(pushes, units))
        if message.chat.type == ChatType.PRIVATE:
            await send_channels(message, units, channel_pushes)
        return
    request = parse_push_request(args)
    if request is None:
        await reply(message, units.texts("daily-usage"))
    else:
        await push_requests.subscribe(message, message.from_user, request, units, chat)


async def on_places(
    message: Message, prompt_title: str, text: str, units: Units, chat: Chat, push_requests: PushRequests
) -> None:
    """Add a push for the places in *text*, the reply to a prompt; *prompt_title* is the schedule of the push."""
    request = parse_push_request(prompt_title)
    if request is None or has_unsupported_schedule(text):
        await reply(message, units.texts("daily-usage"))
    else:
        await push_requests.subscribe(message, message.from_user, replace(request, places=text), units, chat)


async def on_button(
    query: CallbackQuery,
    callback_data: DailyCallback,
    units: Units,
    chat: Chat,
    subscriptions: Subscriptions,
    push_requests: PushRequests,
) -> None:
    """Pause, resume or remove a push, change its time zone, or add a push at a common time."""
    if not isinstance(query.message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    chat_id, value = query.message.chat.id, callback_data.value
    toast = None
    match callback_data.action:
        case PushAction.AT:
            if 0 <= value < MINUTES_PER_DAY:  # users can forge callback data
                await push_requests.subscribe(query.message, query.from_user, PushRequest(value), units, chat)
        case PushAction.PAUSE:
            await subscriptions.pause(chat_id, value)
            toast = units.texts("toast-paused")
        case PushAction.RESUME:
            await subscriptions.resume(chat_id, value)
            toast = units.texts("toast-resumed")
        case PushAction.ZONE:
            zone = await push_requests.change_zone(chat_id, value)
            toast = units.texts("toast-zone", zone=zone) if zone else units.texts("toast-one-zone")
        case PushAction.REMOVE:
            await subscriptions.remove(chat_id, value)
            toast = units.texts("toast-removed")
    pushes = await subscriptions.get(chat_id)
    text = daily_text(pushes, units, datetime.now(UTC))
    await edit(query.message, text, daily_keyboard(pushes, units))
    await answer_callback(query, toast)


def router() -> Router:
    """Return a router for the command, the replies to its prompt, and its buttons."""
    router = Router(name="daily")
    router.message.register(on_command, NamedCommand("daily"))
    router.message.register(on_places, PromptReply(Prompt.PUSH))
    router.callback_query.register(on_button, DailyCallback.filter())
    return router
