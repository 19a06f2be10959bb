"""Queries to the imitations and their answers, independent of HTTP."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from multidict import MultiMapping

from sandbox.weather.cities import Point

Query = MultiMapping[str]
JSON = dict[str, object]


class Answer(NamedTuple):
    """The body, status and headers of a response, and the places whose weather it holds."""

    body: object
    places: tuple[Point, ...] = ()
    status: int = 200
    headers: Mapping[str, str] = {}
    content_type: str = "application/json"
    """The type of the body, which is a string unless it is JSON."""

    @property
    def text(self) -> str:
        """The body as it is sent."""
        if self.content_type != "application/json":
            return str(self.body)
        return json.dumps(self.body, ensure_ascii=False)


class RefusalError(Exception):
    """A request that the service refuses; `answer` holds the refusal in the service's own format."""

    def __init__(self, status: int, body: object) -> None:
        super().__init__(status, body)
        self.answer = Answer(body, status=status)
