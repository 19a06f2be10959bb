"""The inline keyboards under answers and examples."""

from collections.abc import Collection, Iterator

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction, Press, UseUsUnits, button
from handlers.views.fitting import LONGEST_NAME, cut
from handlers.views.subjects import command_of, view_of
from services.answers import Answer
from services.places import Ambiguous, LookupFailed, Match, Spot, Unknown
from services.questions import Subject

MOST_NAMES_WITH_CHOICES = 2
"""Maximum number of names of one answer with buttons for their choices; more names share one button."""


def answer_keyboard(
    answer: Answer,
    token: str,
    texts: Texts,
    saved: Collection[Spot] = (),
    *,
    offers_us_units: bool = False,
) -> InlineKeyboardMarkup | None:
    """Return the keyboard under *answer*, which is stored as *token*; None if it has no buttons.

    *saved* are the spots that the chat has saved; they get no button to save them.
    """
    own_buttons = view_of(answer.subject).buttons
    rows = [
        *(own_buttons(answer, token, texts) if own_buttons is not None else ()),
        *(
            [button(texts(label), Press(answer=token, action=action)) for label, action in row]
            for row in _rows(answer, saved)
        ),
        *_choice_rows(answer, token, texts),
        *([[button(texts("button-us-units"), UseUsUnits(answer=token))]] if offers_us_units else ()),
    ]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def namesakes_keyboard(answer: Answer, token: str, position: int, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each other place with the name of the entry at *position*, and a button back."""
    back = [button(texts("button-back"), Press(answer=token, action=AnswerAction.BACK))]
    return InlineKeyboardMarkup(inline_keyboard=[*_choices(answer, token, position), back])


def doubts_keyboard(answer: Answer, token: str, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each name that several places have, and one back to the answer's buttons."""
    rows = [[_others(item, token, position, texts)] for position, item in _doubts(answer)]
    back = [button(texts("button-back"), Press(answer=token, action=AnswerAction.BACK))]
    return InlineKeyboardMarkup(inline_keyboard=[*rows, back])


def examples_keyboard(
    texts: Texts, *, saved: bool = False, subject: Subject = Subject.NOW
) -> InlineKeyboardMarkup:
    """Return example questions about *subject*; *saved* adds one about the chat's saved places."""
    command = command_of(subject)
    rows = [[button(text, command.ask(text=text)) for text in map(texts, command.examples)]]
    if saved:
        rows.insert(0, [button(texts("button-saved"), command.ask(text=""))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _rows(answer: Answer, saved: Collection[Spot]) -> Iterator[list[tuple[str, AnswerAction]]]:
    """Yield the rows of buttons for the whole answer; two or more other pages have a row of their own."""
    pages = [
        (switch.label, switch.action)
        for subject in Subject
        if subject is not answer.subject
        and (switch := view_of(subject).switch) is not None
        and switch.is_offered(answer)
    ]
    fetch, save = list(_fetch_buttons(answer)), list(_save_button(answer, saved))
    if len(pages) > 1:
        yield pages
        yield [*fetch, *save]
    else:
        yield [*fetch, *pages, *save]


def _fetch_buttons(answer: Answer) -> Iterator[tuple[str, AnswerAction]]:
    if answer.results:
        yield "button-refresh", AnswerAction.REFRESH
    if answer.is_worth_retrying:
        yield "button-retry", AnswerAction.RETRY


def _save_button(answer: Answer, saved: Collection[Spot]) -> Iterator[tuple[str, AnswerAction]]:
    place = answer.only_place
    if (
        place is not None and place.key not in saved and answer.refusal is None
    ):  # look-ups of saved places are not charged
        yield "button-save", AnswerAction.SAVE


def _choice_rows(answer: Answer, token: str, texts: Texts) -> Iterator[list[InlineKeyboardButton]]:
    """Yield buttons that choose one of the places with the same name, for names that have several."""
    doubts = _doubts(answer)
    if len(doubts) > MOST_NAMES_WITH_CHOICES:
        yield [button(texts("button-doubts"), Press(answer=token, action=AnswerAction.DOUBTS))]
        return
    for position, item in doubts:
        if isinstance(item, Match):
            yield [_others(item, token, position, texts)]
        else:
            yield from _choices(answer, token, position)


def _doubts(answer: Answer) -> list[tuple[int, Match | Ambiguous | Unknown]]:
    """Return the positions and names that several places have or may mean."""
    return [
        (position, entry.item)
        for position, entry in enumerate(answer.entries)
        if not isinstance(entry.item, LookupFailed) and entry.item.choices
    ]


def _others(item: Match | Ambiguous | Unknown, token: str, position: int, texts: Texts) -> InlineKeyboardButton:
    """Return the button that shows the other places that *item* may mean."""
    if isinstance(item, Match):
        label = texts("button-others", name=cut(item.place.name, LONGEST_NAME))
    else:
        label = texts("button-which", name=cut(item.asked, LONGEST_NAME))
    return button(label, Press(answer=token, action=AnswerAction.OTHERS, entry=position))


def _choices(answer: Answer, token: str, position: int) -> Iterator[list[InlineKeyboardButton]]:
    item = answer.entries[position].item
    if isinstance(item, LookupFailed):
        return
    for choice, place in enumerate(item.choices):
        yield [button(place.label, Press(answer=token, action=AnswerAction.CHOOSE, entry=position, choice=choice))]
