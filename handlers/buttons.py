"""The buttons under an answer; all of them edit it in place."""

import logging
from datetime import UTC, datetime
from functools import partial

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from handlers.memory import Memory
from handlers.texts import Texts, texts_for
from handlers.views.keyboards import Do, Press, answer_keyboard, namesakes_keyboard
from handlers.views.weather import weather_text
from services.answers import AnswerService
from services.places import Match

logger = logging.getLogger(__name__)


async def on_navigation(
    query: CallbackQuery, callback_data: Press, bot: Bot, texts: Texts, memory: Memory
) -> None:
    """Show the namesakes of a place instead of the buttons, or the buttons again."""
    answer = memory.answer(callback_data.answer)
    if answer is None or query.message is None or callback_data.entry >= len(answer.entries):
        await _tell(query, texts("toast-old"))
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
        _expect(error, "message is not modified")  # pressed twice
    await _tell(query)


async def on_renewal(
    query: CallbackQuery, callback_data: Press, bot: Bot, texts: Texts, answers: AnswerService, memory: Memory
) -> None:
    """Refresh the answer, try again what failed in it, or choose another place for a name."""
    token = callback_data.answer
    answer = memory.answer(token)
    try:
        if answer is None or query.message is None:
            renewed = None
        elif callback_data.do is Do.CHOOSE:
            renewed = await answers.choosing(answer, callback_data.entry, callback_data.choice)
        else:
            preferring = partial(memory.preferred, query.message.chat.id)
            renewed = await answers.renewed(answer, preferring, failed_only=callback_data.do is Do.RETRY)
    except IndexError:  # a button from before the answer changed
        renewed = None
    if renewed is None or query.message is None:
        await _tell(query, texts("toast-old"))
        return
    memory.keep(renewed, token)
    if callback_data.do is Do.CHOOSE:
        chosen = renewed.entries[callback_data.entry].item
        if isinstance(chosen, Match):
            memory.choose(query.message.chat.id, chosen)
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
        _expect(error, "message is not modified")
        toast = "toast-same"
    failing = callback_data.do is Do.RETRY and renewed.worth_retrying
    await _tell(query, texts("toast-failing" if failing else toast))


async def _tell(query: CallbackQuery, text: str | None = None) -> None:
    """End the button's waiting, with *text* over the chat for a moment."""
    try:
        await query.answer(text)
    except TelegramBadRequest as error:
        _expect(error, "query is too old")  # the weather took longer than Telegram waits; the edit is there


def _expect(error: TelegramBadRequest, words: str) -> None:
    if words not in error.message:
        raise error


def router() -> Router:
    """Return a router for the buttons."""
    router = Router(name="buttons")
    router.callback_query.register(on_navigation, Press.filter(F.do.in_({Do.OTHERS, Do.BACK})))
    router.callback_query.register(on_renewal, Press.filter())
    return router
