"""Open-Meteo: weather without a key, many places in one request."""

from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field

from services.languages import DEFAULT
from services.net.addresses import HttpUrl
from services.providers.declaration import LONDON, Declaration, Probe, Service
from services.providers.open_meteo import geocoding
from services.providers.open_meteo.client import CALLS_PER_DAY, NAME, URL
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.geocoding import OpenMeteoGeocoder
from services.weather.models import Credit

GEOCODING_RANK = 1


class OpenMeteoOptions(BaseModel):
    """The settings."""

    open_meteo_url: HttpUrl = URL
    open_meteo_calls_per_day: Annotated[int, Field(ge=0, le=10_000_000)] = CALLS_PER_DAY
    open_meteo_geocoding_url: HttpUrl = geocoding.URL


def _build(options: OpenMeteoOptions) -> Service:
    weather = OpenMeteo(url=options.open_meteo_url, calls_per_day=options.open_meteo_calls_per_day)
    geocoder = OpenMeteoGeocoder(url=options.open_meteo_geocoding_url)
    probes = [
        Probe(NAME, "OPEN_METEO_URL", partial(_probe_weather, weather)),
        Probe(geocoding.NAME, "OPEN_METEO_GEOCODING_URL", partial(_probe_geocoder, geocoder)),
    ]
    return Service(weather, geocoder, GEOCODING_RANK, probes)


async def _probe_weather(weather: OpenMeteo) -> str:
    await weather.report(LONDON)
    return "knows the weather"


async def _probe_geocoder(geocoder: OpenMeteoGeocoder) -> str:
    await geocoder.search(LONDON.name, DEFAULT.code)
    return "knows places"


OPEN_METEO = Declaration(
    credit=Credit(NAME, "https://open-meteo.com", "CC BY 4.0"),
    build=_build,
    twin="open-meteo",
)
