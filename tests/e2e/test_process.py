"""The process of the bot: start, log, stop, and a second start."""

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from sandbox.faults import Fault, FaultKind
from sandbox.process import BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import NOW, Stage, degrees, leaks
from tests.e2e.warm import WarmBot

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Systemd(asyncio.DatagramProtocol):
    """The notifications that systemd has received, in order."""

    def __init__(self) -> None:
        self.notifications: list[str] = []

    def datagram_received(self, data: bytes, _: object) -> None:
        self.notifications.append(data.decode())


@asynccontextmanager
async def systemd(address: Path) -> AsyncIterator[Systemd]:
    """Listen on systemd's notification socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(address))
        listener.setblocking(False)
        transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Systemd, sock=listener)
        yield protocol
        transport.close()


class Life(NamedTuple):
    """The results of a bot with a wrong key that ran twice in one directory."""

    stage: Stage
    first_log: str
    interrupted: int
    """The exit code after SIGINT."""
    terminated: int
    """The exit code after SIGTERM."""
    answers: list[tuple[str, str]]
    """The answers of the bot about several cities, and the correct temperatures."""
    toast: str
    """The second run's answer to a button of the first run."""
    notifications: list[str]
    """Its notifications to systemd in the second run."""
    chat_id: int
    """The chat of the questions."""


async def live(directory: Path, stages: list[Stage]) -> Life:
    """Start, answer, stop by SIGINT, start again while Telegram is down, stop by SIGTERM."""
    key = "a-key-that-opens-nothing"
    env = {"OPENWEATHER_API_KEY": key, "LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG"}
    async with TelegramServer() as telegram, WeatherServer(now=lambda: NOW) as weather:
        async with BotProcess.start(telegram, weather, directory, env=env) as bot:
            stage = Stage(telegram, weather, bot, key)
            stages.append(stage)
            chat = telegram.private_chat()
            cities = stage.cities(3)
            answers = [await stage.ask(f"/weather {city.name_en}", chat) for city in cities]
            os.kill(bot.pid, signal.SIGINT)
            async with asyncio.timeout(20):
                interrupted = await bot.wait()
            first_log = bot.log
        telegram.break_(Fault(FaultKind.STATUS, 502), "getMe", times=1)
        address = directory / "systemd"
        async with (
            systemd(address) as service_manager,
            WarmBot.start(telegram, weather, directory, env={**env, "NOTIFY_SOCKET": str(address)}) as bot,
        ):
            toast = await chat.press(answers[0], "Refresh").toast()
            terminated = await bot.stop()
    texts_and_degrees = [(answer.text, degrees(city)) for answer, city in zip(answers, cities, strict=True)]
    return Life(
        stage,
        first_log,
        interrupted,
        terminated,
        texts_and_degrees,
        toast.text,
        service_manager.notifications,
        chat.id,
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def life(stages: list[Stage], tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The results of the bot that ran twice."""
    return await live(tmp_path_factory.mktemp("process"), stages)


async def test_systemd_is_notified_of_ready_watchdog_and_stopping(life: Life) -> None:
    (opening, *waiting, ready), later = life.notifications[:4], life.notifications[4:]
    assert "STATUS=Opening the place index" in opening
    assert "EXTEND_TIMEOUT_USEC=" in opening
    for attempt in waiting:
        assert "STATUS=Waiting for Telegram" in attempt
        assert "EXTEND_TIMEOUT_USEC=" in attempt
    assert "READY=1" in ready
    assert "WATCHDOG=1" in later
    assert [notifications for notifications in later if notifications != "WATCHDOG=1"] == [
        "STOPPING=1\nSTATUS=Finishing running answers"
    ]


async def test_the_bot_starts_although_telegram_does_not_answer_at_first(life: Life) -> None:
    who_am_i = [call for call in life.stage.telegram.calls if call.method == "getMe"]
    assert [call.ok for call in who_am_i] == [True, False, True]
    log = life.stage.bot.log.removeprefix(life.first_log)
    assert log.index("waiting for Telegram") < log.index("is running")


async def test_ctrl_c_stops_the_bot_cleanly(life: Life) -> None:
    assert life.interrupted == 0


async def test_sigterm_stops_the_bot_cleanly(life: Life) -> None:
    assert life.terminated == 0


async def test_a_button_from_before_a_restart_works(life: Life) -> None:
    assert life.toast == "Up to date"


async def test_with_a_wrong_key_the_other_provider_answers(life: Life) -> None:
    for text, temperature in life.answers:
        assert temperature in text
        assert text.splitlines()[-1].startswith("Open-Meteo")


async def test_a_wrong_key_is_logged_once_and_not_tried_again(life: Life) -> None:
    lines = [json.loads(line) for line in life.first_log.splitlines()]
    about_the_key = [line for line in lines if "refuses the key" in line["message"]]
    assert [line["level"] for line in about_the_key] == ["ERROR"]
    assert "OpenWeather" in about_the_key[0]["message"]
    assert len(life.stage.asked("openweather")) == 2  # once in each process


async def test_every_line_of_a_json_log_is_json(life: Life) -> None:
    lines = [json.loads(line) for line in life.stage.bot.log.splitlines()]
    for line in lines:
        assert {"time", "level", "logger", "message"} <= line.keys()
    assert {line["level"] for line in lines} >= {"DEBUG", "INFO", "ERROR"}


async def test_a_debug_log_contains_no_secret(life: Life) -> None:
    assert life.stage.bot.log
    assert not life.stage.leaks


async def test_a_debug_log_contains_no_text_of_users(life: Life) -> None:
    cities = [text.split()[0] for text, _ in life.answers]
    assert len(cities) == 3
    assert not leaks(life.first_log.splitlines(), cities)
    assert not re.search(rf"\b{life.chat_id}\b", life.first_log)
