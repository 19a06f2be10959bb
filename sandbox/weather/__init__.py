"""Imitations of the weather services and geocoders, on your own machine."""

from sandbox.weather.cities import INVENTED_WORDS, City, invented_name, invented_word
from sandbox.weather.requests import Outcome, RequestRecord
from sandbox.weather.server import WeatherServer
from sandbox.weather.source import SampleWeather, Source
from sandbox.weather.staged import StagedWeather
from sandbox.weather.warnings import InfoText, IssuedWarning, WarningDesk

__all__ = [
    "INVENTED_WORDS",
    "City",
    "InfoText",
    "IssuedWarning",
    "Outcome",
    "RequestRecord",
    "SampleWeather",
    "Source",
    "StagedWeather",
    "WarningDesk",
    "WeatherServer",
    "invented_name",
    "invented_word",
]
