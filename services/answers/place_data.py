"""Data classes for the data that are fetched for one place of a question."""

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from services.warnings import PlaceWarnings
from services.weather import Forecast, Report
from services.weather.air import AirQuality, Sea


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceData:
    """Several kinds of data for one place.

    Data are None if the question does not need them, or if they are optional and could not be fetched.
    """

    timezone: tzinfo
    """The time zone of the place."""
    report: Report | None = None
    forecast: Forecast | None = None
    air: AirQuality | None = None
    sea: Sea | None = None
    warnings: PlaceWarnings | None = None
    """The official warnings that apply now or later."""

    @property
    def fetched_data(self) -> tuple[Report | Forecast | AirQuality | Sea, ...]:
        """The data that are not None, the most important first."""
        return tuple(source for source in (self.air, self.sea, self.report, self.forecast) if source is not None)

    @property
    def age(self) -> timedelta | None:
        """The age of the oldest data, if some data are outdated; else None."""
        return max((source.age for source in self.fetched_data if source.age is not None), default=None)


Result = Report | Forecast | PlaceData
"""The data fetched for one place. Each type has an attribute `age`, which is None unless the data are outdated."""
