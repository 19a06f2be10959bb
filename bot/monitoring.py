"""Serves the health pages and the metrics to the operator, on the address in LISTEN."""

import logging
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import web

from bot.config import Settings, SettingsError
from bot.feeding import UpdateFeeder
from bot.health import Health, Role
from bot.loop_lag import LoopLag
from bot.measured import MeasuredCalls, MeasuredCheck, MeasuredFeeder, with_counted_attempts
from bot.metrics import CountingHandler, Metrics
from bot.polling import Polling
from bot.web import CannotListen, Handler, WebServer, answer_unavailable
from services.alerts.checks import Check
from services.delivery import Prepare
from services.net.call_counts import set_call_hook
from services.storage import Database, DueAlertMessage, DuePush
from services.storage.queue_figures import read_queue_figures
from services.tasks import start_in_stack
from services.weather import WeatherService

if TYPE_CHECKING:
    from bot.webhook import Webhook

MAX_CONCURRENT_PAGE_REQUESTS = 20
"""Maximum number of requests for /readyz and /metrics that are answered at once; further requests get 503.

While the database hangs, requests for /readyz and /metrics hang. Hanging requests must not occupy all connections,
because the webhook needs connections.
"""


class Monitoring:
    """The server for requests to LISTEN, with the pages /healthz, /readyz and /metrics."""

    def __init__(self, server: WebServer, database: Database, bot_id: int) -> None:
        self.server = server
        self._database = database
        self._bot_id = bot_id
        self.health = Health(database)
        self.metrics = Metrics()
        self.measured_calls = MeasuredCalls(self.metrics)
        self._page_requests = 0
        server.add_route("GET", "/healthz", self.health.on_healthz)
        server.add_route("GET", "/readyz", self._with_request_limit(self.health.on_readyz))
        server.add_route("GET", "/metrics", self._with_request_limit(self.metrics.on_metrics))

    @classmethod
    async def open(cls, settings: Settings, database: Database, stack: AsyncExitStack) -> "Monitoring":
        """Start the HTTP server and the measurements; both stop when *stack* is closed.

        Raise SettingsError if LISTEN cannot be used.
        """
        try:
            server = await stack.enter_async_context(WebServer(*settings.listen_address))
        except CannotListen as exc:
            raise SettingsError(f"LISTEN cannot be used: {exc}") from exc
        monitoring = cls(server, database, settings.bot_id)
        metrics = monitoring.metrics
        database.on_write = metrics.count_write
        set_call_hook(metrics.count_upstream_call)
        stack.callback(set_call_hook, None)
        handler = CountingHandler(metrics.count_log_record)
        logging.getLogger().addHandler(handler)
        stack.callback(logging.getLogger().removeHandler, handler)
        start_in_stack(stack, LoopLag(metrics.loop_lag.observe).measure())
        return monitoring

    def _with_request_limit(self, answer: Handler) -> Handler:
        """Return a handler that calls *answer* for at most MAX_CONCURRENT_PAGE_REQUESTS requests at once."""

        async def answer_or_refuse(request: web.BaseRequest) -> web.StreamResponse:
            if self._page_requests >= MAX_CONCURRENT_PAGE_REQUESTS:
                return await answer_unavailable(request)
            self._page_requests += 1
            try:
                return await answer(request)
            finally:
                self._page_requests -= 1

        return answer_or_refuse

    def refuse_updates(self, path: str) -> None:
        """Answer updates that arrive at *path* with 503, until the webhook replaces the route."""
        self.server.add_route("POST", path, answer_unavailable)

    def stand_by(self) -> None:
        """Show in the health check and the metrics that this process stands by."""
        self.health.role = Role.STANDBY
        self.metrics.is_receiving.set(0)

    def begin_term(self, receiver: "Polling | Webhook", weather: WeatherService, stack: AsyncExitStack) -> None:
        """Show in the health check and the metrics that this process receives updates, until *stack* is closed."""
        self.health.role = Role.POLLING if isinstance(receiver, Polling) else Role.WEBHOOK
        self.health.is_receiving = lambda: receiver.is_receiving
        self.metrics.is_receiving.set(1)
        is_polling = isinstance(receiver, Polling)
        read_queue = None if is_polling else partial(read_queue_figures, self._database, self._bot_id)
        self.metrics.begin_term(receiver.intake, weather, read_queue)
        stack.callback(self._end_term)

    def _end_term(self) -> None:
        self.health.role = Role.STOPPING
        self.metrics.is_receiving.set(0)

    def measured_pushes(self, prepare: Prepare[DuePush]) -> Prepare[DuePush]:
        """Return a function that calls *prepare*, and counts the outcomes of the pushes."""
        return with_counted_attempts(prepare, self.metrics.count_push)

    def measured_alerts(self, prepare: Prepare[DueAlertMessage]) -> Prepare[DueAlertMessage]:
        """Return a function that calls *prepare*, and counts the outcomes of the messages with alerts."""
        return with_counted_attempts(prepare, self.metrics.count_alert)

    def measured_checks(self, checks: Sequence[Check]) -> Sequence[Check]:
        """Return checks that run *checks*, and that count the checked cells."""
        return [MeasuredCheck(check, self.metrics) for check in checks]

    def measured_feeder(self, feeder: UpdateFeeder) -> UpdateFeeder:
        """Return a feeder that passes updates to *feeder*, and counts the updates."""
        return MeasuredFeeder(feeder, self.metrics)
