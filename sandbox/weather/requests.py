"""The record of a request to one of the imitated services."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sandbox.faults import Fault
from sandbox.weather.answers import Query
from sandbox.weather.cities import Point


class Outcome(StrEnum):
    """The outcome of a request."""

    RUNNING = "running"
    ANSWERED = "answered"
    FAULTED = "faulted"
    """The request got a fault in place of its answer, to the end."""
    CANCELLED = "cancelled"
    """The client disconnected before the answer ended, or the server closed."""


@dataclass
class RequestRecord:
    """A request to one of the services."""

    service: str
    path: str
    params: Query
    places: tuple[Point, ...]
    """Latitude and longitude of each requested place, as they were sent; empty for a refused request."""
    at: datetime
    """When the request arrived, by the server's clock."""
    fault: Fault | None = None
    """The fault sent in place of the answer, if any; the client may disconnect before the fault ends."""
    outcome: Outcome = Outcome.RUNNING
