"""Whether and when an update is fed again after Telegram did not accept its answer."""

import math
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.types import CallbackQuery, Message, Update

from bot import feeding, retrying
from bot.admission import Refusal
from bot.feeding import UpdateFeeder
from bot.updates import JsonObject
from handlers import errors, routers
from handlers.texts import texts_for
from handlers.views.units import units_for
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, Chat, TelegramServer
from services.storage import ChatSettings

BAD_GATEWAY = Fault(FaultKind.STATUS, status=502)
DROP = Fault(FaultKind.DROP)
TOO_LONG = ApiError(429, "Too Many Requests: retry after 130", retry_after=130).fault()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the retries of calls."""
    monkeypatch.setattr(retrying, "RETRY_BACKOFF_MIN", 0.001)
    monkeypatch.setattr(retrying, "RETRY_WINDOW_SECONDS", 0.02)


async def russian_context(_: Update) -> dict[str, Any]:
    """Return the data that a notice needs: units with Russian texts."""
    return {"units": units_for(ChatSettings(), "ru")}


@pytest.fixture
def fed(bot: Bot) -> UpdateFeeder:
    """Return a feeder whose handler answers hello."""

    async def greet(event: Message | CallbackQuery, bot: Bot) -> None:
        assert event.from_user is not None
        await bot.send_message(event.from_user.id, "hello")

    greeting = Router()
    greeting.message.register(greet)
    greeting.callback_query.register(greet)
    dispatcher = Dispatcher()
    dispatcher.include_routers(errors.router(), greeting)
    return UpdateFeeder(bot, dispatcher, russian_context, per_minute=30)


def message(chat: Chat) -> JsonObject:
    return {"update_id": 1, "message": chat.send("hello")}


def test_no_router_has_a_middleware_or_filter_which_the_feeder_would_ignore() -> None:
    observers = [
        observer for router in routers() for inner in router.chain_tail for observer in inner.observers.values()
    ]
    assert not any(len(observer.middleware) + len(observer.outer_middleware) for observer in observers)
    assert not any(observer._handler.filters for observer in observers)


async def test_an_answered_update_is_finished(telegram: TelegramServer, fed: UpdateFeeder) -> None:
    chat = telegram.private_chat()
    assert await fed.feed(message(chat)) is None
    assert len(chat.answers) == 1


@pytest.mark.parametrize(
    ("fault", "failed_attempts", "pause"),
    [
        (BAD_GATEWAY, 0, feeding.REFEED_BACKOFF_MIN),
        (BAD_GATEWAY, 1, 2 * feeding.REFEED_BACKOFF_MIN),
        (BAD_GATEWAY, 1000, feeding.REFEED_BACKOFF_MAX),
        (TOO_LONG, 0, 130),
        (TOO_LONG, 5, 130),
    ],
)
async def test_an_answer_that_may_be_sent_later_is_fed_again(
    telegram: TelegramServer, fed: UpdateFeeder, fault: Fault, failed_attempts: int, pause: float
) -> None:
    telegram.break_(fault, "sendMessage")
    found = await fed.feed(message(telegram.private_chat()), failed_attempts=failed_attempts)
    assert found is not None
    assert pause <= found <= pause * (1 + feeding.MAX_PAUSE_JITTER)


async def test_an_answer_that_may_have_been_sent_is_not_fed_again(
    telegram: TelegramServer, fed: UpdateFeeder
) -> None:
    telegram.break_(DROP, "sendMessage")
    assert await fed.feed(message(telegram.private_chat())) is None


async def test_a_callback_query_is_not_fed_again(telegram: TelegramServer, fed: UpdateFeeder) -> None:
    query = {"id": "1", "from": telegram.user(), "chat_instance": "1", "data": "x"}
    telegram.break_(BAD_GATEWAY, "sendMessage")
    assert await fed.feed({"update_id": 1, "callback_query": query}) is None


async def test_a_refused_message_gets_a_notice_instead_of_an_answer(
    telegram: TelegramServer, fed: UpdateFeeder
) -> None:
    chat = telegram.private_chat()
    assert await fed.feed(message(chat), Refusal.TOO_FAST) is None
    assert [answer.text for answer in chat.answers.values()] == [texts_for("ru")("slow-down", limit=30)]


async def test_a_refused_message_without_a_handler_gets_no_notice(telegram: TelegramServer, bot: Bot) -> None:
    feeder = UpdateFeeder(bot, Dispatcher(), russian_context, per_minute=30)
    chat = telegram.private_chat()
    assert await feeder.feed(message(chat), Refusal.TOO_FAST) is None
    assert not chat.answers


async def test_a_notice_that_may_be_sent_later_is_fed_again(telegram: TelegramServer, fed: UpdateFeeder) -> None:
    telegram.break_(BAD_GATEWAY, "sendMessage")
    assert await fed.feed(message(telegram.private_chat()), Refusal.TOO_FAST) is not None


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 1e300, math.inf, math.nan])
async def test_an_update_with_a_number_beyond_64_bits_is_skipped(
    telegram: TelegramServer, fed: UpdateFeeder, number: float
) -> None:
    update = message(telegram.private_chat())
    update["message"]["entities"] = [{"type": "url", "offset": 0, "length": number}]
    assert await fed.feed(update) is None
    assert len(telegram.calls) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("forward_origin", {"type": "a kind of tomorrow", "date": 1}),
        ("via_bot", {"id": 7}),
        ("entities", [{"type": "bot_command", "offset": 0}]),
        ("paid_media", {"star_count": 1, "paid_media": [{"type": "a kind of tomorrow"}]}),
    ],
)
async def test_an_invalid_field_is_ignored_and_the_update_answered(
    telegram: TelegramServer, fed: UpdateFeeder, caplog: pytest.LogCaptureFixture, field: str, value: object
) -> None:
    chat = telegram.private_chat()
    update = message(chat)
    update["message"][field] = value
    assert await fed.feed(update) is None
    assert [answer.text for answer in chat.answers.values()] == ["hello"]
    assert field in caplog.text


def nested(levels: int) -> JsonObject:
    return {"x": nested(levels - 1)} if levels else {}


@pytest.mark.parametrize("field", [nested(100), nested(600), [{}] * 20_001], ids=["deep", "deeper", "large"])
async def test_an_update_that_is_too_deep_or_too_large_is_skipped(
    telegram: TelegramServer, fed: UpdateFeeder, field: object
) -> None:
    update = message(telegram.private_chat())
    update["message"]["entities"] = field
    assert await fed.feed(update) is None
    assert len(telegram.calls) == 0


@pytest.mark.parametrize("update", [{"update_id": 1}, {"update_id": 1, "message": {"chat": 5}}])
async def test_an_invalid_update_is_finished(fed: UpdateFeeder, update: JsonObject) -> None:
    assert await fed.feed(update) is None
