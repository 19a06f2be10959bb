"""The process: how it starts, what it writes to its log, how it stops, and what is left after that."""

import asyncio
import json
import os
import re
import signal
import socket
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import pytest
import pytest_asyncio

from sandbox.faults import Fault, FaultKind
from sandbox.process import BOT, BotProcess, bot_settings
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import NOW, Stage, degrees, leaks
from tests.e2e.warm import WarmBot, fork

pytestmark = pytest.mark.asyncio(loop_scope="session")

SOURCES = Path(__file__).parents[2]
"""Of the bot that is tested, whichever one is installed."""

TOKEN = "4242:An-invented-token-of-the-right-length"
REFUSED = {
    "no token": ({}, ["BOT_TOKEN is not set"]),
    "settings that make no sense": (
        {"BOT_TOKEN": TOKEN.partition(":")[2], "OPEN_METEO_URL": "api.open-meteo.com", "LOG_LEVEL": "LOUD"},
        ["BOT_TOKEN is not a bot token", "OPEN_METEO_URL is not an address", "LOG_LEVEL should be"],
    ),
}

PASSWORD = "a-password-that-nobody-has"
NO_DATABASE = f"postgresql+asyncpg://bot:{PASSWORD}@127.0.0.1:9/bot"
TROUBLE = {"BOT_TOKEN": TOKEN, "OPENWEATHER_API_KEY": "a" * 32, "DATABASE_URL": NO_DATABASE}
SECRETS = [TOKEN, TOKEN.partition(":")[2], "a" * 32, PASSWORD]


class Ended(NamedTuple):
    code: int
    errors: str
    output: str


def alone(settings: Mapping[str, str]) -> dict[str, str]:
    """Return an environment with nothing but *settings*."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCES), **settings}


async def start(directory: Path, settings: Mapping[str, str]) -> Process:
    """Start the bot from nothing, in a directory without a `.env`."""
    return await asyncio.create_subprocess_exec(*BOT, env=alone(settings), cwd=directory, stdout=PIPE, stderr=PIPE)


async def end(process: Process) -> Ended:
    """Return how the bot ends by itself."""
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    return Ended(process.returncode or 0, errors.decode(), output.decode())


async def end_warm(directory: Path, settings: Mapping[str, str], *arguments: str) -> Ended:
    """Return how a bot ends by itself that has loaded everything before."""
    output, errors = (Path(mkdtemp(dir=directory)) / name for name in ("output", "errors"))
    process = await fork(arguments, alone(settings), directory, str(output), str(errors))
    async with asyncio.timeout(60):
        code = await process.wait()
    return Ended(code, errors.read_text(encoding="utf-8"), output.read_text(encoding="utf-8"))


async def refused(directory: Path, settings: Mapping[str, str]) -> Ended:
    """Return how a bot with these settings ends, which are refused before anything else is loaded."""
    return await end(await start(directory, settings))


async def refused_by_telegram(directory: Path) -> Ended:
    """Return how a bot ends at a Telegram that knows another token."""
    async with TelegramServer() as telegram:
        return await end_warm(directory, {"TELEGRAM_API_URL": telegram.url, "BOT_TOKEN": TOKEN})


async def stopped_early(directory: Path) -> Ended:
    """Return how a bot ends that is stopped while Telegram keeps it waiting for its first answer."""
    async with TelegramServer() as telegram:
        telegram.break_(Fault(FaultKind.HANG), "getMe")
        process = await start(directory, {"TELEGRAM_API_URL": telegram.url, "BOT_TOKEN": telegram.token})
        await telegram.calls.find(lambda call: call.method == "getMe", within=60)
        process.send_signal(signal.SIGTERM)
        return await end(process)


async def without_database(directory: Path) -> Ended:
    """Return how a bot ends whose database is not there."""
    return await end_warm(directory, {"BOT_TOKEN": TOKEN, "DATABASE_URL": NO_DATABASE})


async def checked(directory: Path, settings: Mapping[str, str]) -> Ended:
    """Return how `python -m bot check` ends, with all being well but for *settings*."""
    async with TelegramServer() as telegram, WeatherServer() as weather:
        fine = bot_settings(telegram, weather, directory / "checked")
        return await end_warm(directory, {**fine, **settings}, "check")


class Systemd(asyncio.DatagramProtocol):
    """What systemd has been told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def datagram_received(self, data: bytes, _: object) -> None:
        self.told.append(data.decode())


@asynccontextmanager
async def systemd(address: Path) -> AsyncIterator[Systemd]:
    """Listen where systemd would."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(address))
        listener.setblocking(False)
        transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(Systemd, sock=listener)
        yield protocol
        transport.close()


class Life(NamedTuple):
    """What became of one bot whose key is wrong, which ran twice in one directory."""

    stage: Stage
    first_log: str
    interrupted: int
    """The exit code after SIGINT."""
    terminated: int
    """The exit code after SIGTERM."""
    answers: list[tuple[str, str]]
    """What it said in several cities, and the temperature there."""
    toast: str
    """What a button of the first run said in the second."""
    told: list[str]
    """What it told systemd in the second run."""
    chat_id: int
    """Where it was asked."""


async def live(directory: Path, stages: list[Stage]) -> Life:
    """Start with Telegram down for a moment, answer, stop by SIGINT, start again, stop by SIGTERM."""
    key = "a-key-that-opens-nothing"
    env = {"OPENWEATHER_API_KEY": key, "LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG"}
    async with TelegramServer() as telegram, WeatherServer(now=lambda: NOW) as weather:
        telegram.break_(Fault(FaultKind.STATUS, 502), "getMe", times=1)
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
        address = directory / "systemd"
        async with (
            systemd(address) as service_manager,
            WarmBot.start(telegram, weather, directory, env={**env, "NOTIFY_SOCKET": str(address)}) as bot,
        ):
            toast = await chat.press(answers[0], "Refresh").toast()
            terminated = await bot.stop()
    said = [(answer.text, degrees(city)) for answer, city in zip(answers, cities, strict=True)]
    return Life(stage, first_log, interrupted, terminated, said, toast.text, service_manager.told, chat.id)


class Processes(NamedTuple):
    refused: dict[str, asyncio.Task[Ended]]
    refused_by_telegram: asyncio.Task[Ended]
    stopped_early: asyncio.Task[Ended]
    without_database: asyncio.Task[Ended]
    all_well: asyncio.Task[Ended]
    """The check, where there is nothing to find."""
    troubled: asyncio.Task[Ended]
    """The check, where there is."""
    life: asyncio.Task[Life]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def processes(stages: list[Stage], tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Processes]:
    """Every bot of this module, three at a time: a start costs seconds."""
    directory = tmp_path_factory.mktemp("process")
    two = asyncio.Semaphore(2)

    async def in_turn(work: Coroutine[Any, Any, Ended]) -> Ended:
        async with two:
            return await work

    async with asyncio.TaskGroup() as group:
        yield Processes(
            {
                name: group.create_task(in_turn(refused(directory, settings)))
                for name, (settings, _) in REFUSED.items()
            },
            group.create_task(in_turn(refused_by_telegram(directory))),
            group.create_task(in_turn(stopped_early(directory))),
            group.create_task(in_turn(without_database(directory))),
            group.create_task(in_turn(checked(directory, {}))),
            group.create_task(in_turn(checked(directory, TROUBLE))),
            group.create_task(live(directory, stages)),
        )


@pytest_asyncio.fixture(loop_scope="session")
async def life(processes: Processes) -> Life:
    """The bot that ran twice."""
    return await processes.life


def check_refusal(ended: Ended, problems: list[str]) -> None:
    assert ended.code == 2
    for problem in problems:
        assert problem in ended.errors
    assert len(ended.errors.splitlines()) == 1
    assert ended.output == ""
    assert not leaks([ended.errors], [TOKEN, TOKEN.partition(":")[2]])


@pytest.mark.parametrize("name", REFUSED)
async def test_a_wrong_setting_ends_the_bot_with_2_and_a_line_that_names_it(
    processes: Processes, name: str
) -> None:
    _, problems = REFUSED[name]
    check_refusal(await processes.refused[name], problems)


async def test_a_token_that_telegram_does_not_know_is_a_wrong_setting(processes: Processes) -> None:
    check_refusal(await processes.refused_by_telegram, ["BOT_TOKEN is refused by Telegram"])


async def test_without_its_database_the_bot_ends_with_1_and_one_line(processes: Processes) -> None:
    ended = await processes.without_database
    assert ended.code == 1
    (line,) = ended.errors.splitlines()
    assert "CRITICAL" in line
    assert "the database does not work" in line
    assert not leaks([ended.errors], SECRETS)


async def test_a_check_that_finds_all_to_be_well_ends_with_0(processes: Processes) -> None:
    ended = await processes.all_well
    assert (ended.code, ended.errors) == (0, "")
    assert [line.split()[0] for line in ended.output.splitlines()] == ["ok"] * 7


async def test_a_check_that_finds_trouble_says_where_and_ends_with_1(processes: Processes) -> None:
    ended = await processes.troubled
    assert (ended.code, ended.errors) == (1, "")
    failed = [line for line in ended.output.splitlines() if line.startswith("FAILED")]
    assert len(failed) == 3
    for line, setting in zip(failed, ["BOT_TOKEN", "OPENWEATHER_API_KEY", "DATABASE_URL"], strict=True):
        assert setting in line
    assert not leaks([ended.output], SECRETS)


async def test_systemd_is_told_when_the_bot_is_ready_alive_and_stopping(life: Life) -> None:
    opening, waiting, ready, alive = life.told[:4]
    assert "STATUS=Opening the place index" in opening
    assert "EXTEND_TIMEOUT_USEC=" in opening
    assert "STATUS=Waiting for Telegram" in waiting
    assert "EXTEND_TIMEOUT_USEC=" in waiting
    assert "READY=1" in ready
    assert alive == "WATCHDOG=1"
    assert [told for told in life.told[4:] if told != "WATCHDOG=1"] == [
        "STOPPING=1\nSTATUS=Answering what is in flight"
    ]


async def test_a_bot_that_waits_for_telegram_can_be_stopped(processes: Processes) -> None:
    ended = await processes.stopped_early
    assert ended.code == 0
    assert "Traceback" not in ended.errors


async def test_a_bot_that_telegram_does_not_answer_at_first_starts_anyway(life: Life) -> None:
    who_am_i = [call for call in life.stage.telegram.calls if call.method == "getMe"]
    assert [call.ok for call in who_am_i[:2]] == [False, True]
    assert "is at work" in life.first_log


async def test_ctrl_c_stops_the_bot_cleanly(life: Life) -> None:
    assert life.interrupted == 0


async def test_sigterm_stops_the_bot_cleanly(life: Life) -> None:
    assert life.terminated == 0


async def test_a_button_from_before_a_restart_says_that_it_is_old(life: Life) -> None:
    assert life.toast == "I no longer remember this question. Please ask it again."


async def test_with_a_wrong_key_the_other_provider_answers(life: Life) -> None:
    for text, temperature in life.answers:
        assert temperature in text
        assert text.endswith("\nOpen-Meteo")


async def test_a_wrong_key_is_told_once_and_not_tried_again(life: Life) -> None:
    lines = [json.loads(line) for line in life.first_log.splitlines()]
    about_the_key = [line for line in lines if "refuses the key" in line["message"]]
    assert [line["level"] for line in about_the_key] == ["ERROR"]
    assert "OpenWeather" in about_the_key[0]["message"]
    assert len(life.stage.asked("openweather")) == 1


async def test_every_line_of_a_json_log_is_json(life: Life) -> None:
    lines = [json.loads(line) for line in life.stage.bot.log.splitlines()]
    for line in lines:
        assert {"time", "level", "logger", "message"} <= line.keys()
    assert {line["level"] for line in lines} >= {"DEBUG", "INFO", "ERROR"}


async def test_no_secret_is_in_a_log_even_of_debugging(life: Life) -> None:
    assert life.stage.bot.log
    assert not life.stage.leaks


async def test_nothing_that_people_write_is_in_a_log_even_of_debugging(life: Life) -> None:
    cities = [text.split()[0] for text, _ in life.answers]
    assert len(cities) == 3
    assert not leaks(life.first_log.splitlines(), cities)
    assert not re.search(rf"\b{life.chat_id}\b", life.first_log)
