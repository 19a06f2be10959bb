"""One report in phrases; what the report does not know yields none."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from babel.dates import format_date

from handlers.views.units import Units
from services.daily import Outlook
from services.units import PressureLevel
from services.weather import Condition, Forecast, Report, Step
from services.weather.air import AirQuality, Sea

CALM = 0.5
"""m/s below which smoke rises nearly straight: there is no wind, and its direction means nothing."""

GUSTY = 3.0
"""m/s above the wind from which gusts are felt as such."""

HALF_A_MINUTE = timedelta(seconds=30)
DAY = timedelta(days=1)

RECENT = timedelta(minutes=45)
"""Age up to which an observation counts as the present weather: services renew theirs every 10 to 30 minutes."""

EMOJI = {
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
NIGHT_EMOJI = {
    Condition.CLEAR: "🌙",
    Condition.MOSTLY_CLEAR: "🌙",
    Condition.PARTLY_CLOUDY: "🌙",
    Condition.RAIN_SHOWERS: "🌧",
}
"""At night, where the one for the day shows the sun."""


def emoji(report: Report | Step) -> str:
    """Return the picture of the sky, a thermometer when it is unknown."""
    if report.condition is None:
        return "🌡"
    day = EMOJI[report.condition]
    return NIGHT_EMOJI.get(report.condition, day) if report.is_day is False else day


def temperature(report: Report, units: Units) -> Iterator[str]:
    """Yield +21 °C."""
    if report.temperature is not None:
        yield units.temperature(report.temperature)


def condition(report: Report, units: Units) -> Iterator[str]:
    """Yield "light rain"."""
    if report.condition is not None:
        yield units.texts(f"condition-{report.condition}")


def feels_like(report: Report, units: Units) -> Iterator[str]:
    """Yield "feels like +19 °C"."""
    if report.feels_like is not None:
        yield units.texts("feels-like", temperature=units.temperature(report.feels_like))


def wind(report: Report | Step, units: Units) -> Iterator[str]:
    """Yield "wind 3 m/s NE"."""
    if report.wind_speed is None:
        return
    speed = units.wind(report.wind_speed)
    if report.wind_speed < CALM:
        yield units.texts("calm")
    elif report.wind_direction is None:
        yield units.texts("wind", speed=speed)
    else:
        yield units.texts("wind-from", speed=speed, direction=units.wind_direction(report.wind_direction))


def gusts(report: Report, units: Units) -> Iterator[str]:
    """Yield "gusts 8 m/s", unless the wind itself tells enough."""
    if report.wind_gust is not None and report.wind_gust >= (report.wind_speed or 0) + GUSTY:
        yield units.texts("gusts", speed=units.wind(report.wind_gust))


def precipitation(report: Report, units: Units) -> Iterator[str]:
    """Yield "precipitation 0.3 mm/h", unless there is none worth a number."""
    if report.precipitation_rate is not None and units.shows_precipitation(report.precipitation_rate):
        yield units.texts("precipitation", rate=units.precipitation_rate(report.precipitation_rate))


def pressure(report: Report, units: Units) -> Iterator[str]:
    """Yield "pressure 1013 hPa", with its height unless that is what readers of the language are used to."""
    known = {PressureLevel.PLACE: report.surface_pressure, PressureLevel.SEA: report.pressure}
    for level in sorted(known, key=lambda level: level is not units.pressure_level):
        if (value := known[level]) is None:
            continue
        yield pressure_words(units.pressure(value), level, units)
        return


def pressure_words(pressure: str, level: PressureLevel, units: Units) -> str:
    """Return a pressure, with its height unless that is what readers of the language are used to."""
    if level is units.pressure_level is units.usual_pressure_level:
        return units.texts("pressure", pressure=pressure)
    return units.texts("pressure-at", pressure=pressure, level=units.texts(level.text_key))


def air(report: Report, units: Units) -> Iterator[str]:
    """Yield humidity, pressure, clouds and visibility."""
    if report.humidity is not None:
        yield units.texts("humidity", percent=units.percent(report.humidity))
    yield from pressure(report, units)
    if report.cloud_cover is not None:
        yield units.texts("clouds", percent=units.percent(report.cloud_cover))
    if report.visibility is not None:
        key = "visibility-or-more" if report.visibility_is_capped else "visibility"
        yield units.texts(key, distance=units.distance(report.visibility))


def sun(report: Report, units: Units) -> Iterator[str]:
    """Yield sunrise and sunset by the place's clock, to the nearest minute."""
    if report.sunrise is not None:
        yield f"🌅 {units.time(report.sunrise + HALF_A_MINUTE)}"
    if report.sunset is not None:
        yield f"🌇 {units.time(report.sunset + HALF_A_MINUTE)}"


def local_time(report: Report, units: Units, now: datetime) -> Iterator[str]:
    """Yield 18:05, the present time at the place."""
    if report.timezone is not None:
        yield units.time(now.astimezone(report.timezone))


def observed(report: Report, units: Units, now: datetime, *, brief: bool = False) -> Iterator[str]:
    """Yield "as of 14:20, 2 h ago" if the report stands in for a newer one or the observation is not recent.

    A *brief* one is "2 h ago".
    """
    since = now - report.observed_at if report.observed_at is not None else timedelta()
    if report.age is None and since <= RECENT:
        return
    age = max(report.age or since, since)
    if report.observed_at is None or report.timezone is None or (brief and age < DAY):
        yield _ago(age, units)
        return
    local = report.observed_at.astimezone(report.timezone)
    if age < DAY:
        yield units.texts("as-of", time=units.time(local), age=_ago(age, units))
    else:
        day = format_date(local, "d MMMM", locale=units.texts.language)
        yield units.texts("as-of-day", date=day, time=units.time(local))


def provider(told: Report | Outlook | Forecast | AirQuality | Sea, usual_provider: str) -> Iterator[str]:
    """Yield the provider if it is not the usual one."""
    if told.provider != usual_provider:
        yield told.provider


def origin(told: Outlook | Forecast | AirQuality | Sea, units: Units, usual_provider: str) -> Iterator[str]:
    """Yield the provider if it is not the usual one, and the age if an older forecast stands in."""
    yield from provider(told, usual_provider)
    if told.age is not None:
        yield _ago(told.age, units)


def _ago(age: timedelta, units: Units) -> str:
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    if not hours:
        return units.texts("age-minutes", minutes=minutes)
    key = "age-hours-minutes" if minutes else "age-hours"
    return units.texts(key, hours=hours, minutes=minutes)
