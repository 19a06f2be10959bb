"""Send the bot mutated answers and malformed updates: `python -m benchmarks.fuzz SECONDS [SEED]`, on Linux.

Some answers of Telegram and of the weather services are replaced by `benchmarks.mutations`. Malformed updates
arrive, and some users ask questions. At the end every user asks once more. The run fails when the bot ends, leaves
one of these last questions unanswered, grows, or logs a traceback. The seed draws the mutations; which call gets
which mutation also depends on time.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.mutations import Mutator
from benchmarks.process import peak_mebibytes, resident_mebibytes
from benchmarks.questions import cities
from sandbox.faults import Fault, FaultKind
from sandbox.process import BotDiedError, BotProcess
from sandbox.telegram import BotMessage, Chat, TelegramServer
from sandbox.weather import City, WeatherServer
from services.tasks import cancel_all

USERS, CITIES = 20, 100
ACTIONS_PER_SECOND = 8.0
ODD_UPDATES_PER_SECOND = 4.0
TELEGRAM_SHARE, POLL_SHARE, WEATHER_SHARE = 0.3, 0.3, 0.5
"""Shares of the answers of Telegram, of polls, and of the weather services that are mutated."""
SERVICES = ("openweather", "open-meteo", "openweather-geocoding", "geocoding")

TIMEOUT = 660.0
"""Seconds within which the last questions must be answered. The bot may still obey a Retry-After of minutes."""
MIN_JUDGED_SECONDS = 300.0
"""Minimum length in seconds of a run whose memory is judged; in shorter runs, caches are still filling."""
MAX_GROWTH = 1.1
"""The highest acceptable ratio of the memory in the last third of the run to that in the first."""
LAST_LOG_LINES = 30
MAX_TRACEBACK_LINES, MAX_LINE_LENGTH = 60, 200
"""Limits on the printed traceback."""

SETTINGS = {"OPENWEATHER_CALLS_PER_MINUTE": "1000000", "THROTTLE_PER_MINUTE": "0"}


class Users:
    """Users who send random questions, commands and button presses."""

    def __init__(self, telegram: TelegramServer, all_cities: list[City], random: Random) -> None:
        self.chats = [telegram.private_chat(language=language) for language in ("en", "ru") * (USERS // 2)]
        self.asked = 0
        self._known = all_cities
        self._random = random

    @property
    def answered(self) -> int:
        """The number of messages that the bot has sent to the users."""
        return sum(len(chat.answers) for chat in self.chats)

    async def ask(self) -> None:
        """Act at a steady pace until cancelled."""
        while True:
            chat = self._random.choice(self.chats)
            self._send_random_message(chat)
            self.asked += 1
            await asyncio.sleep(1 / ACTIONS_PER_SECOND)

    async def ask_once_more(self) -> int:
        """Send a question from every user; return how many are answered."""
        return sum(await asyncio.gather(*(self._is_answered(chat) for chat in self.chats)))

    async def _is_answered(self, chat: Chat) -> bool:
        asked = chat.send("/weather London")
        try:
            await chat.feed.find(
                lambda event: isinstance(event, BotMessage) and event.message_id > asked["message_id"],
                start=len(chat.feed),
                within=TIMEOUT,
            )
        except TimeoutError:
            return False
        return True

    def _send_random_message(self, chat: Chat) -> None:
        name = self._random.choice(self._known).name_en
        keyboards = [message for message in chat.answers.values() if message.keyboard]
        match self._random.randrange(10):
            case 0:
                chat.send_location(self._random.uniform(-90, 90), self._random.uniform(-180, 180))
            case 1 | 2 if keyboards:
                message = self._random.choice(keyboards[-3:])
                chat.press(message, self._random.choice(self._random.choice(message.keyboard)))
            case 3:
                chat.send(
                    self._random.choice(("/places", "/settings", "/daily", "/daily 08:00 " + name, "/start"))
                )
            case 4:
                chat.send(f"/forecast {name}")
            case 5:
                chat.send(f"/weather {name}, Wybazug{self._random.randrange(1000)}x")
            case _:
                chat.send(f"/weather {name}")


def odd_update(chat: Chat, mutator: Mutator, random: Random) -> dict[str, Any] | None:
    """Return a malformed update, or None when nothing of the update is left."""
    message = {"message_id": 5, "date": 1, "chat": chat.info, "from": chat.user, "text": "/weather London"}
    left = {"status": "left", "user": chat.user}
    change = {"chat": chat.info, "from": chat.user, "date": 1, "old_chat_member": left, "new_chat_member": left}
    query = {"id": "1", "from": chat.user, "chat_instance": "1", "data": "a:0:refresh:0:0", "message": message}
    update = mutator.spoil(
        deepcopy(
            random.choice(  # the chat object itself is not mutated
                (
                    {"message": message},
                    {"message": message | {"migrate_to_chat_id": -5}},
                    {"message": message | {"location": {"latitude": 1.0, "longitude": 1.0}}},
                    {"edited_message": message},
                    {"channel_post": message},
                    {"callback_query": query},
                    {"my_chat_member": change},
                    {"inline_query": {"id": "1", "from": chat.user, "query": "London", "offset": ""}},
                    {"a_kind_of_tomorrow": {"chat": chat.info}},
                )
            )
        )
    )
    return update if isinstance(update, dict) else None


class Fuzz:
    """The servers, the users and the bot."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, seed: int) -> None:
        self._random = Random(seed)
        self._telegram = telegram
        self._weather = weather
        all_cities = cities(CITIES)
        for city in all_cities:
            weather.add_city(city)
        self.users = Users(telegram, all_cities, self._random)
        self.memory: list[float] = []
        """Memory of the bot in MiB, sampled once a second."""
        self.peak = 0.0
        self.mutated = 0
        self.answered_after = 0
        self.seconds_after = 0.0

    async def play(self, bot: BotProcess, seconds: float) -> None:
        """Mutate answers for *seconds* seconds, then let every user ask once more."""
        mutator = Mutator(self._random)
        self._mutate_answers(mutator)
        background = [
            asyncio.create_task(work)
            for work in (self.users.ask(), self._send_odd_updates(), self._measure_memory(bot.pid))
        ]
        try:
            await asyncio.sleep(seconds)
        finally:
            await cancel_all(background)
        self._telegram.mend()
        self._weather.mend()
        started = time.monotonic()
        self.answered_after = await self.users.ask_once_more()
        self.seconds_after = time.monotonic() - started
        self.peak = peak_mebibytes(bot.pid)

    def _mutate_answers(self, mutator: Mutator) -> None:
        def mutated(body: bytes, status: int) -> bytes:
            self.mutated += 1
            return mutator.answer(body, status)

        fault = Fault(FaultKind.MUTATED, mutate=mutated)
        methods = "sendMessage", "editMessageText", "editMessageReplyMarkup", "answerCallbackQuery", "sendPhoto"
        self._telegram.break_share(TELEGRAM_SHARE, [fault], *methods, "sendChatAction", random=self._random)
        self._telegram.break_share(POLL_SHARE, [fault], "getUpdates", random=self._random)
        for service in SERVICES:
            self._weather.break_share(service, WEATHER_SHARE, [fault], random=self._random)

    async def _send_odd_updates(self) -> None:
        """Send malformed updates at a steady pace until cancelled."""
        mutator = Mutator(self._random, literals=False)
        while True:
            update = odd_update(self._random.choice(self.users.chats), mutator, self._random)
            if update is not None:
                with suppress(UnicodeEncodeError):
                    self._telegram.put_update(update)
            await asyncio.sleep(1 / ODD_UPDATES_PER_SECOND)

    async def _measure_memory(self, pid: int) -> None:
        """Record the memory once a second until cancelled."""
        while True:
            with suppress(OSError, ProcessLookupError):  # the bot has just ended
                self.memory.append(resident_mebibytes(pid))
            await asyncio.sleep(1)


def report(fuzz: Fuzz, log: str, seconds: float) -> list[str]:
    """Print the table; return the failed expectations."""
    memory, tracebacks = fuzz.memory, log.count("Traceback")
    third = max(1, len(memory) // 3)
    early, late = statistics.mean(memory[:third]), statistics.mean(memory[-third:])
    slope = statistics.linear_regression(range(len(memory)), memory).slope * 60
    longest = max(map(len, log.splitlines()), default=0)
    print("| what | measured |\n|---|---|")
    for label, measured in {
        "answers mutated": f"{fuzz.mutated:,} in {seconds:.0f} s",
        "messages meanwhile": f"{fuzz.users.asked:,} sent, {fuzz.users.answered - fuzz.answered_after:,} received",
        "users answered afterwards": f"{fuzz.answered_after} of {USERS}, within {fuzz.seconds_after:.1f} s",
        "memory": f"{early:.0f} MiB in the first third, {late:.0f} in the last, {slope:+.1f} MiB a minute, "
        f"{fuzz.peak:.0f} at most",
        "log": f"{tracebacks} tracebacks, {len(log) / 2**20:.1f} MiB, longest line {longest:,} characters",
    }.items():
        print(f"| {label} | {measured} |")
    problems = []
    if fuzz.answered_after < USERS:
        problems.append(f"{USERS - fuzz.answered_after} users were not answered.")
    if seconds >= MIN_JUDGED_SECONDS and late > MAX_GROWTH * early:
        problems.append(f"Memory grew {late / early:.2f} ×.")
    if tracebacks:
        _, _, first = log.partition("Traceback")
        lines = [line[:MAX_LINE_LENGTH] for line in first.splitlines()[:MAX_TRACEBACK_LINES]]
        problems.append("\n".join([f"{tracebacks} tracebacks, the first one:", *lines]))
    return problems


async def main(seconds: float, seed: int) -> None:
    """Run the fuzz and print its results."""
    print(f"seed {seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "bot.log"
        async with TelegramServer() as telegram, WeatherServer() as weather:
            fuzz = Fuzz(telegram, weather, seed)
            try:
                async with BotProcess.start(telegram, weather, Path(directory), env=SETTINGS) as bot:
                    await bot.while_alive(fuzz.play(bot, seconds))
            except BotDiedError as error:
                end = "\n".join(
                    line[:500] for line in log.read_text(errors="replace").splitlines()[-LAST_LOG_LINES:]
                )
                died = str(error).partition(":")[0]
                raise SystemExit(
                    f"Seed {seed}: {died} after {fuzz.mutated} mutated answers, {len(fuzz.memory)} s.\n{end}"
                ) from None
        problems = report(fuzz, log.read_text(errors="replace"), seconds)
    if problems:
        raise SystemExit("\n".join([f"Seed {seed}:", *problems]))


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**9))  # noqa: PLR2004
