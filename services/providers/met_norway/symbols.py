"""MET Norway's symbol codes: https://api.met.no/weatherapi/weathericon/2.0/documentation"""

from typing import NamedTuple

from services.weather.models import Condition

FALLING = {
    ("rain", "light"): Condition.LIGHT_RAIN,
    ("rain", ""): Condition.RAIN,
    ("rain", "heavy"): Condition.HEAVY_RAIN,
    ("rainshowers", "light"): Condition.RAIN_SHOWERS,
    ("rainshowers", ""): Condition.RAIN_SHOWERS,
    ("rainshowers", "heavy"): Condition.HEAVY_SHOWERS,
    ("sleet", "light"): Condition.SLEET,
    ("sleet", ""): Condition.SLEET,
    ("sleet", "heavy"): Condition.SLEET,
    ("sleetshowers", "light"): Condition.SLEET,
    ("sleetshowers", ""): Condition.SLEET,
    ("sleetshowers", "heavy"): Condition.SLEET,
    ("snow", "light"): Condition.LIGHT_SNOW,
    ("snow", ""): Condition.SNOW,
    ("snow", "heavy"): Condition.HEAVY_SNOW,
    ("snowshowers", "light"): Condition.SNOW_SHOWERS,
    ("snowshowers", ""): Condition.SNOW_SHOWERS,
    ("snowshowers", "heavy"): Condition.HEAVY_SNOW_SHOWERS,
}

CONDITIONS = {
    "clearsky": Condition.CLEAR,
    "fair": Condition.MOSTLY_CLEAR,
    "partlycloudy": Condition.PARTLY_CLOUDY,
    "cloudy": Condition.OVERCAST,
    "fog": Condition.FOG,
    **{strength + fall: condition for (fall, strength), condition in FALLING.items()},
    **{
        f"{strength}{fall}andthunder": Condition.HEAVY_THUNDERSTORM
        if strength == "heavy"
        else Condition.THUNDERSTORM
        for fall, strength in FALLING
    },
    # Two codes are misspelt, and stay so: the service keeps them for the programs that know them.
    "lightssleetshowersandthunder": Condition.THUNDERSTORM,
    "lightssnowshowersandthunder": Condition.THUNDERSTORM,
}


class Symbol(NamedTuple):
    """What a symbol code says."""

    condition: Condition | None = None
    is_day: bool | None = None
    """None where the symbol is the same by day and by night, and at polar twilight."""


def symbol_of(code: str | None) -> Symbol:
    """Return what *code* says; nothing for an unknown one."""
    name, _, light = (code or "").partition("_")
    return Symbol(CONDITIONS.get(name), {"day": True, "night": False}.get(light))
