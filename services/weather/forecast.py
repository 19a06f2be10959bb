"""The models of a forecast: its steps of one or several hours, and its days."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum

from services.weather.models import Condition

USUAL_DAYS = 5
"""Number of days that every provider forecasts and that an answer shows, including today."""

MAX_FORECAST_DAYS = 16
"""Maximum number of days that a provider forecasts, including today."""


class Extent(Enum):
    """The amount of data in a forecast."""

    USUAL = "usual"
    """Temperature, wind, condition and precipitation of USUAL_DAYS."""
    FULL = "full"
    """The values of USUAL, with humidity, pressure and UV index, for all days that the provider forecasts."""


class Polar(StrEnum):
    """A day without sunrise and sunset."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a forecast: one hour or several. Any value except the times may be unknown.

    Times are in UTC, because differences of local times are wrong when clocks change.
    """

    start: datetime
    length: timedelta

    temperature: float | None = None
    """Air temperature at 2 m at the start, in °C."""
    feels_like: float | None = None
    """Apparent temperature at the start, in °C."""
    wind_speed: float | None = None
    """Wind speed at 10 m at the start, in m/s."""
    wind_direction: float | None = None
    """Direction from which the wind comes at the start, in degrees clockwise from north."""
    humidity: float | None = None
    """Relative humidity at the start, in %."""
    pressure: float | None = None
    """Air pressure at sea level at the start, in hPa."""
    surface_pressure: float | None = None
    """Air pressure at the height of the place at the start, in hPa."""
    uv_index: float | None = None
    """UV index at the start."""
    is_day: bool | None = None
    """Whether the sun is above the horizon at the start."""

    condition: Condition | None = None
    """Condition of the whole step."""
    precipitation: float | None = None
    """Precipitation from start to end, in mm of water."""
    probability: float | None = None
    """Probability of precipitation from start to end, in %."""
    wind_gust: float | None = None
    """Highest speed of gusts at 10 m from start to end, in m/s."""

    @property
    def end(self) -> datetime:
        """End of the step and start of the next one."""
        return self.start + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A calendar day at a place. Any value except the date may be unknown.

    The values of an incomplete day are based on the known hours.
    """

    date: date
    is_complete: bool = False
    """Whether all hours of the day are known."""
    condition: Condition | None = None
    """Condition that describes the day best: see `main_condition`."""
    temperature_min: float | None = None
    """Lowest temperature, in °C."""
    temperature_max: float | None = None
    """Highest temperature, in °C."""
    precipitation: float | None = None
    """Total precipitation, in mm of water."""
    probability: float | None = None
    """Highest probability of precipitation in a step, in %."""
    wind_speed: float | None = None
    """Highest wind speed, in m/s."""
    wind_gust: float | None = None
    """Highest speed of gusts, in m/s."""
    sunrise: datetime | None = None
    """Sunrise in the place's time zone; None in polar day and night."""
    sunset: datetime | None = None
    """Sunset in the place's time zone; may be after midnight. None in polar day and night."""
    polar: Polar | None = None
    """Polar day or night; None if the sun rises and sets."""
    dawn: datetime | None = None
    """Beginning of civil twilight in the morning, in the place's time zone; None if there is none."""
    dusk: datetime | None = None
    """End of civil twilight in the evening, in the place's time zone; None if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The forecast for one place."""

    provider: str
    timezone: tzinfo
    """Time zone of the place; if it is unknown, the UTC offset of the longitude."""
    steps: tuple[Step, ...] = ()
    """The current step and all later ones, in order."""
    earlier: tuple[Step, ...] = ()
    """The steps from the beginning of yesterday up to the current one, in order, as far as they are known."""
    days: tuple[Day, ...] = ()
    """The known days from today on, in order; after USUAL_DAYS, only complete days."""
    yesterday: Day | None = None
    """The day before today; None if it is not complete."""
    received_at: datetime | None = None
    """Time of the response, in UTC. Providers do not say when the forecast was computed."""
    age: timedelta | None = None
    """Age of an older forecast that is used because no provider answers; None for a new forecast."""

    def as_of(self, now: datetime) -> "Forecast":
        """Return a copy whose `steps`, `earlier`, `days` and `yesterday` are those at the time *now*."""
        today = now.astimezone(self.timezone).date()
        yesterday = today - timedelta(days=1)
        earliest = datetime.combine(yesterday, time(), self.timezone).astimezone(UTC)
        first = bisect_left(self.steps, earliest, key=lambda step: step.start)
        current = bisect_right(self.steps, now, key=lambda step: step.end)
        usual_end = today + timedelta(days=USUAL_DAYS)
        return replace(
            self,
            steps=self.steps[current:],
            earlier=self.steps[first:current],
            days=tuple(
                day for day in self.days if day.date >= today and (day.is_complete or day.date < usual_end)
            ),
            yesterday=next((day for day in self.days if day.date == yesterday and day.is_complete), None),
        )


def highest(values: Iterable[float | None]) -> float | None:
    """Return the highest of the known *values*; None if all are unknown."""
    return max((value for value in values if value is not None), default=None)
