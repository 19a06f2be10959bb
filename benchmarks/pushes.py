"""Measure 10,000 daily pushes due in one minute, first undisturbed, then with the bot killed in the middle.

Run it with `make bench-pushes`. `python -m benchmarks.pushes [database url]` uses another database than SQLite and
empties it. Chats in eight time zones subscribe to one to three of the same few hundred places. While pushes are
sent, users ask questions, each about a new place.
"""

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert

from benchmarks.mailing import Mailing, table
from sandbox.process import database_url
from sandbox.telegram import TelegramServer
from sandbox.weather import WeatherServer
from services.storage import open_database
from services.storage.saved_places import place_rows
from services.storage.schema import chats, metadata, subscription_places, subscriptions

CHATS, PLACES = 10_000, 200
PUSHES_PER_SECOND = 100
SEED = 2026

MIN_LEAD_TIME = timedelta(seconds=60)
"""The least time between the start and the pushes, in which the bot starts and answers questions."""

ZONES = (
    "Europe/Moscow",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
)

SETTINGS = {
    "OPENWEATHER_API_KEY": "",
    "OPEN_METEO_CALLS_PER_DAY": "10000000",
    "THROTTLE_PER_MINUTE": "0",
    "PUSHES_PER_SECOND": str(PUSHES_PER_SECOND),
}


async def run(telegram: TelegramServer, weather: WeatherServer, url: str, *, kill: bool) -> dict[str, object]:
    """Send all pushes, and return the report. If *kill* is true, kill the bot once and start another."""
    mailing = Mailing(telegram, weather, CHATS, PLACES, PUSHES_PER_SECOND)
    mailing.compute_weather()
    soonest = datetime.now(UTC) + MIN_LEAD_TIME
    due = soonest.replace(second=0, microsecond=0) + timedelta(minutes=1)
    await _subscribe(mailing, url, due)
    with tempfile.TemporaryDirectory() as directory:
        await mailing.send(Path(directory), SETTINGS | {"DATABASE_URL": url}, due, kill=kill)
    return mailing.report()


async def _subscribe(mailing: Mailing, url: str, due: datetime) -> None:
    random = Random(SEED)
    subscribed, about = [], []
    for number, chat in enumerate(mailing.chats):
        local = due.astimezone(ZoneInfo(ZONES[number % len(ZONES)]))
        when = {"minutes": local.hour * 60 + local.minute, "weekdays": 127, "timezone": str(local.tzinfo)}
        moment = {"next_at": int(due.timestamp()), "claimable_at": int(due.timestamp())}
        subscribed.append({"id": number, "chat_id": chat.id, "language": "en"} | when | moment)
        about += place_rows({"subscription_id": number}, random.sample(mailing.places, random.randint(1, 3)))
    async with open_database(url) as database, database.begin() as connection:
        for each in reversed(metadata.sorted_tables):
            await connection.execute(delete(each))
        await connection.execute(insert(chats), [{"id": chat.id} for chat in mailing.chats])
        await connection.execute(insert(subscriptions), subscribed)
        await connection.execute(insert(subscription_places), about)


async def main(url: str | None) -> None:
    """Run both benchmarks and print their results."""
    reports = []
    for kill in (False, True):
        with tempfile.TemporaryDirectory() as directory:
            async with TelegramServer() as telegram, WeatherServer() as weather:
                reports.append(await run(telegram, weather, url or database_url(Path(directory)), kill=kill))
                print(reports[-1], file=sys.stderr)
    print(table(*reports))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
