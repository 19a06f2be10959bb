"""The buttons under a daily push."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from pydantic import Field

from handlers.texts import Texts
from handlers.views.callbacks import button
from services.questions import Subject


class PushSubject(StrEnum):
    """What a button under a push shows: the weather now, or the coming days."""

    NOW = "now"
    DAYS = "days"


class PushCallback(CallbackData, prefix="push"):
    """The callback data of a button that asks about the places of the subscription with the id *push*."""

    subject: PushSubject
    push: Annotated[int, Field(ge=0, lt=2**31)]  # bounded, because users can forge callback data


def push_keyboard(push_id: int, place_count: int, texts: Texts) -> InlineKeyboardMarkup | None:
    """Return the buttons under a push about *place_count* places; None if the push has no places."""
    if not place_count:
        return None
    row = [button(texts("button-now"), PushCallback(subject=PushSubject.NOW, push=push_id))]
    if place_count <= Subject.DAYS.limit:
        row.append(button(texts("button-days"), PushCallback(subject=PushSubject.DAYS, push=push_id)))
    return InlineKeyboardMarkup(inline_keyboard=[row])
