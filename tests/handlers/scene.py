"""A display with the real objects that it needs, except the drawing process."""

import struct
import zlib
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

from aiogram import Bot
from aiogram.types import Message, Update

from handlers.answer_store import AnswerStore
from handlers.display import Display
from handlers.location_button import LocationButton
from handlers.pictures import Pictures
from handlers.units_offer import UnitsOffers
from sandbox.telegram import BotMessage, TelegramServer
from sandbox.weather import WeatherServer
from services.answers import AnswerService
from services.charts import Chart, ChartRenderer
from services.net.http import open_session
from services.places import PlaceIndex, Resolver
from services.providers.open_meteo.air import OpenMeteoAir
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.geocoding import OpenMeteoGeocoder
from services.providers.open_meteo.sea import OpenMeteoSea
from services.questions import Question, Subject
from services.storage import AnsweredMessages, ButtonAnswers, Chats, LastQuestions, SavedPlaces, open_database
from services.tasks import BackgroundTasks
from services.timezones import utc_now
from services.weather import WeatherService


class Sketcher(ChartRenderer):
    """Returns a picture of one pixel immediately, and records the requested charts."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.drawn: list[Chart] = []
        self.trouble: Exception | None = None

    async def prepare(self) -> None:
        pass

    async def draw(self, chart: Chart) -> bytes:
        if self.trouble is not None:
            raise self.trouble
        self.drawn.append(chart)
        header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks
        )


class Scene:
    """A display with the objects that it needs, and one chat."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, bot: Bot) -> None:
        self.telegram = telegram
        self.weather = weather
        self.bot = bot
        self.chat = telegram.private_chat()
        self.background = BackgroundTasks()
        self.renderer = Sketcher()

    async def open(
        self,
        stack: AsyncExitStack,
        index: PlaceIndex,
        database_url: str,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        session = await stack.enter_async_context(open_session())
        forecasts = OpenMeteo(url=self.weather.url)
        air, sea = (kind(forecasts.budget, url=self.weather.url) for kind in (OpenMeteoAir, OpenMeteoSea))
        service = await stack.enter_async_context(WeatherService([forecasts, air, sea], session, now=now))
        places = Resolver(index, [OpenMeteoGeocoder(url=self.weather.url)], session)
        stack.push_async_callback(places.aclose)
        stack.push_async_callback(self.background.aclose)
        self.service = service
        self.answers = AnswerService(places, service, now=now)
        database = await stack.enter_async_context(open_database(database_url))
        self.chats = Chats(database)
        self.pictures = Pictures(self.renderer)
        stack.push_async_callback(self.pictures.aclose)
        self.button_answers = ButtonAnswers(database)
        self.answer_store = AnswerStore(self.answers, self.button_answers)
        self.saved_places = SavedPlaces(database, self.chats.invalidate)
        self.last_questions = LastQuestions(database)
        self.display = Display(
            self.answers,
            self.chats,
            self.answer_store,
            self.pictures,
            self.background,
            LocationButton(),
            UnitsOffers(self.chats, self.background),
            AnsweredMessages(database),
        )

    async def question(self, text: str) -> Message:
        """Return what the user writes as the bot receives it."""
        self.chat.send(text)
        (update,) = await self.bot.get_updates(offset=-1)
        message = Update.model_validate(update.model_dump(), context={"bot": self.bot}).message
        assert message is not None
        return message

    def message_of(self, answer: BotMessage) -> Message:
        """Return the message with *answer* as a callback query contains it."""
        return Message.model_validate(answer.message, context={"bot": self.bot})

    async def ask(self, text: str, subject: Subject = Subject.NOW) -> BotMessage:
        """Ask *text*, and return the first version of the answer."""
        question = await self.question(text)
        answer = await self.answers.answer(Question(text, subject), "en")
        await self.display.send(question, answer, await self.chats.get(self.chat.id))
        return await self.chat.next_message()
