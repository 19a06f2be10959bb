"""Metrics for Prometheus, which the page /metrics shows. No value of a label comes from users.

Only `bot.monitoring` imports this module, if METRICS or WEBHOOK_URL is set.
"""

import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from importlib.metadata import version

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.intake import Intake
from bot.updates import JsonObject, date_of, kind_of
from services.errors import StorageError
from services.storage.queue_figures import QueueFigures
from services.weather import WeatherService

UPDATE_KINDS = frozenset(
    {
        *("message", "edited_message", "callback_query", "my_chat_member", "inline_query", "chosen_inline_result"),
        *("guest_message", "channel_post", "edited_channel_post"),
    }
)
"""Kinds of updates that are values of a label; other kinds count as "other"."""

SHORT_DURATION_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds, in seconds, of the buckets for short durations."""

DELAY_BUCKETS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)
"""Upper bounds, in seconds, of the buckets for longer delays, such as the lateness of pushes."""

QUEUE_METRICS = {
    "length": "Updates in the database that are waiting or being handled, in all processes",
    "oldest_seconds": "Time since the oldest update in the queue was received",
    "leases": "Chats that the processes have leased",
    "workers": "Processes that share the queue",
}
"""Maps a field of QueueFigures to the description of its gauge."""


class Metrics:
    """The metrics of one process."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        for collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
            registry.register(collector)
        Info("weather_bot", "The version of the bot", registry=registry).info({"version": version("weather-bot")})

        def counter(name: str, help_text: str, *labels: str) -> Counter:
            return Counter(f"weather_bot_{name}", help_text, labels, registry=registry)

        def histogram(
            name: str, help_text: str, *labels: str, buckets: Sequence[float] = SHORT_DURATION_BUCKETS
        ) -> Histogram:
            return Histogram(f"weather_bot_{name}_seconds", help_text, labels, buckets=buckets, registry=registry)

        self.is_receiving = Gauge(
            "weather_bot_receiving",
            "1 while this process receives updates, 0 while it stands by",
            registry=registry,
        )
        self._updates = counter("updates", "Handled updates", "kind", "outcome")
        self._update_seconds = histogram("update", "Time to handle an update", "kind")
        self._delay_seconds = histogram(
            "answer_delay",
            "Time from a message, which Telegram dates in whole seconds, to the end of its handling",
            buckets=DELAY_BUCKETS,
        )
        self._calls = counter("telegram_calls", "Calls of the Bot API", "method", "outcome")
        self._call_seconds = histogram("telegram_call", "Duration of calls of the Bot API except getUpdates")
        self._upstream_calls = counter(
            "upstream_calls", "Calls of weather services and geocoders", "provider", "outcome"
        )
        self._upstream_seconds = histogram(
            "upstream_call", "Duration of successful calls of providers", "provider"
        )
        self._pushes = counter("pushes", "Attempts to send daily messages", "outcome")
        self._push_lateness = histogram(
            "push_lateness", "Time from the schedule of a daily message to its sending", buckets=DELAY_BUCKETS
        )
        self._alerts = counter("alerts", "Attempts to send messages with alerts, and dropped alerts", "outcome")
        self._alert_lateness = histogram(
            "alert_lateness", "Time from the storage of an alert to its sending", buckets=DELAY_BUCKETS
        )
        self._checked_cells = counter("alert_checked_cells", "Cells checked for alerts", "check", "outcome")
        self.loop_lag = histogram("event_loop_lag", "Lag of the event loop, measured twice a second")
        self._write_seconds = histogram(
            "database_write", "Duration of transactions that write, mostly of the journal", "outcome"
        )
        self._log_records = counter("log_records", "Lines of the log", "level")
        self._term = TermCollector()
        registry.register(self._term)

    async def on_metrics(self, _: web.BaseRequest) -> web.Response:
        """Answer a request for /metrics. The figures about the queue are missing while the database fails."""
        await self._term.read_figures()
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    def begin_term(
        self, intake: Intake, weather: WeatherService, read_queue: Callable[[], Awaitable[QueueFigures]] | None
    ) -> None:
        """From now on, read the lengths of queues from *intake*, and the use of caches from *weather*.

        *read_queue* reads the figures about the queue in the database; None with long polling.
        """
        self._term.intake, self._term.weather, self._term.read_queue = intake, weather, read_queue

    def count_update(self, body: JsonObject, outcome: str, seconds: float) -> None:
        """Count an update that took *seconds* to handle."""
        kind = kind_of(body)
        kind = kind if kind in UPDATE_KINDS else "other"
        self._updates.labels(kind, outcome).inc()
        self._update_seconds.labels(kind).observe(seconds)
        if outcome == "done" and "message" in body and (date := date_of(body)) is not None:
            self._delay_seconds.observe(max(0.0, time.time() - date))

    def count_call(self, method: str, outcome: str, seconds: float) -> None:
        """Count a call of the Bot API."""
        self._calls.labels(method, outcome).inc()
        if method != "getUpdates":
            self._call_seconds.observe(seconds)

    def count_upstream_call(self, provider: str, outcome: str, seconds: float) -> None:
        """Count a call of a weather service or geocoder."""
        self._upstream_calls.labels(provider, outcome).inc()
        if outcome == "ok":
            self._upstream_seconds.labels(provider).observe(seconds)

    def count_push(self, outcome: str, seconds_late: float) -> None:
        """Count an attempt to send a daily message *seconds_late* seconds after its time."""
        self._pushes.labels(outcome).inc()
        if outcome == "sent":
            self._push_lateness.observe(seconds_late)

    def count_alert(self, outcome: str, seconds_late: float) -> None:
        """Count an attempt to send a message with alerts *seconds_late* seconds after its scheduled time."""
        self._alerts.labels(outcome).inc()
        if outcome == "sent":
            self._alert_lateness.observe(seconds_late)

    def count_checked_cells(self, check_name: str, outcome: str, count: int) -> None:
        """Count cells for which the check *check_name* has run."""
        self._checked_cells.labels(check_name, outcome).inc(count)

    def count_dropped_alerts(self, count: int) -> None:
        """Count alerts that expired before they were sent."""
        self._alerts.labels("dropped").inc(count)

    def count_write(self, seconds: float, has_failed: bool) -> None:
        """Count a transaction that writes."""
        self._write_seconds.labels("failed" if has_failed else "ok").observe(seconds)

    def count_log_record(self, level: str) -> None:
        """Count a line of the log."""
        self._log_records.labels(level.lower()).inc()


class TermCollector(Collector):
    """Reads the state of the services when /metrics is requested."""

    def __init__(self) -> None:
        self.intake: Intake | None = None
        self.weather: WeatherService | None = None
        self.read_queue: Callable[[], Awaitable[QueueFigures]] | None = None
        self._queue: QueueFigures | None = None

    async def read_figures(self) -> None:
        """Read the figures about the queue in the database, for the next `collect`."""
        self._queue = None
        if self.read_queue is not None:
            with suppress(StorageError):  # `Database` logs the error
                self._queue = await self.read_queue()

    def collect(self) -> Iterable[Metric]:
        """Yield the lengths of the queues, and the use of caches and budgets."""
        queued = GaugeMetricFamily("weather_bot_queued", "Lengths of the queues in memory", labels=["queue"])
        caches = CounterMetricFamily(
            "weather_bot_cache_requests", "Requests to the caches of weather", labels=["cache", "result"]
        )
        spent = GaugeMetricFamily("weather_bot_budget_spent", "Calls spent of a budget", labels=["provider"])
        limit = GaugeMetricFamily("weather_bot_budget_limit", "Calls that a budget allows", labels=["provider"])
        if self.intake is not None:
            for name, count in self.intake.counts.items():
                queued.add_metric([name], count)
        if self.weather is not None:
            for cache, (hits, misses) in self.weather.cache_counts.items():
                caches.add_metric([cache, "hit"], hits)
                caches.add_metric([cache, "miss"], misses)
            for provider, budget in self.weather.budgets.items():
                spent.add_metric([provider], budget.spent_calls)
                limit.add_metric([provider], budget.calls)
        return [queued, caches, spent, limit, *self._queue_metrics()]

    def _queue_metrics(self) -> Iterable[Metric]:
        """Yield the figures about the queue in the database, which are the same in all processes."""
        for name, text in QUEUE_METRICS.items():
            metric = GaugeMetricFamily(f"weather_bot_queue_{name}", text, labels=[])
            if self._queue is not None:
                metric.add_metric([], getattr(self._queue, name))
            yield metric


class CountingHandler(logging.Handler):
    """Counts the lines of the log by level."""

    def __init__(self, count: Callable[[str], None]) -> None:
        super().__init__()
        self._count = count

    def emit(self, record: logging.LogRecord) -> None:
        """Count *record*."""
        self._count(record.levelname)
