"""Parses the responses of MET Norway."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pydantic import AwareDatetime

from services.errors import InvalidResponse
from services.net.bodies import (
    Body,
    Celsius,
    Degrees,
    Hectopascals,
    Lenient,
    LimitedList,
    MetresPerSecond,
    Millimetres,
    Percent,
    SingleLine,
    UvIndex,
    validate,
)
from services.providers.met_norway.symbols import Symbol, parse_symbol

HOUR = timedelta(hours=1)
SIX_HOURS = timedelta(hours=6)


class Hour(NamedTuple):
    """The weather at the time `start`, and in the period that begins at `start`."""

    start: datetime
    """Beginning of the period, in UTC."""
    length: timedelta
    """Length of the period: one hour or six hours."""
    temperature: float | None
    humidity: float | None
    wind_speed: float | None
    wind_gust: float | None
    wind_direction: float | None
    pressure: float | None
    """Air pressure, reduced to sea level, in hPa."""
    cloud_cover: float | None
    uv_index: float | None
    """UV index for a clear sky."""
    symbol: Symbol
    precipitation: float | None
    """Total precipitation in the period, in mm of water."""
    probability: float | None


class _InstantValues(Body):
    air_temperature: Celsius = None
    relative_humidity: Percent = None
    wind_speed: MetresPerSecond = None
    wind_speed_of_gust: MetresPerSecond = None
    wind_from_direction: Degrees = None
    air_pressure_at_sea_level: Hectopascals = None
    cloud_area_fraction: Percent = None
    ultraviolet_index_clear_sky: UvIndex = None


class _Instant(Body):
    details: Lenient[_InstantValues] = None


class _PrecipitationAmounts(Body):
    precipitation_amount: Millimetres = None
    probability_of_precipitation: Percent = None


class _WeatherSymbol(Body):
    symbol_code: Lenient[SingleLine] = None


class _Period(Body):
    summary: Lenient[_WeatherSymbol] = None
    details: Lenient[_PrecipitationAmounts] = None


class _Data(Body):
    instant: Lenient[_Instant] = None
    next_1_hours: Lenient[_Period] = None
    next_6_hours: Lenient[_Period] = None


class _Entry(Body):
    time: Lenient[AwareDatetime] = None
    data: Lenient[_Data] = None


class _Properties(Body):
    timeseries: Lenient[LimitedList[Lenient[_Entry]]] = None


class _Response(Body):
    properties: Lenient[_Properties] = None


def parse_hours(body: object, provider: str) -> tuple[Hour, ...]:
    """Return the hours in *body*, a response of the API `locationforecast`, in chronological order.

    Raise InvalidResponse if no hour has a temperature; all other values may be missing.
    """
    response = validate(_Response, body, provider)
    entries = (response.properties.timeseries if response.properties else None) or []
    data_by_time = {
        entry.time.astimezone(UTC): entry.data
        for entry in entries
        if entry and entry.time and entry.data is not None
    }
    hours = tuple(_parse_hour(start, data) for start, data in sorted(data_by_time.items()))
    if all(hour.temperature is None for hour in hours):
        raise InvalidResponse(provider, 200)
    return hours


def _parse_hour(start: datetime, data: _Data) -> Hour:
    state = (data.instant and data.instant.details) or _InstantValues()
    # Later entries are six hours apart and have only next_6_hours. The last entries have neither next_1_hours nor
    # next_6_hours.
    period, length = (data.next_1_hours, HOUR) if data.next_1_hours else (data.next_6_hours, SIX_HOURS)
    period = period or _Period()
    amounts = period.details or _PrecipitationAmounts()
    return Hour(
        start=start,
        length=length,
        temperature=state.air_temperature,
        humidity=state.relative_humidity,
        wind_speed=state.wind_speed,
        wind_gust=state.wind_speed_of_gust,
        wind_direction=state.wind_from_direction,
        pressure=state.air_pressure_at_sea_level,
        cloud_cover=state.cloud_area_fraction,
        uv_index=state.ultraviolet_index_clear_sky,
        symbol=parse_symbol(period.summary.symbol_code if period.summary else None),
        precipitation=amounts.precipitation_amount,
        probability=amounts.probability_of_precipitation,
    )
