"""The Open-Meteo API, which weather is asked of: https://open-meteo.com/en/docs"""

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
"""What the free plan allows, each place of a request counted: https://open-meteo.com/en/terms"""

DAY_SECONDS = 86400.0

CALL_VARIABLES, CALL_DAYS = 10, 14
"""Variables and days of one place that count as one call: https://open-meteo.com/en/pricing"""

SECTIONS = ("current", "hourly", "daily")


def weight_of(params: Params) -> float:
    """Return as how many calls a request with *params* counts for each place."""
    variables = sum(len(str(params[section]).split(",")) for section in SECTIONS if section in params)
    days = int(params.get("forecast_days", 0)) + int(params.get("past_days", 0))
    return max(1.0, variables / CALL_VARIABLES * max(1.0, days / CALL_DAYS))


class OpenMeteoClient:
    """Requests for many places at once to the API at *url* and *path*; answers have Unix times and °C."""

    def __init__(
        self, url: str = URL, path: str = PATH, *, calls_per_day: int = CALLS_PER_DAY, budget: Budget | None = None
    ) -> None:
        """Take the *budget* of another client with which the plan is shared, else one of *calls_per_day*."""
        # Of its windows of a minute and an hour Open-Meteo tells itself, with a 429.
        self.budget = Budget(calls_per_day, DAY_SECONDS) if budget is None else budget
        self._path = path
        self._fraction = 0.0
        self._http = JsonClient(NAME, url, budget=self.budget)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all requests over *session*."""
        self._http.connect(session)

    async def get(self, places: Sequence[Place], params: Params, within: float | None = None) -> list[object]:
        """Return the part of each place, in the order of *places*, received within so many seconds.

        *params* say what is wanted of them. Raise a ServiceError when there is no answer.
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
            calls=self._calls(len(places) * weight_of(params)),
        )
        # Open-Meteo answers one object for one place, a list for more.
        bodies = body if isinstance(body, list) else [body]
        if len(bodies) != len(places):
            raise Malformed(NAME, 200)
        return bodies

    def _calls(self, weight: float) -> int:
        """Return whole calls, and have the fraction that is left counted with the next request."""
        self._fraction = round(self._fraction + weight, 6)  # 1.7 ten times is 17
        calls = int(self._fraction)
        self._fraction -= calls
        return calls
