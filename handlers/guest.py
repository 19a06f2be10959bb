"""The handler of guest messages: mentions of the bot in chats that the bot is not in.

The bot gets the message that mentions the bot and, if that message is a reply, the message replied to. The bot may
send one answer, and edit it by the answer's `inline_message_id`, like an inline message.
"""

import logging
from dataclasses import replace

from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineQueryResultArticle, Message

from handlers.filters import text_without_mention
from handlers.inline import edit_inline
from handlers.update_times import UpdateTimes
from handlers.views.inline import InlineContext, answer_article, text_article
from handlers.views.keyboards import MAX_INLINE_QUERY_LENGTH
from handlers.views.units import Units
from services.answers import Answer, AnswerService, as_weather_question
from services.net.shares import Share, Shares
from services.places import Unknown
from services.questions import SmallTalkKind, read_listed_hours, read_question, read_small_talk
from services.storage import ChatRecord
from services.tasks import BackgroundTasks

logger = logging.getLogger(__name__)


async def on_guest_message(
    message: Message,
    bot: Bot,
    units: Units,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    shares: Shares,
    background: BackgroundTasks,
    update_times: UpdateTimes,
) -> None:
    """Answer the question in *message*; if *message* has no question, answer the message that it replies to."""
    me = await bot.me()
    text = text_without_mention(message, me)
    labels = chat_record.place_preferences.labels
    if read_question(text, labels=labels).names_no_place and message.reply_to_message is not None:
        text = text_without_mention(message.reply_to_message, me) or text
    # A guest message gets one message as its answer, so only the first hour of a list is answered.
    question = as_weather_question(
        next(iter(read_listed_hours(text, labels=labels)), None) or read_question(text, labels=labels)
    )
    share = shares.share_for(message.from_user.id, chat_record.saved) if message.from_user is not None else None
    answer = await answer_service.answer(
        question, units.texts.language, chat_record.place_preferences, share=share
    )
    hint = units.texts("guest-hint", bot=me.username or "")
    if not answer.entries:
        match read_small_talk(text):
            case SmallTalkKind.THANKS:
                reply_text = units.texts("talk-thanks")
            case SmallTalkKind.FAREWELL:
                reply_text = units.texts("talk-farewell")
            case _:
                reply_text = hint
        await _send_answer(message, text_article(reply_text))
        return
    context = InlineContext(
        units,
        answer_service.usual_provider,
        text[:MAX_INLINE_QUERY_LENGTH],
        unindexed=await answer_service.resolver.unindexed_spots(answer.places, answer.language),
        has_inline_mode=bool(me.supports_inline_queries),
    )
    if all(isinstance(entry.resolution, Unknown) and not entry.resolution.choices for entry in answer.entries):
        await _send_answer(message, text_article(f"{context.text(answer)}\n{hint}"))
        return

    async def send_message(has_update_time: bool) -> str:
        return await _send_answer(
            message, answer_article(answer, replace(context, has_update_time=has_update_time), 0)
        )

    inline_message_id = await update_times.send(send_message)
    if answer.is_late or answer.awaits_notice:
        background.start(
            _complete_answer(
                bot, inline_message_id, answer, context, chat_record, answer_service, share, update_times
            )
        )


async def _send_answer(message: Message, result: InlineQueryResultArticle) -> str:
    """Send *result* as the answer to *message*, and return its `inline_message_id`."""
    sent = await message.answer_guest_query(result)
    return sent.inline_message_id


async def _complete_answer(
    bot: Bot,
    inline_message_id: str,
    answer: Answer,
    context: InlineContext,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    share: Share | None,
    update_times: UpdateTimes,
) -> None:
    completed = await answer_service.with_late_results(answer, chat_record.place_preferences, share=share)
    if completed != answer:
        try:
            await edit_inline(bot, inline_message_id, completed, context, update_times)
        except TelegramAPIError as error:
            logger.info("could not complete the answer to a guest message: %s", error)


def router() -> Router:
    """Return a router for guest messages."""
    router = Router(name="guest")
    router.guest_message.register(on_guest_message)
    return router
