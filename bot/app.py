"""The composition root: opens and wires the services, and closes them in reverse order."""

import asyncio
import logging
import signal
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import User

from bot.admission import Admission
from bot.chat_context import ChatContext
from bot.config import Settings, SettingsError
from bot.feeding import UpdateFeeder
from bot.inbox import Inbox, UpdateTracker
from bot.intake import Intake
from bot.polling import Polling
from bot.profile import update_profile
from bot.pushing import PushLimits, send_pushes
from bot.reachability import Reachability
from bot.retrying import is_logged, reason_of
from bot.systemd import notify
from bot.telegram import create_bot
from bot.updates import BotIdentity, commands_of
from handlers import routers
from handlers.answer_store import AnswerStore
from handlers.answering import Answering
from handlers.conversations import Conversations
from handlers.daily_offer import PushOffers
from handlers.display import Display
from handlers.groups import Greetings
from handlers.location_button import LocationButton
from handlers.pictures import Pictures
from handlers.prompts import Prompts
from handlers.push_pictures import PushPictures
from handlers.push_requests import PushRequests
from handlers.pushes import Pushes
from handlers.units_offer import UnitsOffers
from handlers.update_times import UpdateTimes
from services.answers import AnswerService
from services.charts import ChartRenderer
from services.daily import OutlookService, Sender
from services.errors import BadAddress, IndexNotMade
from services.net.budget import Pace
from services.net.http import open_session
from services.net.shares import Shares
from services.places import Resolver, open_index
from services.providers import PROVIDERS, Service
from services.storage import (
    AnsweredMessages,
    ButtonAnswers,
    Channels,
    Chats,
    Database,
    DuePushes,
    Journal,
    LastQuestions,
    SavedPlaces,
    Subscriptions,
    open_database,
)
from services.storage.process_lock import hold_process_lock
from services.tasks import Background, start_in
from services.weather import WeatherService

if TYPE_CHECKING:
    from bot.monitoring import Monitoring
    from bot.session import Session
    from bot.web import WebServer
    from bot.webhook import Store, Webhook
    from services.shared.state import SharedState
    from services.statistics import StatisticsService
    from services.storage.leader_lock import LeaderLock

logger = logging.getLogger(__name__)

TELEGRAM_RETRY_SECONDS = 5.0
"""Time in seconds between two attempts to reach Telegram at the start."""
MAX_TOKEN_REFUSALS = 3
"""Maximum number of consecutive refusals of the token at the start; at this number the token counts as invalid."""
TOKEN_RETRY_SECONDS = 1.5
"""Time in seconds between a refusal of the token and the next attempt."""
TELEGRAM_START_TIMEOUT_USEC = 700_000_000
"""Start timeout in microseconds, requested from systemd before each getMe call and the next pause."""
SHARED_CHAT_AGE = 60.0
"""Maximum age in seconds of the cached settings of a chat when other processes may change the settings."""
INDEX_START_TIMEOUT_USEC = 600_000_000
"""Start timeout in microseconds, requested from systemd before the place index is built."""
TOKEN_REFUSED_MESSAGE = "BOT_TOKEN is refused by Telegram; copy it again from @BotFather"  # noqa: S105 - a message


async def run(settings: Settings) -> None:
    """Receive and answer updates until SIGTERM or SIGINT.

    Raise SettingsError if Telegram refuses the token, DATABASE_URL cannot be used, or the place index cannot be
    built. Raise StorageError if the database is down.
    """
    async with AsyncExitStack() as stack:
        try:
            database = await stack.enter_async_context(open_database(settings.database_url))
        except BadAddress as exc:
            raise SettingsError(f"DATABASE_URL cannot be used: {exc}") from exc
        monitoring = await _open_monitoring(settings, database, stack)
        run_term = partial(_run_term, settings, database, monitoring)
        if database.url.get_backend_name() == "sqlite":
            with hold_process_lock(settings.database_url, settings.bot_id):
                await run_term()
        elif settings.webhook_url is not None:
            await run_term()  # with a webhook or SQLite, no leader is needed
        else:
            from bot.leading import lead  # noqa: PLC0415 - SQLite does not need the driver of PostgreSQL

            await lead(settings, partial(_stand_by, settings, monitoring), run_term)


async def _stand_by(settings: Settings, monitoring: "Monitoring | None") -> None:
    """Begin to stand by after Telegram has accepted the token; raise SettingsError if the token is refused."""
    async with create_bot(settings) as bot:
        me = await _reach_telegram(bot)
    logger.info("@%s: another process is the leader; this process stands by", me.username)
    notify("READY=1", f"STATUS=Standing by for @{me.username}")
    if monitoring is not None:
        monitoring.stand_by()


async def _run_term(
    settings: Settings, database: Database, monitoring: "Monitoring | None", lock: "LeaderLock | None" = None
) -> None:
    """Receive and answer updates until SIGTERM or SIGINT, or until *lock* is lost."""
    async with AsyncExitStack() as stack:
        chats = Chats(database, max_age=None if settings.webhook_url is None else SHARED_CHAT_AGE)
        bot = _create_bot(settings, chats, monitoring, lock)
        stack.push_async_callback(bot.session.close)
        shared = await _open_shared_state(settings, stack)
        answers, weather = await _open_services(settings, stack, shared)
        background = Background()
        stack.push_async_callback(background.aclose)
        renderer = ChartRenderer(settings.state_directory / "matplotlib")
        stack.push_async_callback(renderer.aclose)
        pictures = Pictures(renderer, shared)
        stack.push_async_callback(pictures.aclose)
        pace = _pace(settings.pushes_per_second, shared)
        push_pictures = PushPictures(bot, weather, pictures, pace)
        stack.push_async_callback(push_pictures.aclose)
        pushes = Pushes(bot, OutlookService(weather), answers.usual_provider, push_pictures)
        prepare = pushes.prepare if monitoring is None else monitoring.metrics.measured(pushes.prepare)
        sender = Sender(DuePushes(database), chats, prepare, pace)
        last_questions, answered_messages = LastQuestions(database), AnsweredMessages(database)
        stores = (last_questions, answered_messages, button_answers := ButtonAnswers(database))
        for store in stores:
            await store.start()
            stack.push_async_callback(store.aclose)
        answer_store = AnswerStore(answers, button_answers)
        saved_places, location_button = SavedPlaces(database, chats.invalidate), LocationButton()
        conversations, prompts = Conversations(last_questions), Prompts(last_questions)
        subscriptions, shares = (
            Subscriptions(database, sender.wake),
            Shares(settings.look_ups_per_hour, shared=shared),
        )
        push_requests = PushRequests(answers, saved_places, subscriptions, shares, prompts)
        display = Display(
            answers,
            chats,
            answer_store,
            pictures,
            background,
            location_button,
            UnitsOffers(chats, background),
            answered_messages,
        )
        dispatcher = Dispatcher(
            disable_fsm=True,
            chats=chats,
            answers=answers,
            saved_places=saved_places,
            subscriptions=subscriptions,
            channels=Channels(database, chats.invalidate),
            push_requests=push_requests,
            push_offers=PushOffers(push_requests, saved_places, conversations, prompts),
            answer_store=answer_store,
            background=background,
            last_questions=last_questions,
            button_answers=button_answers,
            answered_messages=answered_messages,
            location_button=location_button,
            prompts=prompts,
            greetings=Greetings(),
            update_times=UpdateTimes(),
            conversations=conversations,
            shares=shares,
            statistics=_statistics(settings, database, weather, stack),
            sources=[credit for provider in PROVIDERS for credit in provider.credits],
            display=display,
            answering=Answering(
                answers, chats, saved_places, pictures, shares, conversations, location_button, display
            ),
        )
        dispatcher.include_routers(*routers(settings.admin_ids or ()))
        me = await _reach_telegram(bot)
        logger.info("@%s is running", me.username)
        notify("READY=1", f"STATUS=@{me.username} is running")
        start_in(stack, update_profile(bot, settings.admin_ids or ()))
        identity = BotIdentity(me.id, me.username or "", commands_of(dispatcher), conversations.take_awaited)
        parts = _Parts(settings, bot, dispatcher, database, identity, monitoring, shared, stores)
        receiver = _receiver(parts, lock)
        if monitoring is not None:
            monitoring.begin_term(receiver, weather, stack)
        stop = _stop_signal()
        if lock is not None:
            lock.watch(stop.set)
        push_task = start_in(stack, send_pushes(sender, stop, settings.shutdown_grace))
        try:
            await receiver.run(stop, settings.shutdown_grace)
        except TelegramUnauthorizedError as exc:
            raise SettingsError(TOKEN_REFUSED_MESSAGE) from exc
        await push_task


def _statistics(
    settings: Settings, database: Database, weather: WeatherService, stack: AsyncExitStack
) -> "StatisticsService | None":
    """Return the figures for /stats; None if there are no admins. *stack* ends the measurements."""
    if not settings.admin_ids:
        return None
    from bot.loop_lag import LoopLag  # noqa: PLC0415 - only with admins
    from services.statistics import StatisticsService  # noqa: PLC0415

    lag = LoopLag()
    start_in(stack, lag.measure())
    return StatisticsService(database, weather, lambda: lag.longest)


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


def _pace(per_second: float, shared: "SharedState | None") -> Pace:
    return Pace(per_second, shared=None if shared is None else shared.pace("pushes", per_second))


def _admission(settings: Settings, bot: Bot, shared: "SharedState | None") -> Admission:
    session = cast("Session", bot.session)
    return Admission(
        settings.throttle_per_minute,
        # Telegram's clock dates messages: with a local clock that is ahead, new messages would look too old.
        now=lambda: time.time() - max(0.0, session.clock_ahead_seconds),
        shared=shared,
    )


@dataclass(frozen=True, slots=True)
class _Parts:
    """The objects that are needed to receive and handle updates, by long polling or by webhook."""

    settings: Settings
    bot: Bot
    dispatcher: Dispatcher
    database: Database
    identity: BotIdentity
    monitoring: "Monitoring | None"
    shared: "SharedState | None"
    stores: "Sequence[Store]"
    """The stores that a webhook flushes before another process takes over a chat of this process."""

    def intake_for(self, tracker: UpdateTracker) -> Intake:
        """Return the intake of the updates that *tracker* tracks."""
        context = ChatContext(self.dispatcher["chats"])
        feeder = UpdateFeeder(self.bot, self.dispatcher, context, self.settings.throttle_per_minute)
        return Intake(
            feeder if self.monitoring is None else self.monitoring.measured_feeder(feeder),
            tracker,
            self.identity,
            _admission(self.settings, self.bot, self.shared),
            secret=self.bot.token,
        )


def _receiver(parts: _Parts, lock: "LeaderLock | None") -> "Polling | Webhook":
    if parts.settings.webhook_url is None or parts.monitoring is None:
        return _polling(parts, lock)
    return _webhook(parts, parts.monitoring.server)


def _polling(parts: _Parts, lock: "LeaderLock | None") -> Polling:
    journal = Journal(parts.database, parts.bot.id, process_id=None if lock is None else lock.process_id)
    inbox = Inbox(journal, send_heartbeat=partial(notify, "WATCHDOG=1"))
    allowed_updates = parts.dispatcher.resolve_used_update_types()
    polling = Polling(parts.bot, journal, inbox, parts.intake_for(inbox), allowed_updates=allowed_updates)
    polling.lock = lock
    return polling


def _webhook(parts: _Parts, web_server: "WebServer") -> "Webhook":
    from bot.queue_inbox import QueueInbox  # noqa: PLC0415 - long polling needs no queue
    from bot.registration import Registration, WebhookTarget  # noqa: PLC0415
    from bot.webhook import Webhook  # noqa: PLC0415
    from services.storage.queue import UpdateQueue  # noqa: PLC0415

    queue, journal = UpdateQueue(parts.database, parts.bot.id), Journal(parts.database, parts.bot.id)
    inbox = QueueInbox(queue, journal, send_heartbeat=partial(notify, "WATCHDOG=1"))
    target = WebhookTarget.of(parts.settings, parts.dispatcher.resolve_used_update_types())
    return Webhook(
        Registration(parts.bot, queue, target), inbox, parts.intake_for(inbox), web_server, parts.stores
    )


async def _open_monitoring(settings: Settings, database: Database, stack: AsyncExitStack) -> "Monitoring | None":
    """Listen on LISTEN if a setting needs it; *stack* ends that. Raise SettingsError if LISTEN cannot be used."""
    if settings.webhook_url is None and not settings.metrics:
        return None
    from bot.monitoring import Monitoring  # noqa: PLC0415 - it imports a web server and the client of Prometheus

    monitoring = await Monitoring.open(settings, database, stack)
    if settings.webhook_url is not None:
        monitoring.refuse_updates(settings.webhook_path)  # until the queue is open
    return monitoring


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
) -> tuple[AnswerService, WeatherService]:
    """Open the place index and the clients of the weather services; *stack* closes them."""
    session = await stack.enter_async_context(open_session())
    services = weather_services(settings)
    if shared is not None:
        for service in services:
            service.share_limits(shared)
    by_geocoding = sorted(services, key=lambda service: service.geocoding_rank)
    geocoders = [service.geocoder for service in by_geocoding if service.geocoder is not None]
    providers = [provider for service in services for provider in service.providers]
    weather = await stack.enter_async_context(WeatherService(providers, session, shared=shared))
    notify(f"EXTEND_TIMEOUT_USEC={INDEX_START_TIMEOUT_USEC}", "STATUS=Opening the place index")
    try:
        index = await open_index(settings.state_directory)
    except IndexNotMade as exc:
        raise SettingsError(str(exc)) from exc
    stack.callback(index.close)
    places = Resolver(index, geocoders, session, shared=shared)
    stack.push_async_callback(places.aclose)
    return AnswerService(places, weather), weather


async def _reach_telegram(bot: Bot) -> User:
    """Wait until Telegram answers, and return the bot's own user.

    The bot waits for Telegram without a time limit, because the network may start later than the bot after a power
    failure. Raise SettingsError if Telegram refuses the token MAX_TOKEN_REFUSALS times in a row.
    """
    refusals = failures = 0
    while True:
        # The start timeout is extended only here, so that a start that hangs elsewhere fails.
        notify(f"EXTEND_TIMEOUT_USEC={TELEGRAM_START_TIMEOUT_USEC}", "STATUS=Waiting for Telegram")
        try:
            me = await bot.me()
        except (TelegramUnauthorizedError, TelegramNotFound) as exc:
            refusals += 1
            if refusals == MAX_TOKEN_REFUSALS:
                raise SettingsError(TOKEN_REFUSED_MESSAGE) from exc
            await asyncio.sleep(TOKEN_RETRY_SECONDS)
        except TelegramAPIError as error:
            refusals = 0
            failures += 1
            pause = max(TELEGRAM_RETRY_SECONDS, getattr(error, "retry_after", 0.0))
            if is_logged(failures):
                logger.warning(
                    "waiting for Telegram, attempt %d: %s; trying again every %.0f s",
                    failures,
                    reason_of(error),
                    pause,
                )
            await asyncio.sleep(pause)
        else:
            return me


def _stop_signal() -> asyncio.Event:
    """Return an event that is set by SIGTERM or SIGINT. A second signal ends the process immediately."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        notify("STOPPING=1", "STATUS=Finishing running answers")
        stop.set()
        for signal_number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(signal_number)
            signal.signal(signal_number, signal.SIG_DFL)

    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, on_signal)
    return stop
