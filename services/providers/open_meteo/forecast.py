"""Parses forecasts of Open-Meteo: https://open-meteo.com/en/docs"""

from services.net.bodies import (
    Body,
    Celsius,
    Centimetres,
    Degrees,
    Hectopascals,
    Lenient,
    LimitedList,
    MetresPerSecond,
    Millimetres,
    Percent,
    SingleLine,
    SurfaceHectopascals,
    UvIndex,
    validate,
)
from services.net.http import Params
from services.places.models import Place, zone_by_name
from services.providers.open_meteo.client import NAME
from services.providers.open_meteo.columns import ONE_HOUR, HourlyColumns, value_at
from services.providers.open_meteo.conditions import condition_from_code, condition_from_rates
from services.weather.forecast import MAX_FORECAST_DAYS, Extent, Forecast
from services.weather.precipitation import with_precipitation
from services.weather.timeline import DataPoint, forecast_from_points


class _ForecastColumns(HourlyColumns):
    temperature_2m: Lenient[LimitedList[Celsius]] = None
    apparent_temperature: Lenient[LimitedList[Celsius]] = None
    precipitation: Lenient[LimitedList[Millimetres]] = None
    precipitation_probability: Lenient[LimitedList[Percent]] = None
    weather_code: Lenient[LimitedList[Lenient[int]]] = None
    uv_index: Lenient[LimitedList[UvIndex]] = None
    wind_speed_10m: Lenient[LimitedList[MetresPerSecond]] = None
    wind_gusts_10m: Lenient[LimitedList[MetresPerSecond]] = None
    wind_direction_10m: Lenient[LimitedList[Degrees]] = None
    snowfall: Lenient[LimitedList[Centimetres]] = None
    relative_humidity_2m: Lenient[LimitedList[Percent]] = None
    pressure_msl: Lenient[LimitedList[Hectopascals]] = None
    surface_pressure: Lenient[LimitedList[SurfaceHectopascals]] = None
    is_day: Lenient[LimitedList[Lenient[bool]]] = None


class _Response(Body):
    timezone: Lenient[SingleLine] = None
    hourly: Lenient[_ForecastColumns] = None


# Daily variables are not requested, because Open-Meteo applies today's UTC offset to all days. After a clock
# change, days with today's UTC offset would begin and end at the wrong hour.
_FORECAST_VARIABLES = _ForecastColumns.variable_names()
_USUAL_VARIABLE_COUNT = 10
"""Number of variables in a usual forecast; they are the first variables of a full forecast."""

FORECAST_PARAMS: dict[Extent, Params] = {
    # Ten variables for up to fourteen days count as one call. Six days are requested, so that a forecast that is
    # still cached after midnight has five days.
    Extent.USUAL: {
        "hourly": ",".join(_FORECAST_VARIABLES[:_USUAL_VARIABLE_COUNT]),
        "past_days": 1,
        "forecast_days": 6,
        "wind_speed_unit": "ms",
    },
    Extent.FULL: {
        "hourly": ",".join(_FORECAST_VARIABLES),
        "past_days": 1,
        "forecast_days": MAX_FORECAST_DAYS,
        "wind_speed_unit": "ms",
    },
}


def parse_forecast(body: object, place: Place) -> Forecast:
    """Return the forecast in *body*, the part of a response to `/v1/forecast` about *place*.

    Raise InvalidResponse if no hour has a temperature or a condition; all other values may be missing.
    """
    response = validate(_Response, body, NAME)
    hours = response.hourly or _ForecastColumns()
    points = {time: _data_point_at(hours, index) for index, time in hours.indexed_times()}
    return forecast_from_points(
        NAME, place, zone_by_name(place.timezone) or zone_by_name(response.timezone), points, ONE_HOUR
    )


def _data_point_at(hours: _ForecastColumns, index: int) -> DataPoint:
    precipitation, snowfall = value_at(hours.precipitation, index), value_at(hours.snowfall, index)
    return DataPoint(
        temperature=value_at(hours.temperature_2m, index),
        feels_like=value_at(hours.apparent_temperature, index),
        wind_speed=value_at(hours.wind_speed_10m, index),
        wind_direction=value_at(hours.wind_direction_10m, index),
        humidity=value_at(hours.relative_humidity_2m, index),
        pressure=value_at(hours.pressure_msl, index),
        surface_pressure=value_at(hours.surface_pressure, index),
        uv_index=value_at(hours.uv_index, index),
        is_day=value_at(hours.is_day, index),
        # The weather code of some models describes only the sky at one moment, not the precipitation.
        condition=with_precipitation(
            condition_from_code(value_at(hours.weather_code, index)), condition_from_rates(precipitation, snowfall)
        ),
        precipitation=precipitation,
        probability=value_at(hours.precipitation_probability, index),
        wind_gust=value_at(hours.wind_gusts_10m, index),
    )
