"""The day ahead at many places, for many chats: each place asked about once."""

from collections.abc import Sequence
from datetime import datetime

from cachetools import LRUCache

from services.daily.outlook import Outlook, outlook_of
from services.errors import Failure, Reason
from services.places import Place, Spot
from services.weather import WeatherService

WITHIN = 15.0
"""Seconds that a push waits for its forecasts: it is not late by that, and providers are."""

KEPT = 3_000
"""Places and times: a kilobyte or two each, where a forecast takes sixty."""


class Outlooks:
    """Outlooks from the forecasts of *weather*, kept as long as many chats are told them at the same time."""

    def __init__(self, weather: WeatherService) -> None:
        self._weather = weather
        self._kept: LRUCache[tuple[Spot, datetime], Outlook] = LRUCache(KEPT)

    async def fetch(self, places: Sequence[Place], at: datetime) -> list[Outlook | Failure]:
        """Return, in the order of *places*, the day ahead of *at* at each, or why it is not known."""
        kept = {place.key: self._kept.get((place.key, at)) for place in places}
        found: dict[Spot, Outlook | Failure] = {spot: outlook for spot, outlook in kept.items() if outlook}
        missing = [place for place in places if place.key not in found]
        for place, forecast in zip(missing, await self._weather.forecasts(missing, within=WITHIN), strict=True):
            if isinstance(forecast, Failure):
                found[place.key] = forecast
                continue
            outlook = outlook_of(forecast, at)
            found[place.key] = outlook or Failure(Reason.MALFORMED)
            if outlook is not None and outlook.age is None:
                self._kept[place.key, at] = outlook
        return [found[place.key] for place in places]
