"""The handlers of the commands /start and /help, and of deep links, which send /start with a parameter."""

from collections.abc import Sequence

from aiogram import Bot, Router
from aiogram.enums import ChatType
from aiogram.filters import CommandObject
from aiogram.types import InlineKeyboardMarkup, Message

from handlers.answering import Answering
from handlers.commands import MultilingualCommand
from handlers.conversations import asker_id_of
from handlers.groups import ADDED_TO_GROUP_PARAMETER, GroupGreeter, group_greeting
from handlers.location_button import LocationButton
from handlers.replies import reply
from handlers.texts import Texts
from handlers.views.credits import credits_text
from handlers.views.keyboards import examples_keyboard, start_keyboard
from services.questions import Question, Subject
from services.storage import ChatRecord
from services.weather import Credit

SUBJECT_OF_LINK_WORD = {"weather": Subject.NOW, "forecast": Subject.DAYS}
"""Maps the first word in the parameter of a deep link to the subject of the question."""


async def on_start(
    message: Message,
    command: CommandObject,
    bot: Bot,
    texts: Texts,
    chat_record: ChatRecord,
    answering: Answering,
    location_button: LocationButton,
    group_greeter: GroupGreeter,
) -> None:
    """Answer the question of a deep link; without a question, greet the user and show example buttons.

    A private chat without saved places also gets the location button. The link that adds the bot to a group also
    sends /start to the group. The bot greets the group only once.
    """
    question = question_of_link(command.args or "")
    if question is not None:
        await answering.answer(message, question, texts, chat_record, asker_id_of(message))
    elif message.chat.type == ChatType.PRIVATE and not chat_record.saved:
        await location_button.reply_with_button(message, texts("start"), texts)
    elif message.chat.type == ChatType.PRIVATE:
        await reply(message, texts("start"), await _greeting_keyboard(message, bot, texts, chat_record))
    elif command.args != ADDED_TO_GROUP_PARAMETER or group_greeter.record_if_due(message.chat.id):
        await reply(
            message, await group_greeting(bot, texts), await _greeting_keyboard(message, bot, texts, chat_record)
        )


async def on_help(
    message: Message, bot: Bot, texts: Texts, chat_record: ChatRecord, sources: Sequence[Credit]
) -> None:
    """Describe the features of the bot in one message; in a group, only the features that work there."""
    me = await bot.me()
    limits = {"limit": Subject.NOW.limit, "compared": Subject.DAYS.limit}
    credits_line = texts("help-credits", credits=credits_text(sources))
    if message.chat.type == ChatType.PRIVATE:
        inline = (me.username if me.supports_inline_queries else None) or "off"
        text = texts("help", **limits, credits=credits_line, inline=inline)
    else:
        text = texts("help-in-group", **limits, bot=me.username or "", credits=credits_line)
    await reply(message, text, await _greeting_keyboard(message, bot, texts, chat_record))


async def _greeting_keyboard(
    message: Message, bot: Bot, texts: Texts, chat_record: ChatRecord
) -> InlineKeyboardMarkup:
    if message.chat.type != ChatType.PRIVATE:
        return examples_keyboard(texts, has_saved_places=bool(chat_record.saved))
    link = f"https://t.me/{(await bot.me()).username}?startgroup={ADDED_TO_GROUP_PARAMETER}"
    return start_keyboard(texts, has_saved_places=bool(chat_record.saved), group_link=link)


def question_of_link(parameter: str) -> Question | None:
    """Return the question of a deep link; None for another parameter of /start.

    Telegram allows only letters, digits, "_" and "-" in a parameter. "weather_New-York_London" asks for the
    weather now in two places, and "weather" for the weather in the saved places. "forecast_Oslo" asks for the
    forecast for the coming days.
    """
    kind, _, names = parameter.partition("_")
    subject = SUBJECT_OF_LINK_WORD.get(kind)
    return None if subject is None else Question(names.replace("_", ", ").replace("-", " "), subject)


def router() -> Router:
    """Return a router for /start and /help."""
    router = Router(name="start")
    router.message.register(on_start, MultilingualCommand("start"))
    router.message.register(on_help, MultilingualCommand("help"))
    return router
