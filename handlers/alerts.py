"""The command /alerts, which adds, lists, pauses and removes the watched places of a chat.

In a group, every member may change the watched places.
"""

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.alert_requests import AlertRequests
from handlers.alert_screens import AlertScreens
from handlers.commands import CANCEL_WORDS, MultilingualCommand
from handlers.conversations import asker_id_of
from handlers.editing import edit, edit_keyboard
from handlers.place_requests import read_choice
from handlers.prompts import Prompt, PromptReply
from handlers.replies import answer_callback, reply
from handlers.views.alert_callbacks import AlertChoiceCallback, AlertsAction, AlertsCallback
from handlers.views.units import Units
from services.alerts.request import AlertRequest, read_alert_request
from services.answers import AnswerService
from services.storage import AlertKinds, ChatRecord, SavedPlaces, Watches
from services.storage.alert_models import ALL_KINDS

NOTICE_KEY_OF_ACTION = {
    AlertsAction.ON: "toast-alerts-on",
    AlertsAction.OFF: "toast-alerts-off",
    AlertsAction.PAUSE: "toast-alerts-paused",
    AlertsAction.PAUSE_ALL: "toast-alerts-paused",
    AlertsAction.RESUME: "toast-alerts-resumed",
    AlertsAction.UNMUTE: "toast-unmuted",
    AlertsAction.REMOVE: "toast-removed",
    AlertsAction.REMOVE_ALL: "toast-removed",
}
"""Maps an action to the key of the notice that confirms the action; other actions are not confirmed."""

ACTIONS_SHOWING_ONE_WATCH = {
    AlertsAction.OPEN,
    AlertsAction.ON,
    AlertsAction.OFF,
    AlertsAction.PAUSE,
    AlertsAction.RESUME,
}
"""Actions after which the message shows one watched place, not the list of all watched places."""


async def on_command(
    message: Message,
    command: CommandObject,
    units: Units,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    alert_requests: AlertRequests,
) -> None:
    """Watch the places that the command names; without places, list the watched places or ask for a place.

    If the command has a word such as "off", ask whether to stop all alerts.
    """
    args = (command.args or "").strip()
    if args.casefold() in CANCEL_WORDS:
        if not await alert_requests.ask_to_confirm_stop(message, units):
            await reply(message, units.texts("alerts-off"))
        return
    if answer_service.resolver.is_place_name(args):  # "Frost, Texas"
        request = AlertRequest(ALL_KINDS, args)
    else:
        request = read_alert_request(args, labels=chat_record.place_preferences.labels)
    if request.places:
        await alert_requests.watch_named_places(
            message, asker_id_of(message), request.places, units, chat_record, request.kinds
        )
    else:
        await alert_requests.show_watches(message, message.from_user, units)


async def on_places(
    message: Message,
    prompt_title: str,
    text: str,
    units: Units,
    chat_record: ChatRecord,
    alert_requests: AlertRequests,
) -> None:
    """Watch the places in *text*, the reply to a prompt; *prompt_title* may name the kinds of alerts."""
    kinds = read_alert_request(prompt_title).kinds
    await alert_requests.watch_named_places(message, asker_id_of(message), text, units, chat_record, kinds)


async def on_choice(
    query: CallbackQuery,
    callback_data: AlertChoiceCallback,
    units: Units,
    chat_record: ChatRecord,
    alert_requests: AlertRequests,
) -> None:
    """Watch the place that the user chose among namesakes."""
    choice = await read_choice(query, callback_data.position, units.texts)
    if choice is None:
        return
    message, places = choice
    kinds = AlertKinds(callback_data.kinds)
    await alert_requests.watch_named_places(message, query.from_user.id, places, units, chat_record, kinds)
    await edit_keyboard(message, None)
    await answer_callback(query)


async def on_button(
    query: CallbackQuery,
    callback_data: AlertsCallback,
    units: Units,
    watches: Watches,
    saved_places: SavedPlaces,
    alert_requests: AlertRequests,
    alert_screens: AlertScreens,
) -> None:
    """Show or change the watched places, or ask for further places."""
    message, action = query.message, callback_data.action
    if not isinstance(message, Message):
        await answer_callback(query, units.texts("toast-old"))
        return
    chat_id = message.chat.id
    match action:
        case AlertsAction.SEND:
            await alert_requests.show_watches(message, query.from_user, units)
        case AlertsAction.ADD:
            await alert_requests.ask_for_places(message, query.from_user, units)
        case AlertsAction.ADD_SAVED:
            if places := await saved_places.get(chat_id):
                await alert_requests.watch_places(message, query.from_user.id, places, units)
            else:
                await alert_requests.ask_for_places(message, query.from_user, units)
        case _:
            await _change_watches(chat_id, callback_data, watches)
            screen = (
                await alert_screens.watch_screen(chat_id, callback_data.watch, units)
                if action in ACTIONS_SHOWING_ONE_WATCH
                else await alert_screens.list_screen(chat_id, units)
            )
            await edit(message, *screen)
    toast = NOTICE_KEY_OF_ACTION.get(action)
    await answer_callback(query, units.texts(toast) if toast else None)


async def _change_watches(chat_id: int, callback_data: AlertsCallback, watches: Watches) -> None:
    """Make the change that a button requests; no change if the watch belongs to another chat or is removed."""
    watch_id, kind = callback_data.watch, AlertKinds(callback_data.kind)
    match callback_data.action:
        case AlertsAction.ON | AlertsAction.OFF:
            watch = next((watch for watch in await watches.get(chat_id) if watch.id == watch_id), None)
            if watch is not None:
                is_on = callback_data.action is AlertsAction.ON
                await watches.set_kinds(chat_id, watch_id, watch.kinds | kind if is_on else watch.kinds & ~kind)
        case AlertsAction.PAUSE:
            await watches.pause(chat_id, watch_id)
        case AlertsAction.RESUME:
            await watches.resume(chat_id, watch_id)
        case AlertsAction.REMOVE:
            await watches.remove(chat_id, watch_id)
        case AlertsAction.PAUSE_ALL:
            for watch in await watches.get(chat_id):
                await watches.pause(chat_id, watch.id)
        case AlertsAction.REMOVE_ALL:
            await watches.remove_all(chat_id)
        case AlertsAction.UNMUTE:
            await watches.mute(chat_id, None)


def router() -> Router:
    """Return a router for /alerts, the replies to its prompt, and the buttons of the watched places."""
    router = Router(name="alerts")
    router.message.register(on_command, MultilingualCommand("alerts"))
    router.message.register(on_places, PromptReply(Prompt.ALERTS))
    router.callback_query.register(on_button, AlertsCallback.filter())
    router.callback_query.register(on_choice, AlertChoiceCallback.filter())
    return router
