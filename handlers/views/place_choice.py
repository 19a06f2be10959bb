"""Messages that ask which place a name means, in a request for daily pushes or alerts.

The callback data contain no names. The bot reads the names from the message, and the chosen place from the text
of the pressed button.
"""

from collections.abc import Callable, Sequence
from html import escape

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup, Message

from handlers.texts import Texts
from handlers.views.callbacks import MAX_BUTTON_TEXT_LENGTH, button
from handlers.views.entries import failed_entry_text
from handlers.views.fitting import utf16_length
from services.answers import Answer
from services.places import Ambiguous, LookupFailed, Match, Place, Unknown

NAME_SEPARATOR = "; "

MAX_TOTAL_NAMES_LENGTH = 1_000
"""Maximum total length of the names in a message, in UTF-16 code units; if they are longer, no message is sent."""


def place_choice_message(
    answer: Answer, callback_data_for: Callable[[int, int], CallbackData], texts: Texts, schedule: str = ""
) -> tuple[str, InlineKeyboardMarkup] | None:
    """Return a message that asks which place the first unclear name of *answer* means, with its buttons.

    A name is unclear if it is ambiguous or unknown. The function *callback_data_for* returns the data of a button;
    its arguments are the index of the name and the index of the choice. The message contains *schedule*. Return
    None if an unclear name has no choices, or if a look-up failed. Return None also if the names are too many or
    too long.
    """
    items = [entry.resolution for entry in answer.entries]
    unclear = [(index, item) for index, item in enumerate(items) if isinstance(item, Ambiguous | Unknown)]
    names = [item.place.full_name if isinstance(item, Match) else item.asked for item in items]
    has_choices = unclear and all(choosable_places(item.choices) for _, item in unclear) and not answer.left_out
    is_too_long = sum(map(utf16_length, names)) > MAX_TOTAL_NAMES_LENGTH
    if not has_choices or is_too_long or any(isinstance(item, LookupFailed) for item in items):
        return None
    index, item = unclear[0]
    places = choosable_places(item.choices)
    rows = [[button(place.full_name, callback_data_for(index, choice))] for choice, place in enumerate(places)]
    text = place_choice_text(names, failed_entry_text(answer.entries[index], texts), schedule)
    return text, InlineKeyboardMarkup(inline_keyboard=rows)


def place_choice_text(names: Sequence[str], problem: str, schedule: str) -> str:
    """Return the HTML of a message that asks which place is meant; *problem* is its first line.

    The second line contains the *schedule* and the *names*. A single name is omitted, because *problem* contains
    it. Names are bold, so that `chosen_names` finds them.
    """
    names_text = f"<b>{escape(NAME_SEPARATOR.join(names), quote=False)}</b>" if len(names) > 1 else ""
    request_line = " – ".join(filter(None, (schedule, names_text)))
    return "\n".join(filter(None, (problem, request_line)))


def choosable_places(places: Sequence[Place]) -> list[Place]:
    """Return the places whose name fits on a button; a truncated name would not name the chosen place."""
    return [place for place in places if utf16_length(place.full_name) <= MAX_BUTTON_TEXT_LENGTH]


def chosen_names(message: Message, name_index: int, pressed_data: str | None) -> str | None:
    """Return the names in *message*; the text of the pressed button replaces the name at *name_index*.

    *pressed_data* is the callback data of the pressed button. Return None if *message* has no such button or name.
    """
    bold_texts = [
        entity.extract_from(message.text or "") for entity in message.entities or () if entity.type == "bold"
    ]
    names = bold_texts[-1].split(NAME_SEPARATOR) if bold_texts else []
    rows = message.reply_markup.inline_keyboard if message.reply_markup is not None else []
    button_text = next(
        (pressed.text for row in rows for pressed in row if pressed.callback_data == pressed_data), None
    )
    if button_text is None or name_index >= len(names):
        return None
    names[name_index] = button_text
    return NAME_SEPARATOR.join(names)
