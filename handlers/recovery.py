"""Recovers the answers of old messages, whose buttons refer to answers that were kept in memory only.

The answer of a message from an earlier version is read from the text and the buttons of the message.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

from aiogram.types import CallbackQuery, InlineKeyboardButton, MaybeInaccessibleMessageUnion, Message

from handlers.answer_store import AnswerStore
from handlers.texts import Texts
from handlers.views.callbacks import AnswerAction, AnswerCallback
from services.answers import Answer, AnswerService
from services.places import MAX_ANSWERED_PLACES
from services.questions import Question, Subject
from services.storage import ChatRecord

MAX_TITLE_LENGTH = 120
"""Maximum length of the title of a place that is read from an old message, in characters."""

NAME_LOOK_UP_TIMEOUT = 4.0
"""Time limit in seconds for looking up the names that the place index does not contain."""

SUBJECT_OF_MISSING_BUTTON = {
    AnswerAction.NOW: Subject.NOW,
    AnswerAction.HOURS: Subject.HOURS,
    AnswerAction.DAYS: Subject.DAYS,
    AnswerAction.TEN_DAYS: Subject.TEN_DAYS,
}
"""Maps the action of a button to the subject of the answers under which the button is missing.

An answer about one place has no button that switches to the subject that the answer already shows.
"""


ACTIONS_OF_ONE_PLACE = {AnswerAction.HOURS, AnswerAction.TEN_DAYS, AnswerAction.DAY}
"""Actions of buttons that only an answer about one place has."""


async def answer_behind(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answer_store: AnswerStore,
) -> Answer | None:
    """Return the answer behind the pressed button, perhaps without results; None if the answer cannot be found."""
    message = query.message
    if message is None:
        return None
    answer = await answer_store.find_answer(message, callback_data.answer)
    if answer is not None or not answer_store.is_from_earlier_version(callback_data.answer):
        return answer
    prefix = f"{AnswerCallback.__prefix__}:{callback_data.answer}:"
    pressed = [
        button for button in _buttons_of_message(message) if (button.callback_data or "").startswith(prefix)
    ]
    if not isinstance(message, Message) or not pressed:  # the callback data were forged
        return None
    return await _answer_in_message(message, query, callback_data, pressed, texts, chat_record, answer_service)


def pressed_button_text(query: CallbackQuery) -> str:
    """Return the text of the pressed button; an empty string if the button is not found."""
    return next(
        (button.text for button in _buttons_of_message(query.message) if button.callback_data == query.data), ""
    )


async def _answer_in_message(
    message: Message,
    query: CallbackQuery,
    callback_data: AnswerCallback,
    buttons: list[InlineKeyboardButton],
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
) -> Answer | None:
    action = callback_data.action
    subject = _subject_from_buttons(buttons)
    if subject is Subject.ASKED and action not in SUBJECT_OF_MISSING_BUTTON:
        return None  # the time of the question cannot be read from the message
    titles = list(_place_titles(message, with_region=subject is not Subject.ASKED))
    if _actions_of_buttons(buttons) & ACTIONS_OF_ONE_PLACE:
        del titles[1:]  # the other titles are days, which are bold too
    if action is AnswerAction.CHOOSE:
        titles[callback_data.entry : callback_data.entry + 1] = [pressed_button_text(query)]
    question = Question("", subject)
    resolved = await asyncio.gather(
        *(
            answer_service.resolver.resolve(
                replace(question, places=title),
                texts.language,
                chat_record.place_preferences,
                within=NAME_LOOK_UP_TIMEOUT,
                share=None,
            )
            for title in titles
        )
    )
    entries = [entry for answer in resolved for entry in answer.entries]
    return resolved[0].with_entries(entries) if entries else None


def _subject_from_buttons(buttons: list[InlineKeyboardButton]) -> Subject:
    """Return the subject of the answer above *buttons*."""
    actions = _actions_of_buttons(buttons)
    if AnswerAction.NOW not in actions:
        return Subject.NOW
    if not actions & ACTIONS_OF_ONE_PLACE:
        return Subject.ASKED if AnswerAction.DAYS in actions else Subject.DAYS
    missing = (subject for action, subject in SUBJECT_OF_MISSING_BUTTON.items() if action not in actions)
    return next(missing, Subject.ASKED)


def _actions_of_buttons(buttons: list[InlineKeyboardButton]) -> set[AnswerAction]:
    return {AnswerCallback.unpack(button.callback_data or "").action for button in buttons}


def _place_titles(message: Message, *, with_region: bool) -> Iterator[str]:
    """Yield the names of places in *message*, which are bold texts at the start of a line.

    If *with_region* is true, a name includes the region and the country after it.
    """
    text = (message.text or "").encode("utf-16-le")  # Telegram counts offsets in UTF-16 code units
    count = 0
    for entity in message.entities or ():
        start, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
        name = text[start:end].decode("utf-16-le")
        rest_of_line = text[end:].decode("utf-16-le").partition("\n")[0].partition(" · ")[0]
        is_title = entity.type == "bold" and (start == 0 or text[start - 2 : start].decode("utf-16-le") == "\n")
        if is_title and name and count < MAX_ANSWERED_PLACES:
            count += 1
            yield (name + rest_of_line if with_region and rest_of_line.startswith(", ") else name)[
                :MAX_TITLE_LENGTH
            ]


def _buttons_of_message(message: MaybeInaccessibleMessageUnion | None) -> list[InlineKeyboardButton]:
    markup = message.reply_markup if isinstance(message, Message) else None
    return [button for row in markup.inline_keyboard for button in row] if markup is not None else []
