"""The handlers of questions: commands such as /weather, plain text, locations and example buttons."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.alert_offer import AlertOffers
from handlers.answering import Answering
from handlers.commands import MultilingualCommand
from handlers.conversations import asker_id_of
from handlers.daily_offer import PushOffers
from handlers.filters import Albums, MapLink, PlainText, SharedLocation, is_reply_to, text_without_mention
from handlers.location_button import LocationButton
from handlers.replies import answer_callback
from handlers.texts import Texts
from handlers.views.callbacks import WeatherCallback
from handlers.views.subjects import all_command_names
from handlers.views.subjects import commands as commands_of_subjects
from handlers.views.units import Units
from services.answers import AnswerService
from services.places.reading.layouts import texts_in_other_layouts
from services.questions import (
    Quantity,
    Question,
    Subject,
    asks_about_here,
    corrects_time,
    read_question,
    read_separate_questions,
    read_small_talk,
    without_follow_up_words,
    without_leading_no,
)
from services.storage import ChatRecord


async def on_command(
    message: Message,
    command: CommandObject,
    bot: Bot,
    units: Units,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answering: Answering,
    push_offers: PushOffers,
    alert_offers: AlertOffers,
    *,
    subject: Subject,
) -> None:
    """Answer a command that asks about *subject*; if its text requests a daily push or alerts, offer them.

    A command without a place may follow up the last question; in a group, only if it is a reply to the bot.
    """
    args = command.args or ""
    question = answer_service.resolver.read_question(args, subject, chat_record.place_preferences)
    lacks_context = question.names_no_place or without_follow_up_words(question) is not None
    may_follow_up = lacks_context and (message.chat.type == ChatType.PRIVATE or is_reply_to(message, bot))
    if question.quantity is Quantity.DAILY:
        await push_offers.send_offer(message, question, args, bot, units, chat_record)
    elif question.quantity is Quantity.ALERTS:
        await alert_offers.send_offer(message, question, args, bot, units, chat_record)
    elif message.chat.type == ChatType.PRIVATE and asks_about_here(question, args):
        await answering.ask_for_place(message, replace(question, places=""), units.texts, asker_id_of(message))
    else:
        questions = (
            read_separate_questions(args, labels=chat_record.place_preferences.labels)
            if subject is Subject.NOW
            else []
        ) or [(question, args)]
        questions = [(one, part if may_follow_up else "") for one, part in questions]
        await answering.answer_questions(message, questions, units.texts, chat_record, asker_id_of(message))


async def on_text(
    message: Message,
    text: str,
    bot: Bot,
    units: Units,
    chat_record: ChatRecord,
    answer_service: AnswerService,
    answering: Answering,
    push_offers: PushOffers,
    alert_offers: AlertOffers,
    location_button: LocationButton,
) -> None:
    """Answer *text* if it asks for the weather; otherwise, send a hint to a private chat.

    An edited message gets no hint. If the bot has asked for a place, a reply is read as a place, unless it is
    small talk. If a reply to another user only mentions the bot, the text of the other user is answered.
    """
    labels = chat_record.place_preferences.labels
    replied = message.reply_to_message
    if not text and replied is not None and not is_reply_to(message, bot):
        text = text_without_mention(replied, await bot.me())
    question = answer_service.resolver.read_question(text, preferences=chat_record.place_preferences)
    names_place = (
        is_reply_to(message, bot) and answering.has_asked_for_place(message) and read_small_talk(text) is None
    )
    is_question = not text or names_place or await _is_question(question, answer_service, chat_record)
    if not is_question and answering.may_correct_places(message) and corrects_time(question):
        question, is_question = replace(question, places=""), True
    elif not is_question and answering.may_correct_places(message):
        corrected = without_leading_no(question)
        is_question = corrected is not None and await answer_service.resolver.is_question(
            corrected, chat_record.place_preferences, is_follow_up=True
        )
    if (
        not is_question
        and (retyped := await _retype_in_other_layout(text, answer_service, chat_record)) is not None
    ):
        text, question, is_question = retyped, read_question(retyped, labels=labels), True
    if message.chat.type == ChatType.PRIVATE and asks_about_here(question, text):
        await answering.ask_for_place(message, replace(question, places=""), units.texts, asker_id_of(message))
    elif not is_question:
        if message.chat.type == ChatType.PRIVATE and message.edit_date is None:
            await location_button.reply_with_button(message, units.texts("hint"), units.texts)
    elif question.quantity is Quantity.DAILY:
        await push_offers.send_offer(message, question, text, bot, units, chat_record)
    elif question.quantity is Quantity.ALERTS:
        await alert_offers.send_offer(message, question, text, bot, units, chat_record)
    else:
        questions = await _separate_questions(question, text, answer_service, chat_record)
        await answering.answer_questions(message, questions, units.texts, chat_record, asker_id_of(message))


async def _separate_questions(
    question: Question, text: str, answer_service: AnswerService, chat_record: ChatRecord
) -> Sequence[tuple[Question, str]]:
    """Return the questions in *text* about different times, each with its part of *text*.

    If *text* has only one question, or one of the questions does not ask for the weather, return only *question*,
    with *text*.
    """
    questions = read_separate_questions(text, labels=chat_record.place_preferences.labels)
    for single_question, _ in questions:
        if not await _is_question(single_question, answer_service, chat_record):
            return [(question, text)]
    return questions or [(question, text)]


async def _is_question(question: Question, answer_service: AnswerService, chat_record: ChatRecord) -> bool:
    marked = without_follow_up_words(question)
    return await answer_service.resolver.is_question(
        marked or question, chat_record.place_preferences, is_follow_up=marked is not None
    )


async def _retype_in_other_layout(text: str, answer_service: AnswerService, chat_record: ChatRecord) -> str | None:
    """Retype *text* in other keyboard layouts; return the first result that asks for the weather, else None."""
    for typed in texts_in_other_layouts(text):
        question = read_question(typed, labels=chat_record.place_preferences.labels)
        if question.asks_for_weather and await _is_question(question, answer_service, chat_record):
            return typed
    return None


async def on_location(
    message: Message,
    latitude: float,
    longitude: float,
    texts: Texts,
    chat_record: ChatRecord,
    answering: Answering,
) -> None:
    """Answer a location, or a link to a map, with the weather at its coordinates."""
    await answering.answer_at_coordinates(message, latitude, longitude, texts, chat_record, asker_id_of(message))


async def on_example(
    query: CallbackQuery,
    callback_data: WeatherCallback,
    texts: Texts,
    chat_record: ChatRecord,
    answering: Answering,
    *,
    subject: Subject,
) -> None:
    """Answer the example question on a pressed button, as if it had followed the command of *subject*."""
    if query.message is not None:
        question = read_question(callback_data.text, subject, labels=chat_record.place_preferences.labels)
        await answering.answer(query.message, question, texts, chat_record, query.from_user.id)
    await answer_callback(query)


def command_router() -> Router:
    """Return a router for the commands of all subjects."""
    router = Router(name="weather commands")
    for subject, name in all_command_names():
        router.message.register(partial(on_command, subject=subject), MultilingualCommand(name))
    return router


def router(albums: Albums) -> Router:
    """Return a router for plain text, locations and example buttons."""
    router = Router(name="weather")
    router.message.register(on_location, MapLink())
    router.message.register(on_text, PlainText(albums))
    router.message.register(on_location, SharedLocation())
    for subject, command in commands_of_subjects():
        router.callback_query.register(partial(on_example, subject=subject), command.callback.filter())
    return router
