"""Questions for the weather, now and in the days to come: commands, plain text, a location, example buttons."""

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from handlers.display import Display, asker_of
from handlers.filters import Pin, PlainText
from handlers.replies import reply, tell, typing
from handlers.texts import Texts
from handlers.views.keyboards import Ask, AskDays, examples_keyboard
from services.answers import AnswerService, Subject
from services.net.shares import Shares
from services.questions import read_question
from services.storage import Chat


async def on_command(message: Message, command: CommandObject, texts: Texts, chat: Chat, display: Display) -> None:
    """Answer /weather with names; without any with the saved places, or ask for one when there are none."""
    await display.answer(message, command.args or "", texts, chat, asker_of(message))


async def on_forecast(
    message: Message, command: CommandObject, texts: Texts, chat: Chat, display: Display
) -> None:
    """Answer /forecast as /weather is, with the days to come."""
    await display.answer(message, command.args or "", texts, chat, asker_of(message), Subject.DAYS)


async def on_text(
    message: Message, text: str, texts: Texts, chat: Chat, answers: AnswerService, display: Display
) -> None:
    """Answer the names in *text*, each with its weather or the reason why not, in one message.

    What is no question for the weather gets a hint instead.
    """
    if await answers.is_question(read_question(text).places, chat.choices):
        await display.answer(message, text, texts, chat, asker_of(message))
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


async def on_example(query: CallbackQuery, callback_data: Ask, texts: Texts, chat: Chat, display: Display) -> None:
    """Answer an example as if it had been typed."""
    if isinstance(query.message, Message):
        await display.answer(query.message, callback_data.text, texts, chat, query.from_user.id)
    await tell(query)


async def on_days_example(
    query: CallbackQuery, callback_data: AskDays, texts: Texts, chat: Chat, display: Display
) -> None:
    """Answer an example of /forecast."""
    if isinstance(query.message, Message):
        await display.answer(query.message, callback_data.text, texts, chat, query.from_user.id, Subject.DAYS)
    await tell(query)


def commands() -> Router:
    """Return a router for the commands."""
    router = Router(name="weather commands")
    router.message.register(on_command, Command("weather", ignore_case=True))
    router.message.register(on_forecast, Command("forecast", ignore_case=True))
    return router


def router() -> Router:
    """Return a router for all else."""
    router = Router(name="weather")
    router.message.register(on_text, PlainText())
    router.message.register(on_location, Pin())
    router.callback_query.register(on_example, Ask.filter())
    router.callback_query.register(on_days_example, AskDays.filter())
    return router
