"""The supported weather services. Each service is declared in its own package and listed here."""

from services.providers.declaration import Declaration, Probe, Service
from services.providers.met_norway import MET_NORWAY, MetNorwayOptions
from services.providers.open_meteo import OPEN_METEO, OpenMeteoOptions
from services.providers.openweather import OPENWEATHER, OpenWeatherOptions


class ProviderOptions(OpenWeatherOptions, OpenMeteoOptions, MetNorwayOptions):
    """The settings of all weather services."""


PROVIDERS: tuple[Declaration[ProviderOptions], ...] = (OPENWEATHER, OPEN_METEO, MET_NORWAY)
"""All weather services, in the order in which they are called for weather and credited."""

__all__ = ["PROVIDERS", "Declaration", "Probe", "ProviderOptions", "Service"]
