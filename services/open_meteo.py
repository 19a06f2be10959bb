"""The Open-Meteo API, which weather is asked of: https://open-meteo.com/en/docs"""

from collections.abc import Sequence

import aiohttp

from services.errors import Malformed
from services.http import ANSWER_BYTES, JsonClient, Params
from services.places.models import Place

NAME = "Open-Meteo"
URL = "https://api.open-meteo.com"

PLACE_BYTES = 32 * 1024
"""Bytes for each place of an answer about many: a forecast has 11,000."""


class OpenMeteoClient:
    """Requests for many places at once, answered in Unix times, °C, mm and m/s."""

    def __init__(self, url: str = URL) -> None:
        self._http = JsonClient(NAME, url)

    async def get(
        self, session: aiohttp.ClientSession, places: Sequence[Place], params: Params, within: float | None = None
    ) -> list[object]:
        """Return the part of each place, in the order of *places*, received within so many seconds.

        *params* say what is wanted of them. Raise a ServiceError when there is no answer.
        """
        body = await self._http.get(
            session,
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
            at_most=max(ANSWER_BYTES, PLACE_BYTES * len(places)),
        )
        # Open-Meteo answers one object for one place, a list for more.
        bodies = body if isinstance(body, list) else [body]
        if len(bodies) != len(places):
            raise Malformed(NAME, 200)
        return bodies
