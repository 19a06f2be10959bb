"""Measure the bot's memory after 100,000 updates of all kinds from 50,000 users.

Run it with `make bench-memory`, on Linux. Updates arrive as fast as the bot takes them. Memory is read after the
bot has been idle for a while.
"""

import asyncio
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.process import resident_mebibytes
from benchmarks.questions import cities, questions
from sandbox.process import BotProcess
from sandbox.telegram import Call, Chat, TelegramServer
from sandbox.weather import WeatherServer

CHECKPOINTS = (10_000, 50_000, 100_000)
"""Numbers of updates after which memory is read; each user sends two."""

CITIES = 500
BATCH = 500
"""Updates that are queued at once, after the bot has taken the previous ones."""
CHATS_KEPT = 10_000
"""Number of chats that the sandbox keeps.

The limit bounds the sandbox's memory, and is higher than the number of chats with an unfinished answer.
"""
IDLE_SECONDS = 10.0
"""Seconds without updates before memory is read."""
MAX_GROWTH = 1.1
"""The highest acceptable ratio of the memory at the last of CHECKPOINTS to the memory at the first."""

SETTINGS = {
    "OPENWEATHER_CALLS_PER_MINUTE": "1000000",
    "OPEN_METEO_CALLS_PER_DAY": "10000000",
    "THROTTLE_PER_MINUTE": "0",
    "LOOK_UPS_PER_HOUR": "0",
    "LOG_LEVEL": "WARNING",
}


class Flood:
    """An endless series of users, each of whom sends two updates."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer) -> None:
        self.sent = 0
        """The number of updates so far."""
        self._telegram = telegram
        self._weather = weather
        self._random = Random(2026)
        self._known = cities(CITIES)
        for city in self._known:
            weather.add_city(city)
        self._does = (
            *[self._ask] * 10,
            *[self._command] * 2,
            *[self._press] * 2,
            self._send_sticker,
            self._send_pin,
            self._talk_in_group,
            self._edit,
            self._leave,
        )

    async def send_updates(self, total: int) -> None:
        """Queue updates as fast as the bot takes them, until *total* updates have been sent."""
        while self.sent < total:
            for _ in range(BATCH // 2):
                chat = self._telegram.private_chat(language=self._random.choice(("en", "ru")))
                for do in self._random.choices(self._does, k=2):
                    do(chat)
                    self.sent += 1
            self._telegram.calls.clear()
            self._weather.requests.clear()
            for number in list(self._telegram.chats)[:-CHATS_KEPT]:
                del self._telegram.chats[number]
            await self._telegram.calls.find(self._shows_all_taken, within=60)

    async def wait_until_handled(self) -> None:
        """Wait until a final question is answered."""
        chat = self._telegram.private_chat()
        chat.send("/help")
        self.sent += 1
        await chat.next_message(within=120)

    def _shows_all_taken(self, call: Call) -> bool:
        """Return whether the call shows that the bot has taken all updates."""
        return call.method == "getUpdates" and int(call.params.get("offset", 0)) > self.sent

    def _ask(self, chat: Chat) -> None:
        (question,) = questions(1, str(chat.user["language_code"]), self._known, self._random)
        chat.send(question.text)

    def _command(self, chat: Chat) -> None:
        chat.send(self._random.choice(("/start", "/help", "/weather", "/nonsense")))

    def _press(self, chat: Chat) -> None:
        token = f"{self._random.getrandbits(48):x}"
        data = self._random.choice((f"a:{token}:refresh:0:0", f"a:{token}:choose:1:1", token))
        query = {
            "id": token,
            "from": chat.user,
            "message": self._message(chat),
            "chat_instance": "1",
            "data": data,
        }
        self._telegram.put_update({"callback_query": query})

    def _send_sticker(self, chat: Chat) -> None:
        chat.send_sticker()

    def _send_pin(self, chat: Chat) -> None:
        chat.send_location(self._random.uniform(-80, 80), self._random.uniform(-180, 180))

    def _talk_in_group(self, chat: Chat) -> None:
        group = self._telegram.group(chat.user)
        group.send(self._random.choice(("Good morning!", "/weather Moscow")))

    def _edit(self, chat: Chat) -> None:
        self._telegram.put_update({"edited_message": self._message(chat)})

    def _leave(self, chat: Chat) -> None:
        was, now = ({"status": status, "user": self._telegram.user()} for status in ("member", "left"))
        change = {"chat": chat.info, "from": chat.user, "date": 1, "old_chat_member": was, "new_chat_member": now}
        self._telegram.put_update({"my_chat_member": change})

    def _message(self, chat: Chat) -> dict[str, Any]:
        return {"message_id": 1, "date": 1, "chat": chat.info, "from": chat.user, "text": "hello"}


async def main() -> None:
    """Run the measurements and print the results."""
    first = 0.0
    print("| after | memory | compared with the first | updates a second |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as directory:
        async with (
            TelegramServer() as telegram,
            WeatherServer() as weather,
            BotProcess.start(telegram, weather, Path(directory), env=SETTINGS) as bot,
        ):
            flood = Flood(telegram, weather)
            for total in CHECKPOINTS:
                before, started = flood.sent, time.monotonic()
                await bot.while_alive(flood.send_updates(total))
                await flood.wait_until_handled()
                pace = (flood.sent - before) / (time.monotonic() - started)
                await asyncio.sleep(IDLE_SECONDS)
                memory = resident_mebibytes(bot.pid)
                first = first or memory
                print(
                    f"| {total:,} updates | {memory:.0f} MiB | {memory / first:.2f} × | {pace:.0f} |", flush=True
                )
    if memory > MAX_GROWTH * first:
        raise SystemExit(f"That is more than {MAX_GROWTH} times what it was.")


if __name__ == "__main__":
    asyncio.run(main())
