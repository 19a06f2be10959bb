"""The buttons under an answer; all of them edit it in place."""

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from handlers.display import Display
from handlers.memory import Memory
from handlers.replies import expect, tell
from handlers.texts import Texts, texts_for
from handlers.views.entries import failure_text
from handlers.views.forecast import forecasts_of
from handlers.views.keyboards import Do, Press, answer_keyboard, namesakes_keyboard
from services.answers import Answer, AnswerService, Subject
from services.net.shares import Share, Shares
from services.storage import Chat, Chats

SUBJECTS = {Do.DAYS: Subject.DAYS, Do.NOW: Subject.NOW}
TURNS = {*SUBJECTS, Do.DAY}
"""What turns to another page of an answer: the page says all."""


async def on_navigation(
    query: CallbackQuery, callback_data: Press, bot: Bot, texts: Texts, chat: Chat, memory: Memory
) -> None:
    """Show the namesakes of a place instead of the buttons, or the buttons again."""
    answer = memory.answer(query.message.chat.id, callback_data.answer) if query.message is not None else None
    if answer is None or query.message is None or callback_data.entry >= len(answer.entries):
        await tell(query, texts("toast-old"))
        return
    words = texts_for(answer.language)
    if callback_data.do is Do.OTHERS:
        keyboard: InlineKeyboardMarkup | None = namesakes_keyboard(
            answer, callback_data.answer, callback_data.entry, words
        )
    else:
        keyboard = answer_keyboard(answer, callback_data.answer, words, chat.saved)
    try:
        await bot.edit_message_reply_markup(
            chat_id=query.message.chat.id, message_id=query.message.message_id, reply_markup=keyboard
        )
    except TelegramBadRequest as error:
        expect(error, "message is not modified")  # pressed twice
    await tell(query)


async def on_renewal(
    query: CallbackQuery,
    callback_data: Press,
    texts: Texts,
    chat: Chat,
    answers: AnswerService,
    memory: Memory,
    chats: Chats,
    shares: Shares,
    display: Display,
) -> None:
    """Refresh the answer, try again what failed in it, choose another place for a name, or turn to other days."""
    token = callback_data.answer
    if query.message is None:
        await tell(query, texts("toast-old"))
        return
    share = shares.of(query.from_user.id, chat.saved)
    async with memory.lock(token):  # of two presses at once the second starts from what the first has made
        renewed = await _renewed(query.message.chat.id, callback_data, chat, answers, memory, chats, share)
        if renewed is not None:
            memory.keep(query.message.chat.id, renewed, token)
    if renewed is None:
        await tell(query, texts("toast-old"))
        return
    changed = await display.edit(query.message, token, renewed, chat, share)
    if callback_data.do in TURNS:
        await tell(query)
    else:
        await tell(query, _toast(callback_data.do, renewed, texts, changed=changed))


def _toast(do: Do, renewed: Answer, texts: Texts, *, changed: bool) -> str:
    if do is Do.CHOOSE:
        return texts("toast-chosen")
    if renewed.refusal is not None:
        return texts("toast-refused", reason=failure_text(renewed.refusal, texts))
    if do is Do.RETRY and renewed.worth_retrying:
        return texts("toast-failing")
    return texts("toast-renewed" if changed and not renewed.outdated else "toast-same")


async def _renewed(
    chat_id: int,
    press: Press,
    chat: Chat,
    answers: AnswerService,
    memory: Memory,
    chats: Chats,
    share: Share | None,
) -> Answer | None:
    answer = memory.answer(chat_id, press.answer)
    if answer is None:
        return None
    if press.do is Do.DAY:
        return _opened(answer, press.choice)
    if press.do is Do.CHOOSE:
        chosen = await answers.choosing(answer, press.entry, press.choice, share=share)
        if chosen is None:
            return None
        renewed, match = chosen
        others = [place.key for place in match.choices]
        await chats.choose(chat_id, match.asked.casefold(), match.place.key, instead_of=others)
        return renewed
    if press.do in SUBJECTS:
        answer = replace(answer, subject=SUBJECTS[press.do], day=None)
    return await answers.renewed(answer, chat.choices, failed_only=press.do is Do.RETRY, share=share)


def _opened(answer: Answer, number: int) -> Answer | None:
    """Return *answer* with one of its days told by the hour; None when it has no such day."""
    days = [day.date for _, forecast in forecasts_of(answer) for day in forecast.days]
    return replace(answer, day=days[number]) if number < len(days) else None


def router() -> Router:
    """Return a router for the buttons."""
    router = Router(name="buttons")
    router.callback_query.register(on_navigation, Press.filter(F.do.in_({Do.OTHERS, Do.BACK})))
    router.callback_query.register(on_renewal, Press.filter())
    return router
