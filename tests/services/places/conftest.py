from collections.abc import Iterator

import pytest

from services.places.index import PlaceIndex, find_index
from services.places.reading import TextReader


@pytest.fixture(scope="session")
def index() -> Iterator[PlaceIndex]:
    path = find_index()
    assert path is not None, "make install makes the place index"
    index = PlaceIndex(path)
    yield index
    index.close()


@pytest.fixture(scope="session")
def reader(index: PlaceIndex) -> TextReader:
    return TextReader(index)
