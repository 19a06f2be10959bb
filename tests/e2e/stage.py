"""The bot with the two servers of the sandbox, and the actions that tests share."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from sandbox.process import BotProcess
from sandbox.telegram import BotMessage, Call, Chat, TelegramServer
from sandbox.telegram.feed import WAIT_SECONDS
from sandbox.weather import City, RequestRecord, WeatherServer, invented_name
from sandbox.weather.climate import conditions

NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)
"""The time for which the sandbox makes the weather, the same in every run."""


@dataclass
class Calendar:
    """The clock of the weather services: NOW, or the bot's own time, which forecasts need."""

    real: bool = False

    def __call__(self) -> datetime:
        return datetime.now(UTC) if self.real else NOW


@dataclass
class Stage:
    """A bot, its Telegram and its weather services.

    Many tests share a stage, and the bot remembers weather and names. Therefore each test adds chats and cities of
    its own; in a known city such as London, the bot may remember the weather of another test and of another date.
    """

    telegram: TelegramServer
    weather: WeatherServer
    bot: BotProcess
    key: str = ""
    """The bot's OpenWeather key, or an empty string."""
    database_url: str = ""
    calendar: Calendar = field(default_factory=Calendar)
    _numbers: Iterator[int] = field(default_factory=count)

    def city(self, **known: object) -> City:
        """Return a new city with a unique name, far from all others, and add it to the geocoders."""
        number = next(self._numbers)
        values: dict[str, object] = {
            "name_en": invented_name(number),
            "latitude": -55 + number % 60 / 2,
            "longitude": -30 + number // 60 / 2,
            "population": 100_000,
            **known,
        }
        city = City(**values)  # type: ignore[arg-type]
        self.weather.add_city(city)
        return city

    def rainy_city(self, **known: object) -> City:
        """Return a new city in the south of England, where it rains at NOW."""
        return self.city(
            latitude=self._latitude(51.2),
            longitude=0.3,
            country_code="GB",
            country_en="United Kingdom",
            country_ru="Великобритания",
            **known,
        )

    def calm_city(self, **known: object) -> City:
        """Return a new city south of Moscow, where the sky is overcast and no wind blows at NOW."""
        return self.city(
            latitude=self._latitude(55.4),
            longitude=37.3,
            country_code="RU",
            country_en="Russia",
            country_ru="Россия",
            **known,
        )

    def _latitude(self, latitude: float) -> float:
        """Return *latitude*, or with the current date the latitude 1° farther north.

        The bot remembers weather by coordinates, so a test with the current date must not share its place with a
        test that expects the weather at NOW.
        """
        return latitude + 1 if self.calendar.real else latitude

    def cities(self, number: int) -> list[City]:
        """Return *number* new cities."""
        return [self.city() for _ in range(number)]

    async def ask(
        self, text: str, chat: Chat | None = None, *, language: str = "en", within: float = WAIT_SECONDS
    ) -> BotMessage:
        """Send `text`, by default from a new private chat, and return the bot's next message there."""
        chat = chat or self.telegram.private_chat(language=language)
        chat.send(text)
        return await chat.next_message(within=within)

    async def is_alive(self, *, within: float = WAIT_SECONDS) -> bool:
        """Return whether the bot answers a new user."""
        return "/weather" in (await self.ask("/help", within=within)).text

    async def silent(self, chat: Chat) -> bool:
        """Return whether the bot has sent nothing to `chat` after handling all earlier updates.

        Two questions in other chats, answered one after the other, show that earlier updates are handled.
        """
        for _ in range(2):
            await self.ask(f"/weather {self.city().name_en}")
        return not chat.answers

    async def received(self) -> None:
        """Wait until the bot has received all updates that are queued now."""
        last = self.telegram._exchange.updates._next_id - 1
        await self.telegram.calls.find(
            lambda call: call.method == "getUpdates" and int(call.params.get("offset", 0)) > last, within=10
        )

    def asked(self, service: str, *cities: City) -> list[RequestRecord]:
        """Return the requests to a service for the weather of these cities, or all its requests."""
        return [
            request
            for request in self.weather.requests
            if request.service == service
            and (not cities or any(_is_near(place, city.point) for place in request.places for city in cities))
        ]

    @property
    def geocoded(self) -> int:
        """The number of names that the geocoders were asked for."""
        return sum(request.service in {"geocoding", "openweather-geocoding"} for request in self.weather.requests)

    def sent(self, chat: Chat, method: str = "sendMessage") -> list[Call]:
        """Return the calls with which the bot tried to send a message to `chat`."""
        return [
            call
            for call in self.telegram.calls
            if call.method == method and call.params.get("chat_id") == str(chat.id)
        ]

    def mend(self) -> None:
        """Remove all faults and delays."""
        self.telegram.mend()
        self.weather.mend()
        for service in ("weather", "geocoding", "openweather-geocoding"):
            self.weather.delay(service, 0.0)

    @property
    def leaks(self) -> list[str]:
        """The log lines and the call parameters that contain a secret of the bot."""
        values = [str(value) for call in self.telegram.calls for value in call.params.values()]
        secrets = [self.telegram.token, self.telegram.token.partition(":")[2], self.key]
        return leaks([*self.bot.log.splitlines(), *values], secrets)


def leaks(lines: list[str], secrets: list[str]) -> list[str]:
    """Return the lines that contain one of the secrets; an empty secret is ignored."""
    return [line for line in lines if any(secret and secret in line for secret in secrets)]


def blocks(message: BotMessage) -> list[str]:
    """Return the parts of an answer, one for each place."""
    return message.text.split("\n\n")


def list_lines(message: BotMessage) -> list[str]:
    """Return the lines of the list of saved places."""
    return [line for line in message.text.splitlines() if line.lstrip("👉 ")[:1].isdigit()]


async def save(stage: Stage, chat: Chat, *cities: City) -> BotMessage:
    """Save these cities in the chat and return the list."""
    return await stage.ask("/places " + ", ".join(city.name_en for city in cities), chat)


def without_update_time(text: str) -> str:
    """Return the text of an inline message without the last line, which has the time of the update."""
    weather, _, last = text.rpartition("\n\n")
    assert last.startswith(("Updated at ", "Обновлено в ")), text
    return weather


def degrees(city: City) -> str:
    """Return the temperature in the city as the bot is to write it in English."""
    celsius = conditions(*city.point, NOW).temperature
    whole = math.floor(abs(celsius) + 0.5)
    return ("\u2212" if celsius < 0 and whole else "") + f"{whole}\u00a0°C"


def _is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) < 0.05 for a, b in zip(one, other, strict=True))
