"""The offer of a daily push to somebody who asks for one in a sentence."""

from collections.abc import Sequence
from enum import StrEnum
from html import escape
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup, Message
from pydantic import Field

from handlers.texts import Texts
from handlers.views.callbacks import button
from handlers.views.daily import time_text, weekdays_text
from handlers.views.fitting import LONGEST_NAME, cut
from handlers.views.units import Units
from services.daily import PushRequest
from services.schedule import EVERY_DAY, MINUTES_PER_DAY

USUAL_TIME, EARLIER_TIME = 8 * 60, 7 * 60
"""The time offered beside the requested one, and its substitute if they are the same; minutes after midnight."""

HOURS_A_ROW = 6

BETWEEN_NAMES = "; "


class Offer(StrEnum):
    """What a button under the offer does."""

    ACCEPT = "yes"
    OTHER_TIME = "other"


class OfferPress(CallbackData, prefix="w"):
    """A button under the offer; *minutes* count from midnight, *weekdays* is a value of Weekdays."""

    offer: Offer
    minutes: Annotated[int, Field(ge=0, lt=MINUTES_PER_DAY)]  # callback data can be forged
    weekdays: Annotated[int, Field(ge=1, le=EVERY_DAY.value)]


def offer_text(names: Sequence[str], request: PushRequest, units: Units) -> str:
    """Return the offer of the requested push about the places with *names*, else about the saved places."""
    shown = BETWEEN_NAMES.join(cut(name, LONGEST_NAME) for name in names) or units.texts("daily-offer-saved")
    return units.texts(
        "daily-offer",
        names=f"<b>{escape(shown, quote=False)}</b>",
        days=weekdays_text(request.weekdays, units.texts),
        time=time_text(request.minutes, units),
    )


def offer_keyboard(request: PushRequest, units: Units) -> InlineKeyboardMarkup:
    """Return buttons that accept the requested time or a usual one, and one that shows more times."""
    other = USUAL_TIME if request.minutes != USUAL_TIME else EARLIER_TIME
    labels = {
        request.minutes: units.texts("button-offer-accept", time=time_text(request.minutes, units)),
        other: time_text(other, units),
    }
    row = [button(label, _press(Offer.ACCEPT, request, minutes)) for minutes, label in labels.items()]
    more = button(units.texts("button-offer-other"), _press(Offer.OTHER_TIME, request, request.minutes))
    return InlineKeyboardMarkup(inline_keyboard=[row, [more]])


def hours_keyboard(weekdays: int, units: Units) -> InlineKeyboardMarkup:
    """Return a button for each full hour of the day."""
    buttons = [
        button(time_text(minutes, units), OfferPress(offer=Offer.ACCEPT, minutes=minutes, weekdays=weekdays))
        for minutes in range(0, MINUTES_PER_DAY, 60)
    ]
    rows = [buttons[start : start + HOURS_A_ROW] for start in range(0, len(buttons), HOURS_A_ROW)]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def offered_places(message: Message, texts: Texts) -> str:
    """Return the names of the places of the offer in *message*, as text; empty for the saved places."""
    names = next(
        (entity.extract_from(message.text or "") for entity in message.entities or () if entity.type == "bold"), ""
    )
    return "" if names == texts("daily-offer-saved") else names


def _press(offer: Offer, request: PushRequest, minutes: int) -> OfferPress:
    return OfferPress(offer=offer, minutes=minutes, weekdays=request.weekdays.value)
