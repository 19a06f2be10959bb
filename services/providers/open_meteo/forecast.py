"""Open-Meteo's hours as a forecast: https://open-meteo.com/en/docs"""

from services.net.bodies import (
    Body,
    Celsius,
    Centimetres,
    Degrees,
    Entries,
    Hectopascals,
    Lenient,
    Line,
    MetresPerSecond,
    Millimetres,
    Percent,
    SurfaceHectopascals,
    UvIndex,
    read,
)
from services.net.http import Params
from services.places.models import Place, zone
from services.providers.open_meteo.client import NAME
from services.providers.open_meteo.columns import HOUR, Hours, cell
from services.providers.open_meteo.conditions import CONDITIONS, falling
from services.weather.forecast import MAX_FORECAST_DAYS, Extent, Forecast
from services.weather.precipitation import with_precipitation
from services.weather.timeline import DataPoint, forecast_from_points


class _Hours(Hours):
    temperature_2m: Lenient[Entries[Celsius]] = None
    apparent_temperature: Lenient[Entries[Celsius]] = None
    precipitation: Lenient[Entries[Millimetres]] = None
    precipitation_probability: Lenient[Entries[Percent]] = None
    weather_code: Lenient[Entries[Lenient[int]]] = None
    is_day: Lenient[Entries[Lenient[bool]]] = None
    wind_speed_10m: Lenient[Entries[MetresPerSecond]] = None
    wind_gusts_10m: Lenient[Entries[MetresPerSecond]] = None
    wind_direction_10m: Lenient[Entries[Degrees]] = None
    snowfall: Lenient[Entries[Centimetres]] = None
    relative_humidity_2m: Lenient[Entries[Percent]] = None
    pressure_msl: Lenient[Entries[Hectopascals]] = None
    surface_pressure: Lenient[Entries[SurfaceHectopascals]] = None
    uv_index: Lenient[Entries[UvIndex]] = None


class _Answer(Body):
    timezone: Lenient[Line] = None
    hourly: Lenient[_Hours] = None


# Days are summed up from hours here and not asked for: those of the service go by today's offset, an hour off
# once clocks change.
_VARIABLES = _Hours.variables()
_USUAL_VARIABLES = 10
"""Number of the first variables, which a usual forecast has too; the others are for a full one."""

FORECASTS: dict[Extent, Params] = {
    # Ten variables and fourteen days are what counts as one call. The sixth day is for whoever is given the answer
    # after midnight.
    Extent.USUAL: {
        "hourly": ",".join(_VARIABLES[:_USUAL_VARIABLES]),
        "past_days": 1,
        "forecast_days": 6,
        "wind_speed_unit": "ms",
    },
    Extent.FULL: {
        "hourly": ",".join(_VARIABLES),
        "past_days": 1,
        "forecast_days": MAX_FORECAST_DAYS,
        "wind_speed_unit": "ms",
    },
}


def forecast_from(body: object, place: Place) -> Forecast:
    """Return the forecast in one place's part of a `/v1/forecast` body, asked with unix times and m/s.

    Raise Malformed when no hour holds a temperature or a condition; nothing else is required.
    """
    answer = read(_Answer, body, NAME)
    hours = answer.hourly or _Hours()
    rows = {start: _row(hours, index) for index, start in hours.starts()}
    return forecast_from_points(NAME, place, zone(place.timezone) or zone(answer.timezone), rows, HOUR)


def _row(hours: _Hours, index: int) -> DataPoint:
    code = cell(hours.weather_code, index)
    precipitation, snowfall = cell(hours.precipitation, index), cell(hours.snowfall, index)
    return DataPoint(
        temperature=cell(hours.temperature_2m, index),
        feels_like=cell(hours.apparent_temperature, index),
        wind_speed=cell(hours.wind_speed_10m, index),
        wind_direction=cell(hours.wind_direction_10m, index),
        humidity=cell(hours.relative_humidity_2m, index),
        pressure=cell(hours.pressure_msl, index),
        surface_pressure=cell(hours.surface_pressure, index),
        uv_index=cell(hours.uv_index, index),
        is_day=cell(hours.is_day, index),
        # Some models tell the sky at the hour, beside what has fallen in all of it.
        condition=with_precipitation(
            CONDITIONS.get(code) if code is not None else None, falling(precipitation, snowfall)
        ),
        precipitation=precipitation,
        probability=cell(hours.precipitation_probability, index),
        wind_gust=cell(hours.wind_gusts_10m, index),
    )
