"""Data classes for the air quality and the state of the sea in each hour, and for the pollen of each day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum, IntEnum, StrEnum

ONE_HOUR = timedelta(hours=1)


class AirIndex(Enum):
    """The air quality indices that answers show."""

    EUROPEAN = "european"
    """The European air quality index. Values up to 20 mean good air; values over 100 mean extremely poor air."""
    US = "us"
    """The air quality index of the United States. Values up to 50 mean good air; values over 300 mean hazardous
    air."""


class Plant(StrEnum):
    """The plants whose pollen is forecast."""

    ALDER = "alder"
    BIRCH = "birch"
    OLIVE = "olive"
    GRASS = "grass"
    MUGWORT = "mugwort"
    RAGWEED = "ragweed"


class PollenLevel(IntEnum):
    """A band for the amount of pollen in the air on one day; more pollen means a greater value."""

    NONE = 0
    LOW = 1
    MODERATE = 2
    HIGH = 3
    VERY_HIGH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AirHour:
    """Air quality in one hour; any value except `start` may be unknown. Concentrations are in µg/m³."""

    start: datetime
    """Start of the hour, in UTC."""
    european_index: float | None = None
    us_index: float | None = None
    pm2_5: float | None = None
    """Concentration of particles with a diameter of at most 2.5 µm, in µg/m³."""
    pm10: float | None = None
    """Concentration of particles with a diameter of at most 10 µm, in µg/m³."""
    ozone: float | None = None
    """Concentration of ozone near the ground, in µg/m³."""
    dust: float | None = None
    """Concentration of desert dust, in µg/m³; the dust is a part of `pm10`."""
    uv_index: float | None = None

    def index(self, kind: AirIndex) -> float | None:
        """Return the value of the index *kind*; None if the value is unknown."""
        return self.european_index if kind is AirIndex.EUROPEAN else self.us_index


@dataclass(frozen=True, slots=True)
class PollenForecast:
    """The pollen of one plant on one day."""

    plant: Plant
    level: PollenLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class PollenDay:
    """The pollen on one calendar day."""

    date: date
    pollen: tuple[PollenForecast, ...] = ()
    """The pollen of each plant whose pollen is known, in the order of the enum Plant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AirQuality:
    """Air quality at one place, from the current hour on."""

    provider: str
    timezone: tzinfo
    hours: tuple[AirHour, ...] = ()
    pollen_days: tuple[PollenDay, ...] = ()
    """The days from today on whose pollen is known."""
    has_computed_index: bool = False
    """True if the bot has computed `european_index` from concentrations; False if it comes from the provider."""
    age: timedelta | None = None
    """Age of cached data that are shown because no provider answers; None for data requested recently."""

    def as_of(self, now: datetime) -> "AirQuality":
        """Return the air quality without the hours and days that have ended by *now*."""
        today = now.astimezone(self.timezone).date()
        return replace(
            self,
            hours=tuple(hour for hour in self.hours if hour.start + ONE_HOUR > now),
            pollen_days=tuple(day for day in self.pollen_days if day.date >= today),
        )

    def hours_on(self, day: date) -> list[AirHour]:
        """Return the hours that begin on *day* in the time zone of the place."""
        return [hour for hour in self.hours if hour.start.astimezone(self.timezone).date() == day]

    def pollen_on(self, day: date) -> tuple[PollenForecast, ...]:
        """Return the pollen on *day*; empty if no plant's pollen is known."""
        return next((pollen_day.pollen for pollen_day in self.pollen_days if pollen_day.date == day), ())


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
    """State of the sea at one place, from the current hour on.

    The Sea of an inland place has no hours.
    """

    provider: str
    timezone: tzinfo
    hours: tuple[SeaHour, ...] = ()
    age: timedelta | None = None
    """Age of cached data that are shown because no provider answers; None for data requested recently."""

    def as_of(self, now: datetime) -> "Sea":
        """Return the state of the sea without the hours that have ended by *now*."""
        return replace(self, hours=tuple(hour for hour in self.hours if hour.start + ONE_HOUR > now))
