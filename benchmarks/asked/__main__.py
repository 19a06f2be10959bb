"""Send each message of a list to the real bot in the sandbox, and count the messages that are answered as asked.

`make bench-questions LIST=path` reads a list of messages. Each line is a JSON object with "id", "lang", "text",
"before", "places", "when", "also" and "what", and with "group" if the message is a reply to the bot in a group.
All places have the same weather (`sandbox/weather/staged.py`). `-v` prints the wrong answers, `-a` all answers.
"""

import asyncio
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.asked.judge import Answered, faults
from benchmarks.asked.lines import Line, Tally, read_lines
from benchmarks.asked.places import KnownPlaces
from sandbox.process import BotProcess
from sandbox.telegram import BotMessage, TelegramServer
from sandbox.weather import StagedWeather, WeatherServer
from services.timezones import use_newest_zone_data

AT_ONCE = 8
"""Maximum number of chats that wait for an answer at the same time."""

SETTINGS = {
    "OPENWEATHER_API_KEY": "",
    "OPEN_METEO_CALLS_PER_DAY": "1000000",
    "THROTTLE_PER_MINUTE": "0",
    "LOOK_UPS_PER_HOUR": "0",
}


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


async def answers(lines: list[Line], places: KnownPlaces) -> dict[str, Answered]:
    """Return a map from the keys of *lines* to the answers of the bot."""
    answered: dict[str, Answered] = {}
    room = asyncio.Semaphore(AT_ONCE)
    staged = StagedWeather(now, zone=places.zone_at)
    async with TelegramServer() as telegram, WeatherServer(source=staged) as weather:
        with tempfile.TemporaryDirectory() as directory:
            async with BotProcess.start(telegram, weather, Path(directory), env=SETTINGS):

                async def ask(line: Line) -> None:
                    async with room:
                        user = telegram.user(language=line.language)
                        chat = telegram.group(user) if line.in_group else telegram.private_chat(user)
                        message: BotMessage | None = None
                        for text in (*line.before, line.text):
                            if message is not None and line.in_group:
                                chat.send(text, reply_to=message.message_id)
                            else:
                                chat.send(text)
                            message = await chat.next_message(within=30)
                        if message is not None:
                            answered[line.key] = Answered.of(message)

                await asyncio.gather(*map(ask, lines))
    return answered


def main(path: Path, *, shows_wrong: bool, shows_all: bool) -> None:
    """Print how many messages were answered as asked, by the kind of time and by the quantity."""
    use_newest_zone_data()  # as the bot does
    places = KnownPlaces()
    lines = list(read_lines(path, lambda name: now().astimezone(places.zone(name)).date()))
    answered = asyncio.run(answers(lines, places))
    tallies: dict[str, dict[str, Tally]] = {"when": defaultdict(Tally), "what": defaultdict(Tally)}
    for line in lines:
        wrong = list(faults(line, answered[line.key], places))
        for by, kind in (("when", line.kind), ("what", line.what)):
            tallies[by][kind].asked += 1
            tallies[by][kind].right += not wrong
        if shows_all or (wrong and shows_wrong):
            heading = f"{line.key} {' > '.join((*line.before, line.text))!r}"
            print(f"{heading}: {'; '.join(wrong) or 'as asked'}\n    {answered[line.key].shown}")
    for by, kinds in tallies.items():
        print(f"\n{by}")
        for kind, tally in sorted(kinds.items()):
            print(f"  {kind:12} {tally.right:4} of {tally.asked}")
    print(f"\nas asked: {sum(tally.right for tally in tallies['what'].values())} of {len(lines)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), shows_wrong="-v" in sys.argv, shows_all="-a" in sys.argv)
