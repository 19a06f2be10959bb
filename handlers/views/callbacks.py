"""The callback data of buttons under answers and examples.

Old messages keep their buttons, so prefixes, the order of fields and the values of AnswerAction never change.
"""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import NonNegativeInt

from handlers.views.fitting import cut

MAX_BUTTON_LENGTH = 60
"""Maximum length of the label of a button, in UTF-16 code units."""


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
    """A button under the answer stored under the token *answer*; *entry* and *choice* are indices."""

    answer: str
    action: AnswerAction
    # Callback data can be forged, and Python would accept a negative index.
    entry: NonNegativeInt = 0
    choice: NonNegativeInt = 0


class UseUsUnits(CallbackData, prefix="us"):
    """A button under the answer stored as *answer* that sets US units for the chat."""

    answer: str


class Ask(CallbackData, prefix="ask"):
    """A button that asks for the weather now at the places in *text*, or at the saved places if it is empty."""

    text: str


class AskDays(Ask, prefix="5d"):
    """A button that asks for the forecast of the coming days."""


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    """Return an inline button with the callback *data*; truncate a label longer than MAX_BUTTON_LENGTH."""
    return InlineKeyboardButton(text=cut(label, MAX_BUTTON_LENGTH), callback_data=data.pack())
