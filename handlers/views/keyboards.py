"""The keyboards under answers and examples."""

from collections.abc import Collection, Iterator

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction, Press, UseUsUnits, button
from handlers.views.subjects import command_of, view_of
from services.answers import Answer
from services.places import LookupFailed, Match, Spot
from services.questions import Subject

MOST_NAMES_WITH_CHOICES = 3
"""Names of one answer that get buttons to choose from: the keyboard must not outgrow the answer."""


def answer_keyboard(
    answer: Answer,
    token: str,
    texts: Texts,
    saved: Collection[Spot] = (),
    *,
    offers_us_units: bool = False,
) -> InlineKeyboardMarkup | None:
    """Return the buttons under *answer*, which is stored as *token*; None where there are none.

    A place that is among the chat's *saved* ones gets no button to save it.
    """
    own_buttons = view_of(answer.subject).buttons
    rows = [
        *(own_buttons(answer, token, texts) if own_buttons is not None else ()),
        *(
            [button(texts(label), Press(answer=token, action=action)) for label, action in row]
            for row in _rows(answer, saved)
        ),
        *_names(answer, token, texts),
        *([[button(texts("button-us-units"), UseUsUnits(answer=token))]] if offers_us_units else ()),
    ]
    rows = [row for row in rows if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def namesakes_keyboard(answer: Answer, token: str, position: int, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button for each other place of the name at *position*, and one back to the answer's buttons."""
    back = [button(texts("button-back"), Press(answer=token, action=AnswerAction.BACK))]
    return InlineKeyboardMarkup(inline_keyboard=[*_choices(answer, token, position), back])


def examples_keyboard(
    texts: Texts, *, saved: bool = False, subject: Subject = Subject.NOW
) -> InlineKeyboardMarkup:
    """Return example questions about *subject*, the one for the chat's *saved* places first if it has any."""
    command = command_of(subject)
    rows = [[button(text, command.ask(text=text)) for text in map(texts, command.examples)]]
    if saved:
        rows.insert(0, [button(texts("button-saved"), command.ask(text=""))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _rows(answer: Answer, saved: Collection[Spot]) -> Iterator[list[tuple[str, AnswerAction]]]:
    """Yield the buttons about the whole answer: those of its other pages apart, unless there is only one."""
    pages = [
        (switch.label, switch.action)
        for subject in Subject
        if subject is not answer.subject
        and (switch := view_of(subject).switch) is not None
        and switch.is_offered(answer)
    ]
    again, keep = list(_again(answer)), list(_keep(answer, saved))
    if len(pages) > 1:
        yield pages
        yield [*again, *keep]
    else:
        yield [*again, *pages, *keep]


def _again(answer: Answer) -> Iterator[tuple[str, AnswerAction]]:
    if answer.results:
        yield "button-refresh", AnswerAction.REFRESH
    if answer.worth_retrying:
        yield "button-retry", AnswerAction.RETRY


def _keep(answer: Answer, saved: Collection[Spot]) -> Iterator[tuple[str, AnswerAction]]:
    place = answer.only_place
    if place is not None and place.key not in saved and answer.refusal is None:  # what is saved costs no share
        yield "button-save", AnswerAction.SAVE


def _names(answer: Answer, token: str, texts: Texts) -> Iterator[list[InlineKeyboardButton]]:
    """Yield buttons to choose from for names that several places have, or none."""
    with_choices = [
        (position, entry.item)
        for position, entry in enumerate(answer.entries)
        if not isinstance(entry.item, LookupFailed) and entry.item.choices
    ]
    for position, item in with_choices[:MOST_NAMES_WITH_CHOICES]:
        if isinstance(item, Match):
            label = texts("button-others", name=item.place.name)
            yield [button(label, Press(answer=token, action=AnswerAction.OTHERS, entry=position))]
        else:
            yield from _choices(answer, token, position)


def _choices(answer: Answer, token: str, position: int) -> Iterator[list[InlineKeyboardButton]]:
    item = answer.entries[position].item
    if isinstance(item, LookupFailed):
        return
    for choice, place in enumerate(item.choices):
        yield [button(place.label, Press(answer=token, action=AnswerAction.CHOOSE, entry=position, choice=choice))]
