"""No answer is lost: a stop and a crash during questions, malformed updates, and failures of Telegram."""

import asyncio
import time
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, Chat, TelegramServer
from sandbox.weather import WeatherServer
from tests.conftest import MakeDatabase
from tests.e2e.stage import Stage
from tests.e2e.warm import WarmBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

ASKERS = 100
ANSWER_SECONDS = 1.0
"""Seconds that the weather services take, so that all questions are in progress when the bot is stopped."""


class Losses(NamedTuple):
    """The number of messages that each of the chats received."""

    code: int
    seconds: float
    after_stop: list[int]
    """Answers to the questions in progress at the stop, counted after the bot had stopped."""
    after_restart: list[int]
    """Answers to the same questions, counted after the restart."""
    after_kill: list[int]
    """Answers to other questions in progress at the kill, counted after the restart."""


def questions(telegram: TelegramServer, city: str) -> list[Chat]:
    chats = [telegram.private_chat() for _ in range(ASKERS)]
    for chat in chats:
        chat.send(f"/weather {city}")
    return chats


def count_messages(chats: list[Chat]) -> list[int]:
    return [len(chat.answers) for chat in chats]


async def wait_until_in_progress(telegram: TelegramServer, weather: WeatherServer) -> None:
    """Wait until the bot has fetched the questions and requests the weather."""
    await weather.until(lambda: weather.running("open-meteo") > 0)
    await telegram.calls.find(
        lambda call: call.method == "getUpdates" and not call.answer, start=len(telegram.calls) - 1
    )


async def live(directory: Path, **settings: str) -> Losses:
    """Stop a bot during questions, start it again, kill it during other questions, and start it a third time."""
    env = {"OPENWEATHER_API_KEY": "", **settings}
    async with TelegramServer() as telegram, WeatherServer() as weather:
        weather.delay("weather", ANSWER_SECONDS)
        async with WarmBot.start(telegram, weather, directory, env=env) as bot:
            stopped = questions(telegram, "Oslo")
            await wait_until_in_progress(telegram, weather)
            started = time.monotonic()
            code = await bot.stop()
            seconds = time.monotonic() - started
            after_stop = count_messages(stopped)
        async with WarmBot.start(telegram, weather, directory, env=env) as bot:
            killed = questions(telegram, "Bern")
            await wait_until_in_progress(telegram, weather)
            await bot.kill()
        async with WarmBot.start(telegram, weather, directory, env=env):
            for chat in killed:
                await chat.next_message()
            await bot_is_idle(telegram)
        return Losses(code, seconds, after_stop, count_messages(stopped), count_messages(killed))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def all_losses(tmp_path_factory: pytest.TempPathFactory, postgres: MakeDatabase | None) -> dict[str, Losses]:
    """The losses of a bot with each kind of database. The bots run at the same time, because they mostly wait."""
    settings: dict[str, dict[str, str]] = {"sqlite": {}}
    if postgres is not None:
        settings["postgresql"] = {"DATABASE_URL": postgres("losses")}
    lives = [live(tmp_path_factory.mktemp("losses"), **of_database) for of_database in settings.values()]
    return dict(zip(settings, await asyncio.gather(*lives), strict=True))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def losses(request: pytest.FixtureRequest, all_losses: dict[str, Losses]) -> Losses:
    if request.param not in all_losses:
        pytest.skip("TEST_POSTGRES_URL is not set")
    return all_losses[request.param]


async def bot_is_idle(telegram: TelegramServer) -> None:
    """Send one more question and wait for its answer; earlier questions are then handled."""
    chat = telegram.private_chat()
    chat.send("/help")
    await chat.next_message()


async def test_a_stop_neither_loses_nor_repeats_an_answer(losses: Losses) -> None:
    assert losses.code == 0
    assert losses.seconds < 15
    assert losses.after_stop == [1] * ASKERS
    assert losses.after_restart == [1] * ASKERS


async def test_a_crash_loses_no_answer(losses: Losses) -> None:
    assert min(losses.after_kill) >= 1


@pytest.mark.parametrize(
    "poison",
    [
        {"message": {"message_id": "no number", "chat": 7}},
        {"message": None},
        {"message": []},
        {"callback_query": {"id": 5}},
        {"no_such_kind": {"chat": {"id": "x"}}},
        {},
    ],
)
async def test_an_invalid_update_does_not_affect_later_ones(with_key: Stage, poison: dict[str, object]) -> None:
    with_key.telegram.put_update(dict(poison))
    assert await with_key.is_alive()
    assert "no number" not in with_key.bot.log


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.STATUS, status=502),
        Fault(FaultKind.DROP),
        Fault(FaultKind.TRUNCATED),
        ApiError(429, "Too Many Requests: retry after 1", retry_after=1).fault(),
        ApiError(409, "Conflict: terminated by other getUpdates request").fault(),
        Fault(FaultKind.STATUS, status=200, body="<html>not Telegram</html>"),
        Fault(FaultKind.STATUS, status=200, body='{"ok": true, "result": [{"update_id": "x"}, 5]}'),
    ],
    ids=str,
)
async def test_updates_arrive_after_a_failed_poll(with_key: Stage, fault: Fault) -> None:
    with_key.telegram.break_(fault, "getUpdates", times=1)
    assert await with_key.is_alive()  # a long poll that was already open succeeds, the next one fails
    assert await with_key.is_alive()


async def test_a_second_poller_is_logged_in_plain_words(with_key: Stage) -> None:
    with_key.telegram.break_(
        ApiError(409, "Conflict: terminated by other getUpdates request").fault(), "getUpdates", times=1
    )
    await with_key.is_alive()
    assert await with_key.is_alive()
    assert "another instance is polling with this token" in with_key.bot.log


async def test_questions_of_one_chat_are_answered_in_their_order(with_key: Stage) -> None:
    chat = with_key.telegram.private_chat()
    for text in ("/weather Oslo", "/help", "/weather Bern", "/start"):
        chat.send(text)
    texts = [(await chat.next_message()).text for _ in range(4)]
    assert [text.split()[0].strip(",") for text in texts] == ["Oslo", "Weather", "Bern", "Hi!"]
