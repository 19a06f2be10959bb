"""Numbers, times and dates as a chat reads them: in its units and language, a no-break space before each unit."""

from datetime import date, datetime
from functools import cache

from babel.dates import format_date

from handlers.texts import Texts, texts_for
from services import languages
from services.languages import Language
from services.storage import ChatSettings
from services.units import (
    MINUS,
    ClockFormat,
    DailyPicture,
    DistanceUnit,
    Option,
    PrecipitationUnit,
    TemperatureUnit,
    Theme,
    Unit,
    WaveUnit,
    format_fixed,
    format_hundredths,
    format_tenths,
    format_whole,
    rounded,
)

NBSP = "\u00a0"

LANGUAGES: dict[str, Language] = {language.code: language for language in languages.LANGUAGES}
"""By their codes."""

LEAST_MILLIMETRES = 0.05
"""Precipitation that rounds to a tenth of a millimetre; less is not shown."""

LEAST_INCHES = 0.005
"""Precipitation that rounds to a hundredth of an inch; less is not shown."""

NOON = 12

NOTHING_SET = ChatSettings()


class Units:
    """The units, words and colours of one chat: as it has set, else by its language and region."""

    def __init__(self, texts: Texts, settings: ChatSettings = NOTHING_SET, region: str = "") -> None:
        """Create the units of a chat with *settings*, for a Telegram language of the country *region*."""
        language = LANGUAGES[texts.language]
        usual = language.regional_conventions.get(region, language.conventions)
        self.texts = texts
        self.region = region
        self.temperature_unit = settings.temperature or usual.temperature
        self.wind_unit = settings.wind or usual.wind
        self.pressure_unit = settings.pressure or usual.pressure
        self.usual_pressure_level = usual.pressure_level
        self.pressure_level = settings.pressure_level or usual.pressure_level
        self.clock_format = settings.clock or usual.clock
        self.theme = settings.theme or Theme.LIGHT
        self.daily_picture = settings.daily_picture or DailyPicture.TEXT_ONLY
        self.signs_plus = language.signs_plus
        self._decimal_sign = language.decimal_sign
        # Who thinks in °F thinks in inches, miles and feet, too.
        self.is_imperial = self.temperature_unit is TemperatureUnit.FAHRENHEIT
        self.precipitation_unit = PrecipitationUnit.INCHES if self.is_imperial else PrecipitationUnit.MILLIMETRES

    @property
    def language_tag(self) -> str:
        """The language, with the region if that has conventions of its own: "en-US"."""
        return f"{self.texts.language}-{self.region}" if self.region else self.texts.language

    def temperature(self, celsius: float) -> str:
        """Return 21 °C, −4 °C or 70 °F; +21 °C in a language that signs plus."""
        return self._in_unit(celsius, self.temperature_unit)

    def temperatures(self, low: float, high: float) -> str:
        """Return −4 to 21 °C, or −4…+21 °C, as the language writes it; 21 °C if both are the same."""
        ends = self.degrees(low), self.degrees(high)
        span = ends[0] if ends[0] == ends[1] else self.texts("temperature-span", low=ends[0], high=ends[1])
        return self._with_unit(span, self.temperature_unit.text_key)

    def degrees(self, celsius: float) -> str:
        """Return a temperature without its unit: 21, −4 or 0; +21 in a language that signs plus."""
        return self._number(celsius, self.temperature_unit)

    def wind(self, metres_per_second: float) -> str:
        """Return a speed: 5 m/s."""
        return self._in_unit(metres_per_second, self.wind_unit)

    def wind_direction(self, degrees: float) -> str:
        """Return the nearest of eight compass points."""
        return self.texts(f"from-{rounded(degrees / 45) % 8}")

    def pressure(self, hectopascals: float) -> str:
        """Return a pressure: 1013 hPa."""
        return self._in_unit(hectopascals, self.pressure_unit)

    def pressures(self, low: float, high: float) -> str:
        """Return 735–742 mmHg; 742 mmHg if both are the same."""
        span = "–".join(
            dict.fromkeys((self._number(low, self.pressure_unit), self._number(high, self.pressure_unit)))
        )
        return self._with_unit(span, self.pressure_unit.text_key)

    def pressure_change(self, hectopascals: float) -> str:
        """Return −3, without its unit."""
        written = self._number(abs(hectopascals), self.pressure_unit)
        return f"{'+' if hectopascals > 0 else MINUS}{written}"

    def distance(self, metres: float) -> str:
        """Return 2 km or 440 m, metres in tens; 12 mi or 0.3 mi, tenths below one mile."""
        if self.is_imperial:
            miles = DistanceUnit.MILES.convert(metres)
            number = format_whole(miles) if rounded(miles * 10) >= 10 else format_tenths(miles)  # noqa: PLR2004 - ten tenths
            return self._with_unit(self._localized(number), DistanceUnit.MILES.text_key)
        tens = rounded(metres / 10) * 10
        if tens >= 1000:  # noqa: PLR2004
            return self._in_unit(metres, DistanceUnit.KILOMETRES)
        return self._in_unit(tens, DistanceUnit.METRES)

    def wave_height(self, metres: float) -> str:
        """Return 0.4 m, or 1 ft."""
        return self._in_unit(metres, WaveUnit.FEET if self.is_imperial else WaveUnit.METRES)

    def shows_precipitation(self, millimetres: float | None) -> bool:
        """Return whether so much precipitation is known and more than a zero in the chat's unit."""
        least = LEAST_INCHES if self.is_imperial else LEAST_MILLIMETRES
        return millimetres is not None and self.precipitation_unit.convert(millimetres) >= least

    def precipitation(self, millimetres: float) -> str:
        """Return 9.9 mm or 10 mm; 0.25 in or 1.2 in."""
        return self._in_unit(millimetres, self.precipitation_unit)

    def precipitation_amount(self, millimetres: float) -> str:
        """Return an amount of precipitation without its unit."""
        return self._number(millimetres, self.precipitation_unit)

    def about_precipitation(self, millimetres: float) -> str:
        """Return an expected amount: 0.4 mm below one millimetre, else 6 mm; 0.02 in or 0.2 in."""
        value = self.precipitation_unit.convert(millimetres)
        if self.is_imperial:
            number = format_hundredths(value) if value < 0.1 else format_tenths(value)  # noqa: PLR2004 - a tenth of an inch
        else:
            number = format_tenths(value) if value < 1 else format_whole(value)
        return self._with_unit(self._localized(number), self.precipitation_unit.text_key)

    def precipitation_rate(self, millimetres_per_hour: float) -> str:
        """Return 0.4 mm/h, or 0.02 in/h."""
        rate = self.precipitation_unit.convert(millimetres_per_hour)
        if self.is_imperial:
            return self._with_unit(self.decimal(rate, 2), "unit-inches-per-hour")
        return self._with_unit(self.decimal(rate, 1), "unit-millimetres-per-hour")

    def percent(self, value: float) -> str:
        """Return a share: 40 %."""
        return self._with_unit(str(rounded(value)), "unit-percent")

    def percents(self, low: float, high: float) -> str:
        """Return 40–80 %; 40 % if both are the same."""
        span = "–".join(dict.fromkeys((str(rounded(low)), str(rounded(high)))))
        return self._with_unit(span, "unit-percent")

    def time(self, moment: datetime) -> str:
        """Return the local time of *moment*, as 18:05 or 6:05 PM."""
        if self.clock_format is ClockFormat.HOURS_24:
            return f"{moment:%H:%M}"
        half = "am" if moment.hour < NOON else "pm"
        return self._with_unit(f"{moment.hour % NOON or NOON}:{moment:%M}", half)

    def decimal(self, value: float, places: int) -> str:
        """Return a number with so many decimal *places*."""
        return self._localized(format_fixed(value, places))

    def _in_unit(self, value: float, unit: Unit) -> str:
        return self._with_unit(self._number(value, unit), unit.text_key)

    def _number(self, value: float, unit: Unit) -> str:
        written = unit.format_number(unit.convert(value))
        return self._localized(written if self.signs_plus else written.removeprefix("+"))

    def _localized(self, number: str) -> str:
        return number.replace(".", self._decimal_sign)

    def _with_unit(self, number: str, unit: str) -> str:
        count = int(number) if number.isdecimal() else "fraction"
        return f"{number}{NBSP}{self.texts(unit, count=count)}"


def region_of(language_code: str | None) -> str:
    """Return the country in an IETF tag such as "en-US", in capitals; an empty string if there is none."""
    return (language_code or "").partition("-")[2].upper()


def units_for(settings: ChatSettings, language_code: str | None) -> Units:
    """Return the units of a chat with *settings* for a user whose Telegram is in *language_code*."""
    return units_in(texts_for(settings.language or language_code), settings, region_of(language_code))


def units_in(texts: Texts, settings: ChatSettings, region: str = "") -> Units:
    """Return the units of a chat with *settings* in the language of *texts*: the same object each time.

    Renderings that are cached by it can so be reused.
    """
    # A tag may have any region: only those with conventions of their own make a difference.
    return _units(texts, settings, region if region in LANGUAGES[texts.language].regional_conventions else "")


@cache
def _units(texts: Texts, settings: ChatSettings, region: str) -> Units:
    return Units(texts, settings, region)


def option_name(option: Option, texts: Texts) -> str:
    """Return how *option* is called when no number precedes it."""
    return texts(option.text_key, count="name")


def day_label(day: date, texts: Texts) -> str:
    """Return Tue 20, as it begins a line."""
    label: str = format_date(day, "EEE d", locale=texts.language)
    return label[:1].upper() + label[1:]
