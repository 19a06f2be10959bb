"""The data that are fetched for one place of an answer."""

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from services.weather import Forecast, Report
from services.weather.air import AirQuality, Sea


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The data for one place that a question needs.

    Data that the question does not need are None, and so are optional data that could not be fetched.
    """

    timezone: tzinfo
    """The time zone of the place."""
    report: Report | None = None
    forecast: Forecast | None = None
    air: AirQuality | None = None
    sea: Sea | None = None

    @property
    def sources(self) -> tuple[Report | Forecast | AirQuality | Sea, ...]:
        """The fetched data, the most important first."""
        return tuple(data for data in (self.air, self.sea, self.report, self.forecast) if data is not None)

    @property
    def age(self) -> timedelta | None:
        """The age of the oldest outdated data; None if none are outdated."""
        return max((data.age for data in self.sources if data.age is not None), default=None)


Result = Report | Forecast | Facts
"""The data fetched for one place. Each type has an `age`, which is None unless the data are outdated."""
