"""The Open-Meteo API, which weather is asked of: https://open-meteo.com/en/docs"""

from collections.abc import Sequence

import aiohttp

from services.errors import Malformed
from services.net.budget import Budget
from services.net.http import JsonClient, Params
from services.places.models import Place

NAME = "Open-Meteo"
URL = "https://api.open-meteo.com"
CALLS_PER_DAY = 10_000
"""What the free plan allows, each place of a request counted: https://open-meteo.com/en/terms"""

DAY_SECONDS = 86400.0


class OpenMeteoClient:
    """Requests for many places at once, answered in Unix times, °C, mm and m/s."""

    def __init__(self, url: str = URL, *, calls_per_day: int = CALLS_PER_DAY) -> None:
        # Of its windows of a minute and an hour Open-Meteo tells itself, with a 429.
        self.budget = Budget(calls_per_day, DAY_SECONDS)
        self._http = JsonClient(NAME, url, budget=self.budget)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all requests over *session*."""
        self._http.connect(session)

    async def get(self, places: Sequence[Place], params: Params, within: float | None = None) -> list[object]:
        """Return the part of each place, in the order of *places*, received within so many seconds.

        *params* say what is wanted of them. Raise a ServiceError when there is no answer.
        """
        body = await self._http.get(
            "/v1/forecast",
            {
                "latitude": ",".join(f"{place.latitude:.4f}" for place in places),
                "longitude": ",".join(f"{place.longitude:.4f}" for place in places),
                "timezone": "auto",
                "timeformat": "unixtime",
                "wind_speed_unit": "ms",
                **params,
            },
            within=within,
            calls=len(places),
        )
        # Open-Meteo answers one object for one place, a list for more.
        bodies = body if isinstance(body, list) else [body]
        if len(bodies) != len(places):
            raise Malformed(NAME, 200)
        return bodies
