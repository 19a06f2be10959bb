"""Numbers as the users of one chat read them: rounded, in its units, with the unit after a no-break space."""

from datetime import date, datetime
from functools import cache

from babel.dates import format_date

from handlers.texts import Texts, texts_for
from services.languages import LANGUAGES
from services.storage import ChatSettings
from services.units import MINUS, ClockFormat, TemperatureUnit, Theme, Unit, WindUnit, format_fixed, rounded

NBSP = "\u00a0"

USUAL_PRESSURE = {language.code: language.pressure_unit for language in LANGUAGES}
"""What readers of a language are used to."""

USUAL_PRESSURE_LEVEL = {language.code: language.pressure_level for language in LANGUAGES}
"""Likewise."""

DECIMAL_SIGNS = {language.code: language.decimal_sign for language in LANGUAGES}
"""By the codes of languages."""

LEAST_MILLIMETRES = 0.05
"""Precipitation that rounds to a tenth; below, there is nothing to tell."""

WHOLE_MILLIMETRES = 10
"""From which tenths mean nothing."""

NOON = 12

NOTHING_SET = ChatSettings()


class Units:
    """Words, numbers and colours the way a chat with *settings* reads them; else they go by the language."""

    def __init__(self, texts: Texts, settings: ChatSettings = NOTHING_SET) -> None:
        self.texts = texts
        self.temperature_unit = settings.temperature or TemperatureUnit.CELSIUS
        self.wind_unit = settings.wind or WindUnit.METRES_PER_SECOND
        self.pressure_unit = settings.pressure or USUAL_PRESSURE[texts.language]
        self.usual_pressure_level = USUAL_PRESSURE_LEVEL[texts.language]
        self.pressure_level = settings.pressure_level or self.usual_pressure_level
        self.clock_format = settings.clock or ClockFormat.HOURS_24
        self.theme = settings.theme or Theme.LIGHT

    def temperature(self, celsius: float) -> str:
        """Return +21 °C, −4 °C or 0 °C; +70 °F where that is set."""
        return self._in_unit(celsius, self.temperature_unit)

    def temperatures(self, low: float, high: float) -> str:
        """Return −4…+21 °C; +21 °C where both are the same."""
        span = "…".join(dict.fromkeys((self.degrees(low), self.degrees(high))))
        return self._with_unit(span, self.temperature_unit.text_key)

    def degrees(self, celsius: float) -> str:
        """Return a temperature without its unit: +21, −4 or 0."""
        return self._number(celsius, self.temperature_unit)

    def wind(self, metres_per_second: float) -> str:
        """Return a speed in m/s, or in the unit that is set."""
        return self._in_unit(metres_per_second, self.wind_unit)

    def wind_direction(self, degrees: float) -> str:
        """Return the nearest of eight compass points."""
        return self.texts(f"from-{rounded(degrees / 45) % 8}")

    def pressure(self, hectopascals: float) -> str:
        """Return a pressure in the unit that is set, else in the one that the language is used to."""
        return self._in_unit(hectopascals, self.pressure_unit)

    def pressures(self, low: float, high: float) -> str:
        """Return 735–742 mmHg; 742 mmHg where both are the same."""
        span = "–".join(
            dict.fromkeys((self._number(low, self.pressure_unit), self._number(high, self.pressure_unit)))
        )
        return self._with_unit(span, self.pressure_unit.text_key)

    def pressure_change(self, hectopascals: float) -> str:
        """Return −3, without its unit."""
        written = self._number(abs(hectopascals), self.pressure_unit)
        return f"{'+' if hectopascals > 0 else MINUS}{written}"

    def distance(self, metres: float) -> str:
        """Return a distance in km from one kilometre on, below in tens of metres."""
        tens = rounded(metres / 10) * 10
        if tens >= 1000:  # noqa: PLR2004
            return self._with_unit(str(rounded(metres / 1000)), "unit-kilometres")
        return self._with_unit(str(tens), "unit-metres")

    def millimetres(self, amount: float) -> str:
        """Return an amount of precipitation to a tenth, with the language's decimal sign."""
        return self._with_unit(self.decimal(amount, 1), "unit-millimetres")

    def rounded_millimetres(self, amount: float) -> str:
        """Return an amount of precipitation, with its tenth where that means something."""
        return self._with_unit(self.amount(amount), "unit-millimetres")

    def amount(self, millimetres: float) -> str:
        """Return an amount of precipitation without its unit: 9.9, or 10 from 9.95 mm on."""
        return self.decimal(millimetres, 1 if rounded(millimetres * 10) < WHOLE_MILLIMETRES * 10 else 0)

    def about_millimetres(self, amount: float) -> str:
        """Return an amount of precipitation that is expected: to a tenth below one, whole above."""
        return (
            self.millimetres(amount) if amount < 1 else self._with_unit(str(rounded(amount)), "unit-millimetres")
        )

    def precipitation_rate(self, millimetres_per_hour: float) -> str:
        """Return how strong precipitation is, to a tenth."""
        return self._with_unit(self.decimal(millimetres_per_hour, 1), "unit-millimetres-per-hour")

    def percent(self, value: float) -> str:
        """Return a share."""
        return self._with_unit(str(rounded(value)), "unit-percent")

    def percents(self, low: float, high: float) -> str:
        """Return 40–80 %; 40 % where both are the same."""
        span = "–".join(dict.fromkeys((str(rounded(low)), str(rounded(high)))))
        return self._with_unit(span, "unit-percent")

    def time(self, moment: datetime) -> str:
        """Return the time that *moment* shows, as 18:05 or 6:05 PM."""
        if self.clock_format is ClockFormat.HOURS_24:
            return f"{moment:%H:%M}"
        half = "am" if moment.hour < NOON else "pm"
        return self._with_unit(f"{moment.hour % NOON or NOON}:{moment:%M}", half)

    def decimal(self, value: float, places: int) -> str:
        """Return a number to so many *places*, with the language's decimal sign."""
        return self._localized(format_fixed(value, places))

    def _in_unit(self, value: float, unit: Unit) -> str:
        return self._with_unit(self._number(value, unit), unit.text_key)

    def _number(self, value: float, unit: Unit) -> str:
        return self._localized(unit.format_number(unit.convert(value)))

    def _localized(self, number: str) -> str:
        return number.replace(".", DECIMAL_SIGNS[self.texts.language])

    def _with_unit(self, number: str, unit: str) -> str:
        return f"{number}{NBSP}{self.texts(unit)}"


def units_for(settings: ChatSettings, language_code: str | None) -> Units:
    """Return what somebody with Telegram in *language_code* reads in a chat: its language, if it has set one."""
    return units_in(texts_for(settings.language or language_code), settings)


@cache
def units_in(texts: Texts, settings: ChatSettings) -> Units:
    """Return what a chat with *settings* reads in the language of *texts*, the same object each time.

    What is put into words with it can so be kept by it.
    """
    return Units(texts, settings)


def day_label(day: date, texts: Texts) -> str:
    """Return Tue 20, as it begins a line."""
    label: str = format_date(day, "EEE d", locale=texts.language)
    return label[:1].upper() + label[1:]
