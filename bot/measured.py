"""Wrappers that count updates, calls, checks and sent messages in the metrics."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.admission import Refusal
from bot.feeding import UpdateFeeder
from bot.metrics import Metrics
from bot.updates import JsonObject
from services.alerts.checks import Check, CheckResult
from services.delivery import Delivery, Outcome, Prepare, RateLimited, lateness
from services.delivery.store import Item
from services.storage import AlertKinds, WatchedCell


class MeasuredFeeder(UpdateFeeder):
    """Passes updates to *feeder*, and counts the updates."""

    def __init__(self, feeder: UpdateFeeder, metrics: Metrics) -> None:
        self._feeder = feeder
        self._metrics = metrics

    async def feed(
        self, body: JsonObject, refusal: Refusal | None = None, *, failed_attempts: int = 0
    ) -> float | None:
        """Pass the update to the feeder, and count the update."""
        started = time.perf_counter()
        pause = await self._feeder.feed(body, refusal, failed_attempts=failed_attempts)
        outcome = "postponed" if pause is not None else "done" if refusal is None else "refused"
        self._metrics.count_update(body, outcome, time.perf_counter() - started)
        return pause


class MeasuredCalls(BaseRequestMiddleware):
    """Counts the calls of the Bot API by method and outcome."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        """Make the request, and count the call with its outcome."""
        started = time.perf_counter()
        outcome = "cancelled"
        try:
            response = await make_request(bot, method)
        except TelegramAPIError as error:
            outcome = _outcome_of(error)
            raise
        else:
            outcome = "ok"
            return response
        finally:
            self._metrics.count_call(method.__api_method__, outcome, time.perf_counter() - started)


class MeasuredCheck:
    """Passes cells to *check*, and counts the cells."""

    def __init__(self, check: Check, metrics: Metrics) -> None:
        self.name = check.name
        self.kinds: AlertKinds = check.kinds
        self._check = check
        self._metrics = metrics

    async def run(self, cells: Sequence[WatchedCell], now: datetime) -> Sequence[CheckResult]:
        """Check *cells*, and count them; a cell counts as failed if the check raises an exception."""
        outcome = "failed"
        try:
            results = await self._check.run(cells, now)
            outcome = "ok"
            return results
        finally:
            self._metrics.count_checked_cells(self.name, outcome, len(cells))


def with_counted_attempts(prepare: Prepare[Item], count: Callable[[str, float], None]) -> Prepare[Item]:
    """Return a function that calls *prepare*, and calls *count* with the outcome and lateness of each attempt."""

    async def prepare_and_count(due: Item) -> Delivery | None:
        deliver = await prepare(due)
        if deliver is None:
            count("not prepared", lateness(due, time.time()))
            return None

        async def deliver_and_count() -> Outcome:
            try:
                outcome = await deliver()
            except RateLimited:
                count("rate limited", lateness(due, time.time()))
                raise
            count(outcome.name.lower(), max(0.0, lateness(due, time.time())))
            return outcome

        return deliver_and_count

    return prepare_and_count


def _outcome_of(error: TelegramAPIError) -> str:
    match error:
        case TelegramRetryAfter():
            return "rate limited"
        case TelegramServerError():
            return "server error"
        case TelegramNetworkError():
            return "no response"
        case _:
            return "refused"
