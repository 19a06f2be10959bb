"""A group of 40 members that needs more than the 20 messages a minute that Telegram allows a bot."""

import asyncio
from collections import Counter
from enum import StrEnum
from itertools import count

from benchmarks.questions import shown_names
from sandbox.telegram import BotMessage, TelegramServer
from sandbox.weather import City

MEMBERS = 40
COMMAND_INTERVAL = 0.5
"""Seconds between two commands."""
MESSAGES_PER_MINUTE = 20
"""Messages a minute that Telegram allows in a group."""
NOTICE_COVERS = 120.0
"""Seconds before and after a notice in which the notice covers the commands."""
TIMEOUT = 150.0
"""Seconds after the last command in which each command must be answered, or covered by a notice."""


class Fate(StrEnum):
    """The outcome of a command."""

    ANSWERED = "answered"
    COVERED = "covered by a notice"
    SILENT = "neither"


class BusyGroup:
    """Members who ask for the weather in turn, and the bot's messages to them."""

    def __init__(self, telegram: TelegramServer, cities: list[City]) -> None:
        self._telegram = telegram
        self._group = telegram.group(*(telegram.user() for _ in range(MEMBERS)), title="Weather watchers")
        self._cities = cities
        self._names = {city.name_en for city in cities}
        self._sent_at: dict[int, float] = {}
        """The time of each command, by its message id."""
        self._answered: set[int] = set()
        self._notices: list[float] = []
        telegram.limits.per_group_minute = MESSAGES_PER_MINUTE

    async def ask(self, seconds: float) -> None:
        """Send commands at a steady pace for *seconds* seconds."""
        started = _now()
        for number in count():
            moment = number * COMMAND_INTERVAL
            if moment >= seconds:
                return
            await asyncio.sleep(started + moment - _now())
            name = self._cities[number % len(self._cities)].name_en
            message = self._group.send(f"/weather {name}", sender=self._group.members[number % MEMBERS])
            self._sent_at[message["message_id"]] = _now()

    async def watch(self) -> None:
        """Record each answer and notice until cancelled."""
        async for event in self._group.feed.follow():
            if not isinstance(event, BotMessage) or event.version:
                continue
            if self._names.intersection(shown_names(event.html)) and event.reply_to is not None:
                self._answered.add(event.reply_to)
            else:
                self._notices.append(_now())

    async def wait_until_settled(self) -> None:
        """Wait until every command is answered or covered, but at most TIMEOUT."""
        for _ in range(int(TIMEOUT)):
            if not self.fates()[Fate.SILENT]:
                return
            await asyncio.sleep(1)

    def fates(self) -> Counter[Fate]:
        """Return the number of commands by outcome."""
        return Counter(self._fate(message, sent_at) for message, sent_at in self._sent_at.items())

    def report(self) -> str:
        """Return a sentence about the outcomes."""
        fates = self.fates()
        refused = sum(
            call.method == "sendMessage"
            and call.params.get("chat_id") == str(self._group.id)
            and call.answer.get("error_code") == 429  # noqa: PLR2004
            for call in self._telegram.calls
        )
        outcomes = ", ".join(f"{fates[fate]} {fate}" for fate in Fate)
        notices = f"{len(self._notices)} notices, {refused} sends refused with 429"
        return f"{len(self._sent_at)} commands: {outcomes}; {notices}"

    def _fate(self, message: int, sent_at: float) -> Fate:
        if message in self._answered:
            return Fate.ANSWERED
        covered = any(abs(sent_at - noticed) <= NOTICE_COVERS for noticed in self._notices)
        return Fate.COVERED if covered else Fate.SILENT


def _now() -> float:
    return asyncio.get_running_loop().time()
