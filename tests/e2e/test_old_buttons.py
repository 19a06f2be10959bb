"""Buttons that were sent before a restart: all of them work in the next process."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import BotMessage, Chat, TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import Stage
from tests.e2e.warm import WarmBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHATS = 2
"""Number of chats, each with buttons of every kind; the buttons of half of them are pressed after each restart."""

DAY = ("Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun ")

BUTTONS: dict[str, list[str | tuple[str, ...]]] = {
    "/weather Moscow": ["🔄 Refresh", "📅 5 days", "🕒 Hours", "📅 10 days", "🍃 Air", "⭐ Save"],
    "/weather London": ["📍 Another London?"],
    "Tver": ["🔁 Try again"],
    "/forecast Moscow": [DAY, "🌤 Now", "🕒 Hours"],
    "Springfield": ["Springfield, Missouri"],
    "Oslo, Lodnon": ["🔄 Refresh", "📍 Another London?"],
    "Paris, Berlin, Madrid, Vienna, Prague, Warsaw, Rome": ["🔄 Refresh", "⭐ Save all", "📍 Other places"],
    "Moscow tomorrow evening": ["🔄 Refresh", "🌤 Now", "📅 5 days"],
    "Moscow, 31 December 2030": ["🌤 Now"],
    "/help": ["Moscow"],
    "/settings": ["🌐 Language", "🇺🇸 US units"],
    "send me the weather in Oslo every morning": ["Another time", "Yes, at 08:00"],
    "/places": ["➕ Add"],
    "/daily": ["1. 08:00", "⏰ 07:00"],
    "/privacy": ["📄 Get it", "🗑 Delete"],
}
"""Maps a question to the beginnings of the labels of the buttons under its answer; DAY has alternatives."""

STORED = ("Springfield", "Oslo, Lodnon", "Paris, Berlin, Madrid, Vienna, Prague, Warsaw, Rome")
"""Questions whose answers are in the database, because the answers do not fit into callback data."""

REFUSALS = {"This message is too old. Please ask again.", "Sorry, something went wrong. Please try again."}


async def ask_all(stage: Stage) -> tuple[Chat, dict[str, BotMessage]]:
    """Ask every question in a new chat, and return the answers by question."""
    chat = stage.telegram.private_chat()
    assert (await stage.ask("/daily 08:00 Moscow", chat)).text.startswith("✅")
    answers = {}
    for question in BUTTONS:
        answers[question] = await stage.ask(question, chat)
        while answers[question].photo is not None:  # skips the picture of an earlier answer
            answers[question] = await chat.next_message()
    return chat, answers


async def press_all(chat: Chat, answers: dict[str, BotMessage]) -> list[str]:
    """Press every button, and return the labels of the buttons that did not work."""
    failed = []
    for question, labels in BUTTONS.items():
        for label in labels:
            answer = answers[question]
            buttons = [button for row in answer.keyboard for button in row if button["text"].startswith(label)]
            assert buttons, f"{label} is missing under {answer.text}: {answer.buttons}"
            (pressed, *_) = buttons
            toast = await chat.press(answer, pressed).toast()
            if toast.text in REFUSALS or toast.alert:
                failed.append(f"{question}: {label}: {toast.text}")
    return failed


def stored_answers(directory: Path) -> int:
    with closing(sqlite3.connect(directory / "weather-bot.db")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM button_answers").fetchone()
    return int(count)


async def test_buttons_of_every_kind_work_after_a_kill_and_after_a_stop(tmp_path: Path) -> None:
    env = {"THROTTLE_PER_MINUTE": "0", "LOOK_UPS_PER_HOUR": "0", "OPENWEATHER_API_KEY": ""}
    async with TelegramServer() as telegram, WeatherServer(now=lambda: datetime.now(UTC)) as weather:
        weather.break_("Tver", Fault(FaultKind.STATUS))
        async with WarmBot.start(telegram, weather, tmp_path, env=env) as bot:
            asked = await asyncio.gather(*(ask_all(Stage(telegram, weather, bot)) for _ in range(CHATS)))
            async with asyncio.timeout(10):
                while stored_answers(tmp_path) < CHATS * (len(STORED) + 1):
                    assert await Stage(telegram, weather, bot).is_alive()
            await bot.kill()
        weather.mend()
        for half in (asked[: CHATS // 2], asked[CHATS // 2 :]):
            async with WarmBot.start(telegram, weather, tmp_path, env=env) as bot:
                failed = await asyncio.gather(*(press_all(chat, answers) for chat, answers in half))
                assert [label for labels in failed for label in labels] == []
                assert "ERROR" not in bot.log
