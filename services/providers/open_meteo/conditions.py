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
