"""The buttons under an answer, and what they carry."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from pydantic import NonNegativeInt

from handlers.texts import Texts
from handlers.views.units import day_label
from services.answers import Answer, Subject
from services.places import Match, Spot, Unresolved
from services.weather import Forecast, Report

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
    DAYS = "days"
    DAY = "day"
    NOW = "now"


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


class AskDays(Ask, prefix="5d"):
    """One that asks about the days to come."""


def answer_keyboard(
    answer: Answer, token: str, texts: Texts, saved: Collection[Spot] = ()
) -> InlineKeyboardMarkup | None:
    """Return the buttons for *answer*, remembered as *token*; None when there is nothing to press.

    Where the chat's *saved* places are, there is nothing to save.
    """
    rows = [
        *_days(answer, token, texts),
        [button(texts(label), Press(answer=token, do=do)) for label, do in _actions(answer, saved)],
        *_names(answer, token, texts),
    ]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def namesakes_keyboard(answer: Answer, token: str, position: int, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each other place of the name at *position*, and one that leads back."""
    back = [button(texts("button-back"), Press(answer=token, do=Do.BACK))]
    return InlineKeyboardMarkup(inline_keyboard=[*_choices(answer, token, position), back])


def examples_keyboard(texts: Texts, *, saved: bool = False, ask: type[Ask] = Ask) -> InlineKeyboardMarkup:
    """Return example questions to tap, the one for the chat's *saved* places first if it has any."""
    examples = (texts("example-one"), texts("example-two"))
    rows = [[button(text, ask(text=text)) for text in examples]]
    if saved:
        rows.insert(0, [button(texts("button-saved"), ask(text=""))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _actions(answer: Answer, saved: Collection[Spot]) -> Iterator[tuple[str, Do]]:
    """Yield what can be done with the whole answer."""
    told = any(isinstance(entry.result, Report | Forecast) for entry in answer.entries)
    places = [entry.item.place for entry in answer.entries if isinstance(entry.item, Match)]
    single = len(places) == len(answer.entries) == 1
    if told:
        yield "button-refresh", Do.REFRESH
    if answer.worth_retrying:
        yield "button-retry", Do.RETRY
    if answer.subject is Subject.DAYS and (told or single):
        yield "button-now", Do.NOW
    if answer.subject is Subject.NOW and places and len(answer.entries) <= Subject.DAYS.value:
        yield "button-days", Do.DAYS
    if single and places[0].key not in saved and answer.refusal is None:  # what is saved costs no share
        yield "button-save", Do.SAVE


def _days(answer: Answer, token: str, texts: Texts) -> Iterator[list[InlineKeyboardButton]]:
    """Yield a row of the days of the only forecast, and a way back from one that is open."""
    match [entry.result for entry in answer.entries if isinstance(entry.result, Forecast)]:
        case [forecast]:
            days = [day.date for day in forecast.days]
            yield [
                button(
                    f"✓ {day.day}" if day == answer.day else day_label(day, texts),
                    Press(answer=token, do=Do.DAY, choice=number),
                )
                for number, day in enumerate(days)
            ]
            if answer.day in days:
                yield [button(texts("button-all-days"), Press(answer=token, do=Do.DAYS))]


def _names(answer: Answer, token: str, texts: Texts) -> Iterator[list[InlineKeyboardButton]]:
    """Yield what there is to choose from for names that could mean several places, or none."""
    with_choices = [
        (position, entry.item)
        for position, entry in enumerate(answer.entries)
        if not isinstance(entry.item, Unresolved) and entry.item.choices
    ]
    for position, item in with_choices[:MOST_NAMES_WITH_CHOICES]:
        if isinstance(item, Match):
            label = texts("button-others", name=item.place.name)
            yield [button(label, Press(answer=token, do=Do.OTHERS, entry=position))]
        else:
            yield from _choices(answer, token, position)


def _choices(answer: Answer, token: str, position: int) -> Iterator[list[InlineKeyboardButton]]:
    item = answer.entries[position].item
    if isinstance(item, Unresolved):
        return
    for choice, place in enumerate(item.choices):
        yield [button(place.label, Press(answer=token, do=Do.CHOOSE, entry=position, choice=choice))]


def button(label: str, data: CallbackData) -> InlineKeyboardButton:
    """Return a button that carries *data*; a label longer than LONGEST_LABEL is cut."""
    return InlineKeyboardButton(text=label[:LONGEST_LABEL], callback_data=data.pack())
