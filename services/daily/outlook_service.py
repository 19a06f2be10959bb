"""The service that creates the outlooks of pushes, and caches the outlooks for all chats."""

from collections.abc import Sequence
from datetime import datetime

from cachetools import LRUCache

from services.daily.outlook import Outlook, outlook_from_forecast
from services.errors import Failure, Reason
from services.places import Place, Spot
from services.weather import WeatherService

FORECAST_TIMEOUT = 15.0
"""Maximum time for which a push waits for its forecasts, in seconds. An answer waits less long, because a user
waits for the answer."""

MAX_CACHED_OUTLOOKS = 3_000
"""Maximum number of cached outlooks; an outlook takes 1 to 2 kB of memory."""


class OutlookService:
    """Creates outlooks from the forecasts of *weather*, and caches the outlooks by place and time."""

    def __init__(self, weather: WeatherService) -> None:
        self._weather = weather
        self._cache: LRUCache[tuple[Spot, datetime], Outlook] = LRUCache(MAX_CACHED_OUTLOOKS)

    async def fetch(self, places: Sequence[Place], push_time: datetime) -> list[Outlook | Failure]:
        """Return an outlook for a push at *push_time*, or a failure, for each of *places*, in the same order."""
        cached = {place.key: self._cache.get((place.key, push_time)) for place in places}
        results: dict[Spot, Outlook | Failure] = {spot: outlook for spot, outlook in cached.items() if outlook}
        missing = [place for place in places if place.key not in results]
        for place, forecast in zip(
            missing, await self._weather.forecasts(missing, within=FORECAST_TIMEOUT), strict=True
        ):
            if isinstance(forecast, Failure):
                results[place.key] = forecast
                continue
            outlook = outlook_from_forecast(forecast, push_time)
            results[place.key] = outlook or Failure(Reason.MALFORMED)
            if outlook is not None and outlook.age is None:
                self._cache[place.key, push_time] = outlook
        return [results[place.key] for place in places]
