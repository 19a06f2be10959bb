"""Numbers in words, in the units and language of a chat.

Numbers are rounded, and a no-break space precedes the unit.
"""

from datetime import date, datetime
from functools import cache

from babel.dates import format_date

from handlers.texts import Texts, texts_for
from services.languages import LANGUAGES
from services.storage import ChatSettings
from services.units import MINUS, ClockFormat, TemperatureUnit, Theme, Unit, WindUnit, fixed, rounded

NBSP = "\u00a0"

USUAL_PRESSURE = {language.code: language.pressure_unit for language in LANGUAGES}
"""The default unit of pressure, by code of language."""

USUAL_PRESSURE_LEVEL = {language.code: language.pressure_level for language in LANGUAGES}
"""The default level of pressure, by code of language."""

DECIMAL_SIGNS = {language.code: language.decimal_sign for language in LANGUAGES}
"""The decimal sign, by code of language."""

LEAST_MILLIMETRES = 0.05
"""Least precipitation in mm that is written: less rounds to zero tenths."""

WHOLE_MILLIMETRES = 10
"""Amount in mm from which tenths are left out."""

NOON = 12

DEFAULT_SETTINGS = ChatSettings()


class Units:
    """Writes numbers for a chat with *settings*; options that are not set depend on the language."""

    def __init__(self, texts: Texts, settings: ChatSettings = DEFAULT_SETTINGS) -> None:
        self.texts = texts
        self.temperature_unit = settings.temperature or TemperatureUnit.CELSIUS
        self.wind_unit = settings.wind or WindUnit.METRES_PER_SECOND
        self.pressure_unit = settings.pressure or USUAL_PRESSURE[texts.language]
        self.usual_pressure_level = USUAL_PRESSURE_LEVEL[texts.language]
        self.pressure_level = settings.pressure_level or self.usual_pressure_level
        self.clock_format = settings.clock or ClockFormat.HOURS_24
        self.theme = settings.theme or Theme.LIGHT

    def temperature(self, celsius: float) -> str:
        """Return a temperature: +21 °C, −4 °C, 0 °C or +70 °F."""
        return self._in_unit(celsius, self.temperature_unit)

    def temperatures(self, low: float, high: float) -> str:
        """Return a span of temperatures, −4…+21 °C; +21 °C if both round to the same."""
        span = "…".join(dict.fromkeys((self.degrees(low), self.degrees(high))))
        return self._with_unit(span, self.temperature_unit.label)

    def degrees(self, celsius: float) -> str:
        """Return a temperature without its unit: +21, −4 or 0."""
        return self._number(celsius, self.temperature_unit)

    def wind(self, metres_per_second: float) -> str:
        """Return a wind speed in the chat's unit."""
        return self._in_unit(metres_per_second, self.wind_unit)

    def wind_direction(self, degrees: float) -> str:
        """Return the nearest of eight compass points."""
        return self.texts(f"from-{rounded(degrees / 45) % 8}")

    def pressure(self, hectopascals: float) -> str:
        """Return a pressure in the chat's unit, else in the usual one of the language."""
        return self._in_unit(hectopascals, self.pressure_unit)

    def pressures(self, low: float, high: float) -> str:
        """Return a span of pressures, 735–742 mmHg; 742 mmHg if both round to the same."""
        span = "–".join(
            dict.fromkeys((self._number(low, self.pressure_unit), self._number(high, self.pressure_unit)))
        )
        return self._with_unit(span, self.pressure_unit.label)

    def pressure_change(self, hectopascals: float) -> str:
        """Return a change of pressure without its unit: −3 or +2."""
        written = self._number(abs(hectopascals), self.pressure_unit)
        return f"{'+' if hectopascals > 0 else MINUS}{written}"

    def distance(self, metres: float) -> str:
        """Return a distance in whole km; below 1 km, in tens of metres."""
        tens = rounded(metres / 10) * 10
        if tens >= 1000:  # noqa: PLR2004
            return self._with_unit(str(rounded(metres / 1000)), "unit-kilometres")
        return self._with_unit(str(tens), "unit-metres")

    def millimetres(self, amount: float) -> str:
        """Return an amount of precipitation to a tenth, with the language's decimal sign."""
        return self._with_unit(self.decimal(amount, 1), "unit-millimetres")

    def rounded_millimetres(self, amount: float) -> str:
        """Return an amount of precipitation: 9.9 mm, or 10 mm from 9.95 mm on."""
        return self._with_unit(self.amount(amount), "unit-millimetres")

    def amount(self, millimetres: float) -> str:
        """Return an amount of precipitation without its unit: 9.9, or 10 from 9.95 mm on."""
        return self.decimal(millimetres, 1 if rounded(millimetres * 10) < WHOLE_MILLIMETRES * 10 else 0)

    def about_millimetres(self, amount: float) -> str:
        """Return an expected amount of precipitation: in tenths of a mm below 1 mm, in whole mm from there on."""
        return (
            self.millimetres(amount) if amount < 1 else self._with_unit(str(rounded(amount)), "unit-millimetres")
        )

    def precipitation_rate(self, millimetres_per_hour: float) -> str:
        """Return the rate of precipitation to a tenth: 0.3 mm/h."""
        return self._with_unit(self.decimal(millimetres_per_hour, 1), "unit-millimetres-per-hour")

    def percent(self, value: float) -> str:
        """Return a percentage: 80 %."""
        return self._with_unit(str(rounded(value)), "unit-percent")

    def percents(self, low: float, high: float) -> str:
        """Return a span of percentages, 40–80 %; 40 % if both round to the same."""
        span = "–".join(dict.fromkeys((str(rounded(low)), str(rounded(high)))))
        return self._with_unit(span, "unit-percent")

    def time(self, moment: datetime) -> str:
        """Return the time of day of *moment*: 18:05 or 6:05 PM."""
        if self.clock_format is ClockFormat.HOURS_24:
            return f"{moment:%H:%M}"
        half = "am" if moment.hour < NOON else "pm"
        return self._with_unit(f"{moment.hour % NOON or NOON}:{moment:%M}", half)

    def decimal(self, value: float, places: int) -> str:
        """Return a number with so many decimal *places* and the language's decimal sign."""
        return self._localized(fixed(value, places))

    def _in_unit(self, value: float, unit: Unit) -> str:
        return self._with_unit(self._number(value, unit), unit.label)

    def _number(self, value: float, unit: Unit) -> str:
        return self._localized(unit.write(unit.scale(value)))

    def _localized(self, number: str) -> str:
        return number.replace(".", DECIMAL_SIGNS[self.texts.language])

    def _with_unit(self, number: str, unit: str) -> str:
        return f"{number}{NBSP}{self.texts(unit)}"


def units_for(settings: ChatSettings, language_code: str | None) -> Units:
    """Return the units for a user of Telegram in *language_code*; a language set for the chat has precedence."""
    return units_in(texts_for(settings.language or language_code), settings)


@cache
def units_in(texts: Texts, settings: ChatSettings) -> Units:
    """Return the units for a chat with *settings*, in the language of *texts*.

    Equal arguments return the same object, so that rendered phrases can be cached by it.
    """
    return Units(texts, settings)


def day_label(day: date, texts: Texts) -> str:
    """Return a day as a label: Tue 20."""
    label: str = format_date(day, "EEE d", locale=texts.language)
    return label[:1].upper() + label[1:]
