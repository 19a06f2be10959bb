"""Lists the supported weather services; each service has a package of its own."""

from services.providers.declaration import Declaration, Probe, Service
from services.providers.met_norway import MET_NORWAY, MetNorwayOptions
from services.providers.nws import NWS, NwsOptions
from services.providers.open_meteo import OPEN_METEO, OpenMeteoOptions
from services.providers.openweather import OPENWEATHER, OpenWeatherOptions
from services.providers.public_alert_server import PUBLIC_ALERT_SERVER


class ProviderOptions(OpenWeatherOptions, OpenMeteoOptions, MetNorwayOptions, NwsOptions):
    """The bot's settings for all weather services."""


PROVIDERS: tuple[Declaration[ProviderOptions], ...] = (
    OPENWEATHER,
    OPEN_METEO,
    MET_NORWAY,
    NWS,
    PUBLIC_ALERT_SERVER,
)
"""All weather services, in the order in which the bot calls and credits them."""

__all__ = ["PROVIDERS", "Declaration", "Probe", "ProviderOptions", "Service"]
