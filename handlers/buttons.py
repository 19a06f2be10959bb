"""Handlers of the buttons under an answer, which edit the message with the answer."""

from dataclasses import replace
from datetime import date

from aiogram import F, Router
from aiogram.enums import ChatType
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from handlers.answer_store import AnswerStore
from handlers.answering import Answering
from handlers.display import Display
from handlers.editing import edit_keyboard
from handlers.groups import chat_id_for_stored_choice, may_change_answer
from handlers.recovery import answer_behind, pressed_button_text
from handlers.replies import answer_callback, can_share_answer
from handlers.texts import Texts, texts_for
from handlers.views.callbacks import AnswerAction, AnswerCallback
from handlers.views.entries import failure_text
from handlers.views.forecast import forecasts_of
from handlers.views.keyboards import ambiguous_names_keyboard, answer_keyboard, namesakes_keyboard
from handlers.views.subjects import VIEWS
from services.answers import Answer, AnswerService
from services.net.shares import Share, Shares
from services.questions import OnDate, OnDay, Question, Subject
from services.storage import ChatRecord, Chats

SUBJECT_OF_ACTION = {
    switch.action: subject for subject in Subject if (switch := VIEWS[subject].switch) is not None
}
"""Maps the action of a button to the subject that the answer shows after a press."""

ACTIONS_WITHOUT_NOTICE = {*SUBJECT_OF_ACTION, AnswerAction.DAY}
"""Actions of buttons after which no notification is shown, because the message changes visibly."""


MIN_DAY_ORDINAL = 700_000
"""Minimum `date.toordinal()` of a day in callback data; a smaller number is the index of a day in the forecast."""


async def on_keyboard_change(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answer_store: AnswerStore,
    shares: Shares,
) -> None:
    """Replace the buttons under an answer with buttons for namesakes, or show the buttons of the answer again."""
    if not may_change_answer(query, callback_data.action):
        await answer_callback(query, texts("toast-not-yours"))
        return
    answer = await answer_behind(query, callback_data, texts, chat_record, answer_service, answer_store)
    if answer is None or query.message is None or callback_data.entry >= len(answer.all_entries):
        await answer_callback(query, texts("toast-old"))
        return
    words, token = texts_for(answer.language), callback_data.answer
    if answer_store.is_from_earlier_version(token):
        token = answer_store.token_for(query.message.chat.id, answer)
    if callback_data.action is AnswerAction.NAMESAKES:
        keyboard: InlineKeyboardMarkup | None = namesakes_keyboard(answer, token, callback_data.entry, words)
    elif callback_data.action is AnswerAction.AMBIGUOUS:
        keyboard = ambiguous_names_keyboard(answer, token, words)
    else:
        if answer.lacks_results:
            share = shares.share_for(query.from_user.id, chat_record.saved)
            answer = await answer_service.refetch(answer, chat_record.place_preferences, share=share)
            answer_store.remember(query.message, token, answer)
        keyboard = answer_keyboard(
            answer, token, words, chat_record.saved, can_share_answer=await can_share_answer(query.message)
        )
    is_edited = await edit_keyboard(query.message, keyboard)
    await answer_callback(query, None if is_edited else texts("toast-old"))


async def on_answer_change(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    texts: Texts,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answer_store: AnswerStore,
    chats: Chats,
    shares: Shares,
    display: Display,
    answering: Answering,
) -> None:
    """Refresh or retry the answer, choose another place for a name, show a day, or switch the subject."""
    if not may_change_answer(query, callback_data.action):
        await answer_callback(query, texts("toast-not-yours"))
        return
    if query.message is None:
        await answer_callback(query, texts("toast-old"))
        return
    share = shares.share_for(query.from_user.id, chat_record.saved)
    async with answer_store.lock(query.message):  # a second press waits until the first press is handled
        answer = await answer_behind(query, callback_data, texts, chat_record, answer_service, answer_store)
        if answer is None:
            await answer_callback(query, texts("toast-old"))
            return
        if callback_data.action is AnswerAction.CHOOSE and answer_store.is_from_earlier_version(
            callback_data.answer
        ):
            # `answer_behind` has already put the chosen place into an answer from an earlier version.
            callback_data = callback_data.model_copy(update={"action": AnswerAction.REFRESH})
        new_answer = await _changed_answer(query, callback_data, answer, chat_record, answer_service, chats, share)
        if new_answer is None:
            is_day = callback_data.action is AnswerAction.DAY
            await answer_callback(query, texts("toast-day-over" if is_day else "toast-old"))
            return
        changed = await display.edit(query.message, new_answer, chat_record, share)
    if callback_data.action is AnswerAction.CHOOSE:
        question = Question(
            "",
            new_answer.subject,
            new_answer.when,
            new_answer.quantity,
            second_quantity=new_answer.second_quantity,
        )
        answering.remember(query.message, question, new_answer, query.message, query.from_user.id)
    if callback_data.action in ACTIONS_WITHOUT_NOTICE:
        await answer_callback(query)
    else:
        is_private = query.message.chat.type == ChatType.PRIVATE
        notice = _notice_after_change(
            callback_data.action, new_answer, texts, changed=changed, is_private=is_private
        )
        await answer_callback(query, notice)


def _notice_after_change(
    action: AnswerAction, new_answer: Answer, texts: Texts, *, changed: bool, is_private: bool
) -> str:
    if action is AnswerAction.CHOOSE:
        return texts("toast-chosen" if is_private else "toast-chosen-own")
    if new_answer.limit_failure is not None:
        return texts("toast-refused", reason=failure_text(new_answer.limit_failure, texts))
    if action is AnswerAction.RETRY and new_answer.is_worth_retrying:
        return texts("toast-failing")
    return texts("toast-renewed" if changed and not new_answer.is_outdated else "toast-same")


async def _changed_answer(
    query: CallbackQuery,
    callback_data: AnswerCallback,
    answer: Answer,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    chats: Chats,
    share: Share | None,
) -> Answer | None:
    """Return *answer* changed by the action of the button; None if the chosen place or day does not exist."""
    action = callback_data.action
    if action in SUBJECT_OF_ACTION:
        answer = replace(answer, subject=SUBJECT_OF_ACTION[action], day=None)
    is_complete = not answer.lacks_results
    if action is AnswerAction.CHOOSE and query.message is not None:
        if not is_complete:
            answer = await answer_service.refetch(answer, chat_record.place_preferences, share=share)
        chosen = await answer_service.choose_place(answer, callback_data.entry, callback_data.choice, share=share)
        if chosen is None:
            return None
        new_answer, match = chosen
        replaced_spots = [place.key for place in match.choices]
        await chats.save_choice(
            chat_id_for_stored_choice(query),
            match.asked.casefold(),
            match.place.key,
            replaced_spots=replaced_spots,
        )
        return new_answer
    if action is AnswerAction.DAY:
        if not is_complete:
            answer = await answer_service.refetch(answer, chat_record.place_preferences, share=share)
        return _answer_about_day(answer, _pressed_day(query, callback_data, answer))
    failed_only = action is AnswerAction.RETRY and is_complete
    return await answer_service.refetch(
        answer, chat_record.place_preferences, failed_only=failed_only, share=share
    )


def _pressed_day(query: CallbackQuery, callback_data: AnswerCallback, answer: Answer) -> date | None:
    """Return the day of the pressed button; None if the forecasts of *answer* lack that day."""
    days = [day.date for _, forecast in forecasts_of(answer) for day in forecast.days]
    if callback_data.choice < MIN_DAY_ORDINAL:
        # An index counts from the day on which the message was sent, so the label, such as "Fri 7", is used.
        label = pressed_button_text(query).removeprefix("✓").split()
        return next((day for day in days if label and str(day.day) == label[-1]), None)
    return next((day for day in days if day.toordinal() == callback_data.choice), None)


def _answer_about_day(answer: Answer, day: date | None) -> Answer | None:
    """Return *answer*, changed to show *day*; None if *day* is None."""
    if day is None:
        return None
    if answer.subject is Subject.ASKED and isinstance(answer.when, OnDay):
        return replace(answer, when=replace(answer.when, day=OnDate(day.month, day.day, day.year)))
    return replace(answer, day=day)


def router() -> Router:
    """Return a router for the buttons under an answer."""
    router = Router(name="buttons")
    router.callback_query.register(
        on_keyboard_change,
        AnswerCallback.filter(F.action.in_({AnswerAction.NAMESAKES, AnswerAction.AMBIGUOUS, AnswerAction.BACK})),
    )
    router.callback_query.register(on_answer_change, AnswerCallback.filter())
    return router
