"""The weather service OpenWeather, which needs an API key.

The bot requests reports and forecasts from OpenWeather before it tries the other services.
"""

import re
from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr

from services.errors import KeyRefused, ProbeFailed
from services.net.addresses import HttpUrl
from services.providers.declaration import PROBE_PLACE, Declaration, Probe, Service, skipped_probe
from services.providers.openweather.air import OpenWeatherAir
from services.providers.openweather.client import MAX_CALLS_PER_MINUTE, NAME, URL, OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.providers.openweather.geocoding import OpenWeatherGeocoder
from services.weather.models import Credit

API_KEY_PATTERN = re.compile(r"[0-9a-fA-F]{32}")
"""Matches a well-formed API key of OpenWeather."""

GEOCODING_RANK = 2
"""Rank among the geocoders; the lowest rank is asked first. Open-Meteo is asked before OpenWeather, because
Open-Meteo knows populations and its geocoder spends no call budget."""


class OpenWeatherOptions(BaseModel):
    """The settings of OpenWeather."""

    openweather_api_key: SecretStr | None = None
    openweather_url: HttpUrl = URL
    openweather_calls_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] = MAX_CALLS_PER_MINUTE


def _build(options: OpenWeatherOptions) -> Service:
    if options.openweather_api_key is None:
        return Service(probes=[skipped_probe(NAME, "OPENWEATHER_URL", "OPENWEATHER_API_KEY")])
    key = options.openweather_api_key.get_secret_value()
    client = OpenWeatherClient(
        key, url=options.openweather_url, calls_per_minute=options.openweather_calls_per_minute
    )
    weather = OpenWeather(client)
    probe = Probe(NAME, "OPENWEATHER_URL", partial(_probe, weather, key))
    geocoder = OpenWeatherGeocoder(client)
    return Service(
        weather,
        OpenWeatherAir(client),
        geocoder=geocoder,
        geocoding_rank=GEOCODING_RANK,
        probes=[probe],
        clients=[client.http],
    )


async def _probe(weather: OpenWeather, key: str) -> str:
    try:
        await weather.report(PROBE_PLACE)
    except KeyRefused as exc:
        raise ProbeFailed(f"OPENWEATHER_API_KEY is refused ({exc.status}): {_key_advice(key)}") from exc
    return "the key is accepted"


def _key_advice(key: str) -> str:
    """Return what the operator should do about the API *key*, which OpenWeather has refused.

    OpenWeather sends the same response for a new key and for a wrong key.
    """
    if not API_KEY_PATTERN.fullmatch(key):
        return (
            "it is wrong, for a key is 32 digits from 0 to f; copy it whole from home.openweathermap.org/api_keys"
        )
    return (
        "not active yet, if it is younger than two hours, and the bot uses it once it is; "
        "else wrong or blocked, see home.openweathermap.org/api_keys"
    )


OPENWEATHER = Declaration(
    credits=[Credit(NAME, "https://openweathermap.org")],
    build=_build,
    sandbox_name="openweather",
)
