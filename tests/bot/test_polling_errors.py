"""Errors of getUpdates: a temporary or permanent 401, a webhook, and a second instance."""

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates

from bot.polling_errors import UNAUTHORIZED_SECONDS, PollingErrors, host_of
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer

UNAUTHORIZED = TelegramUnauthorizedError(method=GetUpdates(), message="Unauthorized")
BAD_GATEWAY = TelegramServerError(method=GetUpdates(), message="HTTP 502")
SECOND_INSTANCE = TelegramConflictError(
    method=GetUpdates(), message="Conflict: terminated by other getUpdates request; make sure that only one ..."
)
HOOK = "https://weather.example/secret-path"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def conflict(bot: Bot) -> TelegramConflictError:
    """Return the error that getUpdates raises."""
    with pytest.raises(TelegramConflictError) as raised:
        await bot(GetUpdates())
    return raised.value


def called(telegram: TelegramServer, method: str) -> int:
    return len([call for call in telegram.calls if call.method == method])


async def test_a_token_counts_as_refused_after_minutes_of_uninterrupted_401(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    errors = PollingErrors(bot, clock)
    for seconds in (0, 1, UNAUTHORIZED_SECONDS - 1):
        clock.now = float(seconds)
        await errors.fix_or_advise(UNAUTHORIZED)
    clock.now = UNAUTHORIZED_SECONDS
    with pytest.raises(TelegramUnauthorizedError):
        await errors.fix_or_advise(UNAUTHORIZED)
    (advice,) = caplog.messages
    assert "set BOT_TOKEN" in advice


@pytest.mark.parametrize("between", [BAD_GATEWAY, None])
async def test_another_response_restarts_the_time_until_a_refusal(
    bot: Bot, between: TelegramAPIError | None
) -> None:
    clock = Clock()
    errors = PollingErrors(bot, clock)
    await errors.fix_or_advise(UNAUTHORIZED)
    clock.now = UNAUTHORIZED_SECONDS - 1
    if between is None:
        errors.reset()
    else:
        await errors.fix_or_advise(between)
    clock.now = UNAUTHORIZED_SECONDS + 1
    await errors.fix_or_advise(UNAUTHORIZED)


async def test_a_webhook_is_removed_with_its_updates_kept(
    telegram: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.set_webhook(HOOK)
    chat = telegram.private_chat()
    await PollingErrors(bot).fix_or_advise(await conflict(bot))
    chat.send("hello")
    (update,) = await bot(GetUpdates())
    assert update.message is not None
    (line,) = caplog.messages
    assert "removed the webhook at weather.example" in line
    assert "secret-path" not in line
    (removal,) = [call for call in telegram.calls if call.method == "deleteWebhook"]
    assert removal.params.get("drop_pending_updates") in {None, "false"}


async def test_a_webhook_that_is_set_again_is_kept_and_logged_once(
    telegram: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    errors = PollingErrors(bot)
    for _ in range(3):
        telegram.set_webhook(HOOK)
        await errors.fix_or_advise(await conflict(bot))
    assert called(telegram, "deleteWebhook") == 1
    _, again = caplog.messages
    assert "a webhook at weather.example is set again" in again


async def test_a_webhook_that_cannot_be_removed_now_is_removed_later(
    telegram: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    errors = PollingErrors(bot)
    telegram.set_webhook(HOOK)
    telegram.break_(Fault(FaultKind.STATUS, 502), "deleteWebhook", times=1)
    await errors.fix_or_advise(await conflict(bot))
    assert "could not remove the webhook" in caplog.text
    await errors.fix_or_advise(await conflict(bot))
    assert await bot(GetUpdates()) == []


async def test_a_webhook_that_no_longer_exists_is_not_removed(telegram: TelegramServer, bot: Bot) -> None:
    telegram.set_webhook(HOOK)
    error = await conflict(bot)
    telegram.set_webhook("")
    await PollingErrors(bot).fix_or_advise(error)
    assert called(telegram, "deleteWebhook") == 0


async def test_a_second_instance_is_logged_once(
    telegram: TelegramServer, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    errors = PollingErrors(bot)
    for _ in range(3):
        await errors.fix_or_advise(SECOND_INSTANCE)
    assert len(caplog.messages) == 1
    assert "another instance is polling with this token" in caplog.text
    errors.reset()
    await errors.fix_or_advise(SECOND_INSTANCE)
    assert len(caplog.messages) == 2

    caplog.clear()
    for error in (
        ApiError(409, "Conflict: terminated by setWebhook request"),
        ApiError(409, "Conflict"),
    ):
        telegram.break_(error.fault(), "getUpdates", times=1)
        await errors.fix_or_advise(await conflict(bot))
    await errors.fix_or_advise(TelegramBadRequest(method=GetUpdates(), message="Bad Request"))
    assert not caplog.messages


@pytest.mark.parametrize(
    ("url", "host"),
    [
        (HOOK, "weather.example"),
        ("https://user:word@[::1]:8443/x", "::1"),
        ("https://[x", "an unknown host"),
        ("x", "an unknown host"),
    ],
)
def test_only_the_host_of_a_webhook_is_logged(url: str, host: str) -> None:
    assert host_of(url) == host
