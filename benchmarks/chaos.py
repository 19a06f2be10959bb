"""Ask 10,000 questions while one call in twenty fails and the bot is killed three times.

Run it with `make bench-chaos`, on Linux. Chats ask in bursts of up to five messages, a few seconds apart, and once
all chats ask at the same moment. One group asks more than Telegram lets the bot answer. A seed draws the failures
and the moments of the kills; the order of calls varies.
"""

import asyncio
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from operator import itemgetter
from pathlib import Path
from random import Random

from benchmarks.busy_group import BusyGroup, Fate
from benchmarks.process import resident_mebibytes
from benchmarks.questions import NOW, Question, Verdict, cities, questions, shown_names
from benchmarks.trouble import cause_trouble, failures, shown_despite_errors
from sandbox.process import BotProcess
from sandbox.telegram import BotMessage, Chat, TelegramServer
from sandbox.weather import WeatherServer
from services.tasks import cancel_all

CHATS, QUESTIONS_EACH = 500, 20
CITIES = 2000
DURATION = 300.0
"""Seconds over which the questions are spread."""
TIMEOUT = 120.0
"""Seconds after the last question until the run gives up."""
KILLS = 3
SEED = 2026

SETTINGS = {
    "OPENWEATHER_CALLS_PER_MINUTE": "1000000",
    "OPEN_METEO_CALLS_PER_DAY": "10000000",
    "THROTTLE_PER_MINUTE": "0",
    "LOOK_UPS_PER_HOUR": "0",
}


class Asker:
    """A chat, its questions and its answers."""

    def __init__(self, chat: Chat, asks: list[Question]) -> None:
        self.chat = chat
        self.questions = asks
        self.unexpected: list[BotMessage] = []
        """Messages from the bot that answer none of the questions."""
        self.answered = asyncio.Event()
        """The event that is set when all questions are answered."""
        self._asked_by_name = {name: question for question in asks for name in question.spellings}

    async def watch(self) -> None:
        """Record every answer until cancelled."""
        async for event in self.chat.feed.follow():
            if isinstance(event, BotMessage):
                meant = {self._asked_by_name.get(name) for name in shown_names(event.html)}
                question = meant.pop() if len(meant) == 1 else None
                if question is None:
                    self.unexpected.append(event)
                else:
                    question.answers[event.message_id] = event
                    question.answered_at = question.answered_at or _now()
                if all(question.answered_at is not None for question in self.questions):
                    self.answered.set()


class Run:
    """One run: the servers, the chats, and a series of bot processes."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, random: Random) -> None:
        all_cities = cities(CITIES)
        for city in all_cities:
            weather.add_city(city)
        self.telegram = telegram
        self.weather = weather
        self.askers = [
            Asker(
                telegram.private_chat(language=language), questions(QUESTIONS_EACH, language, all_cities, random)
            )
            for language in ("en", "ru") * (CHATS // 2)
        ]
        self.group = BusyGroup(telegram, all_cities)
        self.questions = [question for asker in self.askers for question in asker.questions]
        self.memory: list[float] = []
        """Memory of the bot in MiB, sampled once a second while a bot runs."""
        self.exit_code: int | None = None
        self._schedule = schedule(self.askers, random, DURATION)
        self._kills = [(part + random.random()) * DURATION / KILLS for part in range(KILLS)]
        self._started = 0.0
        self._bot: BotProcess | None = None

    async def play(self, directory: Path) -> None:
        """Ask all questions, and kill the bot several times while they are asked."""
        background = [asyncio.create_task(asker.watch()) for asker in self.askers]
        background.append(asyncio.create_task(self._report_progress()))
        background.append(asyncio.create_task(self.group.watch()))
        asking: asyncio.Task[None] | None = None
        try:
            for kill in [*self._kills, None]:
                async with BotProcess.start(self.telegram, self.weather, directory, env=SETTINGS) as bot:
                    self._bot = bot
                    if asking is None:
                        asking = asyncio.create_task(self._ask())
                        background.append(asking)
                    if kill is None:
                        await bot.while_alive(self._all_answered(asking))
                        self.exit_code = await bot.stop()
                    else:
                        await bot.while_alive(self._until(kill))
                        await bot.kill()
        finally:
            await cancel_all(background)

    async def _ask(self) -> None:
        self._started = _now()
        async with asyncio.TaskGroup() as asking:
            asking.create_task(self.group.ask(DURATION))
            for moment, chat, question in self._schedule:
                await self._until(moment)
                question.asked_at = _now()
                chat.send(question.text)

    async def _all_answered(self, asking: asyncio.Task[None]) -> None:
        await asking
        with suppress(TimeoutError):
            async with asyncio.timeout(TIMEOUT):
                for asker in self.askers:
                    await asker.answered.wait()
        await self.group.wait_until_settled()

    async def _until(self, moment: float) -> None:
        await asyncio.sleep(self._started + moment - _now())

    async def _report_progress(self) -> None:
        for second in count():
            await asyncio.sleep(1)
            if self._bot is not None:
                with suppress(OSError):  # the bot has just been killed
                    self.memory.append(resident_mebibytes(self._bot.pid))
            if second % 10 == 0:
                asked = sum(question.asked_at > 0 for question in self.questions)
                answered = sum(question.answered_at is not None for question in self.questions)
                print(f"{second:4} s: {asked} asked, {answered} answered", file=sys.stderr)


def schedule(askers: Iterable[Asker], random: Random, duration: float) -> list[tuple[float, Chat, Question]]:
    """Return the time (0 to *duration* s), the chat and the question of each message, in order of time."""
    asked = []
    for asker in askers:
        moments = [duration / 2]  # all chats ask at this moment
        while len(moments) < len(asker.questions):
            moment = random.uniform(0, duration)
            for _ in range(random.randint(1, 5)):
                moments.append(moment)
                moment += random.uniform(0.5, 5)
        for moment, question in zip(sorted(moments[: len(asker.questions)]), asker.questions, strict=True):
            asked.append((moment, asker.chat, question))
    return sorted(asked, key=itemgetter(0))


def report(run: Run, log: str) -> None:
    """Print the table, and exit with the list of failed expectations if there are any."""
    answered = [question for question in run.questions if question.answered_at is not None]
    delays = sorted(question.delay for question in answered)
    unseen = shown_despite_errors(run.telegram)
    copies = [number for question in answered for number in list(question.answers)[:-1]]
    hidden = len(unseen.intersection(copies))
    verdicts = sum((question.verdicts() for question in answered), Counter[Verdict]())
    memory = run.memory
    rows = {
        "asked": f"{len(run.questions):,} questions by {CHATS} chats in {DURATION / 60:g} minutes",
        "answered": f"{len(answered):,}",
        "answered once more": f"{len(copies)}: {hidden} whose delivery Telegram had hidden, "
        f"{len(copies) - hidden} after the bot was killed",
        "names in them, answered": ", ".join(f"{verdicts[verdict]:,} {verdict}" for verdict in Verdict),
        "messages that answer nothing": sum(len(asker.unexpected) for asker in run.askers),
        "from question to answer": f"median {statistics.median(delays):.2f} s, "
        f"99th percentile {delays[len(delays) * 99 // 100]:.1f} s, longest {delays[-1]:.1f} s",
        "the busy group": run.group.report(),
        "memory": f"{memory[0]:.0f} MiB at the start, {memory[len(memory) // 2]:.0f} in the middle, "
        f"{memory[-1]:.0f} at the end, {max(memory):.0f} at most",
        "the bot": f"killed {KILLS} times, then stopped with exit code {run.exit_code}, "
        f"{log.count('Traceback')} tracebacks in its log",
        "calls that failed": ", ".join(
            f"{failed} of {calls:,} {seam}" for seam, calls, failed in failures(run.telegram, run.weather)
        ),
    }
    print("| what | measured |\n|---|---|")
    for label, measured in rows.items():
        print(f"| {label} | {measured} |")
    missing = [f"Not answered: {question.text}" for question in run.questions if question.answered_at is None]
    wrong = [
        f"Wrong: {question.text}\n{list(question.answers.values())[-1].html}"
        for question in answered
        if question.verdicts()[Verdict.WRONG]
    ]
    unexpected = [f"Answers nothing: {message.html}" for asker in run.askers for message in asker.unexpected]
    silent = run.group.fates()[Fate.SILENT]
    neither = [f"Neither answered nor covered by a notice: {silent} commands of the busy group"] * bool(silent)
    troubles = [*missing, *wrong, *unexpected, *neither]
    if troubles or run.exit_code or "Traceback" in log:
        raise SystemExit("\n".join(["Not as promised.", *troubles]))


def _now() -> float:
    return asyncio.get_running_loop().time()


async def main() -> None:
    """Run the benchmark and print its results."""
    random = Random(SEED)
    with tempfile.TemporaryDirectory() as directory:
        async with TelegramServer() as telegram, WeatherServer(now=lambda: NOW) as weather:
            cause_trouble(telegram, weather, random)
            run = Run(telegram, weather, random)
            await run.play(Path(directory))
            report(run, (Path(directory) / "bot.log").read_text(encoding="utf-8"))


if __name__ == "__main__":
    asyncio.run(main())
