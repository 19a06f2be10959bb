"""The command /daily, which adds, lists, pauses and removes the daily pushes of a chat.

In a group, every member may change the pushes.
"""

from dataclasses import replace
from datetime import UTC, datetime

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.alert_requests import AlertRequests
from handlers.channels import send_channels
from handlers.commands import CANCEL_WORDS, MultilingualCommand
from handlers.conversations import asker_id_of
from handlers.editing import edit, edit_keyboard
from handlers.place_names import pushes_in_language
from handlers.place_requests import read_choice
from handlers.prompts import Prompt, PromptReply, Prompts
from handlers.push_requests import PushRequests
from handlers.replies import answer_callback, reply
from handlers.texts import Texts
from handlers.views.daily import (
    DailyCallback,
    PushAction,
    daily_keyboard,
    daily_text,
)
from handlers.views.offers import PushPlaceCallback
from handlers.views.units import Units
from services.answers import AnswerService
from services.daily import (
    PushRequest,
    has_unsupported_schedule,
    names_unsupported_days,
    parse_push_request,
)
from services.questions import names_only_places
from services.schedule import MINUTES_PER_DAY, Weekdays
from services.storage import (
    Channels,
    ChatRecord,
    SavedPlaces,
    Subscriptions,
)


async def on_command(
    message: Message,
    command: CommandObject,
    units: Units,
    chat_record: ChatRecord,
    subscriptions: Subscriptions,
    saved_places: SavedPlaces,
    push_requests: PushRequests,
    prompts: Prompts,
    channels: Channels,
    alert_requests: AlertRequests,
    answer_service: AnswerService,
) -> None:
    """List the pushes of the chat, add the push that the command describes, or ask for its time.

    A user who sends a word such as "stop" instead of the command may mean the alerts, so the bot also asks about
    alerts.
    """
    args = (command.args or "").strip()
    is_stop = CANCEL_WORDS & {args.casefold(), command.command.casefold()}
    if not args or is_stop:
        pushes = await subscriptions.get(message.chat.id)
        stops_alerts = bool(is_stop) and not args and await alert_requests.ask_to_confirm_stop(message, units)
        if is_stop and not pushes:
            if stops_alerts:
                return
            await reply(message, units.texts("daily-off"))
            return
        selected = pushes[0].id if is_stop and len(pushes) == 1 else None
        named = await pushes_in_language(pushes, units.texts.language, answer_service)
        has_saved_places = bool(await saved_places.get(message.chat.id))
        text = daily_text(named, units, datetime.now(UTC), selected, has_saved_places=has_saved_places)
        await reply(message, text, daily_keyboard(named, units, selected))
        if message.chat.type == ChatType.PRIVATE:
            await send_channels(message, units, channels, answer_service)
        if not is_stop:
            await prompts.expect_answer(message, Prompt.TIME, "")
        return
    request = parse_push_request(args)
    if request is not None:
        await push_requests.subscribe(
            message, message.from_user, asker_id_of(message), request, units, chat_record
        )
    elif names_only_places(args) and not any(map(str.isdigit, args)):
        await push_requests.offer_times(message, asker_id_of(message), args, units, chat_record)
    else:
        await reply(message, _usage_text(args, units.texts))


async def on_places(
    message: Message,
    prompt_title: str,
    text: str,
    units: Units,
    chat_record: ChatRecord,
    push_requests: PushRequests,
) -> None:
    """Add a push for the places in *text*, the reply to a prompt; *prompt_title* is the schedule of the push."""
    request = parse_push_request(prompt_title)
    if request is None or has_unsupported_schedule(text):
        await reply(message, _usage_text(text, units.texts))
    else:
        await push_requests.subscribe(
            message, message.from_user, asker_id_of(message), replace(request, places=text), units, chat_record
        )


async def on_time(
    message: Message,
    prompt_title: str,
    text: str,
    units: Units,
    chat_record: ChatRecord,
    push_requests: PushRequests,
) -> None:
    """Add a push at the time in *text*, the reply to a prompt, for the places in *text*.

    If *text* names no place, the push is about the places in *prompt_title*.
    """
    request = parse_push_request(text)
    if request is None:
        await reply(message, _usage_text(text, units.texts))
    else:
        request = replace(request, places=request.places or prompt_title)
        await push_requests.subscribe(
            message, message.from_user, asker_id_of(message), request, units, chat_record
        )


def _usage_text(text: str, texts: Texts) -> str:
    """Return a message that says why *text* describes no push, and gives examples of pushes."""
    return texts("daily-other-days" if names_unsupported_days(text) else "daily-usage")


async def on_place_choice(
    query: CallbackQuery,
    callback_data: PushPlaceCallback,
    units: Units,
    chat_record: ChatRecord,
    push_requests: PushRequests,
) -> None:
    """Add a push for the place that the user chose; offer times if the push has no time yet."""
    choice = await read_choice(query, callback_data.position, units.texts)
    if choice is None:
        return
    message, places = choice
    if callback_data.minutes is None:
        await push_requests.offer_times(message, query.from_user.id, places, units, chat_record)
    else:
        request = PushRequest(callback_data.minutes, Weekdays(callback_data.weekdays), places)
        await push_requests.subscribe(message, query.from_user, query.from_user.id, request, units, chat_record)
    await edit_keyboard(message, None)
    await answer_callback(query)


async def on_alerts_button(
    query: CallbackQuery,
    callback_data: DailyCallback,
    units: Units,
    push_requests: PushRequests,
    alert_requests: AlertRequests,
) -> None:
    """Add the places that a push reports to the watched places of the chat."""
    message = query.message
    places = () if message is None else await push_requests.places_of(message.chat.id, callback_data.value)
    if message is not None and places:
        await alert_requests.watch_places(message, query.from_user.id, places, units)
    await answer_callback(query, None if places else units.texts("toast-old"))


async def on_button(
    query: CallbackQuery,
    callback_data: DailyCallback,
    units: Units,
    chat_record: ChatRecord,
    subscriptions: Subscriptions,
    saved_places: SavedPlaces,
    push_requests: PushRequests,
    answer_service: AnswerService,
) -> None:
    """Open, pause, resume or remove a push, change its time zone, or add a push at the time on the button."""
    if not isinstance(query.message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    chat_id, value = query.message.chat.id, callback_data.value
    selected: int | None = value
    toast = None
    match callback_data.action:
        case PushAction.LIST:
            selected = None
        case PushAction.AT:
            selected = None
            if 0 <= value < MINUTES_PER_DAY:  # users can forge callback data
                await push_requests.subscribe(
                    query.message, query.from_user, query.from_user.id, PushRequest(value), units, chat_record
                )
        case PushAction.PAUSE:
            await subscriptions.pause(chat_id, value)
            toast = units.texts("toast-paused")
        case PushAction.RESUME:
            await subscriptions.resume(chat_id, value)
            toast = units.texts("toast-resumed")
        case PushAction.ZONE:
            zone = await push_requests.change_timezone(chat_id, value)
            toast = units.texts("toast-zone", zone=zone) if zone else units.texts("toast-one-zone")
        case PushAction.REMOVE:
            await subscriptions.remove(chat_id, value)
            toast = units.texts("toast-removed")
    pushes = await subscriptions.get(chat_id)
    named = await pushes_in_language(pushes, units.texts.language, answer_service)
    has_saved_places = bool(await saved_places.get(chat_id))
    text = daily_text(named, units, datetime.now(UTC), selected, has_saved_places=has_saved_places)
    await edit(query.message, text, daily_keyboard(named, units, selected))
    await answer_callback(query, toast)


def router() -> Router:
    """Return a router for /daily, the replies to its prompts, and its buttons."""
    router = Router(name="daily")
    router.message.register(on_command, MultilingualCommand("daily"))
    router.message.register(on_places, PromptReply(Prompt.PUSH))
    router.message.register(on_time, PromptReply(Prompt.TIME))
    router.callback_query.register(on_alerts_button, DailyCallback.filter(F.action == PushAction.ALERTS))
    router.callback_query.register(on_button, DailyCallback.filter())
    router.callback_query.register(on_place_choice, PushPlaceCallback.filter())
    return router
