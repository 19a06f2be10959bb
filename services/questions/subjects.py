"""The subjects: what can be asked about places."""

from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, unique

from services.errors import Failure, Reason
from services.net.shares import Share
from services.places import MOST_ANSWERED, Place
from services.weather import Forecast, Report, WeatherService

MOST_COMPARED = 6
"""Places of one answer about the days to come: a table of more cannot be compared at a glance."""

Result = Report | Forecast
"""What a subject fetches for one place. Each of its types has an `age`, None unless it is outdated."""

Fetch = Callable[[WeatherService, Sequence[Place], float, Share | None], Awaitable[Sequence[Result | Failure]]]
"""Return, in the order of the places, a result for each or the failure, after at most so many seconds.

The look-ups are charged to the share, if given.
"""


async def _reports(
    weather: WeatherService, places: Sequence[Place], within: float, share: Share | None
) -> Sequence[Result | Failure]:
    return await weather.reports(places, within=within, share=share)


async def _forecasts(
    weather: WeatherService, places: Sequence[Place], within: float, share: Share | None
) -> Sequence[Result | Failure]:
    forecasts = await weather.forecasts(places, within=within, share=share)
    # A provider whose clock is wrong may return a forecast without a day to come, which cannot be rendered.
    return [
        forecast if isinstance(forecast, Failure) or forecast.days else Failure(Reason.MALFORMED)
        for forecast in forecasts
    ]


@unique
class Subject(Enum):
    """What is asked about places.

    To add one, add a member here and its view to `handlers/views/subjects.py`.
    """

    NOW = "now", MOST_ANSWERED, _reports
    DAYS = "days", MOST_COMPARED, _forecasts

    def __init__(self, key: str, limit: int, fetch: Fetch) -> None:
        self.key = key
        """A word of its own, which keeps members with the same limit and the same fetch apart."""
        self.limit = limit
        """The number of places that one answer has room for."""
        self.fetch = fetch
