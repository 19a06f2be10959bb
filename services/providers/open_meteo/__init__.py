"""The weather service Open-Meteo, which needs no key and accepts several places in one request."""

from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field

from services.errors import ProbeFailed
from services.languages import DEFAULT_LANGUAGE
from services.net.addresses import HttpUrl
from services.places.models import Place
from services.providers.declaration import PROBE_PLACE, Declaration, Probe, Service
from services.providers.open_meteo import air as air_quality
from services.providers.open_meteo import geocoding
from services.providers.open_meteo import sea as marine
from services.providers.open_meteo.air import OpenMeteoAir
from services.providers.open_meteo.client import MAX_CALLS_PER_DAY, NAME, URL
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.geocoding import OpenMeteoGeocoder
from services.providers.open_meteo.sea import OpenMeteoSea
from services.weather.models import Credit

GEOCODING_RANK = 1
"""Rank among the geocoders; the lowest rank is asked first. Open-Meteo is asked before OpenWeather, because
OpenWeather does not know populations."""

SEA_PROBE_PLACE = Place("the Channel", 50.2, -0.5)
"""The place for which the probe requests the state of the sea."""


class OpenMeteoOptions(BaseModel):
    """The settings of Open-Meteo."""

    open_meteo_url: HttpUrl = URL
    open_meteo_calls_per_day: Annotated[int, Field(ge=0, le=10_000_000)] = MAX_CALLS_PER_DAY
    open_meteo_air_quality_url: HttpUrl = air_quality.URL
    open_meteo_marine_url: HttpUrl = marine.URL
    open_meteo_geocoding_url: HttpUrl = geocoding.URL


def _build(options: OpenMeteoOptions) -> Service:
    weather = OpenMeteo(url=options.open_meteo_url, calls_per_day=options.open_meteo_calls_per_day)
    air = OpenMeteoAir(weather.budget, url=options.open_meteo_air_quality_url)
    sea = OpenMeteoSea(weather.budget, url=options.open_meteo_marine_url)
    geocoder = OpenMeteoGeocoder(url=options.open_meteo_geocoding_url)
    probes = [
        Probe(NAME, "OPEN_METEO_URL", partial(_probe_weather, weather)),
        Probe(geocoding.NAME, "OPEN_METEO_GEOCODING_URL", partial(_probe_geocoder, geocoder)),
        Probe("Open-Meteo's air", "OPEN_METEO_AIR_QUALITY_URL", partial(_probe_air, air)),
        Probe("Open-Meteo's sea", "OPEN_METEO_MARINE_URL", partial(_probe_sea, sea)),
    ]
    clients = [weather.http, air.http, sea.http, geocoder.http]
    return Service(
        weather, air, sea, geocoder=geocoder, geocoding_rank=GEOCODING_RANK, probes=probes, clients=clients
    )


async def _probe_weather(weather: OpenMeteo) -> str:
    await weather.report(PROBE_PLACE)
    return "knows the weather"


async def _probe_air(air: OpenMeteoAir) -> str:
    await air.air(PROBE_PLACE)
    return "knows the quality of the air"


async def _probe_sea(sea: OpenMeteoSea) -> str:
    if not (await sea.sea(SEA_PROBE_PLACE)).hours:
        raise ProbeFailed("has no data of the sea; check OPEN_METEO_MARINE_URL")
    return "knows the sea"


async def _probe_geocoder(geocoder: OpenMeteoGeocoder) -> str:
    await geocoder.search(PROBE_PLACE.name, DEFAULT_LANGUAGE.code)
    return "knows places"


OPEN_METEO = Declaration(
    credits=[
        Credit(NAME, "https://open-meteo.com", "CC BY 4.0"),
        # Air quality is from the Copernicus Atmosphere Monitoring Service (CAMS), whose licence requires a credit.
        Credit("Copernicus CAMS", "https://atmosphere.copernicus.eu", "CC BY 4.0"),
    ],
    build=_build,
    sandbox_name="open-meteo",
)
