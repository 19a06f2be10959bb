"""The outcome of a push for each answer of Telegram."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from handlers.deliveries import PacedMessage, outcome_of
from handlers.pictures import Pictures
from handlers.push_pictures import PushPictures
from handlers.pushes import Pushes
from handlers.reachability import CLOSED_TOPIC_PATTERN
from sandbox.weather import InfoText, WeatherServer
from services.charts import ChartRenderer
from services.daily import OutlookService
from services.delivery import Outcome, RateLimited
from services.net.budget import Pace
from services.net.http import open_session
from services.places import Place
from services.providers.open_meteo.current import OpenMeteo
from services.providers.public_alert_server.client import PublicAlertServer
from services.schedule import Schedule
from services.storage import ChatSettings, DuePush, SavedPlace, Subscription
from services.warnings import WarningService
from services.weather import WeatherService


class RateLimitedCalls(BaseRequestMiddleware):
    """Sends nothing, as if the chat were rate-limited."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        """The texts of the messages that were not sent."""

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],  # noqa: ARG002
        bot: Bot,  # noqa: ARG002
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        self.texts += [method.text] if isinstance(method, PacedMessage) else []
        raise TelegramRetryAfter(method=method, message="", retry_after=300)


PUSH = PacedMessage(chat_id=1, text="Hi")

CLOSED = (
    "Bad Request: message thread not found",
    "Bad Request: MESSAGE_THREAD_INVALID",
    "Bad Request: TOPIC_CLOSED",
    "Bad Request: TOPIC_DELETED",
    "Bad Request: TOPIC_ID_INVALID",
    "Bad Request: topic not found",
)
GONE = (
    "Bad Request: chat not found",
    "Bad Request: user not found",
    "Bad Request: PEER_ID_INVALID",
    "Bad Request: CHAT_ID_INVALID",
    "Bad Request: CHANNEL_INVALID",
    "Bad Request: CHANNEL_PRIVATE",
    "Bad Request: user is deactivated",
    "Bad Request: INPUT_USER_DEACTIVATED",
    "Bad Request: USER_IS_BLOCKED",
    "Bad Request: USER_BANNED_IN_CHANNEL",
    "Bad Request: bot was kicked from the supergroup chat",
    "Bad Request: bot is not a member of the channel chat",
    "Bad Request: group chat was deactivated",
    "Bad Request: group chat is deactivated",
    "Bad Request: the group chat was deleted",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
    "Bad Request: CHAT_GUEST_SEND_FORBIDDEN",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: CHAT_ADMIN_REQUIRED",
    "Bad Request: have no rights to send a message",
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: need administrator rights in the channel chat",
    "Bad Request: have no write access to the chat",
    "Bad Request: bot can't initiate conversation with a user",
    "Bad Request: bots can't send messages to bots",
)
REFUSED = (
    "Bad Request: message is too long",
    "Bad Request: can't parse entities: unexpected end tag at byte offset 5",
    "Bad Request: something that nobody has heard of",
)


@pytest.mark.parametrize("words", GONE)
def test_a_400_for_a_closed_chat_means_that_the_chat_is_gone(words: str) -> None:
    assert outcome_of(TelegramBadRequest(PUSH, words)) is Outcome.GONE
    assert not CLOSED_TOPIC_PATTERN.search(words.lower().replace("_", " "))


@pytest.mark.parametrize("words", CLOSED)
def test_a_400_for_the_closed_general_topic_means_that_the_chat_is_gone(words: str) -> None:
    assert outcome_of(TelegramBadRequest(PUSH, words)) is Outcome.GONE
    assert CLOSED_TOPIC_PATTERN.search(words.lower().replace("_", " "))


@pytest.mark.parametrize("words", REFUSED)
def test_another_400_means_that_the_push_is_refused(words: str) -> None:
    assert outcome_of(TelegramBadRequest(PUSH, words)) is Outcome.REFUSED


def test_a_403_means_that_the_chat_is_gone() -> None:
    assert outcome_of(TelegramForbiddenError(PUSH, "Forbidden: words of tomorrow")) is Outcome.GONE


@pytest.mark.parametrize(
    "error",
    [
        TelegramAPIError(PUSH, "HTTP 200 without a result"),
        TelegramServerError(PUSH, "HTTP 502, chat not found"),
        TelegramNetworkError(PUSH, "chat not found"),
    ],
    ids=type,
)
def test_a_temporary_error_means_that_the_push_failed(error: TelegramAPIError) -> None:
    assert outcome_of(error) is Outcome.FAILED


async def test_a_push_to_a_limited_chat_is_postponed_without_pausing_others(bot: Bot, tmp_path: Path) -> None:
    bot.session.middleware(RateLimitedCalls())
    subscription = Subscription(1, 1, Schedule(480, "UTC"))
    due = DuePush(subscription, datetime(2026, 1, 20, 8, tzinfo=UTC), (), ChatSettings())
    async with WeatherService([OpenMeteo()]) as service:
        pictures = PushPictures(bot, service, Pictures(ChartRenderer(tmp_path)), Pace(25))
        push = await Pushes(bot, OutlookService(service), "Open-Meteo", pictures).prepare(due)
        assert push is not None
        with pytest.raises(RateLimited) as raised:
            await push()
    assert (raised.value.seconds, raised.value.is_chat_only) == (300, True)


async def test_a_push_begins_with_the_official_warnings_and_is_not_held_up_by_their_source(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.pushes.MAX_WARNINGS_WAIT", 0.05)
    known = RateLimitedCalls()
    bot.session.middleware(known)
    place = Place("Moscow", 55.75, 37.62, timezone="Europe/Moscow")
    async with (
        WeatherServer() as server,
        open_session() as session,
        WeatherService([OpenMeteo(url=server.url)], session) as service,
        WarningService([PublicAlertServer(server.url)], session) as warnings,
    ):
        pictures = PushPictures(bot, service, Pictures(ChartRenderer(tmp_path)), Pace(25))
        pushes = Pushes(bot, OutlookService(service), "Open-Meteo", pictures, warnings)
        server.warnings.issue((55.75, 37.62), InfoText("en", "Wind warning", "Met Example"))

        async def send_to(chat_id: int) -> str:
            subscription = Subscription(1, chat_id, Schedule(480, "UTC"))
            due = DuePush(subscription, datetime.now(UTC), (SavedPlace(place),), ChatSettings())
            push = await pushes.prepare(due)
            assert push is not None
            with pytest.raises(RateLimited):
                await push()
            return known.texts[-1]

        server.hold("public-alert-server")
        assert "Wind warning" not in await send_to(1)
        server.release()
        await warnings.look_up([place])
        assert (await send_to(2)).startswith("⚠️🟡 <b>Moscow</b> · Wind warning, until ")
