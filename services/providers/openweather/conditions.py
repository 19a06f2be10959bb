"""Converts weather codes and rates of OpenWeather to conditions: https://openweathermap.org/weather-conditions"""

from services.weather.models import Condition

CONDITIONS_BY_CODE = {
    **dict.fromkeys((200, 201, 210, 211, 221, 230, 231, 232), Condition.THUNDERSTORM),
    **dict.fromkeys((202, 212), Condition.HEAVY_THUNDERSTORM),
    **dict.fromkeys((300, 301, 302, 310, 311, 312, 321), Condition.DRIZZLE),
    313: Condition.RAIN_SHOWERS,
    314: Condition.HEAVY_SHOWERS,
    500: Condition.LIGHT_RAIN,
    501: Condition.RAIN,
    502: Condition.HEAVY_RAIN,
    **dict.fromkeys((503, 504), Condition.VERY_HEAVY_RAIN),
    511: Condition.FREEZING_RAIN,
    **dict.fromkeys((520, 521, 531), Condition.RAIN_SHOWERS),
    522: Condition.HEAVY_SHOWERS,
    600: Condition.LIGHT_SNOW,
    601: Condition.SNOW,
    602: Condition.HEAVY_SNOW,
    **dict.fromkeys((611, 612, 613), Condition.SLEET),
    **dict.fromkeys((615, 616), Condition.RAIN_AND_SNOW),
    **dict.fromkeys((620, 621), Condition.SNOW_SHOWERS),
    622: Condition.HEAVY_SNOW_SHOWERS,
    701: Condition.MIST,
    711: Condition.SMOKE,
    721: Condition.HAZE,
    **dict.fromkeys((731, 761), Condition.DUST),
    741: Condition.FOG,
    751: Condition.SAND,
    762: Condition.ASH,
    771: Condition.SQUALL,
    781: Condition.TORNADO,
    800: Condition.CLEAR,
    801: Condition.MOSTLY_CLEAR,
    802: Condition.PARTLY_CLOUDY,
    803: Condition.CLOUDY,
    804: Condition.OVERCAST,
}

MIN_HEAVY_RAIN_RATE = 10.0
"""Minimum rate of heavy rain, in mm per hour. In recorded responses, OpenWeather calls a rate of 10.91 heavy."""

MIN_MODERATE_RATE = 1.0
"""Minimum rate of moderate rain or snow, in mm per hour. In recorded responses, OpenWeather calls 0.51 light and
1.27 moderate."""


def condition_from_rates(rain_rate: float | None, snow_rate: float | None) -> Condition | None:
    """Return the condition for the rates of rain and snow in mm of water per hour; None if both are zero."""
    match rain_rate or 0.0, snow_rate or 0.0:
        case 0.0, 0.0:
            return None
        case rain, 0.0:
            if rain >= MIN_HEAVY_RAIN_RATE:
                return Condition.HEAVY_RAIN
            return Condition.RAIN if rain >= MIN_MODERATE_RATE else Condition.LIGHT_RAIN
        case 0.0, snow:
            return Condition.SNOW if snow >= MIN_MODERATE_RATE else Condition.LIGHT_SNOW
        case _:
            return Condition.RAIN_AND_SNOW
