"""Scenes for `benchmarks.fairness`; in each one, a chat, a user or a service misbehaves."""

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks.hostile import text_of
from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, Chat, TelegramServer
from sandbox.weather import City, WeatherServer
from sandbox.weather.open_meteo_variables import HOURLY

MAX_SECONDS = 20.0
"""The longest duration of a scene, in seconds."""

LETTERS = "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя"
COSTLY_KINDS = ("parts of countries", "parts of names", "namesakes in a list", "codes of states", "qualifiers")
"""The kinds of `benchmarks.hostile` whose texts take longest to read."""
FORECAST_HOURS = 200_000
BOMB_MEBIBYTES = 2048

FLOOD = ApiError(429, "Too Many Requests: retry after 300", retry_after=300).fault()
DOWN = ApiError(500, "Internal Server Error").fault()
SLOW = Fault(FaultKind.DELAY, seconds=10)
HANG = Fault(FaultKind.HANG)


@dataclass
class World:
    """The servers, and cities that no user has asked for yet."""

    telegram: TelegramServer
    weather: WeatherServer
    random: Random
    cities: Iterator[City]
    chats: set[int] = field(default_factory=set)
    """The ids of the troublemakers' chats."""

    def private_chat(self) -> Chat:
        """Return a private chat of a new troublemaker."""
        return self._register(self.telegram.private_chat())

    def group(self, members: int) -> Chat:
        """Return a group of troublemakers."""
        return self._register(self.telegram.group(*(self.telegram.user() for _ in range(members))))

    def _register(self, chat: Chat) -> Chat:
        self.chats.add(chat.id)
        return chat


@dataclass(frozen=True)
class Scene:
    """A scene: `prepare` runs before the measurement, `play` during it."""

    name: str
    play: Callable[[World], Awaitable[None]]
    settings: Mapping[str, str] = field(default_factory=dict)


async def limited_group(world: World) -> None:
    """Send 1,100 commands from 40 members to a group in which Telegram limits the bot."""
    group = world.group(40)
    world.telegram.break_(FLOOD, chat=group.id)
    await _send_commands(world, group, 1_100)


async def refused_chats(world: World) -> None:
    """Send two commands from each of 400 chats whose answers Telegram refuses with 500."""
    for _ in range(400):
        chat = world.private_chat()
        world.telegram.break_(DOWN, chat=chat.id)
        for _ in range(2):
            chat.send("/help")


async def slow_group(world: World) -> None:
    """Send 1,150 commands to a group in which Telegram takes 10 s for each message."""
    group = world.group(40)
    world.telegram.break_(SLOW, chat=group.id)
    await _send_commands(world, group, 1_150)


async def hanging_city(world: World) -> None:
    """Ask 1,200 times for a city for which no provider answers."""
    chat, city = world.private_chat(), next(world.cities)
    world.weather.break_(city.name_en, HANG)
    for _ in range(1_200):
        chat.send(f"/weather {city.name_en}")


async def many_places(world: World) -> None:
    """Ask for 600 new places, 20 in each message."""
    chat = world.private_chat()
    for _ in range(30):
        chat.send("/weather " + ", ".join(next(world.cities).name_en for _ in range(20)))
        await asyncio.sleep(0.2)


async def unknown_names(world: World) -> None:
    """Ask for three unknown names in each of 20 messages, while the geocoders take a second."""
    for service in ("geocoding", "openweather-geocoding"):
        world.weather.delay(service, 1.0)
    chat = world.private_chat()
    for _ in range(20):
        chat.send("/weather " + ", ".join(_word(world.random, 9, 12).title() for _ in range(3)))
        await asyncio.sleep(0.1)


async def long_texts(world: World) -> None:
    """Send texts of random words, 300 and 4,096 characters long, from 50 users, one a second from each."""
    await _send_texts(world, "")


async def long_commands(world: World) -> None:
    """Send the texts of `long_texts` after /weather."""
    await _send_texts(world, "/weather ")


async def costly_texts(world: World) -> None:
    """Send texts that take long to read, short and long ones, as one user, five a second."""
    chat = world.private_chat()
    for position in range(int(MAX_SECONDS) * 5):
        kind = COSTLY_KINDS[position % len(COSTLY_KINDS)]
        chat.send(("/weather ", "")[position % 2] + text_of(kind, (4_000, 190)[position // 2 % 2]))
        await asyncio.sleep(0.2)


async def long_label(world: World) -> None:
    """Save a place with a label of eight declinable words, and send texts."""
    chat = world.private_chat()
    for text in ("/places London", "/places name 1 " + " ".join(["ины"] * 8)):
        chat.send(text)
        await chat.next_message(within=20)
    for _ in range(10):
        chat.send("ины ины, what is it like there?")
        await asyncio.sleep(1.5)


async def gzip_bomb(world: World) -> None:
    """Ask for a city for which the providers answer with two gigabytes of compressed data."""
    await _ask_about_broken_city(world, Fault(FaultKind.RAW, body=BOMB), "/weather")


async def endless_body(world: World) -> None:
    """Ask for a city for which the providers' answers never end."""
    await _ask_about_broken_city(world, Fault(FaultKind.ENDLESS, status=200), "/weather")


async def many_steps(world: World) -> None:
    """Ask for the forecast of a city for which Open-Meteo answers with 200,000 hours."""
    await _ask_about_broken_city(world, Fault(FaultKind.STATUS, status=200, body=MANY_STEPS), "/forecast")


async def chatter(world: World) -> None:
    """Send 500 messages a second in a group that the bot reads, and albums and stickers to the bot."""
    group = world.group(40)
    users = [world.private_chat() for _ in range(20)]
    for second in range(int(MAX_SECONDS)):
        chat = users[second]
        for photo in range(10):
            message = {"message_id": 10_000_000 + photo, "date": datetime.now(UTC).timestamp() // 1}
            album = {"chat": chat.info, "from": chat.user, "media_group_id": f"album{second}"}
            picture = {"file_id": "AgADx", "file_unique_id": "AQADx", "width": 512, "height": 512}
            world.telegram.put_update({"message": {**message, **album, "photo": [picture]}})
            chat.send_sticker()
        for _ in range(50):
            for sender in world.random.choices(group.members, k=10):
                group.send("Did you see what I mean? I think so.", sender=sender)
            await asyncio.sleep(0.02)


SCENES = (
    Scene("a: 1,100 commands in a group under 429 for 300 s", limited_group),
    Scene("b: 400 chats under 500", refused_chats),
    Scene("c: 1,150 commands in a group, sends take 10 s", slow_group),
    Scene("d: 1,200 questions for a city that hangs", hanging_city),
    Scene("e: 600 new places of one user", many_places),
    Scene("f: 60 unknown names of one user, geocoder 1 s", unknown_names),
    Scene("g: long random texts of 50 users", long_texts),
    Scene("h: the same after /weather", long_commands),
    Scene("i: a label of eight words that decline", long_label),
    Scene("j: gzip bomb for a city", gzip_bomb),
    Scene("k: endless body for a city", endless_body),
    Scene("l: 200,000 hours for a city", many_steps, {"OPENWEATHER_API_KEY": ""}),
    Scene("m: 500 a second in a group, albums, stickers", chatter),
    Scene("n: one user's costliest texts", costly_texts, {"THROTTLE_PER_MINUTE": "0"}),
)


async def _send_commands(world: World, group: Chat, number: int) -> None:
    city = next(world.cities)
    for position in range(number):
        group.send(f"/weather {city.name_en}", sender=group.members[position % len(group.members)])
    await asyncio.sleep(0)


async def _send_texts(world: World, command: str) -> None:
    chats = [world.private_chat() for _ in range(50)]
    for position in range(int(MAX_SECONDS) * len(chats)):
        text = command
        length = (300, 4_096)[position % 2]
        while len(text) < length:
            text += _word(world.random, 2, 9) + " "
        chats[position % len(chats)].send(text[:length].rstrip())
        await asyncio.sleep(1 / len(chats))


async def _ask_about_broken_city(world: World, fault: Fault, command: str) -> None:
    city = next(world.cities)
    world.weather.break_(city.name_en, fault)
    for _ in range(20):
        world.private_chat().send(f"{command} {city.name_en}")
        await asyncio.sleep(0.5)


def _word(random: Random, shortest: int, longest: int) -> str:
    return "".join(random.choices(random.choice(LETTERS), k=random.randint(shortest, longest)))


def _bomb() -> bytes:
    """Return an HTTP answer whose body is BOMB_MEBIBYTES of blanks, compressed a thousandfold."""
    block = b" " * 2**20
    # A negative number of bits means raw deflate, without a header and a checksum.
    packing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packing.compress(block) + packing.flush(zlib.Z_FULL_FLUSH)
    body = packed * BOMB_MEBIBYTES + packing.flush()
    headers = "HTTP/1.1 200 OK", "Content-Type: application/json", "Content-Encoding: deflate"
    return "\r\n".join([*headers, f"Content-Length: {len(body)}", "", ""]).encode() + body


def _many_steps() -> str:
    start = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    times = [int(start.timestamp()) + 3600 * hour for hour in range(FORECAST_HOURS)]
    hourly = {"time": times, **{name: [1] * FORECAST_HOURS for name in HOURLY}}
    return json.dumps({"timezone": "UTC", "utc_offset_seconds": 0, "hourly": hourly})


BOMB = _bomb()
MANY_STEPS = _many_steps()
