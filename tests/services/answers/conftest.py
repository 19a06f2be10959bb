import pytest

from sandbox.weather import City, WeatherServer
from services.answers import AnswerService
from services.places import (
    Resolver,
)
from services.weather import WeatherService
from tests.services.answers.entries import NAME


@pytest.fixture(autouse=True)
def bozuqwix(sandbox: WeatherServer) -> City:
    city = City(name_en=NAME, latitude=40.5, longitude=-40.5)
    sandbox.add_city(city)
    return city


@pytest.fixture
def keyless_answers(resolver: Resolver, keyless: WeatherService) -> AnswerService:
    return AnswerService(resolver, keyless)


@pytest.fixture
def answers(keyed_resolver: Resolver, weather: WeatherService) -> AnswerService:
    return AnswerService(keyed_resolver, weather)
