"""Helpers for tests of shares and budgets."""

from collections.abc import Sequence

from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.weather import Report

ALICE, BOB = 1, 2


def count_reports(results: Sequence[Report | Failure]) -> int:
    """Return the number of reports; every other result must be the failure of an exceeded share."""
    refused = [result for result in results if isinstance(result, Failure)]
    assert all(result.reason is Reason.SHARE_SPENT for result in refused)
    return len(results) - len(refused)


def count_requested_places(sandbox: WeatherServer, service: str = "open-meteo") -> int:
    return sum(len(request.places) for request in sandbox.requests if request.service == service)
