"""Numbers, times and dates in the units and the language of a chat.

A no-break space separates each number from its unit.
"""

from datetime import date, datetime
from functools import cache, lru_cache

from handlers.texts import Texts, texts_for
from services import languages
from services.languages import Language
from services.storage import ChatSettings
from services.units import (
    MINUS,
    AnswerLayout,
    ClockFormat,
    DailyPictureOption,
    DistanceUnit,
    Option,
    PictureTheme,
    PrecipitationUnit,
    SnowUnit,
    TemperatureUnit,
    Unit,
    WaveUnit,
    format_fixed,
    format_hundredths,
    format_tenths,
    format_whole,
    rounded,
)

NBSP = "\u00a0"

LANGUAGES_BY_CODE: dict[str, Language] = {language.code: language for language in languages.LANGUAGES}
"""Maps a language code, such as "en", to the language."""

MIN_SHOWN_MILLIMETRES = 0.05
"""Minimum precipitation, in mm, that is shown; smaller amounts round to 0.0 mm."""

MIN_SHOWN_INCHES = 0.005
"""Minimum precipitation, in inches, that is shown; smaller amounts round to 0.00 in."""

NOON = 12

MAX_CACHED_UNITS = 1_000
"""Maximum number of cached `Units`; chats with the same settings, language and region share one."""

DEFAULT_SETTINGS = ChatSettings()


class Units:
    """Formats values in the units and the language of a chat.

    What the settings of the chat leave open depends on the language and on *region*. The region is the country in
    the language tag of the user's Telegram: "US" in "en-US".
    """

    def __init__(self, texts: Texts, settings: ChatSettings = DEFAULT_SETTINGS, region: str = "") -> None:
        language = LANGUAGES_BY_CODE[texts.language]
        usual = language.regional_conventions.get(region, language.conventions)
        self.texts = texts
        self.region = region
        self.temperature_unit = settings.temperature or usual.temperature
        self.wind_unit = settings.wind or usual.wind
        self.pressure_unit = settings.pressure or usual.pressure
        self.usual_pressure_level = usual.pressure_level
        self.pressure_level = settings.pressure_level or usual.pressure_level
        self.clock_format = settings.clock or usual.clock
        self.theme = settings.theme or PictureTheme.LIGHT
        self.daily_picture = settings.daily_picture or DailyPictureOption.TEXT_ONLY
        self.layout = settings.layout or AnswerLayout.AS_TEXT
        self.signs_plus = language.signs_plus
        self._decimal_sign = language.decimal_sign
        # Chats with °F also get inches, miles and feet.
        self.is_imperial = self.temperature_unit is TemperatureUnit.FAHRENHEIT
        self.precipitation_unit = PrecipitationUnit.INCHES if self.is_imperial else PrecipitationUnit.MILLIMETRES
        self.snow_unit = SnowUnit.INCHES if self.is_imperial else SnowUnit.CENTIMETRES

    @property
    def language_tag(self) -> str:
        """The IETF tag of the language; if the region has conventions of its own, with the region: "en-US"."""
        return f"{self.texts.language}-{self.region}" if self.region else self.texts.language

    def temperature(self, celsius: float) -> str:
        """Format a temperature: "21 °C", or "+21 °C" in a language that writes the plus sign."""
        return self._format_in_unit(celsius, self.temperature_unit)

    def temperature_range(self, low: float, high: float) -> str:
        """Format a range of temperatures: "−4 to 21 °C"; "21 °C" if both ends round to the same number."""
        lowest, highest = self.temperature_number(low), self.temperature_number(high)
        number = lowest if lowest == highest else self.texts("temperature-span", low=lowest, high=highest)
        return self._with_unit(number, self.temperature_unit.text_key)

    def temperature_number(self, celsius: float) -> str:
        """Format a temperature without its unit: "21", or "+21" in a language that writes the plus sign."""
        return self._format_number(celsius, self.temperature_unit)

    def wind(self, metres_per_second: float) -> str:
        """Format a wind speed: "5 m/s"."""
        return self._format_in_unit(metres_per_second, self.wind_unit)

    def wind_direction(self, degrees: float) -> str:
        """Return the name of the nearest of eight compass points: "NE"."""
        return self.texts(f"from-{rounded(degrees / 45) % 8}")

    def pressure(self, hectopascals: float) -> str:
        """Format a pressure: "1013 hPa"."""
        return self._format_in_unit(hectopascals, self.pressure_unit)

    def pressure_range(self, low: float, high: float) -> str:
        """Format a range of pressures: "735–742 mmHg"; "742 mmHg" if both ends round to the same number."""
        ends = dict.fromkeys(
            (self._format_number(low, self.pressure_unit), self._format_number(high, self.pressure_unit))
        )
        return self._with_unit("–".join(ends), self.pressure_unit.text_key)

    def pressure_change(self, hectopascals: float) -> str:
        """Format a change of pressure with its sign and without its unit: "−3"."""
        number = self._format_number(abs(hectopascals), self.pressure_unit)
        return f"{'+' if hectopascals > 0 else MINUS}{number}"

    def distance(self, metres: float) -> str:
        """Format a distance: "2 km", or "440 m" below one kilometre; "12 mi", or "0.3 mi" below one mile."""
        if self.is_imperial:
            miles = DistanceUnit.MILES.convert(metres)
            number = format_whole(miles) if rounded(miles * 10) >= 10 else format_tenths(miles)  # noqa: PLR2004 - ten tenths
            return self._with_unit(self._with_decimal_sign(number), DistanceUnit.MILES.text_key)
        tens = rounded(metres / 10) * 10
        if tens >= 1000:  # noqa: PLR2004
            return self._format_in_unit(metres, DistanceUnit.KILOMETRES)
        return self._format_in_unit(tens, DistanceUnit.METRES)

    def wave_height(self, metres: float) -> str:
        """Format the height of waves: "0.4 m" or "1 ft"."""
        return self._format_in_unit(metres, WaveUnit.FEET if self.is_imperial else WaveUnit.METRES)

    def shows_precipitation(self, millimetres: float | None) -> bool:
        """Return whether an amount of precipitation is known and does not round to zero."""
        minimum = MIN_SHOWN_INCHES if self.is_imperial else MIN_SHOWN_MILLIMETRES
        return millimetres is not None and self.precipitation_unit.convert(millimetres) >= minimum

    def precipitation(self, millimetres: float) -> str:
        """Format an amount of precipitation: "9.9 mm" or "0.25 in"."""
        return self._format_in_unit(millimetres, self.precipitation_unit)

    def precipitation_number(self, millimetres: float) -> str:
        """Format an amount of precipitation without its unit: "9.9"."""
        return self._format_number(millimetres, self.precipitation_unit)

    def expected_precipitation(self, millimetres: float) -> str:
        """Format an expected amount of precipitation without false precision: "0.4 mm", "6 mm" or "0.2 in"."""
        value = self.precipitation_unit.convert(millimetres)
        if self.is_imperial:
            number = format_hundredths(value) if value < 0.1 else format_tenths(value)  # noqa: PLR2004 - a tenth of an inch
        else:
            number = format_tenths(value) if value < 1 else format_whole(value)
        return self._with_unit(self._with_decimal_sign(number), self.precipitation_unit.text_key)

    def snow_depth(self, centimetres: float) -> str:
        """Format a depth of snow: "12 cm", or "0.4 cm" below one centimetre; "5 in", or "0.4 in" below an inch."""
        depth = self.snow_unit.convert(centimetres)
        number = format_tenths(depth) if rounded(depth * 10) < 10 else format_whole(depth)  # noqa: PLR2004 - ten tenths
        return self._with_unit(self._with_decimal_sign(number), self.snow_unit.text_key)

    def precipitation_rate(self, millimetres_per_hour: float) -> str:
        """Format a rate of precipitation: "0.4 mm/h" or "0.02 in/h"."""
        rate = self.precipitation_unit.convert(millimetres_per_hour)
        if self.is_imperial:
            return self._with_unit(self.decimal(rate, 2), "unit-inches-per-hour")
        return self._with_unit(self.decimal(rate, 1), "unit-millimetres-per-hour")

    def expected_rate(self, millimetres_per_hour: float) -> str:
        """Format an expected rate of precipitation without false precision: "3 mm/h", "0.4 mm/h" or "0.1 in/h"."""
        amount = self.expected_precipitation(millimetres_per_hour).partition(NBSP)[0]
        return self._with_unit(amount, "unit-inches-per-hour" if self.is_imperial else "unit-millimetres-per-hour")

    def percent(self, value: float) -> str:
        """Format a percentage: "40 %"."""
        return self._with_unit(str(rounded(value)), "unit-percent")

    def percent_range(self, low: float, high: float) -> str:
        """Format a range of percentages: "40–80 %"; "40 %" if both ends round to the same number."""
        ends = dict.fromkeys((str(rounded(low)), str(rounded(high))))
        return self._with_unit("–".join(ends), "unit-percent")

    def time(self, moment: datetime) -> str:
        """Format the time of day of *moment*, in its own time zone: "18:05" or "6:05 PM"."""
        if self.clock_format is ClockFormat.HOURS_24:
            return f"{moment.hour:02}:{moment.minute:02}"
        half = "am" if moment.hour < NOON else "pm"
        return self._with_unit(f"{moment.hour % NOON or NOON}:{moment:%M}", half)

    def decimal(self, value: float, decimal_places: int) -> str:
        """Format *value* with *decimal_places* digits after the decimal sign of the language."""
        return self._with_decimal_sign(format_fixed(value, decimal_places))

    def _format_in_unit(self, value: float, unit: Unit) -> str:
        return self._with_unit(self._format_number(value, unit), unit.text_key)

    def _format_number(self, value: float, unit: Unit) -> str:
        written = unit.format_number(unit.convert(value))
        return self._with_decimal_sign(written if self.signs_plus else written.removeprefix("+"))

    def _with_decimal_sign(self, number: str) -> str:
        return number.replace(".", self._decimal_sign)

    def _with_unit(self, number: str, unit: str) -> str:
        count = int(number) if number.isdecimal() else "fraction"
        return f"{number}{NBSP}{self.texts(unit, count=count)}"


def region_of_language_code(language_code: str | None) -> str:
    """Return the country in an IETF language tag, "US" in "en-US"; an empty string if the tag has no country."""
    return (language_code or "").partition("-")[2].upper()


@lru_cache(MAX_CACHED_UNITS)
def units_for(settings: ChatSettings, language_code: str | None) -> Units:
    """Return the units of a chat with *settings*; *language_code* is the IETF tag of the user's Telegram."""
    return units_in(
        texts_for(settings.language or language_code), settings, region_of_language_code(language_code)
    )


@lru_cache(MAX_CACHED_UNITS)
def units_in(texts: Texts, settings: ChatSettings, region: str = "") -> Units:
    """Return the units of a chat with *settings* in the language of *texts*.

    Equal arguments return the same object, because it is a key of the caches of rendered phrases.
    """
    has_conventions = region in LANGUAGES_BY_CODE[texts.language].regional_conventions
    return _cached_units(texts, settings, region if has_conventions else "")


@cache
def _cached_units(texts: Texts, settings: ChatSettings, region: str) -> Units:
    return Units(texts, settings, region)


def option_name(option: Option, texts: Texts) -> str:
    """Return the name of *option* as a list of options shows it: "m/s" or "24-hour"."""
    return texts(option.text_key, count="name")


def short_date(day: date, texts: Texts) -> str:
    """Return the weekday and the day of the month with a capital letter, for the start of a line: "Tue 20"."""
    label = texts.date(day, "EEE d")
    return label[:1].upper() + label[1:]
