"""Data classes for current weather."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum


class Condition(StrEnum):
    """A weather condition; the weather codes of each provider are converted to these values."""

    CLEAR = "clear"
    MOSTLY_CLEAR = "mostly-clear"
    PARTLY_CLOUDY = "partly-cloudy"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    MIST = "mist"
    """Droplets in the air with a visibility of at least 1 km; with a lower visibility, the condition is fog."""
    FOG = "fog"
    FREEZING_FOG = "freezing-fog"
    """Fog that freezes to rime on surfaces."""
    HAZE = "haze"
    SMOKE = "smoke"
    DUST = "dust"
    SAND = "sand"
    ASH = "ash"
    """Volcanic ash."""
    DRIZZLE = "drizzle"
    FREEZING_DRIZZLE = "freezing-drizzle"
    FREEZING_RAIN = "freezing-rain"
    LIGHT_RAIN = "light-rain"
    RAIN = "rain"
    HEAVY_RAIN = "heavy-rain"
    VERY_HEAVY_RAIN = "very-heavy-rain"
    RAIN_SHOWERS = "rain-showers"
    HEAVY_SHOWERS = "heavy-showers"
    SLEET = "sleet"
    RAIN_AND_SNOW = "rain-and-snow"
    LIGHT_SNOW = "light-snow"
    SNOW = "snow"
    HEAVY_SNOW = "heavy-snow"
    SNOW_SHOWERS = "snow-showers"
    HEAVY_SNOW_SHOWERS = "heavy-snow-showers"
    THUNDERSTORM = "thunderstorm"
    HEAVY_THUNDERSTORM = "heavy-thunderstorm"
    HAIL = "hail"
    """A thunderstorm with hail."""
    HEAVY_HAIL = "heavy-hail"
    """A heavy thunderstorm with hail."""
    SQUALL = "squall"
    TORNADO = "tornado"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The current weather at one place.

    Any value except `provider` may be unknown.
    """

    provider: str
    observed_at: datetime | None = None
    """Time of the observation according to the provider, in UTC."""
    timezone: tzinfo | None = None
    condition: Condition | None = None
    is_day: bool | None = None
    """Whether the sun was above the horizon at `observed_at`."""
    temperature: float | None = None
    """Air temperature at 2 m above ground, in °C."""
    feels_like: float | None = None
    """Apparent temperature, in °C."""
    wind_speed: float | None = None
    """Wind speed at 10 m above ground, in m/s."""
    wind_gust: float | None = None
    """Highest speed of gusts at 10 m above ground shortly before `observed_at`, in m/s."""
    wind_direction: float | None = None
    """Direction from which the wind comes, in degrees clockwise from north."""
    humidity: float | None = None
    """Relative humidity, in %."""
    pressure: float | None = None
    """Air pressure, reduced to sea level, in hPa."""
    surface_pressure: float | None = None
    """Air pressure at the height of the place, in hPa."""
    cloud_cover: float | None = None
    """Part of the sky that clouds cover, in %."""
    visibility: float | None = None
    """Distance at which objects can be seen, in m."""
    visibility_is_capped: bool = False
    """True if `visibility` is the highest value that the provider reports; the real visibility may be greater."""
    precipitation_rate: float | None = None
    """Mean rate of precipitation in mm of water per hour, over a period before `observed_at`. The period depends
    on the provider: 15 minutes to three hours, or the current hour if the provider has no observations."""
    sunrise: datetime | None = None
    """Today's sunrise in the place's time zone; None in polar day and night."""
    sunset: datetime | None = None
    """Today's sunset in the place's time zone; None in polar day and night."""
    age: timedelta | None = None
    """Age of a cached report that is shown because no provider answers; None for a report requested recently."""

    def as_of(self, now: datetime) -> "Report":
        """Return the report as shown at *now*.

        If the report is an old one (`age` is not None), the returned `age` is at least the age of the observation.
        """
        if self.age is None or self.observed_at is None:
            return self
        return replace(self, age=max(self.age, now - self.observed_at))


@dataclass(frozen=True, slots=True)
class Credit:
    """A source of weather data, which the bot shows to users with its name, address and licence."""

    name: str
    url: str
    licence: str | None = None
