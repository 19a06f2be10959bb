"""Queries to the imitations and their answers, independent of HTTP."""

from collections.abc import Mapping
from typing import NamedTuple

from multidict import MultiMapping

from sandbox.weather.cities import Point

Query = MultiMapping[str]
JSON = dict[str, object]


class Answer(NamedTuple):
    """The JSON body, status and headers of a response, and the places whose weather it holds."""

    body: object
    places: tuple[Point, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = {}


class RefusalError(Exception):
    """A request that the service refuses; `answer` holds the refusal in the service's own format."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status, body)
        self.answer = Answer(body, status=status)
