"""Parses nowcasts of Open-Meteo, which calls them 15-minutely data: https://open-meteo.com/en/docs"""

from datetime import datetime

from services.errors import InvalidResponse
from services.net.bodies import Body, Centimetres, Lenient, LimitedList, Millimetres, SingleLine, validate
from services.net.http import Params
from services.places.models import Place, zone_by_name
from services.providers.open_meteo.client import NAME
from services.providers.open_meteo.columns import ONE_HOUR, HourlyColumns, value_at
from services.providers.open_meteo.conditions import condition_from_code, condition_from_rates
from services.weather.nowcast import QUARTER_LENGTH, Nowcast, Quarter
from services.weather.precipitation import with_precipitation
from services.weather.timeline import zone_of_longitude

QUARTERS_PER_HOUR = ONE_HOUR // QUARTER_LENGTH

NOWCAST_HOURS = 6
"""Number of hours of a nowcast."""


class _QuarterColumns(HourlyColumns):
    precipitation: Lenient[LimitedList[Millimetres]] = None
    snowfall: Lenient[LimitedList[Centimetres]] = None
    weather_code: Lenient[LimitedList[Lenient[int]]] = None


class _Response(Body):
    timezone: Lenient[SingleLine] = None
    minutely_15: Lenient[_QuarterColumns] = None


# Each value is the total of the quarter of an hour before its time. One more value than the quarters of
# NOWCAST_HOURS is requested, because the first value is about the quarter before now.
NOWCAST_PARAMS: Params = {
    "minutely_15": ",".join(_QuarterColumns.variable_names()),
    "forecast_minutely_15": NOWCAST_HOURS * QUARTERS_PER_HOUR + 1,
}


def parse_nowcast(body: object, place: Place) -> Nowcast:
    """Return the nowcast in *body*, the part of a response to `/v1/forecast` about *place*.

    Raise InvalidResponse if no quarter has a known precipitation.
    """
    response = validate(_Response, body, NAME)
    columns = response.minutely_15 or _QuarterColumns()
    quarters = {
        time: _quarter_at(columns, index, time - QUARTER_LENGTH) for index, time in columns.indexed_times()
    }
    if all(quarter.precipitation is None for quarter in quarters.values()):
        raise InvalidResponse(NAME, 200)
    return Nowcast(
        provider=NAME,
        timezone=zone_by_name(place.timezone)
        or zone_by_name(response.timezone)
        or zone_of_longitude(place.longitude),
        quarters=tuple(quarters[time] for time in sorted(quarters)),
    )


def _quarter_at(columns: _QuarterColumns, index: int, start: datetime) -> Quarter:
    precipitation, snowfall = value_at(columns.precipitation, index), value_at(columns.snowfall, index)
    return Quarter(
        start=start,
        precipitation=precipitation,
        snowfall=snowfall,
        condition=with_precipitation(
            condition_from_code(value_at(columns.weather_code, index)),
            condition_from_rates(_hourly_rate(precipitation), _hourly_rate(snowfall)),
        ),
    )


def _hourly_rate(total: float | None) -> float | None:
    return None if total is None else total * QUARTERS_PER_HOUR
