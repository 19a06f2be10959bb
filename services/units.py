"""The options of a chat's settings: units of measurement, pressure levels, clock formats and themes.

To add a unit, add a member here and its text to each language. The values of the members are stored in the
database and sent in callback data: a value that has been released never changes.
"""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

MINUS = "\u2212"


def rounded(value: float) -> int:
    """Round *value* to a whole number, halves away from zero."""
    return int(_quantized(value, 0))


def format_fixed(value: float, decimals: int) -> str:
    """Format *value* with *decimals* digits after the point: 0.25 as 0.3 with one digit.

    Halves are rounded away from zero, and zero has no sign.
    """
    quantized = _quantized(value, decimals)
    return f"{abs(quantized) if quantized.is_zero() else quantized}"


def _quantized(value: float, decimals: int) -> Decimal:
    # Floats may lie just below a half: 1.65 / 3 is 0.5499999999999999.
    return Decimal(str(round(value, 9))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def format_whole(value: float) -> str:
    """Format *value* as a whole number, such as 10."""
    return str(rounded(value))


def format_signed(value: float) -> str:
    """Format *value* as a whole number with its sign, such as +21, −4 or 0."""
    whole_number = rounded(value)
    return f"{'+' if whole_number > 0 else MINUS if whole_number < 0 else ''}{abs(whole_number)}"


def format_hundredths(value: float) -> str:
    """Format *value* with two decimals, such as 29.92."""
    return format_fixed(value, 2)


class Option(StrEnum):
    """A value that a setting of a chat can have."""

    @property
    def text_key(self) -> str:
        """Key of the option's name in the `.ftl` files."""
        return f"unit-{self.name.lower().replace('_', '-')}"


class Unit(Option):
    """A unit of measurement, with its conversion and number format."""

    convert: Callable[[float], float]
    """Converts a quantity from the unit of `services.weather.models` to this unit."""
    format_number: Callable[[float], str]
    """Formats a converted quantity, with a point as the decimal sign and without the unit."""

    def __new__(
        cls, value: str, convert: Callable[[float], float], format_number: Callable[[float], str] = format_whole
    ) -> Self:
        """Create a member. *value* is what the database stores."""
        unit = str.__new__(cls, value)
        unit._value_ = value
        unit.convert = convert
        unit.format_number = format_number
        return unit


class TemperatureUnit(Unit):
    """Units of temperature, converted from °C."""

    CELSIUS = "celsius", lambda celsius: celsius, format_signed
    FAHRENHEIT = "fahrenheit", lambda celsius: celsius * 9 / 5 + 32, format_signed


class WindUnit(Unit):
    """Units of wind speed, converted from m/s."""

    METRES_PER_SECOND = "m/s", lambda speed: speed
    KILOMETRES_PER_HOUR = "km/h", lambda speed: speed * 3.6
    MILES_PER_HOUR = "mph", lambda speed: speed * 2.236936
    KNOTS = "kn", lambda speed: speed * 1.943844


class PressureUnit(Unit):
    """Units of air pressure, converted from hPa."""

    HECTOPASCALS = "hPa", lambda pressure: pressure
    MILLIMETRES_OF_MERCURY = "mmHg", lambda pressure: pressure * 0.750062
    INCHES_OF_MERCURY = "inHg", lambda pressure: pressure * 0.0295300, format_hundredths


class PressureLevel(Option):
    """Height at which air pressure is shown: that of the place or sea level."""

    PLACE = "place"
    SEA = "sea"


class ClockFormat(Option):
    """A 24-hour or 12-hour clock."""

    HOURS_24 = "24"
    HOURS_12 = "12"


class Theme(Option):
    """Colour theme of pictures."""

    LIGHT = "light"
    DARK = "dark"


OPTIONS: Mapping[str, type[Option]] = {
    "temperature": TemperatureUnit,
    "wind": WindUnit,
    "pressure": PressureUnit,
    "pressure_level": PressureLevel,
    "clock": ClockFormat,
    "theme": Theme,
}
"""Maps each field of `ChatSettings`, except `language`, to the type of its options."""
