"""Client for the APIs of Open-Meteo: https://open-meteo.com/en/docs"""

from collections.abc import Sequence

import aiohttp

from services.errors import InvalidResponse
from services.net.budget import Budget
from services.net.http import JsonClient, Params
from services.places.models import Place

NAME = "Open-Meteo"
URL = "https://api.open-meteo.com"
PATH = "/v1/forecast"
MAX_CALLS_PER_DAY = 10_000
"""Maximum number of calls per day in the free plan; each place in a request counts as at least one call. Source:
https://open-meteo.com/en/terms"""

DAY_SECONDS = 86400.0
"""Number of seconds in a day."""

MAX_VARIABLES_PER_CALL = 10
"""Maximum number of variables with which a request for one place counts as one call. Source:
https://open-meteo.com/en/pricing"""

MAX_DAYS_PER_CALL = 14
"""Maximum number of days with which a request for one place counts as one call. Source:
https://open-meteo.com/en/pricing"""

VARIABLE_LIST_PARAMS = ("current", "minutely_15", "hourly", "daily")
"""Names of the request parameters that list variables, separated by commas."""


def calls_per_place(params: Params) -> float:
    """Return the number of calls that Open-Meteo counts for each place in a request with *params*."""
    variables = sum(len(str(params[name]).split(",")) for name in VARIABLE_LIST_PARAMS if name in params)
    days = int(params.get("forecast_days", 0)) + int(params.get("past_days", 0))
    return max(1.0, variables / MAX_VARIABLES_PER_CALL * max(1.0, days / MAX_DAYS_PER_CALL))


class OpenMeteoClient:
    """Requests data for several places from the API at *url* and *path*.

    In responses, times are Unix times, and temperatures are in °C.
    """

    def __init__(
        self,
        url: str = URL,
        path: str = PATH,
        *,
        calls_per_day: int = MAX_CALLS_PER_DAY,
        budget: Budget | None = None,
    ) -> None:
        """Create a client.

        The client spends the calls of *budget*, which other clients share. If *budget* is None, the client gets
        its own budget of *calls_per_day*.
        """
        # Only the daily limit is counted here; Open-Meteo answers 429 when its limit per minute or per hour is
        # exceeded.
        self.budget = Budget(calls_per_day, DAY_SECONDS) if budget is None else budget
        self._path = path
        self._fraction = 0.0
        self.http = JsonClient(NAME, url, budget=self.budget)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to Open-Meteo."""
        self.http.use_session(session)

    async def get(self, places: Sequence[Place], params: Params, within: float | None = None) -> list[object]:
        """Send one request with *params* for all *places*; return a JSON object for each place, in the same order.

        *within* is the time limit in seconds. Raise ServiceError if the request fails.
        """
        body = await self.http.get(
            self._path,
            {
                "latitude": ",".join(f"{place.latitude:.4f}" for place in places),
                "longitude": ",".join(f"{place.longitude:.4f}" for place in places),
                "timezone": "auto",
                "timeformat": "unixtime",
                **params,
            },
            within=within,
            call_count=self._calls_to_spend(len(places) * calls_per_place(params)),
        )
        # Open-Meteo answers with one object for one place, and with a list of objects for several places.
        bodies = body if isinstance(body, list) else [body]
        if len(bodies) != len(places):
            raise InvalidResponse(NAME, 200)
        return bodies

    def _calls_to_spend(self, weight: float) -> int:
        """Return *weight*, the exact number of calls, rounded down to whole calls.

        The remaining fraction is added to the calls of the next request.
        """
        self._fraction = round(self._fraction + weight, 6)  # without rounding, ten times 1.7 would be below 17
        calls = int(self._fraction)
        self._fraction -= calls
        return calls
