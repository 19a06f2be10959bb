from collections.abc import Iterator

import pytest

from services.places import PlaceIndex, find_index


@pytest.fixture(scope="session")
def index() -> Iterator[PlaceIndex]:
    """The index of places that `make install` has made."""
    path = find_index()
    assert path is not None, "make install makes the place index"
    index = PlaceIndex(path)
    yield index
    index.close()
