"""The buttons under an answer, and what they carry."""

from collections.abc import Iterator
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import NonNegativeInt

from handlers.texts import Texts
from services.answers import Answer
from services.places import Match, Unresolved
from services.weather import Report

MOST_NAMES_WITH_CHOICES = 3
"""Names of one answer that get buttons to choose from: the keyboard must not outgrow the answer."""

LONGEST_LABEL = 60
"""Characters on a button."""


class Do(StrEnum):
    """What a button under an answer does."""

    REFRESH = "refresh"
    RETRY = "retry"
    OTHERS = "others"
    BACK = "back"
    CHOOSE = "choose"
    SAVE = "save"


class Press(CallbackData, prefix="a"):
    """A button under the answer remembered as *answer*; *entry* and *choice* count from 0."""

    answer: str
    do: Do
    # Callback data can be made up: a place counted from the end would be there, and be there twice.
    entry: NonNegativeInt = 0
    choice: NonNegativeInt = 0


class Ask(CallbackData, prefix="ask"):
    """A button that asks a question; one without text is about the saved places."""

    text: str


def answer_keyboard(answer: Answer, token: str, texts: Texts) -> InlineKeyboardMarkup | None:
    """Return the buttons for *answer*, remembered as *token*; None when there is nothing to press."""
    rows: list[list[InlineKeyboardButton]] = []
    first: list[InlineKeyboardButton] = []
    if any(isinstance(entry.result, Report) for entry in answer.entries):
        first.append(button(texts("button-refresh"), Press(answer=token, do=Do.REFRESH)))
    if answer.worth_retrying:
        first.append(button(texts("button-retry"), Press(answer=token, do=Do.RETRY)))
    if not answer.saved and len(answer.entries) == 1 and isinstance(answer.entries[0].item, Match):
        first.append(button(texts("button-save"), Press(answer=token, do=Do.SAVE)))
    if first:
        rows.append(first)
    with_choices = [
        (position, entry.item)
        for position, entry in enumerate(answer.entries)
        if not isinstance(entry.item, Unresolved) and entry.item.choices
    ]
    for position, item in with_choices[:MOST_NAMES_WITH_CHOICES]:
        if isinstance(item, Match):
            label = texts("button-others", name=item.place.name)
            rows.append([button(label, Press(answer=token, do=Do.OTHERS, entry=position))])
        else:
            rows += _choices(answer, token, position)
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def namesakes_keyboard(answer: Answer, token: str, position: int, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each other place of the name at *position*, and one that leads back."""
    back = [button(texts("button-back"), Press(answer=token, do=Do.BACK))]
    return InlineKeyboardMarkup(inline_keyboard=[*_choices(answer, token, position), back])


def examples_keyboard(texts: Texts, *, saved: bool = False) -> InlineKeyboardMarkup:
    """Return example questions to tap, the one for the chat's *saved* places first if it has any."""
    examples = (texts("example-one"), texts("example-two"))
    rows = [[button(text, Ask(text=text)) for text in examples]]
    if saved:
        rows.insert(0, [button(texts("button-saved"), Ask(text=""))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _choices(answer: Answer, token: str, position: int) -> Iterator[list[InlineKeyboardButton]]:
    item = answer.entries[position].item
    if isinstance(item, Unresolved):
        return
    for choice, place in enumerate(item.choices):
        yield [button(place.label, Press(answer=token, do=Do.CHOOSE, entry=position, choice=choice))]


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    """Return a button that carries *data*; a label longer than LONGEST_LABEL is cut."""
    return InlineKeyboardButton(text=label[:LONGEST_LABEL], callback_data=data.pack())
