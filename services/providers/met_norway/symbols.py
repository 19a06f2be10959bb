"""Converts the symbol codes of MET Norway: https://api.met.no/weatherapi/weathericon/2.0/documentation"""

from typing import NamedTuple

from services.weather.models import Condition

PRECIPITATION_CONDITIONS = {
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
"""Maps (kind, intensity) of precipitation, as in a symbol code, to a condition: ("rain", "heavy") for
"heavyrain"."""

CONDITIONS_BY_CODE = {
    "clearsky": Condition.CLEAR,
    "fair": Condition.MOSTLY_CLEAR,
    "partlycloudy": Condition.PARTLY_CLOUDY,
    "cloudy": Condition.OVERCAST,
    "fog": Condition.FOG,
    **{intensity + kind: condition for (kind, intensity), condition in PRECIPITATION_CONDITIONS.items()},
    **{
        f"{intensity}{kind}andthunder": Condition.HEAVY_THUNDERSTORM
        if intensity == "heavy"
        else Condition.THUNDERSTORM
        for kind, intensity in PRECIPITATION_CONDITIONS
    },
    # MET Norway sends two misspelt codes ("lightss…") and keeps them for compatibility.
    "lightssleetshowersandthunder": Condition.THUNDERSTORM,
    "lightssnowshowersandthunder": Condition.THUNDERSTORM,
}
"""Maps a symbol code, without its suffix "_day", "_night" or "_polartwilight", to a condition."""


class Symbol(NamedTuple):
    """The meaning of a symbol code."""

    condition: Condition | None = None
    is_day: bool | None = None
    """Whether the symbol is for daytime; None in polar twilight, or if day and night have the same symbol."""


def parse_symbol(code: str | None) -> Symbol:
    """Return the meaning of *code*, such as (Condition.RAIN, True) for "rain_day".

    An unknown code has no condition.
    """
    name, _, suffix = (code or "").partition("_")
    return Symbol(CONDITIONS_BY_CODE.get(name), {"day": True, "night": False}.get(suffix))
