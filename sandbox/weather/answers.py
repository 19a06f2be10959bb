"""What the sandbox's weather services are asked and what they say, apart from the wire."""

from collections.abc import Mapping
from typing import NamedTuple

from multidict import MultiMapping

from sandbox.weather.cities import Point

Query = MultiMapping[str]
JSON = dict[str, object]


class Answer(NamedTuple):
    """A body that becomes JSON, and the places that it tells the weather of."""

    body: object
    places: tuple[Point, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = {}


class RefusalError(Exception):
    """The request cannot be served; `answer` says why, in the words of the service that was asked."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status, body)
        self.answer = Answer(body, status=status)
