"""The callback data of buttons under answers and examples.

Messages keep their buttons forever: prefixes, the order of fields and the values of AnswerAction never change.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import NonNegativeInt

from handlers.views.fitting import cut

LONGEST_LABEL = 60
"""Characters on a button."""


class AnswerAction(StrEnum):
    """What a button under an answer does."""

    REFRESH = "refresh"
    RETRY = "retry"
    OTHERS = "others"
    BACK = "back"
    CHOOSE = "choose"
    SAVE = "save"
    DAYS = "days"
    DAY = "day"
    NOW = "now"
    HOURS = "hours"
    TEN_DAYS = "ten"
    ASKED = "asked"
    DOUBTS = "doubts"


class Press(CallbackData, prefix="a"):
    """A button under the answer stored as *answer*; *entry* and *choice* count from 0."""

    answer: str
    action: AnswerAction
    # Callback data can be forged, and Python would accept a negative index.
    entry: NonNegativeInt = 0
    choice: NonNegativeInt = 0


class UseUsUnits(CallbackData, prefix="us"):
    """A button under the answer stored as *answer* that sets US units for the chat."""

    answer: str


class Ask(CallbackData, prefix="ask"):
    """A button that asks for the weather now; one without text asks about the saved places."""

    text: str


class AskDays(Ask, prefix="5d"):
    """A button that asks for the days to come."""


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    """Return a button that carries *data*; a label longer than LONGEST_LABEL is cut."""
    return InlineKeyboardButton(text=cut(label, LONGEST_LABEL), callback_data=data.pack())
