"""Parsing of queries to Open-Meteo, with the service's own error texts.

The parser is stricter than the service: a parameter that the service would ignore is refused.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeVar
from zoneinfo import ZoneInfo

from sandbox.weather.answers import Query, RefusalError
from sandbox.weather.cities import Point
from sandbox.weather.open_meteo_variables import DAILY, FIXED_UNITS, HOURLY, UNITS, Scale

T = TypeVar("T")

SUN = ("sunrise", "sunset")
PARAMETERS = {"latitude", "longitude", "timezone", "timeformat", "hourly", "forecast_days", "past_days"}
QUARTER_PARAMETERS = ("forecast_minutely_15", "past_minutely_15")
MAX_QUARTERS = 16 * 96
SWIFT_TYPES = {  # the service's errors show these names of Swift types
    "current": "SurfacePressureAndHeightVariable",
    "hourly": "SurfacePressureAndHeightVariable",
    "minutely_15": "SurfacePressureAndHeightVariable",
    "daily": "ForecastVariableDaily",
    "temperature_unit": "TemperatureUnit",
    "wind_speed_unit": "WindspeedUnit",
    "precipitation_unit": "PrecipitationUnit",
    "timeformat": "Timeformat",
    "format": "SerializationFormat",
}


@dataclass(frozen=True)
class Limits:
    """The parameters and variables that one of Open-Meteo's APIs accepts."""

    hourly: Collection[str]
    current: Collection[str] = ()
    daily: Collection[str] = ()
    minutely_15: Collection[str] = ()
    forecast_days: tuple[int, int] = (7, 16)
    """The default number of days, and the maximum."""
    choices: tuple[str, ...] = ()
    """Accepted parameters that have no effect here."""

    @property
    def parameters(self) -> set[str]:
        """The names of all accepted parameters."""
        sections = [name for name in ("current", "daily", "minutely_15") if getattr(self, name)]
        quarters = QUARTER_PARAMETERS if self.minutely_15 else ()
        return {*PARAMETERS, *sections, *self.choices, *quarters, *(UNITS if self.current else ())}


FORECAST = Limits(hourly=HOURLY, current=HOURLY, daily=[*DAILY, *SUN], minutely_15=HOURLY)
"""The limits of /v1/forecast."""


@dataclass(frozen=True)
class ParsedQuery:
    """A parsed query."""

    points: tuple[Point, ...]
    current: list[str]
    hourly: list[str]
    daily: list[str]
    minutely_15: list[str]
    scales: Mapping[str, Scale]
    timezone: str
    """The IANA name of a time zone, or `auto` for the zone of each point."""
    unixtime: bool
    forecast_days: int
    past_days: int
    forecast_quarters: int
    past_quarters: int


def parse(query: Query, limits: Limits) -> ParsedQuery:
    """Return the parsed query.

    Raises RefusalError when the service would refuse it.
    """
    check_parameters(query, limits.parameters)
    scales = dict(FIXED_UNITS)
    for parameter, choices in UNITS.items():
        scales |= parse_choice(query, parameter, choices)
    return ParsedQuery(
        points=_points(query),
        current=_variables(query, "current", limits.current),
        hourly=_variables(query, "hourly", limits.hourly),
        daily=_variables(query, "daily", limits.daily),
        minutely_15=_variables(query, "minutely_15", limits.minutely_15),
        scales=scales,
        timezone=_timezone(query),
        unixtime=parse_choice(query, "timeformat", {"iso8601": False, "unixtime": True}),
        forecast_days=_days(
            query, "forecast_days", "Forecast", default=limits.forecast_days[0], maximum=limits.forecast_days[1]
        ),
        past_days=_days(query, "past_days", "Past", default=0, maximum=92),
        forecast_quarters=_quarters(query, "forecast_minutely_15", default=96),
        past_quarters=_quarters(query, "past_minutely_15", default=0),
    )


def refuse(reason: str) -> NoReturn:
    """Raise RefusalError with the text `reason`, in the format of Open-Meteo."""
    raise RefusalError(400, {"error": True, "reason": reason})


def check_parameters(query: Query, accepted: Iterable[str]) -> None:
    """Refuse a query that has a parameter not in `known`."""
    if unknown := set(query) - set(accepted):
        refuse(f"Unknown parameter '{min(unknown)}'.")


def parse_choice(query: Query, name: str, choices: Mapping[str, T]) -> T:
    """Return the choice that the parameter names, or the first of `choices` when it is missing."""
    value = query.get(name, next(iter(choices)))
    if value not in choices:
        _refuse_value(name, value)
    return choices[value]


def parse_integer(query: Query, name: str, default: int) -> int:
    """Return the value of an integer parameter."""
    try:
        return int(query.get(name, default))
    except ValueError:
        refuse(f"Value of type 'Int' required for key '{name}'.")


def _refuse_value(name: str, value: str) -> NoReturn:
    reason = f"Cannot initialize {SWIFT_TYPES[name]} from invalid String value {value}."
    refuse(f"Data corrupted at path '{name}'. {reason}")


def _values_of(query: Query, name: str) -> list[str]:
    """Return the values of a parameter, separated by commas or given as repeated parameters."""
    return [part for value in query.getall(name, []) for part in value.split(",") if part]


def _variables(query: Query, name: str, accepted: Iterable[str]) -> list[str]:
    names = _values_of(query, name)
    if unknown := [variable for variable in names if variable not in accepted]:
        _refuse_value(name, unknown[0])
    return names


def _points(query: Query) -> tuple[Point, ...]:
    latitudes = _degrees(query, "latitude", 90)
    longitudes = _degrees(query, "longitude", 180)
    if len(latitudes) != len(longitudes):
        refuse("Parameter 'latitude' and 'longitude' must have the same number of elements")
    return tuple(zip(latitudes, longitudes, strict=True))


def _degrees(query: Query, name: str, limit: int) -> list[float]:
    try:
        values = [float(text) for text in _values_of(query, name)]
    except ValueError:
        refuse(f"Value of type 'Float' required for key '{name}'.")
    if not values:
        refuse("Parameter 'latitude' and 'longitude' must not be empty")
    for value in values:
        if not -limit <= value <= limit:
            refuse(f"{name.title()} must be in range of -{limit} to {limit}°. Given: {value}.")
    return values


def _timezone(query: Query) -> str:
    name = query.get("timezone", "GMT")
    if name != "auto":
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # the name is unknown or malformed, or names a region
            refuse("Invalid timezone")
    return name


def _quarters(query: Query, name: str, *, default: int) -> int:
    quarters = parse_integer(query, name, default)
    if not 0 <= quarters <= MAX_QUARTERS:
        refuse(f"Parameter '{name}' is out of allowed range from 0 to {MAX_QUARTERS}. Given: {quarters}.")
    return quarters


def _days(query: Query, name: str, title: str, *, default: int, maximum: int) -> int:
    days = parse_integer(query, name, default)
    if not 0 <= days <= maximum:
        refuse(f"{title} days is invalid. Allowed range 0 to {maximum}. Given {days}.")
    return days
