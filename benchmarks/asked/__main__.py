"""Send a list of messages to the real bot in the sandbox and count the correct answers.

`make bench-questions LIST=path` reads a file with a JSON object a line: "id", "lang", "text", "before", "places",
"when", "also" and "what". The sandbox reports `StagedWeather`, which is the same everywhere.
"""

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.asked.judge import faults
from benchmarks.asked.lines import Line, Tally, read_lines
from sandbox.process import BotProcess
from sandbox.telegram import TelegramServer
from sandbox.weather import StagedWeather, WeatherServer
from services.places.index import PlaceIndex, find_index
from services.places.models import Match
from services.places.reading import TextReader

CONCURRENT_CHATS = 8
"""Chats that wait for an answer at the same time."""

SETTINGS = {
    "OPENWEATHER_API_KEY": "",
    "OPEN_METEO_CALLS_PER_DAY": "1000000",
    "THROTTLE_PER_MINUTE": "0",
    "LOOK_UPS_PER_HOUR": "0",
}


def now() -> datetime:
    """Return the sandbox's current time."""
    return datetime.now(UTC)


async def answers(lines: list[Line]) -> dict[str, str]:
    """Return the bot's answers by the keys of the lines."""
    answer_texts: dict[str, str] = {}
    room = asyncio.Semaphore(CONCURRENT_CHATS)
    async with TelegramServer() as telegram, WeatherServer(source=StagedWeather(now)) as weather:
        with tempfile.TemporaryDirectory() as directory:
            async with BotProcess.start(telegram, weather, Path(directory), env=SETTINGS):

                async def ask(line: Line) -> None:
                    async with room:
                        chat = telegram.private_chat(language=line.language)
                        message = None
                        for text in (*line.before, line.text):
                            chat.send(text)
                            message = await chat.next_message(within=30)
                        answer_texts[line.key] = message.text if message is not None else ""

                await asyncio.gather(*map(ask, lines))
    return answer_texts


def zones() -> Callable[[str], ZoneInfo]:
    """Return a function from a place's English name to its time zone."""
    path = find_index()
    if path is None:
        raise SystemExit("there is no index of places yet: make install")
    reader = TextReader(PlaceIndex(path))

    @cache
    def zone(name: str) -> ZoneInfo:
        items = reader.read(name, "en").items if name else ()
        timezones = items[0].place.timezone if items and isinstance(items[0], Match) else None
        return ZoneInfo(timezones or "UTC")

    return zone


def main(path: Path, *, verbose: bool) -> None:
    """Print the number of correct answers for each kind of time and each quantity."""
    zone_of = zones()
    lines = list(read_lines(path, lambda name: now().astimezone(zone_of(name)).date()))
    answer_texts = asyncio.run(answers(lines))
    tallies: dict[str, dict[str, Tally]] = {"when": defaultdict(Tally), "what": defaultdict(Tally)}
    for line in lines:
        wrong = list(faults(line, answer_texts[line.key], zone_of(line.places[0] if line.places else "")))
        for by, kind in (("when", line.kind), ("what", line.quantity)):
            tallies[by][kind].total += 1
            tallies[by][kind].correct += not wrong
        if wrong and verbose:
            print(f"{line.key} {line.text!r}: {wrong[0]}\n    " + answer_texts[line.key].replace("\n", "\n    "))
    for by, kinds in tallies.items():
        print(f"\n{by}")
        for kind, tally in sorted(kinds.items()):
            print(f"  {kind:12} {tally.correct:4} of {tally.total}")
    print(f"\nas asked: {sum(tally.correct for tally in tallies['quantity'].values())} of {len(lines)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), verbose="-v" in sys.argv)
