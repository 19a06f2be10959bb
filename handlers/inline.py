"""Handlers of inline queries, and of the buttons under inline messages.

The bot is not in the chat of an inline message, and knows the message only by its `inline_message_id`.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import EditMessageText
from aiogram.types import (
    CallbackQuery,
    ChosenInlineResult,
    InlineQuery,
    InlineQueryResultsButton,
    InlineQueryResultUnion,
)

from handlers.replies import answer_callback, reraise_unless
from handlers.texts import Texts
from handlers.update_times import UpdateTimes
from handlers.views.entries import failure_text
from handlers.views.inline import (
    MAX_INLINE_RESULTS,
    InlineContext,
    answer_article,
    content_of_late_result,
    inline_keyboard,
    open_bot_button,
    problem_button,
)
from handlers.views.inline_data import InlineCallback, InlineContent
from handlers.views.units import Units
from services.answers import Answer, AnswerService, InlineAnswers, InlineAnswerService
from services.net.shares import Share, Shares
from services.questions import Question, read_listed_hours
from services.storage import ChatRecord

logger = logging.getLogger(__name__)

CACHE_SECONDS = 60
"""Seconds for which Telegram caches the results of one user's query."""

INCOMPLETE_CACHE_SECONDS = 1
"""Seconds for which Telegram caches the results of a query if one of the results lacks the weather."""


async def on_inline_query(
    query: InlineQuery,
    units: Units,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    shares: Shares,
    update_times: UpdateTimes,
) -> None:
    """Answer with the weather of the places in *query*; if *query* names no place, of the saved places.

    If the user shares their location with the bot, the weather at the location comes first.
    """
    inline_answer_service = InlineAnswerService(answer_service)
    share = shares.share_for(query.from_user.id, chat_record.saved)
    preferences = chat_record.place_preferences
    at_hours = read_listed_hours(query.query, labels=preferences.labels)
    question = (
        at_hours[0] if at_hours else answer_service.resolver.read_question(query.query, preferences=preferences)
    )
    here: Answer | None = None
    if question.names_no_place:
        inline_answers = await inline_answer_service.answers_about_places(
            chat_record.place_preferences.saved, units.texts.language, question, share
        )
        if query.location is not None:
            coordinates = query.location.latitude, query.location.longitude
            here = await inline_answer_service.answer_at_coordinates(*coordinates, units.texts.language, share)
    else:
        inline_answers, *at_later_hours = await asyncio.gather(
            *(
                inline_answer_service.answers_to_question(one, units.texts.language, preferences, share)
                for one in at_hours or [question]
            )
        )
        inline_answers = inline_answers.with_first_answers_of(at_later_hours)
    context = InlineContext(units, answer_service.usual_provider, query.query, inline_answers.unindexed)
    is_complete = inline_answers.is_complete and (here is None or not here.is_worth_retrying)

    async def answer_query(has_update_time: bool) -> None:
        results = _articles(here, inline_answers, replace(context, has_update_time=has_update_time))
        await query.answer(
            results,
            cache_time=CACHE_SECONDS if is_complete else INCOMPLETE_CACHE_SECONDS,
            is_personal=True,
            button=_button_above_results(inline_answers, results, units.texts),
        )

    try:
        await update_times.send(answer_query)
    except TelegramBadRequest as error:
        reraise_unless(error, "query is too old")
        logger.info("an inline query was answered too late")


async def on_inline_button(
    press: CallbackQuery,
    callback_data: InlineCallback,
    texts: Texts,
    chat_record: ChatRecord,
    bot: Bot,
    answer_service: AnswerService,
    shares: Shares,
    update_times: UpdateTimes,
) -> None:
    """Show a page (the weather now or the next days) with new data, in the language and units of the message."""
    shown = InlineContent.unpack(callback_data)
    if shown is None or press.inline_message_id is None:
        await answer_callback(press, texts("toast-old"))
        return
    share = shares.share_for(press.from_user.id, chat_record.saved)
    answer = await _fetch_shown_answer(shown, answer_service, share)
    try:
        context = InlineContext(shown.units, answer_service.usual_provider)
        await edit_inline(bot, press.inline_message_id, answer, context, update_times)
    except TelegramBadRequest as error:
        if "message is not modified" in error.message:
            key = "toast-failing" if answer.is_worth_retrying else "toast-same"
            toast = texts(key)
        else:  # the message was deleted, or its chat is gone
            logger.info("could not edit an inline message: %s", error.message)
            toast = texts("toast-old")
        await answer_callback(press, toast)
        return
    if answer.limit_failure is not None:
        notice: str | None = texts("toast-refused", reason=failure_text(answer.limit_failure, texts))
    else:
        notice = texts("toast-failing") if answer.is_worth_retrying else None
    await answer_callback(press, notice)


async def on_chosen_result(
    chosen_result: ChosenInlineResult,
    bot: Bot,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    shares: Shares,
    update_times: UpdateTimes,
) -> None:
    """Add the weather to a sent inline message if the weather had not arrived when the result was shown.

    Telegram sends a ChosenInlineResult only if the bot's owner has turned on /setinlinefeedback. The button
    under the message adds the weather too.
    """
    shown = content_of_late_result(chosen_result.result_id)
    if shown is None or chosen_result.inline_message_id is None:
        return
    answer = await _fetch_shown_answer(
        shown, answer_service, shares.share_for(chosen_result.from_user.id, chat_record.saved)
    )
    try:
        context = InlineContext(shown.units, answer_service.usual_provider)
        await edit_inline(bot, chosen_result.inline_message_id, answer, context, update_times)
    except TelegramBadRequest as error:
        logger.info("could not complete an inline message: %s", error.message)


def _articles(
    here: Answer | None, inline_answers: InlineAnswers, context: InlineContext
) -> list[InlineQueryResultUnion]:
    results: list[InlineQueryResultUnion] = []
    if here is not None:
        results.append(answer_article(here, context, len(results), is_user_location=True))
    for answer in inline_answers.answers[: MAX_INLINE_RESULTS - len(results)]:
        results.append(answer_article(answer, context, len(results)))
    return results


def _button_above_results(
    inline_answers: InlineAnswers, results: Sequence[InlineQueryResultUnion], texts: Texts
) -> InlineQueryResultsButton | None:
    if inline_answers.entries_without_place:
        return problem_button(inline_answers.entries_without_place[0], texts)
    return None if results else open_bot_button(texts)


async def _fetch_shown_answer(shown: InlineContent, answer_service: AnswerService, share: Share | None) -> Answer:
    resolved = await answer_service.resolver.match_spots(
        shown.spots, shown.units.texts.language, Question("", shown.subject)
    )
    return await answer_service.with_results(resolved, share=share)


async def edit_inline(
    bot: Bot, inline_message_id: str, answer: Answer, inline_context: InlineContext, update_times: UpdateTimes
) -> None:
    """Edit an inline message to show *answer*."""

    async def edit_message(has_update_time: bool) -> None:
        call = EditMessageText(
            text=replace(inline_context, has_update_time=has_update_time).message_text(answer),
            inline_message_id=inline_message_id,
            reply_markup=inline_keyboard(answer, inline_context),
        )
        await bot(call)

    await update_times.send(edit_message)


def router() -> Router:
    """Return a router for inline queries and inline messages."""
    router = Router(name="inline")
    router.inline_query.register(on_inline_query)
    router.chosen_inline_result.register(on_chosen_result)
    router.callback_query.register(on_inline_button, InlineCallback.filter())
    return router
