"""OpenWeather's weather codes: https://openweathermap.org/weather-conditions"""

from services.weather.models import Condition

CONDITIONS = {
    **dict.fromkeys((200, 201, 202, 210, 211, 212, 221, 230, 231, 232), Condition.THUNDERSTORM),
    **dict.fromkeys((300, 301, 302, 310, 311, 312, 313, 314, 321), Condition.DRIZZLE),
    500: Condition.LIGHT_RAIN,
    501: Condition.RAIN,
    **dict.fromkeys((502, 503, 504), Condition.HEAVY_RAIN),
    511: Condition.FREEZING_RAIN,
    **dict.fromkeys((520, 521, 531), Condition.RAIN_SHOWERS),
    522: Condition.HEAVY_RAIN,
    600: Condition.LIGHT_SNOW,
    601: Condition.SNOW,
    602: Condition.HEAVY_SNOW,
    **dict.fromkeys((611, 612, 613, 615, 616), Condition.SLEET),
    **dict.fromkeys((620, 621), Condition.SNOW_SHOWERS),
    622: Condition.HEAVY_SNOW,
    701: Condition.FOG,
    741: Condition.FOG,
    711: Condition.HAZE,
    721: Condition.HAZE,
    **dict.fromkeys((731, 751, 761, 762), Condition.DUST),
    771: Condition.SQUALL,
    781: Condition.TORNADO,
    800: Condition.CLEAR,
    801: Condition.MOSTLY_CLEAR,
    802: Condition.PARTLY_CLOUDY,
    803: Condition.CLOUDY,
    804: Condition.OVERCAST,
}
