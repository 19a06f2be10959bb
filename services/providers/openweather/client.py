"""Client for the APIs of OpenWeather: https://openweathermap.org/api"""

import re

import aiohttp

from services.errors import InvalidResponse
from services.net.budget import Budget
from services.net.http import Credentials, JsonClient, Params

NAME = "OpenWeather"
URL = "https://api.openweathermap.org"
MAX_CALLS_PER_MINUTE = 60
"""Maximum number of calls per minute in OpenWeather's free plan."""


class OpenWeatherClient:
    """Requests data with an API key; all requests spend one call budget."""

    def __init__(self, key: str, *, url: str = URL, calls_per_minute: int = MAX_CALLS_PER_MINUTE) -> None:
        self.budget = Budget(calls_per_minute)
        self.http = JsonClient(NAME, url, credentials=Credentials({"appid": key}), budget=self.budget)

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to OpenWeather."""
        self.http.use_session(session)

    async def get(self, path: str, params: Params) -> object:
        """Request *path* with *params*, and return the decoded body.

        Raise ServiceError if the request fails or the body contains an error code.
        """
        body = await self.http.get(path, params)
        code = body.get("cod", 200) if isinstance(body, dict) else 200
        if str(code) == "200":
            return body
        # Some error responses have the HTTP status 200; the error code in their body is a number or a string.
        if not re.fullmatch(r"\d{3}", str(code)):
            raise InvalidResponse(NAME, 200)
        raise self.http.error_for_status(int(code))
