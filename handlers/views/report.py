"""Phrases about a report; a function yields nothing if the report lacks the value."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from handlers.views.units import Units
from services.daily import Outlook
from services.units import PressureLevel
from services.weather import Condition, Forecast, Report, Step
from services.weather.air import Sea

MIN_SHOWN_WIND_SPEED = 0.5
"""Minimum wind speed, in m/s, that is shown with its direction; a lower speed is shown as "calm"."""

MIN_GUST_DIFFERENCE = 3.0
"""Minimum difference between gusts and wind speed, in m/s, at which the gusts are shown."""

HALF_A_MINUTE = timedelta(seconds=30)
DAY = timedelta(days=1)

MAX_OBSERVATION_AGE_NOT_SHOWN = timedelta(minutes=45)
"""Maximum age of an observation that is shown without its age; services update reports every 10 to 30 minutes."""

CONDITION_EMOJI = {
    Condition.CLEAR: "☀️",
    Condition.MOSTLY_CLEAR: "🌤",
    Condition.PARTLY_CLOUDY: "⛅",
    Condition.CLOUDY: "☁️",
    Condition.OVERCAST: "☁️",
    Condition.MIST: "🌫",
    Condition.FOG: "🌫",
    Condition.FREEZING_FOG: "🌫",
    Condition.HAZE: "🌫",
    Condition.SMOKE: "🌫",
    Condition.DUST: "🌫",
    Condition.SAND: "🌫",
    Condition.ASH: "🌋",
    Condition.DRIZZLE: "🌧",
    Condition.FREEZING_DRIZZLE: "🧊",
    Condition.FREEZING_RAIN: "🧊",
    Condition.LIGHT_RAIN: "🌧",
    Condition.RAIN: "🌧",
    Condition.HEAVY_RAIN: "🌧",
    Condition.VERY_HEAVY_RAIN: "🌧",
    Condition.RAIN_SHOWERS: "🌦",
    Condition.HEAVY_SHOWERS: "🌧",
    Condition.SLEET: "🌨",
    Condition.RAIN_AND_SNOW: "🌨",
    Condition.LIGHT_SNOW: "🌨",
    Condition.SNOW: "❄️",
    Condition.HEAVY_SNOW: "❄️",
    Condition.SNOW_SHOWERS: "🌨",
    Condition.HEAVY_SNOW_SHOWERS: "❄️",
    Condition.THUNDERSTORM: "⛈",
    Condition.HEAVY_THUNDERSTORM: "⛈",
    Condition.HAIL: "⛈",
    Condition.HEAVY_HAIL: "⛈",
    Condition.SQUALL: "💨",
    Condition.TORNADO: "🌪",
}
NIGHT_CONDITION_EMOJI = {
    Condition.CLEAR: "🌙",
    Condition.MOSTLY_CLEAR: "🌙",
    Condition.PARTLY_CLOUDY: "🌙",
    Condition.RAIN_SHOWERS: "🌧",
}
"""The emoji at night of the conditions whose emoji in CONDITION_EMOJI shows the sun."""


def condition_emoji(report: Report | Step) -> str:
    """Return the emoji of the condition in *report*; a thermometer if the condition is unknown."""
    if report.condition is None:
        return "🌡"
    day = CONDITION_EMOJI[report.condition]
    return NIGHT_CONDITION_EMOJI.get(report.condition, day) if report.is_day is False else day


def temperature_phrase(report: Report, units: Units) -> Iterator[str]:
    """Yield the temperature: "21 °C"."""
    if report.temperature is not None:
        yield units.temperature(report.temperature)


def condition_phrase(report: Report, units: Units) -> Iterator[str]:
    """Yield the condition: "light rain"."""
    if report.condition is not None:
        yield units.texts(f"condition-{report.condition}")


def feels_like_phrase(report: Report, units: Units) -> Iterator[str]:
    """Yield the apparent temperature: "feels like 19 °C"."""
    if report.feels_like is not None:
        yield units.texts("feels-like", temperature=units.temperature(report.feels_like))


def wind_phrase(report: Report | Step, units: Units) -> Iterator[str]:
    """Yield the wind speed and direction: "wind 3 m/s NE"; "calm" below MIN_SHOWN_WIND_SPEED."""
    if report.wind_speed is None:
        return
    speed = units.wind(report.wind_speed)
    if report.wind_speed < MIN_SHOWN_WIND_SPEED:
        yield units.texts("calm")
    elif report.wind_direction is None:
        yield units.texts("wind", speed=speed)
    else:
        yield units.texts("wind-from", speed=speed, direction=units.wind_direction(report.wind_direction))


def gusts_phrase(report: Report, units: Units) -> Iterator[str]:
    """Yield the gusts, "gusts 8 m/s", if they exceed the wind speed by MIN_GUST_DIFFERENCE or more."""
    if report.wind_gust is not None and report.wind_gust >= (report.wind_speed or 0) + MIN_GUST_DIFFERENCE:
        yield units.texts("gusts", speed=units.wind(report.wind_gust))


def precipitation_phrase(report: Report, units: Units) -> Iterator[str]:
    """Yield the rate of precipitation, "precipitation 0.3 mm/h", unless it rounds to zero."""
    if report.precipitation_rate is not None and units.shows_precipitation(report.precipitation_rate):
        yield units.texts("precipitation", rate=units.precipitation_rate(report.precipitation_rate))


def pressure_phrase(report: Report, units: Units) -> Iterator[str]:
    """Yield the pressure, "pressure 1013 hPa", at the level that the chat prefers, or else at the other."""
    pressures = {PressureLevel.PLACE: report.surface_pressure, PressureLevel.SEA: report.pressure}
    for level in sorted(pressures, key=lambda level: level is not units.pressure_level):
        if (value := pressures[level]) is not None:
            yield pressure_words(units.pressure(value), level, units)
            return


def pressure_words(pressure: str, pressure_level: PressureLevel, units: Units) -> str:
    """Return *pressure* in words: "pressure 1013 hPa"; name its level if that is not usual in the language."""
    if pressure_level is units.pressure_level is units.usual_pressure_level:
        return units.texts("pressure", pressure=pressure)
    return units.texts("pressure-at", pressure=pressure, level=units.texts(pressure_level.text_key))


def air_phrases(report: Report, units: Units) -> Iterator[str]:
    """Yield the humidity, the pressure, the cloud cover and the visibility."""
    if report.humidity is not None:
        yield units.texts("humidity", percent=units.percent(report.humidity))
    yield from pressure_phrase(report, units)
    if report.cloud_cover is not None:
        yield units.texts("clouds", percent=units.percent(report.cloud_cover))
    if report.visibility is not None:
        key = "visibility-or-more" if report.visibility_is_capped else "visibility"
        yield units.texts(key, distance=units.distance(report.visibility))


def sun_phrases(report: Report, units: Units) -> Iterator[str]:
    """Yield the local times of sunrise and sunset, rounded to the minute."""
    if report.sunrise is not None:
        yield f"🌅 {units.time(report.sunrise + HALF_A_MINUTE)}"
    if report.sunset is not None:
        yield f"🌇 {units.time(report.sunset + HALF_A_MINUTE)}"


def local_time_phrase(report: Report, units: Units, now: datetime) -> Iterator[str]:
    """Yield the local time of *now* at the place: "18:05"."""
    if report.timezone is not None:
        yield units.time(now.astimezone(report.timezone))


def observation_time_phrase(
    report: Report, units: Units, now: datetime, *, is_brief: bool = False
) -> Iterator[str]:
    """Yield the time and age of an old observation: "as of 14:20, 2 h ago"; if *is_brief*, only the age.

    An observation is old if its age exceeds MAX_OBSERVATION_AGE_NOT_SHOWN, or if its report is outdated.
    """
    age = now - report.observed_at if report.observed_at is not None else timedelta()
    if report.age is None and age <= MAX_OBSERVATION_AGE_NOT_SHOWN:
        return
    age = max(report.age or age, age)
    if report.observed_at is None or report.timezone is None or (is_brief and age < DAY):
        yield _age_text(age, units)
        return
    local = report.observed_at.astimezone(report.timezone)
    if age < DAY:
        yield units.texts("as-of", time=units.time(local), age=_age_text(age, units))
    else:
        day = units.texts.date(local.date(), "d MMMM")
        yield units.texts("as-of-day", date=day, time=units.time(local))


def provider_phrase(result: Report | Outlook | Forecast | Sea, usual_provider: str) -> Iterator[str]:
    """Yield the name of the provider of *result*, unless it is *usual_provider*."""
    if result.provider != usual_provider:
        yield result.provider


def provider_and_age(result: Outlook | Forecast | Sea, units: Units, usual_provider: str) -> Iterator[str]:
    """Yield the provider of *result*, unless it is *usual_provider*; yield the age of an outdated *result*."""
    yield from provider_phrase(result, usual_provider)
    yield from age_phrase(result.age, units)


def age_phrase(age: timedelta | None, units: Units) -> Iterator[str]:
    """Yield *age* in words, "2 h ago"; yield nothing if it is None, because the data are current."""
    if age is not None:
        yield _age_text(age, units)


def _age_text(age: timedelta, units: Units) -> str:
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    if not hours:
        return units.texts("age-minutes", minutes=minutes)
    key = "age-hours-minutes" if minutes else "age-hours"
    return units.texts(key, hours=hours, minutes=minutes)
