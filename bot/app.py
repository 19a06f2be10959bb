"""The composition root: opens the database, connects the services with the handlers, and receives updates."""

import gc
import logging
from contextlib import AsyncExitStack
from functools import partial
from typing import TYPE_CHECKING

from aiogram import Dispatcher
from aiogram.exceptions import TelegramUnauthorizedError

from bot.config import Settings, SettingsError
from bot.profile import update_profile
from bot.pushing import run_in_background
from bot.receiver import ReceiverFactory
from bot.resources import Resources
from bot.signals import stop_on_signal
from bot.systemd import notify
from bot.telegram import TOKEN_REFUSED_MESSAGE, create_bot, reach_telegram
from handlers import routers
from handlers.alert_offer import AlertOffers
from handlers.alert_requests import AlertRequests
from handlers.alert_screens import AlertScreens
from handlers.answer_store import AnswerStore
from handlers.answering import Answering
from handlers.conversations import Conversations
from handlers.daily_offer import PushOffers
from handlers.display import Display
from handlers.groups import GroupGreeter
from handlers.location_button import LocationButton
from handlers.place_requests import PlaceRequests
from handlers.prompts import Prompts
from handlers.push_requests import PushRequests
from handlers.units_offer import UnitsOffers
from handlers.update_times import UpdateTimes
from services.errors import BadDatabaseAddress
from services.net.shares import Shares
from services.providers import PROVIDERS
from services.storage import Channels, Database, SavedPlaces, Subscriptions, Watches, open_database
from services.storage.process_lock import hold_process_lock
from services.tasks import start_in_stack

if TYPE_CHECKING:
    from bot.monitoring import Monitoring
    from services.storage.leader_lock import LeaderLock

logger = logging.getLogger(__name__)


async def run(settings: Settings) -> None:
    """Receive and answer updates until SIGTERM or SIGINT.

    Raise SettingsError if Telegram refuses the token, DATABASE_URL cannot be used, or the place index cannot be
    built. Raise StorageError if the database is down.
    """
    async with AsyncExitStack() as stack:
        try:
            database = await stack.enter_async_context(open_database(settings.database_url))
        except BadDatabaseAddress as exc:
            raise SettingsError(f"DATABASE_URL cannot be used: {exc}") from exc
        monitoring = await _open_monitoring(settings, database, stack)
        run_term = partial(_run_term, settings, database, monitoring)
        if database.url.get_backend_name() == "sqlite":
            with hold_process_lock(settings.database_url, settings.bot_id):
                await run_term()
        elif settings.webhook_url is not None:
            await run_term()  # with a webhook, all processes answer and no leader is needed
        else:
            from bot.leading import lead  # noqa: PLC0415 - SQLite does not need the driver of PostgreSQL

            await lead(settings, partial(_stand_by, settings, monitoring), run_term)


async def _stand_by(settings: Settings, monitoring: "Monitoring | None") -> None:
    """Wait until Telegram accepts the token, then stand by; raise SettingsError if Telegram refuses the token."""
    async with create_bot(settings) as bot:
        me = await reach_telegram(bot)
    logger.info("@%s: another process is the leader; this process stands by", me.username)
    notify("READY=1", f"STATUS=Standing by for @{me.username}")
    if monitoring is not None:
        monitoring.stand_by()


async def _run_term(
    settings: Settings, database: Database, monitoring: "Monitoring | None", lock: "LeaderLock | None" = None
) -> None:
    """Receive and answer updates until SIGTERM or SIGINT, or until *lock* is lost."""
    async with AsyncExitStack() as stack:
        resources = await Resources.open(settings, database, monitoring, lock, stack)
        dispatcher = _create_dispatcher(settings, database, resources)
        me = await reach_telegram(resources.bot)
        logger.info("@%s is running", me.username)
        notify("READY=1", f"STATUS=@{me.username} is running")
        start_in_stack(stack, update_profile(resources.bot, settings.admin_ids or ()))
        factory = ReceiverFactory(settings, database, resources, dispatcher, me, monitoring, lock)
        receiver = factory.create()
        if monitoring is not None:
            monitoring.begin_term(receiver, resources.weather, stack)
        stop = stop_on_signal()
        if lock is not None:
            lock.call_on_loss(stop.set)
        tasks = [
            start_in_stack(stack, run_in_background(run, stop, settings.shutdown_grace))
            for run in (resources.monitor.run, resources.push_sender.run, resources.alert_sender.run)
        ]
        gc.freeze()  # texts and handlers are never garbage, so exclude them from later collections
        try:
            await receiver.run(stop, settings.shutdown_grace)
        except TelegramUnauthorizedError as exc:
            raise SettingsError(TOKEN_REFUSED_MESSAGE) from exc
        for task in tasks:
            await task


def _create_dispatcher(settings: Settings, database: Database, resources: Resources) -> Dispatcher:
    """Return a dispatcher with all routers and the dependencies that handlers receive by parameter name."""
    chats, answer_service, background = resources.chats, resources.answer_service, resources.background
    saved_places, location_button = SavedPlaces(database, chats.invalidate), LocationButton()
    subscriptions = Subscriptions(database, resources.push_sender.wake)
    shares = Shares(settings.look_ups_per_hour, shared=resources.shared)
    conversations, prompts = Conversations(resources.last_questions), Prompts(resources.last_questions)
    place_requests = PlaceRequests(answer_service, saved_places, conversations, shares)
    push_requests = PushRequests(answer_service, saved_places, subscriptions, place_requests, prompts)
    watches = Watches(database, resources.monitor.wake)
    alert_screens = AlertScreens(watches, answer_service, resources.weather, resources.warnings)
    alert_requests = AlertRequests(watches, saved_places, place_requests, alert_screens, prompts, shares)
    answer_store = AnswerStore(answer_service, resources.button_answers)
    display = Display(
        answer_service,
        chats,
        answer_store,
        resources.pictures,
        background,
        location_button,
        UnitsOffers(chats, background),
        resources.answered_messages,
    )
    answering = Answering(
        answer_service, chats, resources.pictures, shares, conversations, location_button, display
    )
    dispatcher = Dispatcher(
        disable_fsm=True,
        chats=chats,
        answer_service=answer_service,
        warnings=resources.warnings,
        saved_places=saved_places,
        subscriptions=subscriptions,
        channels=Channels(database, chats.invalidate),
        place_requests=place_requests,
        push_requests=push_requests,
        push_offers=PushOffers(place_requests, saved_places, prompts),
        watches=watches,
        alert_screens=alert_screens,
        alert_requests=alert_requests,
        alert_offers=AlertOffers(place_requests, alert_requests, saved_places),
        answer_store=answer_store,
        background=background,
        last_questions=resources.last_questions,
        button_answers=resources.button_answers,
        answered_messages=resources.answered_messages,
        location_button=location_button,
        prompts=prompts,
        group_greeter=GroupGreeter(),
        update_times=UpdateTimes(),
        conversations=conversations,
        shares=shares,
        statistics=resources.statistics,
        sources=[credit for provider in PROVIDERS for credit in provider.credits],
        display=display,
        answering=answering,
    )
    dispatcher.include_routers(*routers(settings.admin_ids or ()))
    return dispatcher


async def _open_monitoring(settings: Settings, database: Database, stack: AsyncExitStack) -> "Monitoring | None":
    """Listen on the address in LISTEN if WEBHOOK_URL or METRICS is set; the server is closed with *stack*.

    Raise SettingsError if LISTEN cannot be used.
    """
    if settings.webhook_url is None and not settings.metrics:
        return None
    from bot.monitoring import Monitoring  # noqa: PLC0415 - `bot.monitoring` imports a web server and the client of Prometheus

    monitoring = await Monitoring.open(settings, database, stack)
    if settings.webhook_url is not None:
        monitoring.refuse_updates(settings.webhook_path)  # the queue is not open yet
    return monitoring
