"""The OpenWeather API 2.5, which weather and places are asked of: https://openweathermap.org/current"""

import re

import aiohttp

from services.errors import Malformed
from services.net.budget import Budget
from services.net.http import Credentials, JsonClient, Params

NAME = "OpenWeather"
URL = "https://api.openweathermap.org"
CALLS_PER_MINUTE = 60
"""What the free plan allows."""


class OpenWeatherClient:
    """Calls with one key; weather and geocoding spend the same budget."""

    def __init__(self, key: str, *, url: str = URL, calls_per_minute: int = CALLS_PER_MINUTE) -> None:
        self.budget = Budget(calls_per_minute)
        self._http = JsonClient(NAME, url, credentials=Credentials({"appid": key}), budget=self.budget)

    def connect(self, session: aiohttp.ClientSession) -> None:
        """Send all calls over *session*."""
        self._http.connect(session)

    async def get(self, path: str, params: Params) -> object:
        """Return the decoded body; raise a ServiceError when there is none, or when it reports one itself."""
        body = await self._http.get(path, params)
        code = body.get("cod", 200) if isinstance(body, dict) else 200
        if str(code) == "200":
            return body
        # Some errors come with HTTP 200 and tell only here; forecasts write the code as a string.
        if not re.fullmatch(r"\d{3}", str(code)):
            raise Malformed(NAME, 200)
        raise self._http.error(int(code))
