"""The options that a chat's settings offer: units of measurement, pressure levels, clock formats, and pictures.

The value of an option is stored in the database and sent in callback data, so a released value must never change.
To add a unit, add a member to an enum, and its text to each `.ftl` file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

MINUS = "\u2212"
"""The minus sign U+2212, which is as wide as a plus sign; a hyphen would be narrower."""


def rounded(value: float) -> int:
    """Round *value* to a whole number; halves are rounded away from zero."""
    return int(_quantize(value, 0))


def format_fixed(value: float, decimals: int) -> str:
    """Format *value* with *decimals* digits after the point.

    Halves are rounded away from zero, so 0.25 with one digit gives "0.3". A result of zero has no sign.
    """
    quantized = _quantize(value, decimals)
    return f"{abs(quantized) if quantized.is_zero() else quantized}"


def _quantize(value: float, decimals: int) -> Decimal:
    # `round` corrects float errors: 1.65 / 3 gives 0.5499999999999999 instead of 0.55.
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


def format_tenths(value: float) -> str:
    """Format *value* with one decimal, such as 0.4."""
    return format_fixed(value, 1)


def format_tenths_below_ten(value: float) -> str:
    """Format *value* with one decimal if it rounds to less than 10, else as a whole number: 9.9, 10."""
    return format_tenths(value) if rounded(value * 10) < 100 else format_whole(value)  # noqa: PLR2004 - 100 tenths


def format_hundredths_below_one(value: float) -> str:
    """Format *value* with two decimals if it rounds to less than 1, else with one decimal: 0.25, 1.0."""
    return format_hundredths(value) if rounded(value * 100) < 100 else format_tenths(value)  # noqa: PLR2004 - 100 hundredths


class Option(StrEnum):
    """A value that a chat can choose for a setting."""

    @property
    def text_key(self) -> str:
        """Key of the text with the option's name in the `.ftl` files."""
        return f"unit-{self.name.lower().replace('_', '-')}"


class Unit(Option):
    """A unit of measurement, with its conversion and number format."""

    convert: Callable[[float], float]
    """A function that converts a value from the unit in `services.weather.models` to this unit."""
    format_number: Callable[[float], str]
    """A function that formats a converted value, without the unit and with a point as the decimal sign."""

    def __new__(
        cls, value: str, convert: Callable[[float], float], format_number: Callable[[float], str] = format_whole
    ) -> Self:
        """Create a member of the enum; the database stores its *value*."""
        unit = str.__new__(cls, value)
        unit._value_ = value
        unit.convert = convert
        unit.format_number = format_number
        return unit

    def convert_back(self, value: float) -> float:
        """Convert *value* from this unit to the unit in `services.weather.models`."""
        zero = self.convert(0.0)
        return (value - zero) / (self.convert(1.0) - zero)


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


class PrecipitationUnit(Unit):
    """Units of precipitation, converted from mm."""

    MILLIMETRES = "mm", lambda depth: depth, format_tenths_below_ten
    INCHES = "in", lambda depth: depth / 25.4, format_hundredths_below_one


class SnowUnit(Unit):
    """Units of the depth of snow, converted from cm."""

    CENTIMETRES = "cm", lambda depth: depth
    INCHES = "in", lambda depth: depth / 2.54


class DistanceUnit(Unit):
    """Units of distance, converted from m."""

    METRES = "m", lambda distance: distance
    KILOMETRES = "km", lambda distance: distance / 1000
    MILES = "mi", lambda distance: distance / 1609.344


class WaveUnit(Unit):
    """Units of the height of waves, converted from m."""

    METRES = "m", lambda height: height, format_tenths
    FEET = "ft", lambda height: height / 0.3048


class PressureLevel(Option):
    """The height for which answers show the air pressure: the height of the place, or sea level."""

    PLACE = "place"
    SEA = "sea"


class ClockFormat(Option):
    """Format of times: a 24-hour or a 12-hour clock."""

    HOURS_24 = "24"
    HOURS_12 = "12"


class PictureTheme(Option):
    """Colour theme of pictures."""

    LIGHT = "light"
    DARK = "dark"


class DailyPictureOption(Option):
    """Whether the bot sends a picture after each daily message."""

    TEXT_ONLY = "text"
    WITH_PICTURE = "picture"


class AnswerLayout(Option):
    """Layout of answers about several places: text or a table."""

    AS_TEXT = "text"
    AS_TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """The usual units and clock format of a language, or of a language in one country."""

    temperature: TemperatureUnit = TemperatureUnit.CELSIUS
    wind: WindUnit = WindUnit.METRES_PER_SECOND
    pressure: PressureUnit = PressureUnit.HECTOPASCALS
    pressure_level: PressureLevel = PressureLevel.SEA
    """The height for which weather reports in the country state the air pressure."""
    clock: ClockFormat = ClockFormat.HOURS_24


US_CONVENTIONS = Conventions(
    temperature=TemperatureUnit.FAHRENHEIT,
    wind=WindUnit.MILES_PER_HOUR,
    pressure=PressureUnit.INCHES_OF_MERCURY,
    clock=ClockFormat.HOURS_12,
)

UNITS_BY_VALUE: Mapping[str, Unit] = {
    unit.value: unit for units in (TemperatureUnit, WindUnit, PressureUnit) for unit in units
}
"""Maps the value of each unit that a setting or a question can name to the unit."""

OPTIONS_BY_SETTING: Mapping[str, type[Option]] = {
    "temperature": TemperatureUnit,
    "wind": WindUnit,
    "pressure": PressureUnit,
    "pressure_level": PressureLevel,
    "clock": ClockFormat,
    "theme": PictureTheme,
    "daily_picture": DailyPictureOption,
    "layout": AnswerLayout,
}
"""Maps each field of `ChatSettings`, except `language`, to the enum of its options."""
