"""What is fetched of one place for a question."""

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from services.weather import Forecast, Report
from services.weather.air import AirQuality, Sea


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the question needs of one place; the rest is None, and so is what could be done without."""

    timezone: tzinfo
    """The place's."""
    report: Report | None = None
    forecast: Forecast | None = None
    air: AirQuality | None = None
    sea: Sea | None = None

    @property
    def sources(self) -> tuple[Report | Forecast | AirQuality | Sea, ...]:
        """What was fetched, what matters most first."""
        return tuple(one for one in (self.air, self.sea, self.report, self.forecast) if one is not None)

    @property
    def age(self) -> timedelta | None:
        """How old the oldest of it is, None unless some of it is outdated."""
        return max((one.age for one in self.sources if one.age is not None), default=None)


Result = Report | Forecast | Facts
"""What is fetched for one place. Each of its types has an `age`, None unless it is outdated."""
