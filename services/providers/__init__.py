"""The weather services that the bot can ask: each is declared in its package and listed here."""

from services.providers.declaration import Declaration, Probe, Service
from services.providers.met_norway import MET_NORWAY, MetNorwayOptions
from services.providers.open_meteo import OPEN_METEO, OpenMeteoOptions
from services.providers.openweather import OPENWEATHER, OpenWeatherOptions


class ProviderOptions(OpenWeatherOptions, OpenMeteoOptions, MetNorwayOptions):
    """The settings of all weather services."""


PROVIDERS: tuple[Declaration[ProviderOptions], ...] = (OPENWEATHER, OPEN_METEO, MET_NORWAY)
"""In the order in which they are asked for weather, and credited."""

__all__ = ["PROVIDERS", "Declaration", "Probe", "ProviderOptions", "Service"]
