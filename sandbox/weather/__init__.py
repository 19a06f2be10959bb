"""A sandbox of the weather services: OpenWeather, Open-Meteo and the geocoders of both, on your own machine."""

from sandbox.weather.cities import City
from sandbox.weather.server import Outcome, RequestRecord, WeatherServer

__all__ = ["City", "Outcome", "RequestRecord", "WeatherServer"]
