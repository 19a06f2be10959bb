"""The quality of the air, and the state of the sea, hour by hour."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class AirHour:
    """The air at one time. Anything but the time may be unknown."""

    start: datetime
    """In UTC."""
    european_index: float | None = None
    """European air quality index: 0 to 20 good, more than 100 extremely poor."""
    us_index: float | None = None
    """United States air quality index: 0 to 50 good, more than 300 hazardous."""
    pm2_5: float | None = None
    """µg/m³."""
    pm10: float | None = None
    """µg/m³."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirQuality:
    """The air at one place, from the hour under way on."""

    provider: str
    timezone: tzinfo
    hours: tuple[AirHour, ...] = ()
    age: timedelta | None = None
    """How old it is, when an older one stands in because the provider does not answer."""

    def seen(self, now: datetime) -> "AirQuality":
        """Return what of it is ahead at *now*."""
        return replace(self, hours=tuple(hour for hour in self.hours if hour.start + HOUR > now))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaHour:
    """The sea at one time. Anything but the time may be unknown."""

    start: datetime
    """In UTC."""
    temperature: float | None = None
    """Of the surface, °C, from a model."""
    wave_height: float | None = None
    """Metres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sea:
    """The sea at one place, from the hour under way on; without hours where there is no sea."""

    provider: str
    timezone: tzinfo
    hours: tuple[SeaHour, ...] = ()
    age: timedelta | None = None
    """How old it is, when an older one stands in because the provider does not answer."""

    def seen(self, now: datetime) -> "Sea":
        """Return what of it is ahead at *now*."""
        return replace(self, hours=tuple(hour for hour in self.hours if hour.start + HOUR > now))
