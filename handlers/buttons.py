"""The buttons under an answer; all of them edit it in place."""

import logging
from datetime import UTC, datetime
from functools import partial

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from handlers.memory import Memory
from handlers.replies import expect, tell
from handlers.texts import Texts, texts_for
from handlers.views.keyboards import Do, Press, answer_keyboard, namesakes_keyboard
from handlers.views.weather import weather_text
from services.answers import Answer, AnswerService

logger = logging.getLogger(__name__)


async def on_navigation(
    query: CallbackQuery, callback_data: Press, bot: Bot, texts: Texts, memory: Memory
) -> None:
    """Show the namesakes of a place instead of the buttons, or the buttons again."""
    answer = memory.answer(callback_data.answer)
    if answer is None or query.message is None or callback_data.entry >= len(answer.entries):
        await tell(query, texts("toast-old"))
        return
    words = texts_for(answer.language)
    if callback_data.do is Do.OTHERS:
        keyboard: InlineKeyboardMarkup | None = namesakes_keyboard(
            answer, callback_data.answer, callback_data.entry, words
        )
    else:
        keyboard = answer_keyboard(answer, callback_data.answer, words)
    try:
        await bot.edit_message_reply_markup(
            chat_id=query.message.chat.id, message_id=query.message.message_id, reply_markup=keyboard
        )
    except TelegramBadRequest as error:
        expect(error, "message is not modified")  # pressed twice
    await tell(query)


async def on_renewal(
    query: CallbackQuery, callback_data: Press, bot: Bot, texts: Texts, answers: AnswerService, memory: Memory
) -> None:
    """Refresh the answer, try again what failed in it, or choose another place for a name."""
    token = callback_data.answer
    async with memory.lock(token):  # of two presses at once the second starts from what the first has made
        renewed = await _renewed(query, callback_data, answers, memory)
        if renewed is not None:
            memory.keep(renewed, token)
    if renewed is None or query.message is None:
        await tell(query, texts("toast-old"))
        return
    # Whoever pressed the button, the answer stays in the language of who asked.
    words = texts_for(renewed.language)
    try:
        await bot.edit_message_text(
            weather_text(renewed, words, now=datetime.now(UTC), usual_provider=answers.usual_provider),
            chat_id=query.message.chat.id,
            message_id=query.message.message_id,
            reply_markup=answer_keyboard(renewed, token, words),
        )
        toast = "toast-renewed"
    except TelegramBadRequest as error:
        expect(error, "message is not modified")
        toast = "toast-same"
    failing = callback_data.do is Do.RETRY and renewed.worth_retrying
    await tell(query, texts("toast-failing" if failing else toast))


async def _renewed(query: CallbackQuery, press: Press, answers: AnswerService, memory: Memory) -> Answer | None:
    answer = memory.answer(press.answer)
    if answer is None or query.message is None:
        return None
    chat_id = query.message.chat.id
    if press.do is Do.CHOOSE:
        chosen = await answers.choosing(answer, press.entry, press.choice)
        if chosen is None:
            return None
        memory.choose(chat_id, chosen[1])
        return chosen[0]
    preferring = partial(memory.preferred, chat_id)
    return await answers.renewed(answer, preferring, failed_only=press.do is Do.RETRY)


def router() -> Router:
    """Return a router for the buttons."""
    router = Router(name="buttons")
    router.callback_query.register(on_navigation, Press.filter(F.do.in_({Do.OTHERS, Do.BACK})))
    router.callback_query.register(on_renewal, Press.filter())
    return router
