"""Handlers of the buttons that are about alerts: under answers, under alerts, and in the settings of alerts."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers.alert_requests import AlertRequests
from handlers.answer_store import AnswerStore
from handlers.answering import Answering
from handlers.editing import edit, edit_keyboard
from handlers.place_requests import PlaceRequests
from handlers.recovery import answer_behind
from handlers.replies import answer_callback
from handlers.texts import Texts
from handlers.views.alert_callbacks import (
    AlertMessageAction,
    AlertMessageCallback,
    AlertSettingsCallback,
    SettingsAction,
)
from handlers.views.alert_messages import alert_keyboard, muted_keyboard
from handlers.views.alert_phrases import moment_text
from handlers.views.alert_settings import (
    alert_settings_keyboard,
    alert_settings_text,
    quiet_hours_screen,
    severity_screen,
    threshold_screen,
)
from handlers.views.alert_words import SELECTABLE_MIN_SEVERITIES, THRESHOLD_RANGES, moved_threshold
from handlers.views.callbacks import AnswerAction, AnswerCallback
from handlers.views.units import Units
from services.alerts.checks import timezone_of_place
from services.answers import AnswerService
from services.places import Place
from services.questions import Question
from services.schedule import MINUTES_PER_DAY
from services.storage import AlertKinds, AlertSettings, ChatRecord, Watches

MORNING_HOUR = 7
"""Local hour at which a mute until tomorrow morning ends."""

NIGHT_END_HOUR = 4
"""Local hour before which a mute until "tomorrow morning" ends in the morning of the same day."""


async def on_answer_button(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    units: Units,
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answer_store: AnswerStore,
    place_requests: PlaceRequests,
    alert_requests: AlertRequests,
) -> None:
    """Add the place that an answer is about to the watched places of the chat."""
    answer = await answer_behind(query, callback_data, texts, chat_record, answer_service, answer_store)
    place = None if answer is None or answer.limit_failure is not None else answer.only_place
    if place is None or not isinstance(query.message, Message):
        await answer_callback(query, texts("toast-old"))
        return
    labelled = await place_requests.with_labels(query.message.chat.id, [place])
    await alert_requests.watch_places(query.message, query.from_user.id, labelled, units)
    await answer_callback(query)


async def on_alert_button(
    query: CallbackQuery,
    callback_data: AlertMessageCallback,
    units: Units,
    chat_record: ChatRecord,
    watches: Watches,
    answering: Answering,
) -> None:
    """Answer with the weather of the places of an alert, or mute all alerts of the chat until tomorrow morning."""
    message, texts = query.message, units.texts
    if message is None:
        await answer_callback(query, texts("toast-old"))
        return
    watch_by_id = {watch.id: watch for watch in await watches.get(message.chat.id)}
    alert_watches = [watch_by_id[watch_id] for watch_id in callback_data.watch_ids if watch_id in watch_by_id]
    if not alert_watches:
        await answer_callback(query, texts("toast-old"))
        return
    match callback_data.action:
        case AlertMessageAction.WEATHER:
            places = [watch.place.labelled_place for watch in alert_watches]
            await answering.answer_about(message, places, Question(""), texts, chat_record, query.from_user.id)
            await answer_callback(query)
        case AlertMessageAction.MUTE:
            now, place = datetime.now(UTC), alert_watches[0].place.place
            until = next_morning(place, now)
            await watches.mute(message.chat.id, until)
            await edit_keyboard(message, muted_keyboard(callback_data, texts))
            time_text = moment_text(until, units, now, timezone_of_place(place))
            await answer_callback(query, texts("toast-muted", time=time_text))
        case AlertMessageAction.UNMUTE:
            await watches.mute(message.chat.id, None)
            await edit_keyboard(message, alert_keyboard(callback_data.watch_ids, texts))
            await answer_callback(query, texts("toast-unmuted"))


def next_morning(place: Place, now: datetime) -> datetime:
    """Return the time in UTC of the next morning at *place*: MORNING_HOUR o'clock by the local clock.

    Before NIGHT_END_HOUR, the next morning is on the same calendar day.
    """
    timezone = timezone_of_place(place)
    day = (now.astimezone(timezone).replace(tzinfo=None) - timedelta(hours=NIGHT_END_HOUR)).date()
    return datetime.combine(day + timedelta(days=1), time(MORNING_HOUR), timezone).astimezone(UTC)


async def on_settings_button(
    query: CallbackQuery, callback_data: AlertSettingsCallback, units: Units, watches: Watches
) -> None:
    """Show or change the settings of the alerts of the chat."""
    if query.message is None:
        await answer_callback(query, units.texts("toast-old"))
        return
    chat_id = query.message.chat.id
    old = await watches.get_settings(chat_id)
    new = changed_settings(callback_data, old, units)
    if new != old:
        await watches.save_settings(chat_id, new)
    await edit(query.message, *_settings_screen(callback_data, new, units))
    await answer_callback(query, units.texts("toast-set") if new != old else None)


def changed_settings(callback_data: AlertSettingsCallback, settings: AlertSettings, units: Units) -> AlertSettings:
    """Return *settings* with the change that a button makes; unchanged if the callback data are invalid."""
    kind, value = AlertKinds(callback_data.kind), callback_data.value
    changes: dict[str, Any] = {}
    match callback_data.action:
        case SettingsAction.THRESHOLD if kind in THRESHOLD_RANGES and value:
            moved = moved_threshold(kind, settings.threshold(kind), value, units)
            changes = {"thresholds": {**settings.thresholds, kind: moved}}
        case SettingsAction.DEFAULT:
            thresholds = {
                other_kind: threshold
                for other_kind, threshold in settings.thresholds.items()
                if other_kind != kind
            }
            changes = {"thresholds": thresholds}
        case SettingsAction.QUIET_SET if value >= 0:
            start, end = divmod(value, MINUTES_PER_DAY)
            changes = {"quiet_from": start, "quiet_until": end}
        case SettingsAction.QUIET_OFF:
            changes = {"quiet_from": None, "quiet_until": None}
        case SettingsAction.SEVERITY if 0 < value <= len(SELECTABLE_MIN_SEVERITIES):
            changes = {"min_severity": SELECTABLE_MIN_SEVERITIES[value - 1]}
        case SettingsAction.TELL_END:
            changes = {"tells_end": value > 0}
    return replace(settings, **changes)


def _settings_screen(
    callback_data: AlertSettingsCallback, settings: AlertSettings, units: Units
) -> tuple[str, InlineKeyboardMarkup]:
    kind = AlertKinds(callback_data.kind)
    match callback_data.action:
        case SettingsAction.THRESHOLD | SettingsAction.DEFAULT if kind in THRESHOLD_RANGES:
            return threshold_screen(kind, settings, units)
        case SettingsAction.QUIET | SettingsAction.QUIET_SET | SettingsAction.QUIET_OFF:
            return quiet_hours_screen(settings, units)
        case SettingsAction.SEVERITY:
            return severity_screen(settings, units)
        case _:
            return alert_settings_text(settings, units), alert_settings_keyboard(settings, units)


def router() -> Router:
    """Return a router; it must come before `buttons.router()`, which accepts all buttons under answers."""
    router = Router(name="alert buttons")
    router.callback_query.register(on_answer_button, AnswerCallback.filter(F.action == AnswerAction.ALERTS))
    router.callback_query.register(on_alert_button, AlertMessageCallback.filter())
    router.callback_query.register(on_settings_button, AlertSettingsCallback.filter())
    return router
