"""The bot between its two sandboxed services, and what tests do and ask there."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count

from sandbox.process import BotProcess
from sandbox.telegram import BotMessage, Call, Chat, TelegramServer
from sandbox.weather import City, RequestRecord, WeatherServer, invented_name
from sandbox.weather.climate import conditions

NOW = datetime(2026, 1, 19, 12, 7, tzinfo=UTC)
"""When all weather is from: the same in every run."""


@dataclass
class Calendar:
    """What day the weather services take it for: NOW, or the bot's own, which forecasts have to be of."""

    real: bool = False

    def __call__(self) -> datetime:
        return datetime.now(UTC) if self.real else NOW


@dataclass
class Stage:
    """A bot, its Telegram and its weather services.

    Many tests share one, so each brings chats and cities of its own: the bot remembers weather and names.
    """

    telegram: TelegramServer
    weather: WeatherServer
    bot: BotProcess
    key: str = ""
    """The OpenWeather key that the bot has, if it has one."""
    database_url: str = ""
    calendar: Calendar = field(default_factory=Calendar)
    _numbers: Iterator[int] = field(default_factory=count)

    def city(self, **known: object) -> City:
        """Return a new city with a name of its own, far from all others, known to the geocoders."""
        number = next(self._numbers)
        values: dict[str, object] = {
            "name_en": invented_name(number, "sk"),
            "latitude": -55 + number % 60 / 2,
            "longitude": -30 + number // 60 / 2,
            "population": 100_000,
            **known,
        }
        city = City(**values)  # type: ignore[arg-type]
        self.weather.add_city(city)
        return city

    def cities(self, number: int) -> list[City]:
        """Return so many new cities."""
        return [self.city() for _ in range(number)]

    async def ask(
        self, text: str, chat: Chat | None = None, *, language: str = "en", within: float = 10.0
    ) -> BotMessage:
        """Send `text`, from a new private chat by default, and return the bot's next message there."""
        chat = chat or self.telegram.private_chat(language=language)
        chat.send(text)
        return await chat.next_message(within=within)

    async def is_alive(self, *, within: float = 5.0) -> bool:
        """Return whether the bot answers somebody who asks for help."""
        return "/weather" in (await self.ask("/help", within=within)).text

    async def silent(self, chat: Chat) -> bool:
        """Return whether the bot has written nothing in `chat`, once it has got so far.

        Two questions elsewhere, answered one after the other, are past everything sent before them.
        """
        for _ in range(2):
            await self.ask(f"/weather {self.city().name_en}")
        return not chat.answers

    def asked(self, service: str, *cities: City) -> list[RequestRecord]:
        """Return the requests to a service for the weather of these cities, or all that it has had."""
        return [
            request
            for request in self.weather.requests
            if request.service == service
            and (not cities or any(_near(place, city.point) for place in request.places for city in cities))
        ]

    @property
    def geocoded(self) -> int:
        """How many names the geocoders have been asked for."""
        return sum(request.service in {"geocoding", "openweather-geocoding"} for request in self.weather.requests)

    def sent(self, chat: Chat, method: str = "sendMessage") -> list[Call]:
        """Return the calls by which the bot has tried to send something to `chat`."""
        return [
            call
            for call in self.telegram.calls
            if call.method == method and call.params.get("chat_id") == str(chat.id)
        ]

    def mend(self) -> None:
        """Undo every fault and delay."""
        self.telegram.mend()
        self.weather.mend()
        for service in ("weather", "geocoding", "openweather-geocoding"):
            self.weather.delay(service, 0.0)

    @property
    def leaks(self) -> list[str]:
        """Every line of the log and every parameter of a call to Telegram that holds a secret of the bot's."""
        said = [str(value) for call in self.telegram.calls for value in call.params.values()]
        secrets = [self.telegram.token, self.telegram.token.partition(":")[2], self.key]
        return leaks([*self.bot.log.splitlines(), *said], secrets)


def leaks(lines: list[str], secrets: list[str]) -> list[str]:
    """Return the lines with one of the secrets in them; an empty one is none."""
    return [line for line in lines if any(secret and secret in line for secret in secrets)]


def blocks(message: BotMessage) -> list[str]:
    """Return the parts of an answer, one a place."""
    return message.text.split("\n\n")


def degrees(city: City) -> str:
    """Return the temperature in the city as the bot is to write it in English."""
    celsius = conditions(*city.point, NOW).temperature
    whole = math.floor(abs(celsius) + 0.5)
    return ("\u2212" if celsius < 0 and whole else "") + f"{whole}\u00a0°C"


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) < 0.05 for a, b in zip(one, other, strict=True))
