"""Open-Meteo's weather codes: the part of WMO code table 4677 that https://open-meteo.com/en/docs lists."""

from services.weather.models import Condition

CONDITIONS = {
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
    77: Condition.LIGHT_SNOW,  # snow grains, which is what drizzle becomes in frost
    80: Condition.RAIN_SHOWERS,
    81: Condition.RAIN_SHOWERS,
    82: Condition.HEAVY_SHOWERS,
    85: Condition.SNOW_SHOWERS,
    86: Condition.HEAVY_SNOW_SHOWERS,
    95: Condition.THUNDERSTORM,
    96: Condition.HAIL,
    99: Condition.HEAVY_HAIL,
}

SNOW = ((0.8, Condition.HEAVY_SNOW), (0.2, Condition.SNOW), (0.01, Condition.LIGHT_SNOW))
"""By centimetres an hour, from these on; Open-Meteo makes its own codes by the same limits (WeatherCode.swift)."""
RAIN = (
    *((7.6, Condition.HEAVY_RAIN), (2.5, Condition.RAIN), (1.3, Condition.LIGHT_RAIN), (0.01, Condition.DRIZZLE)),
)
"""By millimetres an hour, likewise."""


def falling(precipitation_rate: float | None, snowfall_rate: float | None) -> Condition | None:
    """Return what falls: mm of water an hour altogether, cm of snow an hour; None when nothing does."""
    for limits, rate in ((SNOW, snowfall_rate), (RAIN, precipitation_rate)):
        for least, condition in limits:
            if rate is not None and rate >= least:
                return condition
    return None
