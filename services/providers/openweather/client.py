"""Client of OpenWeather: https://openweathermap.org/api"""

import re

import aiohttp

from services.errors import Malformed
from services.net.budget import Budget
from services.net.http import Credentials, JsonClient, Params

NAME = "OpenWeather"
URL = "https://api.openweathermap.org"
CALLS_PER_MINUTE = 60
"""Maximum number of calls per minute in the free plan."""


class OpenWeatherClient:
    """Requests data with one key. All requests spend the same budget."""

    def __init__(self, key: str, *, url: str = URL, calls_per_minute: int = CALLS_PER_MINUTE) -> None:
        self.budget = Budget(calls_per_minute)
        self._http = JsonClient(NAME, url, credentials=Credentials({"appid": key}), budget=self.budget)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests."""
        self._http.connect(session)

    async def get(self, path: str, params: Params) -> object:
        """Return the decoded body; raise a ServiceError if the request fails or the body has an error code."""
        body = await self._http.get(path, params)
        code = body.get("cod", 200) if isinstance(body, dict) else 200
        if str(code) == "200":
            return body
        # Some errors have the HTTP status 200 and a code in the body. In forecasts, the code is a string.
        if not re.fullmatch(r"\d{3}", str(code)):
            raise Malformed(NAME, 200)
        raise self._http.error(int(code))
