import pytest

from sandbox.weather import City, WeatherServer
from services.places import PlaceIndex
from services.places.reading import TextReader
from tests.services.places.asking import NAME


@pytest.fixture(scope="session")
def reader(index: PlaceIndex) -> TextReader:
    return TextReader(index)


@pytest.fixture
def bozuqwix(sandbox: WeatherServer) -> City:
    """The place that NAME is for the geocoders, in both languages."""
    known = {"country_en": "Nowhere", "country_code": "GB", "region_en": "Somewhere"}
    city = City(name_en=NAME, latitude=40.5, longitude=-40.5, name_ru="Бозуквикс", **known)  # type: ignore[arg-type]
    sandbox.add_city(city)
    return city
