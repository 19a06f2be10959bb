"""The screen of the terminal chat: messages of the bot and of the page, saved files, and buttons."""

import asyncio
import re
import shutil
from io import StringIO
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from sandbox.chat.screen import Screen
from sandbox.chat.session import Session
from sandbox.playground import Playground
from sandbox.telegram import BotMessage, TelegramServer
from sandbox.weather import WeatherServer

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="🔄 Refresh", callback_data="refresh")]]
)


@pytest.fixture
def weather() -> WeatherServer:
    return WeatherServer()


async def test_a_live_screen_shows_what_is_written_on_the_page_and_not_what_was_typed(
    telegram: TelegramServer, weather: WeatherServer, bot: Bot
) -> None:
    out = StringIO()
    screen = Screen(out, live=True)
    playground = Playground(telegram, weather)
    session = Session(playground, screen)
    async with screen.following(session.chats):
        session.write("typed")
        playground.private.send("on the page")
        playground.group.send_location(1, 2, sender=playground.users[1])
        await bot.send_message(playground.private.id, "answer")
        await screen.shown.find(lambda _: True)
    assert out.getvalue().splitlines() == [
        "You · page",
        "on the page",
        "Anna · page · Friends",
        "[location: 1.00 2.00]",
        "bot · sample weather",
        "answer",
    ]


async def test_a_document_is_saved_under_its_name_and_nowhere_else(
    telegram: TelegramServer, weather: WeatherServer, bot: Bot
) -> None:
    out = StringIO()
    screen = Screen(out, live=False)
    session = Session(Playground(telegram, weather), screen)
    async with screen.following(session.chats):
        await bot.send_document(session.private.id, BufferedInputFile(b"{}", "../../data.json"))
        await screen.shown.find(lambda _: True)
    path = saved_file(out.getvalue())
    assert path.name.endswith("-data.json")
    assert path.parent.name.startswith("weather-files-")
    shutil.rmtree(path.parent)


def saved_file(written: str) -> Path:
    """Return the path that the screen names, after a check that the file is there."""
    found = re.search(r"\[file: (.+)\]", written)
    assert found
    path = Path(found[1])
    assert path.read_bytes() == b"{}"
    assert path.resolve() == path
    return path


async def test_the_chat_ends_if_nobody_reads_its_output(
    telegram: TelegramServer, weather: WeatherServer, bot: Bot
) -> None:
    class Closed(StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    screen = Screen(Closed(), live=False)
    session = Session(Playground(telegram, weather), screen)

    async def follow() -> None:
        async with screen.following(session.chats):
            await bot.send_message(session.private.id, "answer")
            await asyncio.Event().wait()

    with pytest.raises(BrokenPipeError):
        await follow()


async def test_a_button_that_an_edit_removed_cannot_be_pressed(
    telegram: TelegramServer, weather: WeatherServer, bot: Bot
) -> None:
    screen = Screen(StringIO(), live=False)
    session = Session(Playground(telegram, weather), screen)
    async with screen.following(session.chats):
        sent = await bot.send_message(session.private.id, "+21", reply_markup=KEYBOARD)
        await bot.edit_message_text("+22", chat_id=session.private.id, message_id=sent.message_id)
        await screen.shown.find(lambda shown: isinstance(shown[1], BotMessage) and shown[1].version == 1)
    with pytest.raises(LookupError):
        screen.button(1)
