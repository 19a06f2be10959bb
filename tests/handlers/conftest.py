from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.config import Settings
from bot.telegram import create_bot
from handlers.texts import Texts, texts_for
from handlers.views.units import Units
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.answers import Answer, Entry
from services.errors import Failure
from services.places import Match, Place, PlaceIndex
from services.weather import Condition, Report
from tests.handlers.scene import Scene

NOW = datetime(2026, 7, 1, 15, 5, tzinfo=UTC)
MOSCOW = Place("Moscow", 55.75, 37.62, country="Russia", timezone="Europe/Moscow")
LONDON = Place("London", 51.51, -0.13, country="United Kingdom", timezone="Europe/London")
ONTARIO = Place("London", 42.98, -81.23, country="Canada", region="Ontario", timezone="America/Toronto")
MISSOURI, ILLINOIS = (
    Place("Springfield", latitude, longitude, country="United States", region=region, timezone="America/Chicago")
    for latitude, longitude, region in ((37.22, -93.3, "Missouri"), (39.8, -89.64, "Illinois"))
)


def report(temperature: float | None = 21.4, *, zone: str = "Europe/Moscow", **known: object) -> Report:
    values = {"provider": "OpenWeather", "timezone": ZoneInfo(zone), "condition": Condition.CLEAR, **known}
    return Report(temperature=temperature, **values)  # type: ignore[arg-type]


def answer(*entries: tuple[Place, Report | Failure], language: str = "en") -> Answer:
    return Answer(language, tuple(Entry(Match(place.name, place), result) for place, result in entries))


@pytest.fixture
def en() -> Texts:
    return texts_for("en")


@pytest.fixture
def ru() -> Texts:
    return texts_for("ru")


@pytest.fixture(params=["en", "ru"])
def texts(request: pytest.FixtureRequest) -> Texts:
    return texts_for(request.param)


@pytest.fixture
def english(en: Texts) -> Units:
    return Units(en)


@pytest.fixture
def russian(ru: Texts) -> Units:
    return Units(ru)


@pytest.fixture(params=["en", "ru"])
def units(request: pytest.FixtureRequest) -> Units:
    return Units(texts_for(request.param))


@pytest.fixture
async def scene(index: PlaceIndex, sqlite_url: str) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramServer())
        weather = await stack.enter_async_context(WeatherServer())
        settings = Settings.read({"BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url})
        bot = await stack.enter_async_context(create_bot(settings))
        scene = Scene(telegram, weather, bot)
        await scene.open(stack, index, sqlite_url)
        yield scene


Render = Callable[..., str]
