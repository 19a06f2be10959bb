"""Measure how soon pictures follow their text, and whether drawing them delays other answers.

Run it with `make bench-pictures`. Each answer of the weather services takes a second; Telegram runs on this
machine.
"""

import asyncio
import gc
import statistics
import time
from collections.abc import Callable

from benchmarks.answers import one_upstream_answer, report, stage
from benchmarks.process import resident_mebibytes
from sandbox.telegram import Chat, TelegramServer

CACHED_CITIES = ("London", "Paris", "Berlin", "Madrid", "Rome")
CROWD = (
    *("Vienna", "Prague", "Warsaw", "Oslo", "Stockholm", "Helsinki", "Istanbul", "Ankara", "Dublin", "Brussels"),
    *("Amsterdam", "Copenhagen", "Budapest", "Bucharest", "Sofia", "Belgrade", "Riga", "Minsk", "Tokyo", "Seoul"),
)
"""Cities whose pictures are all requested at once."""
CROWD_QUESTIONS = ("", " 10 days", " 9 days", " 8 days", " 7 days")
"""Ends of the questions about one city; the picture is different for each end."""
QUIET_ANSWERS = 600
"""Number of answers that are measured while no picture is drawn."""

SETTINGS = {"OPENWEATHER_CALLS_PER_MINUTE": "10000", "THROTTLE_PER_MINUTE": "0", "LOOK_UPS_PER_HOUR": "0"}


async def ask(telegram: TelegramServer, text: str) -> tuple[Chat, float]:
    """Send a question from a new user; return the chat and the seconds to the answer."""
    chat = telegram.private_chat()
    started = time.perf_counter()
    chat.send(text)
    await chat.next_message(within=30)
    return chat, time.perf_counter() - started


async def seconds_to_picture(chat: Chat) -> float:
    """Request the picture; return the seconds until it arrived."""
    started = time.perf_counter()
    if (await chat.next_message(within=30)).photo is None:
        raise SystemExit("something else than a picture came")
    return time.perf_counter() - started


async def answer_delays(telegram: TelegramServer, is_enough: Callable[[int], bool]) -> list[float]:
    """Ask about cached weather, one question at a time, until *is_enough* returns True.

    Return the seconds to each answer.
    """
    seconds: list[float] = []
    while not is_enough(len(seconds)):
        seconds.append((await ask(telegram, "/weather Moscow"))[1])
    return seconds


async def answer_delays_during_pictures(telegram: TelegramServer, question: str) -> tuple[list[float], float]:
    """Return the seconds to each answer while the pictures of CROWD are drawn, and the seconds of the drawing."""
    texts = [f"/forecast {city}{question}" for city in CROWD]
    chats = [chat for chat, _ in await asyncio.gather(*(ask(telegram, text) for text in texts))]
    started = time.perf_counter()
    drawing = asyncio.gather(*map(seconds_to_picture, chats))
    seconds = await answer_delays(telegram, lambda _: drawing.done())
    await drawing
    return seconds, time.perf_counter() - started


def p99(seconds: list[float]) -> float:
    """Return the 99th percentile."""
    return statistics.quantiles(seconds, n=100)[98]


async def main() -> None:
    """Run the measurements and print the table."""
    # A full collection of this process, which is also Telegram, would delay one answer by 0.12 s.
    gc.disable()
    print("| what | measured | wanted | reached |\n|---|---|---|---|")
    async with stage(**SETTINGS) as running:
        telegram = running.telegram
        upstream = await one_upstream_answer(running.weather)
        memory = resident_mebibytes(running.pid)
        chat, text = await ask(telegram, "/forecast Moscow")
        cold = await seconds_to_picture(chat)
        report("text of a forecast, 1 s upstream", text / upstream, "× one upstream answer", at_most=1.2)
        report("its picture after the text, the first one", cold, "s", at_most=0.5)
        warm = [await seconds_to_picture((await ask(telegram, f"/forecast {city}"))[0]) for city in CACHED_CITIES]
        report("the next ones, the slowest of five", max(warm), "s", at_most=0.3)
        calls = len(telegram.calls)
        again = await seconds_to_picture((await ask(telegram, "/forecast Moscow"))[0])
        uploads = sum(bool(call.files) for call in list(telegram.calls)[calls:])
        report("the same one again", again, "s", at_most=0.1)
        report("pictures uploaded for it", uploads, "", at_most=0)
        await ask(telegram, "/weather Moscow")
        before = await answer_delays(telegram, lambda count: count >= QUIET_ANSWERS)
        during: list[float] = []
        drawing = 0.0
        memory_after: list[float] = []
        for question in CROWD_QUESTIONS:
            answers, seconds = await answer_delays_during_pictures(telegram, question)
            during += answers
            drawing += seconds
            memory_after.append(resident_mebibytes(running.pid))
        print(
            f"| answers, 99th percentile: quiet ({len(before)}), while {len(CROWD_QUESTIONS)} × {len(CROWD)} "
            f"pictures are drawn in {drawing:.1f} s ({len(during)}) | {p99(before) * 1000:.0f} ms, "
            f"{p99(during) * 1000:.0f} ms | | |"
        )
        report("the second, compared with the first", p99(during) / p99(before), "×", at_most=2)
        grown = memory_after[0] - memory
        report(f"memory of the bot, after the first {len(CROWD)} of these", grown, "MiB more", at_most=20)
    async with stage(**SETTINGS) as running:
        running.weather.delay("weather", 0)
        chat, _ = await ask(running.telegram, "/forecast Moscow")
        report("the first picture after an immediate text", await seconds_to_picture(chat), "s", at_most=0.5)


if __name__ == "__main__":
    asyncio.run(main())
