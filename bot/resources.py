"""Opens the objects that the bot uses while it receives updates: the client of Telegram, services and stores."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from aiogram import Bot

from bot.config import Settings, SettingsError
from bot.pushing import PushLimits
from bot.reachability import Reachability
from bot.systemd import notify
from bot.telegram import create_bot
from handlers.alert_messages import AlertMessages
from handlers.pictures import Pictures
from handlers.push_pictures import PushPictures
from handlers.pushes import Pushes
from services.alerts.monitor import AlertMonitor
from services.alerts.precipitation_check import PrecipitationCheck
from services.alerts.threshold_check import ThresholdCheck
from services.alerts.warning_check import WarningCheck
from services.answers import AnswerService
from services.charts import ChartRenderer
from services.daily import OutlookService
from services.delivery import RateLimits, Sender
from services.errors import IndexNotMade
from services.net.budget import Pace
from services.net.http import open_session
from services.places import Resolver, open_index
from services.providers import PROVIDERS, Service
from services.storage import (
    AnsweredMessages,
    ButtonAnswers,
    Chats,
    Database,
    DueAlertMessage,
    DueAlerts,
    DuePush,
    DuePushes,
    LastQuestions,
    WatchedCells,
)
from services.tasks import BackgroundTasks, start_in_stack
from services.warnings import WarningService
from services.weather import WeatherService

if TYPE_CHECKING:
    from bot.monitoring import Monitoring
    from services.alerts.checks import Check
    from services.shared.state import SharedState
    from services.statistics import StatisticsService
    from services.storage.leader_lock import LeaderLock

MAX_SHARED_CHAT_AGE = 60.0
"""Maximum age in seconds of the cached settings of a chat when other processes may change the settings."""
INDEX_START_TIMEOUT_USEC = 600_000_000
"""Start timeout in microseconds, requested from systemd before the place index is built."""


@dataclass(frozen=True, slots=True)
class Resources:
    """The objects with which the process receives and answers updates during one term.

    The *stack* that is passed to `open` closes the objects.
    """

    bot: Bot
    """The client of the Bot API."""
    chats: Chats
    shared: "SharedState | None"
    """The state that processes share through Redis; None if REDIS_URL is not set."""
    weather: WeatherService
    warnings: WarningService
    """Provides official warnings; has no providers if ALERTS_URL is empty."""
    answer_service: AnswerService
    background: BackgroundTasks
    """The background tasks of handlers."""
    pictures: Pictures
    push_sender: Sender[DuePush]
    alert_sender: Sender[DueAlertMessage]
    monitor: AlertMonitor
    """Checks watched places and stores alerts, which `alert_sender` sends."""
    last_questions: LastQuestions
    answered_messages: AnsweredMessages
    button_answers: ButtonAnswers
    statistics: "StatisticsService | None"
    """The figures for /stats; None if there are no admins."""

    @property
    def buffered_stores(self) -> tuple[LastQuestions, AnsweredMessages, ButtonAnswers]:
        """The stores that keep new rows in memory until a background task writes them to the database."""
        return self.last_questions, self.answered_messages, self.button_answers

    @classmethod
    async def open(
        cls,
        settings: Settings,
        database: Database,
        monitoring: "Monitoring | None",
        lock: "LeaderLock | None",
        stack: AsyncExitStack,
    ) -> Self:
        """Open all resources; they are closed with *stack*.

        Raise SettingsError if the place index cannot be built.
        """
        chats = Chats(database, max_age=None if settings.webhook_url is None else MAX_SHARED_CHAT_AGE)
        bot = _create_bot(settings, chats, monitoring, lock)
        stack.push_async_callback(bot.session.close)
        shared = await _open_shared_state(settings, stack)
        answer_service, weather, warnings = await _open_services(settings, stack, shared)
        background = BackgroundTasks()
        stack.push_async_callback(background.aclose)
        renderer = ChartRenderer(settings.state_directory / "matplotlib")
        stack.push_async_callback(renderer.aclose)
        pictures = Pictures(renderer, shared)
        stack.push_async_callback(pictures.aclose)
        shared_pace = None if shared is None else shared.pace("pushes", settings.pushes_per_second)
        pace = Pace(settings.pushes_per_second, shared=shared_pace)
        push_pictures = PushPictures(bot, weather, pictures, pace)
        stack.push_async_callback(push_pictures.aclose)
        pushes = Pushes(bot, OutlookService(weather), answer_service.usual_provider, push_pictures, warnings)
        prepare = pushes.prepare if monitoring is None else monitoring.measured_pushes(pushes.prepare)
        limits = RateLimits(pace)
        alert_sender = _create_alert_sender(
            database, chats, AlertMessages(bot, answer_service), limits, monitoring
        )
        checks: Sequence[Check] = [PrecipitationCheck(weather), ThresholdCheck(weather)]
        if warnings.is_on:
            checks = [*checks, WarningCheck(warnings)]
        if monitoring is not None:
            checks = monitoring.measured_checks(checks)
        resources = cls(
            bot=bot,
            chats=chats,
            shared=shared,
            weather=weather,
            warnings=warnings,
            answer_service=answer_service,
            background=background,
            pictures=pictures,
            push_sender=Sender(DuePushes(database), chats, prepare, limits),
            alert_sender=alert_sender,
            monitor=AlertMonitor(WatchedCells(database, alert_sender.wake), checks),
            last_questions=LastQuestions(database),
            answered_messages=AnsweredMessages(database),
            button_answers=ButtonAnswers(database),
            statistics=_create_statistics(settings, database, weather, stack),
        )
        for store in resources.buffered_stores:
            await store.start()
            stack.push_async_callback(store.aclose)
        return resources


def weather_services(settings: Settings) -> list[Service]:
    """Return the weather services that *settings* configure, in the order in which they are called."""
    return [provider.build(settings) for provider in PROVIDERS]


async def _open_shared_state(settings: Settings, stack: AsyncExitStack) -> "SharedState | None":
    """Connect to Redis and return the state that processes share; None if REDIS_URL is not set."""
    if settings.redis_url is None:
        return None
    # The client of Redis is imported only if REDIS_URL is set, because the import takes a tenth of a second.
    from services.shared.redis import RedisStore  # noqa: PLC0415
    from services.shared.state import SharedState  # noqa: PLC0415

    store = RedisStore(settings.redis_url, settings.bot_token.get_secret_value())
    stack.push_async_callback(store.aclose)
    await store.start()
    return SharedState(store)


async def _open_services(
    settings: Settings, stack: AsyncExitStack, shared: "SharedState | None"
) -> tuple[AnswerService, WeatherService, WarningService]:
    """Open the place index and the clients of the weather services; they are closed with *stack*."""
    session = await stack.enter_async_context(open_session())
    services = weather_services(settings)
    if shared is not None:
        for service in services:
            service.share_limits(shared)
    by_geocoding = sorted(services, key=lambda service: service.geocoding_rank)
    geocoders = [service.geocoder for service in by_geocoding if service.geocoder is not None]
    providers = [provider for service in services for provider in service.providers]
    weather = await stack.enter_async_context(WeatherService(providers, session, shared=shared))
    warning_providers = [service.warnings for service in services if service.warnings is not None]
    warnings = await stack.enter_async_context(WarningService(warning_providers, session, shared=shared))
    notify(f"EXTEND_TIMEOUT_USEC={INDEX_START_TIMEOUT_USEC}", "STATUS=Opening the place index")
    try:
        index = await open_index(settings.state_directory)
    except IndexNotMade as exc:
        raise SettingsError(str(exc)) from exc
    stack.callback(index.close)
    places = Resolver(index, geocoders, session, shared=shared)
    stack.push_async_callback(places.aclose)
    return AnswerService(places, weather, warnings), weather, warnings


def _create_bot(
    settings: Settings, chats: Chats, monitoring: "Monitoring | None", lock: "LeaderLock | None"
) -> Bot:
    """Return the Telegram client with the middlewares that use the database."""
    bot = create_bot(settings)
    bot.session.middleware(Reachability(chats))
    bot.session.middleware(PushLimits())
    if lock is not None:
        from bot.leading import SendFence  # noqa: PLC0415 - only with several processes

        bot.session.middleware(SendFence(lock))
    if monitoring is not None:
        bot.session.middleware(monitoring.measured_calls)
    return bot


def _create_alert_sender(
    database: Database,
    chats: Chats,
    messages: AlertMessages,
    limits: RateLimits,
    monitoring: "Monitoring | None",
) -> Sender[DueAlertMessage]:
    """Return the sender of alerts; it shares *limits* with the sender of pushes."""
    if monitoring is None:
        return Sender(DueAlerts(database), chats, messages.prepare, limits)
    alerts = DueAlerts(database, monitoring.metrics.count_dropped_alerts)
    return Sender(alerts, chats, monitoring.measured_alerts(messages.prepare), limits)


def _create_statistics(
    settings: Settings, database: Database, weather: WeatherService, stack: AsyncExitStack
) -> "StatisticsService | None":
    """Return the service for /stats; None if there are no admins.

    Closing *stack* ends the measurement of the event loop's lag.
    """
    if not settings.admin_ids:
        return None
    from bot.loop_lag import LoopLag  # noqa: PLC0415 - only with admins
    from services.statistics import StatisticsService  # noqa: PLC0415

    lag = LoopLag()
    start_in_stack(stack, lag.measure())
    queue_owner = None if settings.webhook_url is None else settings.bot_id
    return StatisticsService(database, weather, lambda: lag.max_of_last_minute, queue_owner=queue_owner)
