"""The bot while its database is down: questions are answered, and other commands send an error message."""

import asyncio
import logging
import shutil
from pathlib import Path

import pytest

from sandbox.telegram import Chat, TelegramServer
from services.storage import database as module
from tests.bot.conftest import Env, running

AWAY = "can’t be read or saved right now"


@pytest.fixture
def movable(settings: Env, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Env]:
    """Return the path of the database file and settings with it; failed queries are retried without a delay."""
    monkeypatch.setattr(module, "RETRY_DELAY", 0.0)
    return tmp_path / "bot.db", {**settings, "THROTTLE_PER_MINUTE": "0"}


async def asked(chat: Chat, text: str) -> str:
    chat.send(text)
    return (await chat.next_message()).text


@pytest.mark.parametrize(("language", "away"), [("en", AWAY), ("ru", "сейчас недоступны")])
async def test_questions_are_answered_and_commands_say_that_nothing_can_be_stored(
    telegram: TelegramServer, movable: tuple[Path, Env], caplog: pytest.LogCaptureFixture, language: str, away: str
) -> None:
    path, settings = movable
    chat, gone, other = (telegram.private_chat(language=language) for _ in range(3))
    async with running(settings):
        chat.send("/settings")
        panel = await chat.next_message()
        shutil.move(path, path.with_name("elsewhere"))
        for question in ("/weather London", "London", "/start", "/help"):
            assert "°" in (said := await asked(other, question)) or "/weather" in said
        for command in (
            "/places London",
            "/places",
            "/daily 8:00 London",
            "/daily",
            "/weather",
            "/privacy export",
        ):
            assert away in await asked(other, command)
        chat.press(panel, "🌡")
        opened = await chat.next_edit(panel)
        toast = await chat.press(opened, "°F").toast()
        assert toast.alert
        assert away in toast.text
        gone.block()
        shutil.move(path.with_name("elsewhere"), path)
        async with asyncio.timeout(30):
            while away in await asked(other, "/places London"):
                pass  # only one read at a time tests whether the database works again
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert (
        sum("cannot read the database" in line for line in told)
        == sum("cannot write to the database" in line for line in told)
        == 1
    )
    assert not [record for record in caplog.records if record.exc_info]
