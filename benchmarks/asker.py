"""Requests the weather as a process of the bot does, for `benchmarks.sharing`: python -m benchmarks.asker.

The arguments are the URL of the weather service, the URL of Redis, the bot's token and the time limit of round
trips to Redis. For each line "ASKERS LATITUDE" on standard input, the process makes ASKERS requests for one place
at once. Then it prints the number of reports and the longest time in seconds.
"""

import asyncio
import sys
import time

from services.places.models import Place
from services.providers.open_meteo.current import OpenMeteo
from services.shared.redis import RedisStore
from services.shared.state import SharedState
from services.weather import Report, WeatherService


async def main(weather_url: str, redis_url: str, token: str, time_limit: str) -> None:
    """Read a line and request its place, until standard input ends."""
    store = RedisStore(redis_url, token, timeout=float(time_limit))
    await store.start()
    provider = OpenMeteo(url=weather_url)
    shared = SharedState(store)
    provider.http.share_limits(shared)
    async with WeatherService([provider], shared=shared) as weather:
        print("ready", flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            askers, latitude = line.split()
            place = Place("Somewhere", float(latitude), 10.0)
            started = time.monotonic()
            results = await asyncio.gather(*(weather.reports([place]) for _ in range(int(askers))))
            answered = sum(isinstance(result, Report) for (result,) in results)
            print(answered, time.monotonic() - started, flush=True)
    await store.aclose()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
