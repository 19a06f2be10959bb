"""Measure the memory of a bot in a control group: installation, index, answers, pictures, alerts.

Run it with `make bench-small-machine`, as root on Linux with cgroup v1. The default limit is lower than 512 MB,
because the kernel and the system's own services need the rest. The sandbox runs outside the group.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from benchmarks.control_group import ControlGroup
from benchmarks.pictures import CROWD, ask, seconds_to_picture
from benchmarks.process import resident_mebibytes
from benchmarks.questions import cities
from sandbox.process import CHECKOUT, BotProcess, database_url
from sandbox.telegram import Call, Chat, TelegramServer
from sandbox.weather import City, WeatherServer
from sandbox.weather.staged import StagedWeather
from services.places import Place
from services.places.index import SOURCE_PACKAGES
from services.storage import AlertKinds, SavedPlace, cell_of, open_database
from services.storage.alert_schema import watched_cells, watches
from services.storage.saved_places import place_values
from services.storage.schema import chats, saved_places

DEFAULT_LIMIT = 400
"""Memory of the group in MiB; Debian 12 without other services takes some 100 MB of a server's 512."""

PLACES, BATCH = 500, 250
TIMEOUT = 1800.0
"""Seconds until a step is given up."""
IDLE_SECONDS = 5.0
"""Seconds without questions in which the memory of the bot alone is measured."""

SETTINGS = {
    "OPENWEATHER_API_KEY": "",
    "OPEN_METEO_CALLS_PER_DAY": "10000000",
    "THROTTLE_PER_MINUTE": "0",
    "LOOK_UPS_PER_HOUR": "0",
    "PUSHES_PER_SECOND": "100",
    "ALERTS_URL": "",
    "LOG_LEVEL": "WARNING",
}


class Server:
    """A server in a control group; each step prints a row of the table."""

    def __init__(self, group: ControlGroup, directory: Path) -> None:
        self._group = group
        self._venv = directory / "venv"
        self.python = str(self._venv / "bin" / "python")
        print("| step | processes, at most | with the page cache, at most | killed | seconds |")
        print("|---|---|---|---|---|", flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the memory of the group during a step."""
        kills, started = self._group.kills, time.monotonic()
        try:
            with self._group.measured() as peak:
                yield
        finally:
            figures = f"{peak.processes:.0f} MiB | {peak.group:.0f} MiB | {self._group.kills - kills}"
            print(f"| {name} | {figures} | {time.monotonic() - started:.0f} |", flush=True)

    def run(self, *command: str) -> None:
        """Run a command in the group; raise CalledProcessError if it fails."""
        output = subprocess.run(self._group.command(*command), cwd=CHECKOUT, capture_output=True, check=False)  # noqa: S603 - our commands
        if output.returncode:
            raise SystemExit(f"{' '.join(command)}: {output.stderr.decode()}")

    def install(self, project: Path) -> None:
        """Install the packages and build the index, as docs/operations.md describes."""
        pip = (self.python, "-m", "pip")
        with self.step("`pip install '.[index]'`"):
            self.run(sys.executable, "-m", "venv", str(self._venv))
            self.run(*pip, "install", "--no-cache-dir", "--constraint", "constraints.txt", f"{project}[index]")
        before = self.disk_use
        with self.step("building the place index"):
            self.run(self.python, "-m", "services.places.index.build")
        with self.step("`pip uninstall` of the index's sources"):
            self.run(*pip, "uninstall", "--yes", *SOURCE_PACKAGES)
        print(
            f"\nThe virtual environment takes {self.disk_use:.0f} MB of disk, {before:.0f} before.\n", flush=True
        )

    @property
    def disk_use(self) -> float:
        """The size of the virtual environment in MB."""
        files = (path.stat() for path in self._venv.rglob("*") if path.is_file() and not path.is_symlink())
        return sum(file.st_blocks * 512 for file in files) / 1e6


async def _save_places(url: str, known: Sequence[City], users: Sequence[Chat]) -> None:
    """Let each user have a saved place, and watch it; the checks of all places are due at once."""
    saved = [SavedPlace(Place(city.name_en, *city.point, timezone="UTC")) for city in known]
    rows = [{"chat_id": user.id} | place_values(saved[number % PLACES]) for number, user in enumerate(users)]
    cells = [cell_of(each.place) for each in saved]
    watched = {"kinds": int(AlertKinds.PRECIPITATION), "language": "en"}
    due = datetime.now(UTC).timestamp()
    async with open_database(url) as database, database.begin() as connection:
        await connection.execute(insert(chats), [{"id": user.id} for user in users])
        await connection.execute(insert(saved_places), [row | {"position": 0} for row in rows])
        await connection.execute(
            insert(watches), [row | watched | {"cell": cells[number % PLACES]} for number, row in enumerate(rows)]
        )
        await connection.execute(
            insert(watched_cells), [{"cell": cell, "check_at": due, "claimable_at": due} for cell in set(cells)]
        )


async def _measure_bot(server: Server, group: ControlGroup, directory: Path, count: int) -> None:
    """Start the bot in the group, and let it answer *count* chats, draw, and alert them."""
    source = StagedWeather(partial(datetime.now, UTC), zone=lambda _: UTC)
    known = cities(PLACES)
    async with TelegramServer() as telegram, WeatherServer(source=source) as weather:
        for city in known:
            weather.add_city(city)
        weather.bring("rain", within=timedelta(minutes=45), lasting=timedelta(hours=2), rate=3.0)
        users = [telegram.private_chat() for _ in range(count)]
        await _save_places(database_url(directory), known, users)
        starting = BotProcess.start(
            telegram, weather, directory, env=SETTINGS, command=group.command(server.python, "-m", "bot")
        )
        async with AsyncExitStack() as stack:
            with server.step("start"):
                bot = await stack.enter_async_context(starting)
            with server.step(f"{count:,} chats ask about {PLACES} places, while alerts are sent"):
                await bot.while_alive(_ask_all(telegram, known, users))
            with server.step(f"{len(CROWD)} pictures at once, while alerts are sent"):
                asked = await asyncio.gather(*(ask(telegram, f"/forecast {city}") for city in CROWD))
                await asyncio.gather(*(seconds_to_picture(chat) for chat, _ in asked))
            with server.step(f"{count:,} alerts, the rest of them"):
                await bot.while_alive(_wait_for_messages(telegram, users, count=2))
            with server.step("afterwards, without questions"):
                await asyncio.sleep(IDLE_SECONDS)
            print(f"\nThe bot without the drawing process takes {resident_mebibytes(bot.pid):.0f} MiB.")


async def _ask_all(telegram: TelegramServer, known: Sequence[City], users: Sequence[Chat]) -> None:
    """Let all *users* ask, half of them for the weather of their saved places and half for a forecast."""
    for start in range(0, len(users), BATCH):
        batch = users[start : start + BATCH]
        for number, user in enumerate(batch):
            user.send(f"/weather {known[number % PLACES].name_en} tomorrow" if number % 2 else "/weather")
        await _wait_for_messages(telegram, batch, count=1)


async def _wait_for_messages(telegram: TelegramServer, users: Sequence[Chat], *, count: int) -> None:
    """Wait until each of *users* has had *count* messages."""
    waiting = list(users)

    def all_have(_: Call) -> bool:
        while waiting and len(waiting[-1].answers) >= count:
            waiting.pop()
        return not waiting

    await telegram.calls.find(all_have, within=TIMEOUT)


async def main() -> None:
    """Run all steps, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=DEFAULT_LIMIT, help="MiB of memory (default: %(default)s)")
    parser.add_argument("--chats", type=int, default=10_000, help="number of chats (default: %(default)s)")
    options = parser.parse_args()
    # The directory is not in /tmp, which may be in memory.
    with (
        tempfile.TemporaryDirectory(dir="/var/tmp") as path,
        ControlGroup.create("weather-bot", options.limit) as group,
    ):
        directory = Path(path)
        project = directory / "project"
        project.mkdir()
        for name in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(CHECKOUT / name, project)
        server = Server(group, directory)
        server.install(project)
        await _measure_bot(server, group, directory, options.chats)


if __name__ == "__main__":
    asyncio.run(main())
