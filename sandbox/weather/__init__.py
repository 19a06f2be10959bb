"""A sandbox of the weather services: OpenWeather, Open-Meteo and the geocoders of both, on your own machine."""

from sandbox.weather.cities import INVENTED, City, invented_name, invented_word
from sandbox.weather.server import Outcome, RequestRecord, WeatherServer

__all__ = ["INVENTED", "City", "Outcome", "RequestRecord", "WeatherServer", "invented_name", "invented_word"]
