"""Handlers of the buttons under an answer, which edit it in place."""

from dataclasses import replace

from aiogram import F, Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from handlers.answer_store import AnswerStore
from handlers.display import Display
from handlers.replies import answer_callback, edit_keyboard
from handlers.texts import Texts, texts_for
from handlers.views.callbacks import AnswerAction, Press
from handlers.views.entries import failure_text
from handlers.views.forecast import forecasts_of
from handlers.views.keyboards import answer_keyboard, doubts_keyboard, namesakes_keyboard
from handlers.views.subjects import view_of
from services.answers import Answer, AnswerService
from services.net.shares import Share, Shares
from services.questions import OnDate, OnDay, Question, Subject
from services.storage import Chat, Chats

SUBJECTS = {switch.action: subject for subject in Subject if (switch := view_of(subject).switch) is not None}
"""The subject to which each action switches an answer."""

ACTIONS_WITHOUT_NOTICE = {*SUBJECTS, AnswerAction.DAY}
"""Actions without a notice, because the edited message shows their effect."""


async def on_navigation(
    query: CallbackQuery, callback_data: Press, texts: Texts, chat: Chat, answer_store: AnswerStore
) -> None:
    """Show the namesakes of a place instead of the buttons, or the buttons again."""
    answer = (
        answer_store.answer(query.message.chat.id, callback_data.answer) if query.message is not None else None
    )
    if answer is None or query.message is None or callback_data.entry >= len(answer.entries):
        await answer_callback(query, texts("toast-old"))
        return
    words = texts_for(answer.language)
    if callback_data.action is AnswerAction.OTHERS:
        keyboard: InlineKeyboardMarkup | None = namesakes_keyboard(
            answer, callback_data.answer, callback_data.entry, words
        )
    elif callback_data.action is AnswerAction.DOUBTS:
        keyboard = doubts_keyboard(answer, callback_data.answer, words)
    else:
        keyboard = answer_keyboard(answer, callback_data.answer, words, chat.saved)
    await edit_keyboard(query.message, keyboard)
    await answer_callback(query)


async def on_renewal(
    query: CallbackQuery,
    callback_data: Press,
    texts: Texts,
    chat: Chat,
    answers: AnswerService,
    answer_store: AnswerStore,
    chats: Chats,
    shares: Shares,
    display: Display,
) -> None:
    """Refresh or retry the answer, choose another place for a name, open a day, or switch the subject."""
    token = callback_data.answer
    if query.message is None:
        await answer_callback(query, texts("toast-old"))
        return
    share = shares.of(query.from_user.id, chat.saved)
    async with answer_store.lock(token):  # a second press meanwhile starts from the result of the first
        renewed = await _renewed(query.message.chat.id, callback_data, chat, answers, answer_store, chats, share)
        if renewed is not None:
            answer_store.keep(query.message.chat.id, renewed, token)
    if renewed is None:
        await answer_callback(query, texts("toast-old"))
        return
    if callback_data.action is AnswerAction.CHOOSE:
        display.remember(query.message, Question("", renewed.subject, renewed.when, renewed.quantity), renewed)
    changed = await display.edit(query.message, token, renewed, chat, share)
    if callback_data.action in ACTIONS_WITHOUT_NOTICE:
        await answer_callback(query)
    else:
        await answer_callback(query, _toast(callback_data.action, renewed, texts, changed=changed))


def _toast(action: AnswerAction, renewed: Answer, texts: Texts, *, changed: bool) -> str:
    if action is AnswerAction.CHOOSE:
        return texts("toast-chosen")
    if renewed.refusal is not None:
        return texts("toast-refused", reason=failure_text(renewed.refusal, texts))
    if action is AnswerAction.RETRY and renewed.is_worth_retrying:
        return texts("toast-failing")
    return texts("toast-renewed" if changed and not renewed.outdated else "toast-same")


async def _renewed(
    chat_id: int,
    press: Press,
    chat: Chat,
    answers: AnswerService,
    answer_store: AnswerStore,
    chats: Chats,
    share: Share | None,
) -> Answer | None:
    answer = answer_store.answer(chat_id, press.answer)
    if answer is None:
        return None
    if press.action is AnswerAction.DAY:
        return _with_day(answer, press.choice)
    if press.action is AnswerAction.CHOOSE:
        chosen = await answers.choose(answer, press.entry, press.choice, share=share)
        if chosen is None:
            return None
        renewed, match = chosen
        others = [place.key for place in match.choices]
        await chats.choose(chat_id, match.asked.casefold(), match.place.key, instead_of=others)
        return renewed
    if press.action in SUBJECTS:
        answer = replace(answer, subject=SUBJECTS[press.action], day=None)
    return await answers.renewed(answer, chat.choices, failed_only=press.action is AnswerAction.RETRY, share=share)


def _with_day(answer: Answer, index: int) -> Answer | None:
    """Return *answer* about its day at *index*; None if it has no such day."""
    days = [day.date for _, forecast in forecasts_of(answer) for day in forecast.days]
    if index >= len(days):
        return None
    if answer.subject is Subject.ASKED and isinstance(answer.when, OnDay):
        day = days[index]
        return replace(answer, when=replace(answer.when, day=OnDate(day.month, day.day, day.year)))
    return replace(answer, day=days[index])


def router() -> Router:
    """Return a router for the buttons under an answer."""
    router = Router(name="buttons")
    router.callback_query.register(
        on_navigation, Press.filter(F.action.in_({AnswerAction.OTHERS, AnswerAction.DOUBTS, AnswerAction.BACK}))
    )
    router.callback_query.register(on_renewal, Press.filter())
    return router
