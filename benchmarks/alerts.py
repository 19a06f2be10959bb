"""Measure alerts to 10,000 chats when rain comes everywhere, undisturbed and with the bot killed in the middle.

Run it with `make bench-alerts`. `python -m benchmarks.alerts [--chats COUNT] [--per-second COUNT] [database url]`
uses another number of chats, another pace, or another database than SQLite. The database is emptied. Each chat
watches one of 200 places. While alerts are sent, users ask questions, each about a new place.
"""

import argparse
import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete, insert

from benchmarks.mailing import Mailing, table
from sandbox.process import database_url
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from sandbox.weather.staged import StagedWeather
from services.storage import AlertKinds, cell_of, open_database
from services.storage.alert_schema import watched_cells, watches
from services.storage.saved_places import place_values
from services.storage.schema import chats, metadata

PLACES = 200

LEAD_TIME = timedelta(seconds=90)
"""The time between the start and the checks, in which the bot starts and answers questions."""

RAIN_WITHIN = timedelta(minutes=45)
RAIN_LASTS = timedelta(hours=2)
RAIN_RATE = 3.0
"""Rate of the rain, in millimetres per hour."""

SETTINGS = {
    "OPENWEATHER_API_KEY": "",
    "OPEN_METEO_CALLS_PER_DAY": "10000000",
    "THROTTLE_PER_MINUTE": "0",
    "ALERTS_URL": "",
}


async def run(options: argparse.Namespace, url: str, *, kill: bool) -> dict[str, object]:
    """Send all alerts, and return the report. If *kill* is true, kill the bot once and start another."""
    # Looking up the time zone of each place would take the sandbox longer than the bot waits for a forecast.
    source = StagedWeather(partial(datetime.now, UTC), zone=lambda _: UTC)
    async with TelegramServer() as telegram, WeatherServer(source=source) as weather:
        mailing = Mailing(telegram, weather, options.chats, PLACES, options.per_second)
        due = datetime.now(UTC) + LEAD_TIME
        await _watch(mailing, url, due)
        weather.bring("rain", within=RAIN_WITHIN, lasting=RAIN_LASTS, rate=RAIN_RATE)
        env = SETTINGS | {"DATABASE_URL": url, "PUSHES_PER_SECOND": str(options.per_second)}
        with tempfile.TemporaryDirectory() as directory:
            await mailing.send(Path(directory), env, due, kill=kill)
        calls = sum(not mailing.points.isdisjoint(request.places) for request in weather.requests)
        return mailing.report() | {"calls of the weather service for the watched places": calls}


async def _watch(mailing: Mailing, url: str, due: datetime) -> None:
    """Let each chat watch a place; the cells of the places are due for their first check at *due*."""
    places = mailing.places
    rows = [
        {"chat_id": chat.id, "kinds": int(AlertKinds.PRECIPITATION), "language": "en"}
        | {"cell": cell_of(saved.place)}
        | place_values(saved)
        for number, chat in enumerate(mailing.chats)
        for saved in [places[number % len(places)]]
    ]
    moment = due.timestamp()
    keys = {cell_of(saved.place) for saved in places}
    cells = [{"cell": key, "check_at": moment, "claimable_at": moment} for key in keys]
    async with open_database(url) as database, database.begin() as connection:
        for each in reversed(metadata.sorted_tables):
            await connection.execute(delete(each))
        await connection.execute(insert(chats), [{"id": chat.id} for chat in mailing.chats])
        await connection.execute(insert(watches), rows)
        await connection.execute(insert(watched_cells), cells)


async def main() -> None:
    """Run both benchmarks and print their results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--per-second", type=int, default=25)
    parser.add_argument("url", nargs="?")
    options = parser.parse_args()
    reports = []
    for kill in (False, True):
        with tempfile.TemporaryDirectory() as directory:
            reports.append(await run(options, options.url or database_url(Path(directory)), kill=kill))
            print(reports[-1], file=sys.stderr)
    print(table(*reports))


if __name__ == "__main__":
    asyncio.run(main())
