"""Weather that is the same everywhere and whose numbers identify the day and the hour."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from sandbox.weather.cities import Point, read_cities
from sandbox.weather.climate import Conditions, quarter
from sandbox.weather.source import HOUR, Air, Light, Water

CLEAR, SNOW, RAIN = 0, 73, 63
"""WMO codes of the staged weather."""

PRECIPITATION, PROBABILITY = 2.0, 90
"""Rate of precipitation in millimetres of water per hour, and its probability in %."""

CURRENT = Conditions(
    temperature=-30.0,
    apparent_temperature=-30.0,
    humidity=55,
    pressure=1000.0,
    surface_pressure=980.0,
    cloud_cover=0,
    precipitation=0.0,
    rain=0.0,
    showers=0.0,
    snowfall=0.0,
    precipitation_probability=0,
    weather_code=CLEAR,
    wind_speed=3.0,
    wind_gusts=5.0,
    wind_direction=225,
    visibility=20_000,
    is_day=True,
    uv_index=0.0,
)
"""The current weather; no forecast has its temperature."""

TODAY_DEGREES, DEGREES_PER_DAY = 2, 6
"""Temperature of today in °C, and the difference in °C between each day and the day before."""
FIRST_COLD_DAY, COLD_DEGREES = 10, -40
"""The first day that is colder than the day before, and its temperature in °C. Without a colder day, the
temperatures would exceed 70 °C, the maximum that services report."""
DEGREES_BEFORE_HOUR = {6: -2, 12: -1, 18: 2, 24: 1}
"""Maps an hour to the difference in °C between the hours before it and the day's temperature."""

RAINY_HOURS, SNOWY_HOURS, WINDY_HOURS = range(14, 17), range(6, 9), range(10, 17)
"""The hours of rain tomorrow, of snow in two days, and of strong gusts in three days."""

BIRCH_GRAINS = 200.0
"""Grains of birch pollen per cubic metre tomorrow, a high number."""

SUNRISE, SUNSET = time(6, 30), time(19, 45)
BRIGHT_HOURS = range(11, 15)
"""The hours with a UV index of 7, the highest of the day."""


class StagedWeather:
    """The weather by the number of days from today, in the calendar of the place.

    *zone* returns the time zone of a point; by default it is the zone of the nearest city of the sandbox.
    """

    def __init__(self, now: Callable[[], datetime], zone: Callable[[Point], tzinfo] | None = None) -> None:
        cities = read_cities()
        self._now = now
        self._zone: Callable[[Point], tzinfo] = zone or (lambda point: ZoneInfo(cities.timezone(point)))

    def present(self, point: Point) -> Conditions:
        """Return the current weather: clear, and colder than every day nearby."""
        now = quarter(self._now()).astimezone(self._zone(point))
        return replace(CURRENT, is_day=_is_day(now), uv_index=_uv_index(now))

    def at(self, point: Point, at: datetime, period: timedelta = HOUR) -> Conditions:
        """Return the forecast of an hour: the state at its start, and the precipitation of the period before."""
        zone = self._zone(point)
        local, before = at.astimezone(zone), (at - period).astimezone(zone)
        amount = PRECIPITATION * (period / HOUR)
        days_ahead, days_ahead_before = (self._days_ahead(moment.date(), zone) for moment in (local, before))
        is_rainy = days_ahead_before == 1 and before.hour in RAINY_HOURS
        is_snowy = days_ahead_before == 2 and before.hour in SNOWY_HOURS
        is_windy = days_ahead_before == 3 and before.hour in WINDY_HOURS
        degrees = _temperature(days_ahead, local.hour)
        weather = replace(
            CURRENT,
            temperature=degrees,
            apparent_temperature=degrees,
            wind_gusts=21.0 if is_windy else CURRENT.wind_gusts,
            is_day=_is_day(local),
            uv_index=_uv_index(local),
        )
        if is_rainy:
            return replace(
                weather,
                rain=amount,
                precipitation=amount,
                weather_code=RAIN,
                precipitation_probability=PROBABILITY,
            )
        if is_snowy:
            return replace(
                weather,
                snowfall=round(0.7 * amount, 2),
                precipitation=amount,
                weather_code=SNOW,
                precipitation_probability=PROBABILITY,
            )
        return weather

    def light(self, point: Point, near: datetime) -> Light:
        """Return sunrise and sunset; their local times are the same everywhere."""
        local = near.astimezone(self._zone(point))
        return Light(*(datetime.combine(local.date(), clock, local.tzinfo) for clock in (SUNRISE, SUNSET)))

    def air(self, point: Point, at: datetime) -> Air:
        """Return the same air at all times, with much birch pollen tomorrow, and the UV index of the forecast."""
        local = at.astimezone(self._zone(point))
        days_ahead = self._days_ahead(local.date(), self._zone(point))
        return Air(
            european_aqi=35,
            us_aqi=60,
            pm2_5=12.0,
            pm10=20.0,
            uv_index=_uv_index(local),
            birch_pollen=BIRCH_GRAINS if days_ahead == 1 else 0.0,
        )

    def water(self, _point: Point, _at: datetime) -> Water:
        """Return the same sea everywhere; no hour of any forecast has its temperature."""
        return Water(sea_surface_temperature=17.0, wave_height=0.6)

    def _days_ahead(self, day: date, zone: tzinfo) -> int:
        return (day - self._now().astimezone(zone).date()).days


def _temperature(days_ahead: int, hour: int) -> float:
    base = (
        TODAY_DEGREES + DEGREES_PER_DAY * days_ahead
        if days_ahead < FIRST_COLD_DAY
        else COLD_DEGREES - DEGREES_PER_DAY * (days_ahead - FIRST_COLD_DAY)
    )
    return float(base + next(change for before, change in DEGREES_BEFORE_HOUR.items() if hour < before))


def _is_day(local: datetime) -> bool:
    return SUNRISE <= local.time() < SUNSET


def _uv_index(local: datetime) -> float:
    return 7.0 if local.hour in BRIGHT_HOURS else 3.0 if _is_day(local) else 0.0
