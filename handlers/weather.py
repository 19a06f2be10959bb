"""Questions about places: the commands of the subjects, plain text, a location, example buttons."""

from functools import partial

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.display import Display, asker_of
from handlers.filters import Pin, PlainText
from handlers.replies import answer_callback, reply, typing
from handlers.texts import Texts
from handlers.views.callbacks import Ask
from handlers.views.keyboards import examples_keyboard
from handlers.views.subjects import commands as commands_of_subjects
from services.answers import AnswerService
from services.net.shares import Shares
from services.questions import Subject, read_question
from services.storage import Chat


async def on_command(
    message: Message, command: CommandObject, texts: Texts, chat: Chat, display: Display, *, subject: Subject
) -> None:
    """Answer the command of *subject*; without names about the saved places, or ask for a city."""
    await display.answer(message, read_question(command.args or "", subject), texts, chat, asker_of(message))


async def on_text(
    message: Message, text: str, texts: Texts, chat: Chat, answers: AnswerService, display: Display
) -> None:
    """Answer *text* if it asks for the weather of places, else with a hint."""
    question = read_question(text)
    if await answers.is_question(question, chat.choices):
        await display.answer(message, question, texts, chat, asker_of(message))
    else:
        await reply(message, texts("hint"), examples_keyboard(texts))


async def on_location(
    message: Message,
    latitude: float,
    longitude: float,
    texts: Texts,
    answers: AnswerService,
    chat: Chat,
    shares: Shares,
    display: Display,
) -> None:
    """Answer a pin with the weather there."""
    share = shares.of(asker_of(message), chat.saved)
    async with typing(message):
        answer = await answers.answer_spot(latitude, longitude, texts.language, share=share)
    await display.send(message, answer, chat, share)


async def on_example(
    query: CallbackQuery, callback_data: Ask, texts: Texts, chat: Chat, display: Display, *, subject: Subject
) -> None:
    """Answer an example as if it had been typed after the command of *subject*."""
    if isinstance(query.message, Message):
        question = read_question(callback_data.text, subject)
        await display.answer(query.message, question, texts, chat, query.from_user.id)
    await answer_callback(query)


def commands() -> Router:
    """Return a router for the command of each subject."""
    router = Router(name="weather commands")
    for subject, command in commands_of_subjects():
        names = Command(command.name, ignore_case=True)
        router.message.register(partial(on_command, subject=subject), names)
    return router


def router() -> Router:
    """Return a router for plain text, locations and examples."""
    router = Router(name="weather")
    router.message.register(on_text, PlainText())
    router.message.register(on_location, Pin())
    for subject, command in commands_of_subjects():
        router.callback_query.register(partial(on_example, subject=subject), command.ask.filter())
    return router
