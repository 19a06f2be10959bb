import pytest

from services.places import PlaceIndex
from services.places.reading import TextReader


@pytest.fixture(scope="session")
def reader(index: PlaceIndex) -> TextReader:
    return TextReader(index)
