"""Data classes for air quality and the state of the sea, hour by hour."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AirHour:
    """Air quality in one hour; any value except `start` may be unknown."""

    start: datetime
    """Start of the hour, in UTC."""
    european_index: float | None = None
    """European air quality index: values up to 20 mean good air, values over 100 extremely poor air."""
    us_index: float | None = None
    """United States air quality index: values up to 50 mean good air, values over 300 hazardous air."""
    pm2_5: float | None = None
    """Concentration of particles of up to 2.5 µm, in µg/m³."""
    pm10: float | None = None
    """Concentration of particles of up to 10 µm, in µg/m³."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirQuality:
    """Air quality at one place, from the current hour on."""

    provider: str
    timezone: tzinfo
    hours: tuple[AirHour, ...] = ()
    age: timedelta | None = None
    """Age of cached data that are shown because no provider answers; None for data requested recently."""

    def as_of(self, now: datetime) -> "AirQuality":
        """Return the air quality without the hours that have ended at *now*."""
        return replace(self, hours=tuple(hour for hour in self.hours if hour.start + ONE_HOUR > now))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaHour:
    """State of the sea in one hour; any value except `start` may be unknown."""

    start: datetime
    """Start of the hour, in UTC."""
    temperature: float | None = None
    """Temperature of the water at the surface according to a weather model, in °C."""
    wave_height: float | None = None
    """Significant wave height, in m."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sea:
    """State of the sea at one place, from the current hour on; without hours if the place is inland."""

    provider: str
    timezone: tzinfo
    hours: tuple[SeaHour, ...] = ()
    age: timedelta | None = None
    """Age of cached data that are shown because no provider answers; None for data requested recently."""

    def as_of(self, now: datetime) -> "Sea":
        """Return the sea without the hours that have ended at *now*."""
        return replace(self, hours=tuple(hour for hour in self.hours if hour.start + ONE_HOUR > now))
