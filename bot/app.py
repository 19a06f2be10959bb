"""The composition root: opens what the bot needs, wires it together, and closes it in reverse."""

import logging
from contextlib import AsyncExitStack

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import BotCommand

from bot.config import Settings, SettingsError
from bot.middlewares import Language
from bot.telegram import create_bot
from handlers import routers
from handlers.memory import Memory
from handlers.texts import LANGUAGES, texts_for
from services.answers import AnswerService
from services.http import open_session
from services.openweather import OpenWeatherClient
from services.places import Geocoder, OpenMeteoGeocoder, OpenWeatherGeocoder, Resolver
from services.weather import OpenMeteo, OpenWeather, Provider, WeatherService

logger = logging.getLogger(__name__)

COMMANDS = ("weather", "help")
POLLING_TIMEOUT = 30


async def run(settings: Settings) -> None:
    """Answer updates until SIGTERM or SIGINT; raise SettingsError when Telegram refuses the token."""
    async with AsyncExitStack() as stack:
        bot = create_bot(settings)
        stack.push_async_callback(bot.session.close)
        answers = await _open_answers(settings, stack)
        dispatcher = Dispatcher(answers=answers, memory=Memory(), disable_fsm=True)
        dispatcher.update.outer_middleware(Language())
        dispatcher.include_routers(*routers())
        await _introduce(bot)
        await dispatcher.start_polling(
            bot,
            polling_timeout=POLLING_TIMEOUT,
            allowed_updates=dispatcher.resolve_used_update_types(),
            close_bot_session=False,
        )


async def _open_answers(settings: Settings, stack: AsyncExitStack) -> AnswerService:
    session = await stack.enter_async_context(open_session())
    providers: list[Provider] = [OpenMeteo(url=settings.open_meteo_url)]
    # Open-Meteo's geocoder comes first even with a key: it knows populations and time zones, and costs no calls.
    geocoders: list[Geocoder] = [OpenMeteoGeocoder(url=settings.open_meteo_geocoding_url)]
    reverse = None
    if settings.openweather_api_key is not None:
        client = OpenWeatherClient(
            settings.openweather_api_key.get_secret_value(),
            url=settings.openweather_url,
            calls_per_minute=settings.openweather_calls_per_minute,
        )
        reverse = OpenWeatherGeocoder(client)
        providers.insert(0, OpenWeather(client))
        geocoders.append(reverse)
    weather = await stack.enter_async_context(WeatherService(providers, session))
    places = Resolver(geocoders, session, reverse=reverse)
    stack.push_async_callback(places.aclose)
    return AnswerService(places, weather)


async def _introduce(bot: Bot) -> None:
    try:
        me = await bot.me()
    except (TelegramUnauthorizedError, TelegramNotFound) as exc:
        raise SettingsError("BOT_TOKEN is refused by Telegram; copy it again from @BotFather") from exc
    logger.info("@%s is at work", me.username)
    for language in LANGUAGES:
        texts = texts_for(language)
        commands = [BotCommand(command=name, description=texts(f"command-{name}")) for name in COMMANDS]
        try:
            # The first language is also for everybody whose own is not there.
            await bot.set_my_commands(commands, language_code=None if language == LANGUAGES[0] else language)
        except TelegramAPIError as error:
            logger.warning("the list of commands was not set: %s", error.message)
