"""Imitations of the weather services and geocoders, on your own machine."""

from sandbox.weather.cities import INVENTED_WORDS, City, invented_name, invented_word
from sandbox.weather.server import Outcome, RequestRecord, WeatherServer
from sandbox.weather.source import SampleWeather, Source
from sandbox.weather.staged import StagedWeather

__all__ = [
    "INVENTED_WORDS",
    "City",
    "Outcome",
    "RequestRecord",
    "SampleWeather",
    "Source",
    "StagedWeather",
    "WeatherServer",
    "invented_name",
    "invented_word",
]
