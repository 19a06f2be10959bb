"""Converts weather codes and precipitation of Open-Meteo to conditions.

Open-Meteo uses a part of the WMO code table 4677: https://open-meteo.com/en/docs
"""

from services.weather.models import Condition

CONDITIONS_BY_CODE = {
    0: Condition.CLEAR,
    1: Condition.MOSTLY_CLEAR,
    2: Condition.PARTLY_CLOUDY,
    3: Condition.OVERCAST,
    45: Condition.FOG,
    48: Condition.FREEZING_FOG,
    51: Condition.DRIZZLE,
    53: Condition.DRIZZLE,
    55: Condition.DRIZZLE,
    56: Condition.FREEZING_DRIZZLE,
    57: Condition.FREEZING_DRIZZLE,
    61: Condition.LIGHT_RAIN,
    63: Condition.RAIN,
    65: Condition.HEAVY_RAIN,
    66: Condition.FREEZING_RAIN,
    67: Condition.FREEZING_RAIN,
    71: Condition.LIGHT_SNOW,
    73: Condition.SNOW,
    75: Condition.HEAVY_SNOW,
    77: Condition.LIGHT_SNOW,  # code 77 means snow grains, a frozen drizzle
    80: Condition.RAIN_SHOWERS,
    81: Condition.RAIN_SHOWERS,
    82: Condition.HEAVY_SHOWERS,
    85: Condition.SNOW_SHOWERS,
    86: Condition.HEAVY_SNOW_SHOWERS,
    95: Condition.THUNDERSTORM,
    96: Condition.HAIL,
    99: Condition.HEAVY_HAIL,
}

MIN_SNOW_RATES = ((0.8, Condition.HEAVY_SNOW), (0.2, Condition.SNOW), (0.01, Condition.LIGHT_SNOW))
"""Minimum snowfall rate of each condition, in cm per hour; Open-Meteo computes its codes with these rates. Source:
WeatherCode.swift in https://github.com/open-meteo/open-meteo"""

MIN_RAIN_RATES = (
    *((7.6, Condition.HEAVY_RAIN), (2.5, Condition.RAIN), (1.3, Condition.LIGHT_RAIN), (0.01, Condition.DRIZZLE)),
)
"""Minimum precipitation rate of each condition, in mm per hour; Open-Meteo computes its codes with these rates."""


def condition_from_code(code: int | None) -> Condition | None:
    """Return the condition of the weather code *code*; None if *code* is unknown."""
    return CONDITIONS_BY_CODE.get(code) if code is not None else None


def condition_from_rates(precipitation_rate: float | None, snowfall_rate: float | None) -> Condition | None:
    """Return the condition for the rates of precipitation and snowfall.

    *precipitation_rate* is in mm of water per hour and includes snow; *snowfall_rate* is in cm per hour.

    Return None if both rates are too low for any condition.
    """
    for min_rates, rate in ((MIN_SNOW_RATES, snowfall_rate), (MIN_RAIN_RATES, precipitation_rate)):
        for min_rate, condition in min_rates:
            if rate is not None and rate >= min_rate:
                return condition
    return None
