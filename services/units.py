"""The options of a chat: units of measurement, the kind of pressure, clocks and themes.

To add a unit, add a member here and its text to each language. The values of the members are stored in the
database and sent in callback data: a value that has been released never changes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Self

MINUS = "\u2212"


def rounded(value: float) -> int:
    """Return *value* to the nearest whole number, halves away from zero as people do it."""
    return int(_quantized(value, 0))


def fixed(value: float, places: int) -> str:
    """Write *value* to so many decimal *places*, halves away from zero: 0.25 as 0.3. Zero has no sign."""
    number = _quantized(value, places)
    return f"{abs(number) if number.is_zero() else number}"


def _quantized(value: float, places: int) -> Decimal:
    # A half may be a little less as a float: a third of 1.65 is 0.5499999999999999.
    return Decimal(str(round(value, 9))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def whole(value: float) -> str:
    """Write *value* as a whole number: 10."""
    return str(rounded(value))


def signed(value: float) -> str:
    """Write *value* as a whole number with its sign: +21, −4 or 0."""
    number = rounded(value)
    return f"{'+' if number > 0 else MINUS if number < 0 else ''}{abs(number)}"


def hundredths(value: float) -> str:
    """Write *value* with two decimals: 29.92."""
    return fixed(value, 2)


def tenths(value: float) -> str:
    """Write *value* with one decimal: 0.4."""
    return fixed(value, 1)


def tenths_below_ten(value: float) -> str:
    """Write *value* with one decimal, as a whole number from 9.95 on: 9.9, 10."""
    return tenths(value) if rounded(value * 10) < 100 else whole(value)  # noqa: PLR2004 - ten tenths


def hundredths_below_one(value: float) -> str:
    """Write *value* with two decimals, with one from 0.995 on: 0.25, 1.0."""
    return hundredths(value) if rounded(value * 100) < 100 else tenths(value)  # noqa: PLR2004 - hundredths of one


class Option(StrEnum):
    """One of the values that a setting of a chat can have."""

    @property
    def label(self) -> str:
        """The key of the text that names the option."""
        return f"unit-{self.name.lower().replace('_', '-')}"


class Unit(Option):
    """A unit of measurement: its value, `scale` and `write`."""

    scale: Callable[[float], float]
    """Converts from the unit in which the models hold the quantity."""
    write: Callable[[float], str]
    """Writes a converted number, with a point as the decimal sign."""

    def __new__(cls, value: str, scale: Callable[[float], float], write: Callable[[float], str] = whole) -> Self:
        """Return the member with that *value*."""
        unit = str.__new__(cls, value)
        unit._value_ = value
        unit.scale = scale
        unit.write = write
        return unit


class TemperatureUnit(Unit):
    """Units of temperature, converted from °C."""

    CELSIUS = "celsius", lambda celsius: celsius, signed
    FAHRENHEIT = "fahrenheit", lambda celsius: celsius * 9 / 5 + 32, signed


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
    INCHES_OF_MERCURY = "inHg", lambda pressure: pressure * 0.0295300, hundredths


class PrecipitationUnit(Unit):
    """Units of precipitation, converted from mm."""

    MILLIMETRES = "mm", lambda depth: depth, tenths_below_ten
    INCHES = "in", lambda depth: depth / 25.4, hundredths_below_one


class DistanceUnit(Unit):
    """Units of distance, converted from m."""

    METRES = "m", lambda distance: distance
    KILOMETRES = "km", lambda distance: distance / 1000
    MILES = "mi", lambda distance: distance / 1609.344


class WaveUnit(Unit):
    """Units of the height of waves, converted from m."""

    METRES = "m", lambda height: height, tenths
    FEET = "ft", lambda height: height / 0.3048


class PressureLevel(Option):
    """The height whose air pressure is shown."""

    PLACE = "place"
    SEA = "sea"


class ClockFormat(Option):
    """How many hours a clock shows."""

    HOURS_24 = "24"
    HOURS_12 = "12"


class Theme(Option):
    """The background of pictures."""

    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """The units and the clock that the readers of a language, or those of them in one country, are used to."""

    temperature: TemperatureUnit = TemperatureUnit.CELSIUS
    wind: WindUnit = WindUnit.METRES_PER_SECOND
    pressure: PressureUnit = PressureUnit.HECTOPASCALS
    pressure_level: PressureLevel = PressureLevel.SEA
    """The height whose air pressure the weather services of these readers report."""
    clock: ClockFormat = ClockFormat.HOURS_24


US_CONVENTIONS = Conventions(
    temperature=TemperatureUnit.FAHRENHEIT,
    wind=WindUnit.MILES_PER_HOUR,
    pressure=PressureUnit.INCHES_OF_MERCURY,
    clock=ClockFormat.HOURS_12,
)

OPTIONS: Mapping[str, type[Option]] = {
    "temperature": TemperatureUnit,
    "wind": WindUnit,
    "pressure": PressureUnit,
    "pressure_level": PressureLevel,
    "clock": ClockFormat,
    "theme": Theme,
}
"""The options of each setting, by the name of its field in `ChatSettings`."""
