"""The handlers of the commands /start and /help, and of deep links, which send /start with a parameter."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.filters import CommandObject
from aiogram.types import InlineKeyboardMarkup, Message

from handlers.commands import NamedCommand
from handlers.display import Display, asker_of
from handlers.location_button import LocationButton
from handlers.replies import reply
from handlers.texts import Texts
from handlers.views.credits import credits_text
from handlers.views.keyboards import examples_keyboard, start_keyboard
from services.questions import Question, Subject
from services.storage import Chat
from services.weather import Credit

LINKED_SUBJECTS = {"weather": Subject.NOW, "forecast": Subject.DAYS}
"""Maps the first word of the parameter of /start to the subject of the deep link."""


async def on_start(
    message: Message,
    command: CommandObject,
    bot: Bot,
    texts: Texts,
    chat: Chat,
    display: Display,
    location_button: LocationButton,
) -> None:
    """Answer the question of a deep link; without a question, greet the user and show example buttons.

    A private chat without saved places also gets the location button.
    """
    question = question_of_link(command.args or "")
    if question is not None:
        await display.answer(message, question, texts, chat, asker_of(message))
    elif message.chat.type == ChatType.PRIVATE and not chat.saved:
        await location_button.ask(message, texts("start"), texts)
    else:
        await reply(message, texts("start"), await _keyboard(message, bot, texts, chat))


async def on_help(message: Message, bot: Bot, texts: Texts, chat: Chat, sources: Sequence[Credit]) -> None:
    """Describe all features of the bot in one message; inline mode only if it is on."""
    me = await bot.me()
    await reply(
        message,
        texts(
            "help",
            limit=Subject.NOW.limit,
            compared=Subject.DAYS.limit,
            credits=credits_text(sources),
            inline=(me.username if me.supports_inline_queries else None) or "off",
        ),
        await _keyboard(message, bot, texts, chat),
    )


async def _keyboard(message: Message, bot: Bot, texts: Texts, chat: Chat) -> InlineKeyboardMarkup:
    if message.chat.type != ChatType.PRIVATE:
        return examples_keyboard(texts, saved=bool(chat.saved))
    return start_keyboard(texts, saved=bool(chat.saved), username=(await bot.me()).username or "")


def question_of_link(parameter: str) -> Question | None:
    """Return the question of a deep link; None for another parameter of /start.

    Telegram allows only letters, digits, "_" and "-": "weather_New-York_London" asks for the weather now in two
    places, "forecast_Oslo" for the coming days, and "weather" for the saved places.
    """
    kind, _, names = parameter.partition("_")
    subject = LINKED_SUBJECTS.get(kind)
    return None if subject is None else Question(names.replace("_", ", ").replace("-", " "), subject)


def router() -> Router:
    """Return a router for /start and /help."""
    router = Router(name="start")
    router.message.register(on_start, NamedCommand("start"))
    router.message.register(on_help, NamedCommand("help"))
    return router
