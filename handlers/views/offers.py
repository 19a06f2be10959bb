"""The messages that offer a daily push or alerts to a user who requests them in a sentence."""

from collections.abc import Sequence
from enum import StrEnum
from html import escape
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup, Message
from babel.lists import format_list
from pydantic import Field, NonNegativeInt

from handlers.texts import Texts
from handlers.views.alert_callbacks import AlertOfferCallback
from handlers.views.alert_words import kind_names
from handlers.views.callbacks import button
from handlers.views.daily import time_text, weekdays_text
from handlers.views.fitting import MAX_NAME_LENGTH, truncate
from handlers.views.place_choice import NAME_SEPARATOR
from handlers.views.units import Units
from services.daily import PushRequest
from services.schedule import EVERY_DAY, MINUTES_PER_DAY
from services.storage.alert_models import ALL_KINDS, AlertKinds

USUAL_PUSH_MINUTES = 8 * 60
"""Time of the push that the second button of an offer adds, in minutes after midnight."""

EARLIER_PUSH_MINUTES = 7 * 60
"""Time of the second button if USUAL_PUSH_MINUTES is the requested time, in minutes after midnight."""

HOUR_BUTTONS_PER_ROW = 6


class PushOfferAction(StrEnum):
    """Actions of the buttons under the offer of a daily push."""

    ACCEPT = "yes"
    ACCEPT_ONE = "one"
    """Accept one of two requested times, and keep the button that accepts the other."""
    OTHER_TIME = "other"


class PushOfferCallback(CallbackData, prefix="w"):
    """The callback data of a button under the offer of a daily push."""

    action: PushOfferAction
    minutes: Annotated[int, Field(ge=0, lt=MINUTES_PER_DAY)]
    """The time of the push, in minutes after midnight."""
    weekdays: Annotated[int, Field(ge=1, le=EVERY_DAY.value)]
    """The weekdays of the push, as the integer value of `Weekdays`."""


def push_offer_text(names: Sequence[str], request: PushRequest, units: Units) -> str:
    """Return the offer of the requested push as HTML; if *names* is empty, it is about the saved places."""
    return units.texts(
        "daily-offer",
        names=_names_text(names, units.texts),
        days=weekdays_text(request.weekdays, units.texts),
        time=_times_text(request, units),
    )


def _names_text(names: Sequence[str], texts: Texts) -> str:
    """Return *names* in bold, so that `place_names_in_offer` can read them; without names, "saved places"."""
    names_text = NAME_SEPARATOR.join(truncate(name, MAX_NAME_LENGTH) for name in names)
    return f"<b>{escape(names_text or texts('daily-offer-saved'), quote=False)}</b>"


def _times_text(request: PushRequest, units: Units) -> str:
    times = [request.minutes, *([] if request.second_minutes is None else [request.second_minutes])]
    return str(format_list([time_text(minutes, units) for minutes in times], locale=units.texts.language))


def push_offer_keyboard(request: PushRequest, units: Units) -> InlineKeyboardMarkup:
    """Return the buttons under the offer of a push.

    If two times are requested, each has a button; otherwise the second button is for a usual time. The last button
    shows more times.
    """
    accepted = units.texts("button-offer-accept", time=time_text(request.minutes, units))
    if request.second_minutes is not None:
        second = units.texts("button-offer-accept", time=time_text(request.second_minutes, units))
        labels, action = {request.minutes: accepted, request.second_minutes: second}, PushOfferAction.ACCEPT_ONE
    else:
        other = USUAL_PUSH_MINUTES if request.minutes != USUAL_PUSH_MINUTES else EARLIER_PUSH_MINUTES
        labels, action = {request.minutes: accepted, other: time_text(other, units)}, PushOfferAction.ACCEPT
    row = [button(label, _callback_data(action, request, minutes)) for minutes, label in labels.items()]
    more = button(
        units.texts("button-offer-other"), _callback_data(PushOfferAction.OTHER_TIME, request, request.minutes)
    )
    return InlineKeyboardMarkup(inline_keyboard=[row, [more]])


def without_button(keyboard: InlineKeyboardMarkup | None, pressed_data: str | None) -> InlineKeyboardMarkup | None:
    """Return *keyboard* without the button that has *pressed_data*.

    Return None if no button is left that accepts one of the requested times.
    """
    rows = [
        [other for other in row if other.callback_data != pressed_data]
        for row in (keyboard.inline_keyboard if keyboard is not None else ())
    ]
    accepts = f"{PushOfferCallback.__prefix__}:{PushOfferAction.ACCEPT_ONE}:"
    is_left = any((other.callback_data or "").startswith(accepts) for row in rows for other in row)
    return InlineKeyboardMarkup(inline_keyboard=[row for row in rows if row]) if is_left else None


def push_hours_keyboard(weekdays: int, units: Units) -> InlineKeyboardMarkup:
    """Return a button for each full hour of the day; pressing it adds a push at this hour."""
    buttons = [
        button(
            time_text(minutes, units),
            PushOfferCallback(action=PushOfferAction.ACCEPT, minutes=minutes, weekdays=weekdays),
        )
        for minutes in range(0, MINUTES_PER_DAY, 60)
    ]
    rows = [
        buttons[start : start + HOUR_BUTTONS_PER_ROW] for start in range(0, len(buttons), HOUR_BUTTONS_PER_ROW)
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


class PushPlaceCallback(CallbackData, prefix="wp"):
    """The callback data of a button that chooses which namesake a push is about.

    The callback data contain no names of places. The bot reads the names from the message, and the chosen place
    from the text of the button.
    """

    position: NonNegativeInt
    """The index of the ambiguous name among the names of the push."""
    choice: NonNegativeInt
    """The index of the button; it only makes the callback data of the buttons different."""
    weekdays: Annotated[int, Field(ge=1, le=EVERY_DAY.value)]
    minutes: Annotated[int, Field(ge=0, lt=MINUTES_PER_DAY)] | None = None
    """The time of the push, in minutes after midnight; None if the user has not chosen a time."""


def place_names_in_offer(message: Message, texts: Texts) -> str:
    """Return the names in an offer, a sent message; an empty text if the offer is about the saved places."""
    names = next(
        (entity.extract_from(message.text or "") for entity in message.entities or () if entity.type == "bold"), ""
    )
    return "" if names == texts("daily-offer-saved") else names


def alert_offer_text(names: Sequence[str], kinds: AlertKinds, units: Units) -> str:
    """Return the offer of alerts of *kinds* as HTML; if *names* is empty, it is about the saved places."""
    what = "\n".join(kind_names(kinds, units))
    return units.texts("alert-offer", names=_names_text(names, units.texts), what=what)


def alert_offer_keyboard(kinds: AlertKinds, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button that accepts alerts of *kinds*; unless they are all kinds, also one that accepts all."""
    row = [button(texts("button-offer-alert"), AlertOfferCallback(kinds=kinds.value))]
    if kinds != ALL_KINDS:
        row.append(button(texts("button-offer-alert-all"), AlertOfferCallback(kinds=ALL_KINDS.value)))
    return InlineKeyboardMarkup(inline_keyboard=[row])


def _callback_data(action: PushOfferAction, request: PushRequest, minutes: int) -> PushOfferCallback:
    return PushOfferCallback(action=action, minutes=minutes, weekdays=request.weekdays.value)
