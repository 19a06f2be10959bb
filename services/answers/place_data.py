"""The data fetched for one place of a question."""

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from services.warnings import PlaceWarnings
from services.weather import Forecast, Report
from services.weather.air import AirQuality, Sea


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceData:
    """The data that a question needs for one place.

    Data that the question does not need, and optional data that could not be fetched, are None.
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
    def sources(self) -> tuple[Report | Forecast | AirQuality | Sea, ...]:
        """The fetched data, the most important first."""
        return tuple(source for source in (self.air, self.sea, self.report, self.forecast) if source is not None)

    @property
    def age(self) -> timedelta | None:
        """Age of the oldest data; None if all data are current."""
        return max((source.age for source in self.sources if source.age is not None), default=None)


Result = Report | Forecast | PlaceData
"""The data fetched for one place. The attribute `age` of each type is None unless the data are outdated."""
