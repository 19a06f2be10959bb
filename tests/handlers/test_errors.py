import logging

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message, Update

from handlers import errors
from handlers.replies import reply
from handlers.texts import texts_for
from handlers.views.keyboards import examples_keyboard
from sandbox.telegram import ApiError, Chat, TelegramServer
from services.errors import StorageError


class Feeder:
    """A dispatcher whose handlers fail, and a chat with it."""

    def __init__(self, bot: Bot, chat: Chat) -> None:
        self.bot = bot
        self.chat = chat
        self.dispatcher = Dispatcher()
        failing = Router()
        failing.message.register(self._fail)
        failing.callback_query.register(self._fail)
        self.dispatcher.include_routers(errors.router(), failing)

    async def _fail(self, event: Message | CallbackQuery) -> None:
        if isinstance(event, Message) and event.text == "badly formed":
            await reply(event, "<b>")
        elif isinstance(event, Message) and event.text == "buttons":
            await reply(event, "here", examples_keyboard(texts_for("en")))
        elif isinstance(event, Message) and event.text == "database":
            raise StorageError("the database does not work")
        else:
            raise RuntimeError("a bug")

    async def feed_next(self) -> None:
        """Handle the update about the user's last action."""
        (update,) = await self.bot.get_updates(offset=-1)
        await self.dispatcher.feed_update(
            self.bot, Update.model_validate(update.model_dump(), context={"bot": self.bot})
        )


@pytest.fixture
def feeder(bot: Bot, telegram: TelegramServer) -> Feeder:
    return Feeder(bot, telegram.private_chat(language="ru"))


async def test_an_exception_is_logged_and_the_user_gets_an_error_message_in_their_language(
    feeder: Feeder, caplog: pytest.LogCaptureFixture
) -> None:
    feeder.chat.send("hello")
    await feeder.feed_next()
    assert (await feeder.chat.next_message()).text.startswith("Что-то сломалось")
    assert [record.exc_info is not None for record in caplog.records if record.levelno == logging.ERROR] == [True]


async def test_a_storage_error_is_reported_to_the_user_and_not_logged(
    feeder: Feeder, caplog: pytest.LogCaptureFixture
) -> None:
    feeder.chat.send("database")
    await feeder.feed_next()
    assert "сейчас недоступны" in (await feeder.chat.next_message()).text
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_the_error_message_is_in_the_language_set_for_the_chat(feeder: Feeder) -> None:
    feeder.dispatcher["texts"] = texts_for("en")
    feeder.chat.send("hello")
    await feeder.feed_next()
    assert (await feeder.chat.next_message()).text.startswith("Something went wrong")


async def test_an_exception_behind_a_button_is_shown_as_an_alert(feeder: Feeder) -> None:
    feeder.chat.send("buttons")
    await feeder.feed_next()
    press = feeder.chat.press(await feeder.chat.next_message(), "Moscow London")
    await feeder.feed_next()
    toast = await press.toast()
    assert toast.alert
    assert toast.text.startswith("Что-то сломалось")


async def test_a_refused_call_is_logged_with_its_method_and_not_repeated(
    feeder: Feeder, telegram: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    feeder.chat.send("badly formed")
    await feeder.feed_next()
    assert "Telegram refused sendMessage" in caplog.text
    assert len([call for call in telegram.calls if call.method == "sendMessage"]) == 1


async def test_a_user_who_has_blocked_the_bot_causes_no_error_record(
    feeder: Feeder, caplog: pytest.LogCaptureFixture
) -> None:
    feeder.chat.send("buttons")
    feeder.chat.blocked = True
    await feeder.feed_next()
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_an_error_message_that_cannot_be_sent_is_logged(
    feeder: Feeder, telegram: TelegramServer, caplog: pytest.LogCaptureFixture
) -> None:
    feeder.chat.send("hello")
    telegram.break_(ApiError(403, "Forbidden: bot was blocked by the user").fault(), "sendMessage")
    await feeder.feed_next()
    assert "could not send the error message" in caplog.text
