"""The composition root, run in the event loop of the tests."""

import signal
from pathlib import Path

import pytest

from bot.app import run
from bot.config import Settings, SettingsError
from bot.telegram import MAX_TOKEN_REFUSALS
from sandbox.faults import Fault, FaultKind
from sandbox.redis_server import RedisServer, free_port
from sandbox.telegram import ApiError, TelegramServer
from sandbox.weather import WeatherServer
from tests.bot.conftest import running


async def test_a_conversation_from_start_to_stop(
    telegram: TelegramServer, settings: dict[str, str | None]
) -> None:
    async with running(settings):
        chat = telegram.private_chat()
        chat.send("/weather London")
        answer = await chat.next_message()
        assert answer.text.startswith("London, United Kingdom · ")
        chat.press(answer, "Another London?")
        namesakes = await chat.next_edit(answer)
        chat.press(namesakes, "London, Canada")
        assert (await chat.next_edit(namesakes)).text.startswith("London, Canada · ")
        chat.send_location(55.75, 37.62)
        assert (await chat.next_message()).text.startswith("Moscow, Russia · ")
        chat.send("how are you")
        assert (await chat.next_message()).text.startswith("Send me a city")
        telegram.put_update({"message": {"chat": "none"}})
        chat.block()

    # The chosen place is still stored, and no update is answered again.
    async with running(settings):
        chat.unblock()
        chat.send("/weather London")
        assert (await chat.next_message()).text.startswith("London, Canada · ")
    assert len(chat.answers) == 4


async def test_settings_survive_a_restart(telegram: TelegramServer, settings: dict[str, str | None]) -> None:
    chat = telegram.private_chat()
    async with running(settings):
        chat.send("/settings")
        shown = await chat.next_message()
        chat.press(shown, "Temperature")
        opened = await chat.next_edit(shown)
        chat.press(opened, "°F")
        await chat.next_edit(opened)
        chat.send("/weather Moscow")
        before = (await chat.next_message()).text

    async with running(settings):
        chat.send("/weather Moscow")
        after = (await chat.next_message()).text

    assert [text.count("°F") for text in (before, after)] == [2, 2]  # the temperature and the apparent one
    assert "°C" not in before + after


@pytest.mark.parametrize(("limit", "answered"), [("2", 2), ("0", 4)])
async def test_the_limit_per_minute_is_the_setting(
    telegram: TelegramServer, settings: dict[str, str | None], limit: str, answered: int
) -> None:
    async with running({**settings, "THROTTLE_PER_MINUTE": limit}):
        chat = telegram.private_chat()
        for _ in range(4):
            chat.send("/help")
        said = [(await chat.next_message()).text for _ in range(min(answered + 1, 4))]
    assert sum(text.startswith("That was a lot") for text in said) == len(said) - answered


async def test_anonymous_admins_of_two_groups_have_separate_limits(
    telegram: TelegramServer, settings: dict[str, str | None]
) -> None:
    nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
    groups = [telegram.group() for _ in range(2)]
    async with running({**settings, "THROTTLE_PER_MINUTE": "1"}):
        for group in groups:
            help_ = {"message_id": 1, "date": 1, "from": nobody, "sender_chat": group.info, "chat": group.info}
            command = {"type": "bot_command", "offset": 0, "length": 5}
            telegram.put_update({"message": {**help_, "text": "/help", "entities": [command]}})
        said = [(await group.next_message()).text for group in groups]
    assert ["/weather" in text for text in said] == [True, True]


async def test_a_revoked_token_is_a_settings_error_after_a_while(
    telegram: TelegramServer, settings: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.polling_errors.UNAUTHORIZED_SECONDS", 0.1)
    telegram.break_(ApiError(401, "Unauthorized").fault(), "getUpdates")
    with pytest.raises(SettingsError, match="BOT_TOKEN"):
        await run(Settings.read(settings))


async def test_a_second_signal_ends_the_process(telegram: TelegramServer, settings: dict[str, str | None]) -> None:
    telegram.break_(Fault(FaultKind.HANG), "sendMessage")
    chat = telegram.private_chat()
    async with running({**settings, "SHUTDOWN_GRACE": "0.1"}):
        chat.send("/help")
        await telegram.calls.find(lambda call: call.method == "sendMessage")
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == [signal.SIG_DFL] * 2


async def test_a_token_that_telegram_refuses_is_a_settings_error(
    settings: dict[str, str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.TOKEN_RETRY_SECONDS", 0.01)
    with pytest.raises(SettingsError, match="BOT_TOKEN"):
        await run(Settings.read({**settings, "BOT_TOKEN": "42:another"}))


@pytest.mark.parametrize("status", [401, 404])
async def test_a_temporary_refusal_does_not_end_the_bot(
    telegram: TelegramServer, settings: dict[str, str | None], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr("bot.telegram.TOKEN_RETRY_SECONDS", 0.01)
    monkeypatch.setattr("bot.telegram.TELEGRAM_RETRY_SECONDS", 0.01)
    refusal = ApiError(status, "Unauthorized or Not Found").fault()
    telegram.break_(refusal, "getUpdates", times=3)
    # The server applies the fault that was added last first.
    telegram.break_(refusal, "getMe", times=MAX_TOKEN_REFUSALS - 1)
    telegram.break_(Fault(FaultKind.STATUS, 502), "getMe", times=1)
    telegram.break_(refusal, "getMe", times=MAX_TOKEN_REFUSALS - 1)
    async with running(settings):
        chat = telegram.private_chat()
        chat.send("/help")
        assert await chat.next_message()


async def test_a_webhook_is_removed_and_its_pending_updates_are_answered(
    telegram: TelegramServer, settings: dict[str, str | None]
) -> None:
    chat = telegram.private_chat()
    chat.send("/help")
    telegram.set_webhook("https://weather.example/hook")
    async with running(settings):
        assert await chat.next_message()


async def test_a_database_that_cannot_be_created_is_a_settings_error(
    settings: dict[str, str | None], tmp_path: Path
) -> None:
    wrong = {**settings, "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}"}
    with pytest.raises(SettingsError, match=r"^DATABASE_URL cannot be used: .*Is a directory$"):
        await run(Settings.read(wrong))


async def test_a_place_index_that_cannot_be_built_is_a_settings_error(
    telegram: TelegramServer, settings: dict[str, str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.places.index.schema.default_index_path", lambda: tmp_path / "none")
    monkeypatch.setattr("sys.executable", "false")
    with pytest.raises(SettingsError, match="place index"):
        await run(Settings.read(settings))
    assert not telegram.calls


async def test_while_telegram_is_down_at_the_start_only_some_attempts_are_logged(
    telegram: TelegramServer,
    settings: dict[str, str | None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.telegram.TELEGRAM_RETRY_SECONDS", 0.0)
    telegram.break_(Fault(FaultKind.DROP), "getMe", times=7)
    async with running(settings):
        await telegram.calls.find(lambda call: call.method == "getUpdates")
    waiting = [message for message in caplog.messages if message.startswith("waiting for Telegram")]
    attempts = [message.partition(":")[0] for message in waiting]
    assert attempts == [f"waiting for Telegram, attempt {number}" for number in (1, 2, 4)]
    assert all("Telegram cannot be reached (ServerDisconnectedError" in message for message in waiting)


@pytest.mark.services
async def test_the_weather_in_redis_is_used_by_the_next_process(
    telegram: TelegramServer,
    weather: WeatherServer,
    settings: dict[str, str | None],
    redis_server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("services.shared.redis.ROUND_TRIP_TIMEOUT", 10)
    chat = telegram.private_chat()
    texts = []
    for _ in range(2):
        async with running({**settings, "REDIS_URL": redis_server.url}):
            chat.send("/weather London")
            texts.append((await chat.next_message()).text.partition("\n")[2])  # without the time of day

    assert texts[0] == texts[1]
    assert sorted(request.service for request in weather.requests) == ["air-quality", "openweather"]


async def test_without_a_running_redis_the_bot_answers(
    telegram: TelegramServer, settings: dict[str, str | None], caplog: pytest.LogCaptureFixture
) -> None:
    async with running({**settings, "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}):
        chat = telegram.private_chat()
        chat.send("/weather London")
        assert (await chat.next_message()).text.startswith("London, United Kingdom · ")
    assert sum("Redis does not work: " in record.getMessage() for record in caplog.records) == 1
