"""The callback data of the buttons under answers and examples, and functions that make buttons.

Old messages keep their buttons, so the prefixes, the order of fields and the values of actions never change.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from pydantic import NonNegativeInt

from handlers.views.fitting import truncate

MAX_BUTTON_TEXT_LENGTH = 60
"""Maximum length of the text of a button, in UTF-16 code units."""

BUTTONS_PER_ROW = 2
"""Number of buttons that `in_rows` puts into each row."""

MAX_CACHED_BUTTONS = 2_000
"""Maximum number of buttons in the cache; a button takes about 2 KB of memory."""


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
    AIR = "air"
    AMBIGUOUS = "doubts"
    ALERTS = "alert"


class AnswerCallback(CallbackData, prefix="a"):
    """The callback data of a button under an answer.

    Users can forge callback data, so negative indices, which Python lists accept, are refused.
    """

    answer: str
    """The token by which `AnswerStore` finds the answer above the button."""
    action: AnswerAction
    entry: NonNegativeInt = 0
    """The index of an entry in `Answer.all_entries`."""
    choice: NonNegativeInt = 0
    """The index of a place that the entry may mean; for the action DAY, the day as `date.toordinal()`.

    In buttons of earlier versions of the bot, the action DAY has the index of the day in the forecast instead.
    """


class UseUsUnitsCallback(CallbackData, prefix="us"):
    """The callback data of the button under an answer that sets US units for the chat."""

    answer: str
    """The token by which `AnswerStore` finds the answer above the button."""


class WeatherCallback(CallbackData, prefix="ask"):
    """The callback data of a button that requests the weather now."""

    text: str
    """The names of the places, as a user would write them; empty for the saved places of the chat."""


class ForecastCallback(WeatherCallback, prefix="5d"):
    """The callback data of a button that requests the forecast of the coming days."""


def button(text: str, callback_data: CallbackData) -> InlineKeyboardButton:
    """Return an inline button; truncate a *text* that is longer than MAX_BUTTON_TEXT_LENGTH."""
    return _cached_button(truncate(text, MAX_BUTTON_TEXT_LENGTH), callback_data.pack())


def answer_button(
    text: str, answer_token: str, action: AnswerAction, *, entry_index: int = 0, choice: int = 0
) -> InlineKeyboardButton:
    """Return a button with the data of an AnswerCallback, without creating the AnswerCallback, which is slow."""
    return _cached_button(
        truncate(text, MAX_BUTTON_TEXT_LENGTH), f"a:{answer_token}:{action}:{entry_index}:{choice}"
    )


def in_rows(buttons: Sequence[InlineKeyboardButton]) -> list[list[InlineKeyboardButton]]:
    """Divide *buttons* into rows of BUTTONS_PER_ROW; the last row may be shorter."""
    return [list(buttons[start : start + BUTTONS_PER_ROW]) for start in range(0, len(buttons), BUTTONS_PER_ROW)]


@lru_cache(MAX_CACHED_BUTTONS)  # a cached button is not validated by pydantic again, which is slow
def _cached_button(text: str, callback_data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=callback_data)
