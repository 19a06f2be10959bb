"""Questions for the weather: the command, plain text, a location, an example button."""

from datetime import UTC, datetime
from functools import partial

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.filters import Pin, PlainText
from handlers.memory import Memory
from handlers.replies import reply, tell
from handlers.texts import Texts
from handlers.views.keyboards import Ask, answer_keyboard, examples_keyboard
from handlers.views.weather import weather_text
from services.answers import Answer, AnswerService


async def on_command(
    message: Message, command: CommandObject, texts: Texts, answers: AnswerService, memory: Memory
) -> None:
    """Answer /weather with names; ask for one when there is none."""
    await _answer(message, command.args or "", "ask-city", texts, answers, memory)


async def on_text(message: Message, text: str, texts: Texts, answers: AnswerService, memory: Memory) -> None:
    """Answer the names in *text*, each with its weather or the reason why not, in one message."""
    await _answer(message, text, "hint", texts, answers, memory)


async def on_location(
    message: Message, latitude: float, longitude: float, texts: Texts, answers: AnswerService, memory: Memory
) -> None:
    """Answer a pin with the weather there."""
    answer = await answers.answer_spot(latitude, longitude, texts.language)
    await _reply(message, answer, texts, answers, memory)


async def on_example(
    query: CallbackQuery, callback_data: Ask, texts: Texts, answers: AnswerService, memory: Memory
) -> None:
    """Answer an example as if it had been typed."""
    if isinstance(query.message, Message):
        await on_text(query.message, callback_data.text, texts, answers, memory)
    await tell(query)


async def _answer(
    message: Message, text: str, without_names: str, texts: Texts, answers: AnswerService, memory: Memory
) -> None:
    answer = await answers.answer(text, texts.language, partial(memory.preferred, message.chat.id))
    if answer.entries:
        await _reply(message, answer, texts, answers, memory)
    else:
        await reply(message, texts(without_names), examples_keyboard(texts))


async def _reply(message: Message, answer: Answer, texts: Texts, answers: AnswerService, memory: Memory) -> None:
    text = weather_text(answer, texts, now=datetime.now(UTC), usual_provider=answers.usual_provider)
    await reply(message, text, answer_keyboard(answer, memory.keep(answer), texts))


def router() -> Router:
    """Return a router for all of them."""
    router = Router(name="weather")
    router.message.register(on_command, Command("weather", ignore_case=True))
    router.message.register(on_text, PlainText())
    router.message.register(on_location, Pin())
    router.callback_query.register(on_example, Ask.filter())
    return router
