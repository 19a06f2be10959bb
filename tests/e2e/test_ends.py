"""Exits of the process on its own: a line says what is wrong, and the exit code matches."""

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.process import BOT, bot_settings
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from tests.e2e.stage import leaks
from tests.e2e.warm import fork_bot
from tests.forked import Forked

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHECKOUT = Path(__file__).parents[2]
"""The root of this checkout; the process imports the bot from here even if another one is installed."""

TOKEN = "4242:An-invented-token-of-the-right-length"
REFUSED_TOKEN_ERROR = {
    "no token": ({}, ["BOT_TOKEN is not set"]),
    "settings that make no sense": (
        {"BOT_TOKEN": TOKEN.partition(":")[2], "OPEN_METEO_URL": "api.open-meteo.com", "LOG_LEVEL": "LOUD"},
        ["BOT_TOKEN is not a bot token", "OPEN_METEO_URL is not an address", "LOG_LEVEL should be"],
    ),
}

PASSWORD = "a-password-that-nobody-has"
NO_DATABASE = f"postgresql+asyncpg://bot:{PASSWORD}@127.0.0.1:9/bot"
BROKEN_SETTINGS = {"BOT_TOKEN": TOKEN, "OPENWEATHER_API_KEY": "a" * 32, "DATABASE_URL": NO_DATABASE}
SECRETS = [TOKEN, TOKEN.partition(":")[2], "a" * 32, PASSWORD]


class Exit(NamedTuple):
    code: int
    errors: str
    output: str


def bare_environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Return an environment that has only *settings* and what Python needs."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), **settings}


async def start(directory: Path, settings: Mapping[str, str]) -> Process:
    """Start the bot as a new process, in a directory without a `.env`."""
    return await asyncio.create_subprocess_exec(
        *BOT, env=bare_environment(settings), cwd=directory, stdout=PIPE, stderr=PIPE
    )


async def wait_for_exit(process: Process) -> Exit:
    """Wait for the bot's exit and return its code and output."""
    async with asyncio.timeout(60):
        output, errors = await process.communicate()
    return Exit(process.returncode or 0, errors.decode(), output.decode())


async def run_warm(directory: Path, settings: Mapping[str, str], *arguments: str) -> Exit:
    """Run a bot in a process that has already imported everything; return its exit code and output."""
    return await wait_for_warm_exit(await start_warm(directory, settings, *arguments), directory)


async def start_warm(directory: Path, settings: Mapping[str, str], *arguments: str) -> Forked:
    """Start a bot in a process that has already imported everything, in a directory without a `.env`."""
    output, errors = str(directory / "output"), str(directory / "errors")
    return await fork_bot(arguments, bare_environment(settings), directory, output, errors)


async def wait_for_warm_exit(process: Forked, directory: Path) -> Exit:
    """Wait for the exit of a bot that `start_warm` started in *directory*; return its exit code and output."""
    async with asyncio.timeout(60):
        code = await process.wait()
    errors, output = ((directory / name).read_text(encoding="utf-8") for name in ("errors", "output"))
    return Exit(code, errors, output)


async def run_check(directory: Path, settings: Mapping[str, str]) -> Exit:
    """Run `python -m bot check` with valid settings, overridden by *settings*; return its exit code and output."""
    async with TelegramServer() as telegram, WeatherServer() as weather:
        fine = bot_settings(telegram, weather, directory)
        return await run_warm(directory, {**fine, **settings}, "check")


def check_refusal(exited: Exit, problems: list[str]) -> None:
    assert exited.code == 2
    for problem in problems:
        assert problem in exited.errors
    assert len(exited.errors.splitlines()) == 1
    assert exited.output == ""
    assert not leaks([exited.errors], [TOKEN, TOKEN.partition(":")[2]])


@pytest.mark.parametrize(("settings", "problems"), REFUSED_TOKEN_ERROR.values(), ids=REFUSED_TOKEN_ERROR)
async def test_a_wrong_setting_exits_with_2_and_names_the_setting(
    tmp_path: Path, settings: dict[str, str], problems: list[str]
) -> None:
    check_refusal(await wait_for_exit(await start(tmp_path, settings)), problems)


async def test_an_unknown_token_exits_with_2(tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        exited = await run_warm(tmp_path, {"TELEGRAM_API_URL": telegram.url, "BOT_TOKEN": TOKEN})
    check_refusal(exited, ["BOT_TOKEN is refused by Telegram"])


async def test_an_unreachable_database_exits_with_1_and_one_line(tmp_path: Path) -> None:
    exited = await run_warm(tmp_path, {"BOT_TOKEN": TOKEN, "DATABASE_URL": NO_DATABASE})
    assert exited.code == 1
    (line,) = exited.errors.splitlines()
    assert "CRITICAL" in line
    assert "the database does not work" in line
    assert not leaks([exited.errors], SECRETS)


async def test_an_address_that_cannot_be_used_exits_with_2(tmp_path: Path) -> None:
    async with TelegramServer() as telegram, WeatherServer() as weather:
        hooked = {"LISTEN": "192.0.2.1:80", "WEBHOOK_URL": "http://127.0.0.1:8080/hook"}
        exited = await run_warm(tmp_path, {**bot_settings(telegram, weather, tmp_path), **hooked})
    assert exited.code == 2
    assert "LISTEN cannot be used: cannot listen on 192.0.2.1:80" in exited.errors


async def test_a_successful_check_exits_with_0(tmp_path: Path) -> None:
    exited = await run_check(tmp_path, {})
    assert (exited.code, exited.errors) == (0, "")
    assert [line.split()[0] for line in exited.output.splitlines()] == ["ok"] * 15


async def test_a_check_that_finds_a_problem_exits_with_1(tmp_path: Path) -> None:
    exited = await run_check(tmp_path, {"OPENWEATHER_API_KEY": "a" * 32})
    assert (exited.code, exited.errors) == (1, "")


async def test_a_check_with_a_refused_token_names_it_and_exits_with_2(tmp_path: Path) -> None:
    exited = await run_check(tmp_path, BROKEN_SETTINGS)
    assert (exited.code, exited.errors) == (2, "")
    failed = [line for line in exited.output.splitlines() if line.startswith("FAILED")]
    assert len(failed) == 3
    for line, setting in zip(failed, ["BOT_TOKEN", "OPENWEATHER_API_KEY", "DATABASE_URL"], strict=True):
        assert setting in line
    assert not leaks([exited.output], SECRETS)


async def test_a_bot_that_waits_for_telegram_can_be_stopped(tmp_path: Path) -> None:
    async with TelegramServer() as telegram:
        telegram.break_(Fault(FaultKind.HANG), "getMe")
        process = await start_warm(tmp_path, {"TELEGRAM_API_URL": telegram.url, "BOT_TOKEN": telegram.token})
        await telegram.calls.find(lambda call: call.method == "getMe", within=60)
        process.send_signal(signal.SIGTERM)
        exited = await wait_for_warm_exit(process, tmp_path)
    assert exited.code == 0
    assert "Traceback" not in exited.errors
