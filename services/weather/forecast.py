"""Data classes for forecasts: steps of one or several hours, and calendar days."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum

from services.weather.models import Condition

USUAL_DAYS = 5
"""Number of days, including today, that every provider forecasts and that an answer shows."""

MAX_FORECAST_DAYS = 16
"""Maximum number of days, including today, that any provider forecasts."""


class Extent(Enum):
    """The days and values that a forecast contains."""

    USUAL = "usual"
    """Temperature, wind, condition and precipitation for USUAL_DAYS days."""
    FULL = "full"
    """The values of USUAL and also humidity, pressure and UV index, for all days that the provider forecasts."""


class PolarDayOrNight(StrEnum):
    """Polar day or polar night: the sun neither rises nor sets on the day."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A period of a forecast, one or several hours long.

    Any value except `start` and `length` may be unknown.

    `start` is in UTC, because differences of local times are wrong when clocks change.
    """

    start: datetime
    length: timedelta

    temperature: float | None = None
    """Air temperature at 2 m above ground at the start of the step, in °C."""
    feels_like: float | None = None
    """Apparent temperature at the start of the step, in °C."""
    wind_speed: float | None = None
    """Wind speed at 10 m above ground at the start of the step, in m/s."""
    wind_direction: float | None = None
    """Direction from which the wind comes at the start of the step, in degrees clockwise from north."""
    humidity: float | None = None
    """Relative humidity at the start of the step, in %."""
    pressure: float | None = None
    """Air pressure, reduced to sea level, at the start of the step, in hPa."""
    surface_pressure: float | None = None
    """Air pressure at the height of the place at the start of the step, in hPa."""
    uv_index: float | None = None
    """UV index at the start of the step."""
    is_day: bool | None = None
    """Whether the sun is above the horizon at the start of the step."""

    condition: Condition | None = None
    """Condition that describes the whole step."""
    precipitation: float | None = None
    """Total precipitation during the step, in mm of water."""
    probability: float | None = None
    """Probability of precipitation during the step, in %."""
    wind_gust: float | None = None
    """Highest speed of gusts at 10 m above ground during the step, in m/s."""

    @property
    def end(self) -> datetime:
        """The end of the step in UTC, at which the next step starts."""
        return self.start + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A forecast of a calendar day at one place; any value except `date` may be unknown.

    If the forecast covers only a part of the day, the values are only about that part.
    """

    date: date
    is_complete: bool = False
    """Whether the forecast covers all hours of the day."""
    condition: Condition | None = None
    """The condition that best describes the day, from `main_condition`."""
    temperature_min: float | None = None
    """Lowest air temperature of the day, in °C."""
    temperature_max: float | None = None
    """Highest air temperature of the day, in °C."""
    precipitation: float | None = None
    """Total precipitation of the day, in mm of water."""
    probability: float | None = None
    """Highest probability of precipitation in any step of the day, in %."""
    wind_speed: float | None = None
    """Highest wind speed of the day, in m/s."""
    wind_gust: float | None = None
    """Highest speed of gusts of the day, in m/s."""
    sunrise: datetime | None = None
    """Sunrise in the place's time zone; None in polar day and night."""
    sunset: datetime | None = None
    """Sunset in the place's time zone, which may be after midnight; None in polar day and night."""
    polar: PolarDayOrNight | None = None
    """Polar day or night; None if the sun rises and sets."""
    dawn: datetime | None = None
    """Beginning of civil twilight in the morning, in the place's time zone; None on a day without dawn."""
    dusk: datetime | None = None
    """End of civil twilight in the evening, in the place's time zone; None on a day without dusk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The forecast for one place."""

    provider: str
    timezone: tzinfo
    """Time zone of the place; if the zone is unknown, a fixed UTC offset computed from the longitude."""
    steps: tuple[Step, ...] = ()
    """The current step and all future steps, in chronological order."""
    earlier: tuple[Step, ...] = ()
    """The known steps from the beginning of yesterday until the current step, in chronological order."""
    days: tuple[Day, ...] = ()
    """The forecast days from today on, in order. After the first USUAL_DAYS, only complete days are included."""
    yesterday: Day | None = None
    """The day before today; None if the forecast does not cover all of yesterday."""
    received_at: datetime | None = None
    """Time at which the provider's response was received, in UTC."""
    age: timedelta | None = None
    """Age of a cached forecast that is shown because no provider answers; None for a forecast requested
    recently."""

    def as_of(self, now: datetime) -> "Forecast":
        """Return the forecast as seen at *now*.

        Steps that have ended by *now* are in `earlier`, and `days` begins with today.
        """
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
    """Return the highest of *values*, ignoring None; return None if all *values* are None."""
    return max((value for value in values if value is not None), default=None)
