"""The models of a forecast: its steps of one or three hours, and its days."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, StrEnum

from services.weather.models import Condition

DAYS = 5
"""Days that every provider tells, today among them; a page of days shows as many."""

MOST_DAYS = 16
"""Days that a provider tells at most, today among them."""


class Extent(Enum):
    """How much of a forecast is requested."""

    USUAL = "usual"
    """DAYS of temperature, wind, sky and precipitation."""
    FULL = "full"
    """Humidity, pressure and UV index as well, of as many days as the provider tells: MOST_DAYS with Open-Meteo.

    From Open-Meteo also of yesterday and of all of today.
    """


class Polar(StrEnum):
    """A day without sunrise and sunset."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An hour with Open-Meteo, three with OpenWeather: how they begin, and what they bring.

    Anything but the time may be unknown: of the first step OpenWeather tells only what it brings. Times are in
    UTC, for sums with local ones are wrong when clocks change.
    """

    start: datetime
    length: timedelta

    temperature: float | None = None
    """At the start: air at 2 m, °C."""
    feels_like: float | None = None
    """At the start: apparent temperature, °C."""
    wind_speed: float | None = None
    """At the start: at 10 m, m/s."""
    wind_direction: float | None = None
    """At the start: where the wind comes from, degrees clockwise from north."""
    humidity: float | None = None
    """At the start: relative, %."""
    pressure: float | None = None
    """At the start: at sea level, hPa."""
    surface_pressure: float | None = None
    """At the start: at the height of the place, hPa."""
    uv_index: float | None = None
    """At the start."""
    is_day: bool | None = None
    """At the start."""

    condition: Condition | None = None
    precipitation: float | None = None
    """From start to end, mm of water."""
    probability: float | None = None
    """Of precipitation from start to end, %."""
    wind_gust: float | None = None
    """The strongest from start to end: at 10 m, m/s."""

    @property
    def end(self) -> datetime:
        """End of the step, at which the next one begins."""
        return self.start + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day by the calendar of its place. Anything but the date may be unknown."""

    date: date
    whole: bool = False
    """Whether all its hours are known: OpenWeather does not tell those of today that are over."""
    condition: Condition | None = None
    """In one word: see `main_condition`."""
    temperature_min: float | None = None
    """°C; of the known hours, as all that follows."""
    temperature_max: float | None = None
    """°C."""
    precipitation: float | None = None
    """Altogether, mm of water."""
    probability: float | None = None
    """The highest of a step, %."""
    wind_speed: float | None = None
    """The strongest, m/s."""
    wind_gust: float | None = None
    """The strongest, m/s."""
    sunrise: datetime | None = None
    """In the place's zone; None in polar day and night."""
    sunset: datetime | None = None
    """In the place's zone, perhaps after midnight; None in polar day and night."""
    polar: Polar | None = None
    """Why there is no sunrise."""
    dawn: datetime | None = None
    """When it becomes light, in the place's zone: civil twilight begins; None where it does not begin or end."""
    dusk: datetime | None = None
    """When it becomes dark, in the place's zone: civil twilight ends; None where it does not begin or end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """The days to come at one place."""

    provider: str
    timezone: tzinfo
    """The place's; where nobody knows it that of its longitude."""
    steps: tuple[Step, ...] = ()
    """In order, from the one that is under way to the end of what the provider tells."""
    earlier: tuple[Step, ...] = ()
    """In order, from the beginning of yesterday to the one before *steps*, as far as the provider tells them."""
    days: tuple[Day, ...] = ()
    """In order, from today on: as many as are known, after the first DAYS only those of which all hours are."""
    yesterday: Day | None = None
    """To compare today with; known with Open-Meteo only."""
    received_at: datetime | None = None
    """When it was asked for, in UTC: neither provider tells when it was computed."""
    age: timedelta | None = None
    """How old it is, when an older forecast stands in because no provider answers."""

    def seen(self, now: datetime) -> "Forecast":
        """Return a forecast, whose steps and days are all those received, as it is to be read at *now*."""
        today = now.astimezone(self.timezone).date()
        before = today - timedelta(days=1)
        since = datetime.combine(before, time(), self.timezone).astimezone(UTC)
        first = bisect_left(self.steps, since, key=lambda step: step.start)
        present = bisect_right(self.steps, now, key=lambda step: step.end)
        usual = today + timedelta(days=DAYS)
        return replace(
            self,
            steps=self.steps[present:],
            earlier=self.steps[first:present],
            days=tuple(day for day in self.days if day.date >= today and (day.whole or day.date < usual)),
            yesterday=next((day for day in self.days if day.date == before and day.whole), None),
        )


def highest(values: Iterable[float | None]) -> float | None:
    """Return the highest of the known *values*; None if all are unknown."""
    return max((value for value in values if value is not None), default=None)
