"""Two users, and what their look-ups returned."""

from collections.abc import Sequence

from sandbox.weather import WeatherServer
from services.errors import Failure, Reason
from services.net.shares import Share, Shares
from services.weather import Report

ALICE, BOB = 1, 2


def share_of(shares: Shares, user: int, saved: Sequence[tuple[float, float]] = ()) -> Share:
    share = shares.share_for(user, saved)
    assert share is not None
    return share


def reported(results: Sequence[Report | Failure]) -> int:
    """Return the number of reports; check that all failures are spent shares."""
    refused = [result for result in results if isinstance(result, Failure)]
    assert all(result.reason is Reason.SHARE_SPENT for result in refused)
    return len(results) - len(refused)


def places_asked(sandbox: WeatherServer, service: str = "open-meteo") -> int:
    return sum(len(request.places) for request in sandbox.requests if request.service == service)
