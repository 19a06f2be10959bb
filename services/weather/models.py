"""What the weather service answers."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum


class Condition(StrEnum):
    """The sky in one word, the same for every provider's codes."""

    CLEAR = "clear"
    MOSTLY_CLEAR = "mostly-clear"
    PARTLY_CLOUDY = "partly-cloudy"
    CLOUDY = "cloudy"
    OVERCAST = "overcast"
    MIST = "mist"
    """Droplets that leave a visibility of 1 km or more; less is fog."""
    FOG = "fog"
    FREEZING_FOG = "freezing-fog"
    """Fog that deposits rime."""
    HAZE = "haze"
    SMOKE = "smoke"
    DUST = "dust"
    SAND = "sand"
    ASH = "ash"
    """From a volcano."""
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
    """Current conditions of one place. Anything but the provider may be unknown."""

    provider: str
    observed_at: datetime | None = None
    """In UTC: when it was so, by the provider."""
    timezone: tzinfo | None = None
    condition: Condition | None = None
    is_day: bool | None = None
    """Whether the sun was up at `observed_at`."""
    temperature: float | None = None
    """Air at 2 m, °C."""
    feels_like: float | None = None
    """Apparent temperature, °C."""
    wind_speed: float | None = None
    """At 10 m, m/s."""
    wind_gust: float | None = None
    """The strongest of the time before `observed_at`, at 10 m, m/s."""
    wind_direction: float | None = None
    """Where the wind comes from, degrees clockwise from north."""
    humidity: float | None = None
    """Relative, %."""
    pressure: float | None = None
    """At sea level, hPa."""
    surface_pressure: float | None = None
    """At the height of the place, hPa."""
    cloud_cover: float | None = None
    """%."""
    visibility: float | None = None
    """Metres."""
    visibility_is_capped: bool = False
    """Whether it may be greater: the provider tells no more."""
    precipitation_rate: float | None = None
    """Rain and the water in snow, mm an hour: the mean of 15 minutes to three hours that end at `observed_at`.

    Of MET Norway, which forecasts only, the mean of the hour under way.
    """
    sunrise: datetime | None = None
    """Today, in the place's zone; None in polar day and night."""
    sunset: datetime | None = None
    """Today, in the place's zone; None in polar day and night."""
    age: timedelta | None = None
    """How old the observation is, when an older report stands in because no provider answers; else None."""

    def seen(self, now: datetime) -> "Report":
        """Return the report with its age, if it has one, counted from the observation instead of the receipt."""
        if self.age is None or self.observed_at is None:
            return self
        return replace(self, age=max(self.age, now - self.observed_at))


@dataclass(frozen=True, slots=True)
class Credit:
    """Whom users are told that data are from."""

    name: str
    url: str
    licence: str | None = None
