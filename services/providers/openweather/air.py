"""Requests air pollution from OpenWeather: https://openweathermap.org/api/air-pollution

OpenWeather's own scale from 1 to 5 is not used, because answers show the European index, which is different. The
bot computes the European index from the concentrations of pollutants.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Annotated

import aiohttp
from pydantic import Field

from services.errors import InvalidResponse
from services.net.bodies import Body, Lenient, LimitedList, UnixTime, datetime_from_unix, validate
from services.places.models import Place, zone_by_name
from services.providers.openweather.client import NAME, OpenWeatherClient
from services.weather.air import AirHour, AirQuality
from services.weather.air_index import european_index
from services.weather.timeline import zone_of_longitude

CURRENT_PATH = "/data/2.5/air_pollution"
FORECAST_PATH = "/data/2.5/air_pollution/forecast"

Micrograms = Lenient[Annotated[float, Field(ge=0, le=20_000)]]
"""Concentration in µg/m³; OpenWeather sends −9999 for an unknown concentration."""


class _PollutantConcentrations(Body):
    pm2_5: Micrograms = None
    pm10: Micrograms = None
    no2: Micrograms = None
    o3: Micrograms = None
    so2: Micrograms = None


class _Entry(Body):
    dt: UnixTime = None
    components: Lenient[_PollutantConcentrations] = None


class _Response(Body):
    entries: Annotated[Lenient[LimitedList[Lenient[_Entry]]], Field(alias="list")] = None


def parse_hours(body: object) -> list[AirHour]:
    """Return the hours in *body*, a response about air pollution.

    All values of an hour except its time may be missing.

    Each returned hour has the European index that is computed from its concentrations. Raise InvalidResponse if
    *body* is invalid.
    """
    response = validate(_Response, body, NAME)
    hours = []
    for entry in response.entries or ():
        start = datetime_from_unix(entry.dt, UTC) if entry is not None else None
        if entry is None or start is None:
            continue
        known = entry.components or _PollutantConcentrations()
        concentrations = {
            "pm2_5": known.pm2_5,
            "pm10": known.pm10,
            "nitrogen_dioxide": known.no2,
            "ozone": known.o3,
            "sulphur_dioxide": known.so2,
        }
        hours.append(
            AirHour(
                start=start.replace(minute=0, second=0),
                european_index=european_index(concentrations),
                pm2_5=known.pm2_5,
                pm10=known.pm10,
                ozone=known.o3,
            )
        )
    return hours


def air_from_hours(hours: Iterable[AirHour], place: Place) -> AirQuality:
    """Return the air quality that consists of *hours*.

    If several of *hours* have the same time, the last of them is used.

    Raise InvalidResponse if no hour has an index.
    """
    by_start = {hour.start: hour for hour in hours}
    if all(hour.european_index is None for hour in by_start.values()):
        raise InvalidResponse(NAME, 200)
    return AirQuality(
        provider=NAME,
        timezone=zone_by_name(place.timezone) or zone_of_longitude(place.longitude),
        hours=tuple(by_start[start] for start in sorted(by_start)),
        has_computed_index=True,
    )


class OpenWeatherAir:
    """OpenWeather's provider of air quality, which knows neither the UV index nor pollen."""

    name = NAME
    air_rank = 1
    """OpenWeather is called after Open-Meteo, which has more data and needs only one call for many places."""

    def __init__(self, client: OpenWeatherClient) -> None:
        """Create the provider.

        *client* is also used for the weather, so air quality and weather spend one call budget.
        """
        self._client = client
        self.budget = client.budget

    def use_session(self, session: aiohttp.ClientSession) -> None:
        """Use *session* for all requests to OpenWeather."""
        self._client.use_session(session)

    async def air(self, place: Place) -> AirQuality:
        """Return the air quality now and in the next four days; raise ServiceError if a request fails."""
        params = {"lat": place.latitude, "lon": place.longitude}
        # The current hour is requested too, because the forecast may begin with the next hour.
        forecast = parse_hours(await self._client.get(FORECAST_PATH, params))
        current = parse_hours(await self._client.get(CURRENT_PATH, params))
        return air_from_hours([*forecast, *current], place)

    async def aclose(self) -> None:
        """Do nothing, because each request runs in the task of its caller and is cancelled with that task."""
