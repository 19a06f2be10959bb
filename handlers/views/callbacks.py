"""The callback data of buttons under answers and examples.

Old messages keep their buttons, so prefixes, the order of fields and the values of AnswerAction never change.
"""

from enum import StrEnum
from functools import lru_cache

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import NonNegativeInt

from handlers.views.fitting import truncate

MAX_BUTTON_LENGTH = 60
"""Maximum length of the label of a button, in UTF-16 code units."""

MAX_CACHED_BUTTONS = 2_000
"""Maximum number of buttons in the cache, some 2 KB each."""


class AnswerAction(StrEnum):
    """Actions of the buttons under an answer."""

    REFRESH = "refresh"
    RETRY = "retry"
    NAMESAKES = "others"
    BACK = "back"
    CHOOSE = "choose"
    SAVE = "save"
    DAYS = "days"
    DAY = "day"
    NOW = "now"
    HOURS = "hours"
    TEN_DAYS = "ten"
    ASKED = "asked"
    AMBIGUOUS = "doubts"


class AnswerCallback(CallbackData, prefix="a"):
    """The callback data of a button under an answer.

    Users can forge callback data, and Python accepts negative indices, so the indices are checked here.
    """

    answer: str
    """The token of the answer, see `handlers/answer_store.py`."""
    action: AnswerAction
    entry: NonNegativeInt = 0
    """The index of an entry of the answer."""
    choice: NonNegativeInt = 0
    """The index of a choice of the entry, or the proleptic Gregorian ordinal of a day of the forecast.

    Earlier versions sent the index of the day.
    """

    def pack(self) -> str:
        """Return the callback data as a string.

        Every answer has several buttons, and aiogram's generic method takes ten times as long.
        """
        return f"a:{self.answer}:{self.action}:{self.entry}:{self.choice}"


class UseUsUnitsCallback(CallbackData, prefix="us"):
    """The callback data of the button under an answer that sets US units for the chat."""

    answer: str
    """The token of the answer, see `handlers/answer_store.py`."""


class WeatherCallback(CallbackData, prefix="ask"):
    """The callback data of a button that requests the weather now."""

    text: str
    """The names of the places; empty for the saved places of the chat."""


class ForecastCallback(WeatherCallback, prefix="5d"):
    """The callback data of a button that requests the forecast of the coming days."""


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    """Return an inline button with the callback *data*; truncate a label longer than MAX_BUTTON_LENGTH."""
    return _button(truncate(label, MAX_BUTTON_LENGTH), data.pack())


@lru_cache(MAX_CACHED_BUTTONS)  # pydantic takes 13 µs for a button, and an answer has up to ten
def _button(label: str, callback_data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=callback_data)
