"""Client of the Open-Meteo API: https://open-meteo.com/en/docs"""

from collections.abc import Sequence

import aiohttp

from services.errors import Malformed
from services.net.budget import Budget
from services.net.http import JsonClient, Params
from services.places.models import Place

NAME = "Open-Meteo"
URL = "https://api.open-meteo.com"
PATH = "/v1/forecast"
CALLS_PER_DAY = 10_000
"""Maximum calls per day of the free plan; each place of a request counts: https://open-meteo.com/en/terms"""

DAY_SECONDS = 86400.0

CALL_VARIABLES, CALL_DAYS = 10, 14
"""Numbers of variables and days of one place up to which a request counts as one call.

Source: https://open-meteo.com/en/pricing
"""

SECTIONS = ("current", "hourly", "daily")
"""Parameters that list variables."""


def calls_per_place(params: Params) -> float:
    """Return the number of calls, for each place, as which Open-Meteo counts a request with *params*."""
    variables = sum(len(str(params[section]).split(",")) for section in SECTIONS if section in params)
    days = int(params.get("forecast_days", 0)) + int(params.get("past_days", 0))
    return max(1.0, variables / CALL_VARIABLES * max(1.0, days / CALL_DAYS))


class OpenMeteoClient:
    """Requests data of several places at once from the API at *url* and *path*. Answers have Unix times and °C."""

    def __init__(
        self, url: str = URL, path: str = PATH, *, calls_per_day: int = CALLS_PER_DAY, budget: Budget | None = None
    ) -> None:
        """Create a client with the *budget* of another one, if they share a plan, or with *calls_per_day*."""
        # Limits per minute and hour are not counted here: Open-Meteo answers 429 when they are exceeded.
        self.budget = Budget(calls_per_day, DAY_SECONDS) if budget is None else budget
        self._path = path
        self._fraction = 0.0
        self._http = JsonClient(NAME, url, budget=self.budget)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests."""
        self._http.connect(session)

    async def get(self, places: Sequence[Place], params: Params, within: float | None = None) -> list[object]:
        """Request *params* for all *places*, and return the JSON object of each, in their order.

        *within* is the time limit in seconds. Raise a ServiceError on failure.
        """
        body = await self._http.get(
            self._path,
            {
                "latitude": ",".join(f"{place.latitude:.4f}" for place in places),
                "longitude": ",".join(f"{place.longitude:.4f}" for place in places),
                "timezone": "auto",
                "timeformat": "unixtime",
                **params,
            },
            within=within,
            calls=self._whole_calls(len(places) * calls_per_place(params)),
        )
        # Open-Meteo answers with one object for one place, and with a list for several.
        bodies = body if isinstance(body, list) else [body]
        if len(bodies) != len(places):
            raise Malformed(NAME, 200)
        return bodies

    def _whole_calls(self, weight: float) -> int:
        """Return *weight* as whole calls; a remaining fraction is counted with the next request."""
        self._fraction = round(self._fraction + weight, 6)  # without rounding errors, ten times 1.7 is 17
        calls = int(self._fraction)
        self._fraction -= calls
        return calls
