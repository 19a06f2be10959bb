from datetime import datetime

import pytest

from handlers.texts import Texts, texts_for
from handlers.views.units import Units, units_for
from services.storage import ChatSettings
from services.units import ClockFormat, PressureUnit, TemperatureUnit, WindUnit

FAHRENHEIT = ChatSettings(temperature=TemperatureUnit.FAHRENHEIT)
TWELVE_HOURS = ChatSettings(clock=ClockFormat.HOURS_12)


@pytest.mark.parametrize(
    ("celsius", "text"),
    [
        (21.4, "21 °C"),
        (-4.2, "−4 °C"),
        (0.0, "0 °C"),
        (-0.4, "0 °C"),
        (0.4, "0 °C"),
        (20.5, "21 °C"),
        (-3.5, "−4 °C"),
        (2.5, "3 °C"),
        (-41.0, "−41 °C"),
    ],
)
def test_a_temperature_is_rounded_with_a_true_minus_and_a_no_break_space(
    celsius: float, text: str, english: Units
) -> None:
    assert english.temperature(celsius) == text.replace(" ", "\u00a0")
    assert "-" not in english.temperature(celsius)


def test_russian_writes_the_plus_sign_and_english_does_not(english: Units, russian: Units) -> None:
    assert (english.temperature(21), russian.temperature(21)) == ("21\u00a0°C", "+21\u00a0°C")
    assert english.temperature_range(9, 14) == "9 to 14\u00a0°C"
    assert english.temperature_range(-4, -1) == "−4 to −1\u00a0°C"
    assert russian.temperature_range(9, 14) == "+9…+14\u00a0°C"
    assert english.temperature_range(9.2, 8.8) == "9\u00a0°C"


@pytest.mark.parametrize(
    ("celsius", "text"),
    [
        (21.4, "71 °F"),
        (21.1, "70 °F"),
        (0.0, "32 °F"),
        (-17.8, "0 °F"),
        (-17.5, "1 °F"),  # 0.5, and halves go away from zero
        (-40.0, "−40 °F"),
    ],
)
def test_fahrenheit_is_rounded_after_the_conversion(celsius: float, text: str) -> None:
    told = text.replace(" ", "\u00a0")
    assert Units(texts_for("en"), FAHRENHEIT).temperature(celsius) == told
    plus = "+" if text[0].isdecimal() and text[0] != "0" else ""
    assert Units(texts_for("ru"), FAHRENHEIT).temperature(celsius) == plus + told


@pytest.mark.parametrize(
    ("unit", "english", "russian"),
    [
        (None, "10 m/s", "10 м/с"),
        (WindUnit.METRES_PER_SECOND, "10 m/s", "10 м/с"),
        (WindUnit.KILOMETRES_PER_HOUR, "36 km/h", "36 км/ч"),
        (WindUnit.MILES_PER_HOUR, "22 mph", "22 мили/ч"),
        (WindUnit.KNOTS, "19 kn", "19 узлов"),
    ],
)
def test_wind_is_in_the_unit_of_the_chat(unit: WindUnit | None, english: str, russian: str) -> None:
    settings = ChatSettings(wind=unit)
    told = [Units(texts_for(language), settings).wind(10) for language in ("en", "ru")]
    assert told == [english.replace(" ", "\u00a0"), russian.replace(" ", "\u00a0")]


@pytest.mark.parametrize(
    ("unit", "english", "russian"),
    [
        (None, "1013 hPa", "760 мм рт. ст."),
        (PressureUnit.HECTOPASCALS, "1013 hPa", "1013 гПа"),
        (PressureUnit.MILLIMETRES_OF_MERCURY, "760 mmHg", "760 мм рт. ст."),
        (PressureUnit.INCHES_OF_MERCURY, "29.92 inHg", "29,92 дюйма рт. ст."),
    ],
)
def test_the_default_unit_of_pressure_depends_on_the_language(
    unit: PressureUnit | None, english: str, russian: str
) -> None:
    settings = ChatSettings(pressure=unit)
    told = [Units(texts_for(language), settings).pressure(1013.25) for language in ("en", "ru")]
    assert told == [text.replace(" ", "\u00a0", 1) for text in (english, russian)]


@pytest.mark.parametrize(
    ("degrees", "point"),
    [(0, "N"), (22, "N"), (23, "NE"), (90, "E"), (225, "SW"), (337, "NW"), (338, "N"), (360, "N")],
)
def test_wind_comes_from_the_nearest_of_eight_points(degrees: float, point: str, english: Units) -> None:
    assert english.wind_direction(degrees) == point


@pytest.mark.parametrize(
    ("metres", "text"),
    [(10_000, "10 km"), (1_499, "1 km"), (999, "1 km"), (995, "1 km"), (994, "990 m"), (437, "440 m"), (4, "0 m")],
)
def test_short_distances_are_in_metres(metres: float, text: str, english: Units) -> None:
    assert english.distance(metres) == text.replace(" ", "\u00a0")


def test_russian_has_a_decimal_comma(english: Units, russian: Units) -> None:
    assert english.precipitation(1.25) == "1.3\u00a0mm"
    assert russian.precipitation(1.25) == "1,3\u00a0мм"


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0.25, "0.3"),
        (0.05, "0.1"),
        (0.35, "0.4"),
        (1.65 / 3, "0.6"),
        (0.0, "0.0"),
        (-0.04, "0.0"),
        (-0.25, "-0.3"),
    ],
)
def test_decimals_are_rounded_half_away_from_zero(amount: float, text: str, english: Units) -> None:
    assert english.decimal(amount, 1) == text


@pytest.mark.parametrize(
    ("amount", "text"), [(9.94, "9.9 mm"), (9.95, "10 mm"), (9.99, "10 mm"), (10.5, "11 mm"), (0.25, "0.3 mm")]
)
def test_an_amount_has_no_tenths_from_ten_millimetres_on(amount: float, text: str, english: Units) -> None:
    assert english.precipitation(amount) == text.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("rate", "text"), [(0.4, "0.4 mm/h"), (1.2, "1.2 mm/h"), (0.25, "0.3 mm/h"), (12.0, "12.0 mm/h")]
)
def test_a_rate_of_precipitation_is_per_hour(rate: float, text: str, english: Units, russian: Units) -> None:
    assert english.precipitation_rate(rate) == text.replace(" ", "\u00a0")
    assert russian.precipitation_rate(rate).endswith("\u00a0мм/ч")


@pytest.mark.parametrize(
    ("hour", "minute", "in_24_hours", "in_12_hours"),
    [
        (0, 0, "00:00", "12:00 AM"),
        (0, 5, "00:05", "12:05 AM"),
        (9, 30, "09:30", "9:30 AM"),
        (11, 59, "11:59", "11:59 AM"),
        (12, 0, "12:00", "12:00 PM"),
        (18, 5, "18:05", "6:05 PM"),
        (23, 59, "23:59", "11:59 PM"),
    ],
)
def test_the_clock_has_24_hours_unless_12_are_set(
    hour: int, minute: int, in_24_hours: str, in_12_hours: str, texts: Texts
) -> None:
    moment = datetime(2026, 7, 1, hour, minute)  # noqa: DTZ001 - what a clock shows, wherever it hangs
    assert Units(texts).time(moment) == in_24_hours
    assert Units(texts, TWELVE_HOURS).time(moment) == in_12_hours.replace(" ", "\u00a0")


def test_inches_miles_and_feet_go_with_fahrenheit(texts: Texts) -> None:
    imperial = Units(texts_for("en"), FAHRENHEIT)
    assert imperial.precipitation(6.4) == "0.25\u00a0in"
    assert imperial.precipitation(32) == "1.3\u00a0in"
    assert imperial.expected_precipitation(6) == "0.2\u00a0in"
    assert imperial.expected_precipitation(1) == "0.04\u00a0in"
    assert imperial.precipitation_rate(0.6) == "0.02\u00a0in/h"
    assert imperial.distance(10_000) == "6\u00a0mi"
    assert imperial.distance(500) == "0.3\u00a0mi"
    assert imperial.wave_height(0.4) == "1\u00a0ft"
    assert not Units(texts, FAHRENHEIT).shows_precipitation(0.12)
    assert Units(texts).shows_precipitation(0.12)


@pytest.mark.parametrize(
    ("code", "temperature", "wind", "pressure", "time"),
    [
        ("en", "21 °C", "10 m/s", "1013 hPa", "18:05"),
        ("en-US", "70 °F", "22 mph", "29.92 inHg", "6:05 PM"),
        ("en-us", "70 °F", "22 mph", "29.92 inHg", "6:05 PM"),
        ("en-GB", "21 °C", "22 mph", "1013 hPa", "18:05"),
        ("en-AU", "21 °C", "10 m/s", "1013 hPa", "18:05"),
        ("ru-US", "+21 °C", "10 м/с", "760 мм рт. ст.", "18:05"),
    ],
)
def test_units_that_are_not_set_depend_on_the_country_in_the_language_tag(
    code: str, temperature: str, wind: str, pressure: str, time: str
) -> None:
    units = units_for(ChatSettings(), code)
    moment = datetime(2026, 7, 1, 18, 5)  # noqa: DTZ001 - what a clock shows, wherever it hangs
    told = [units.temperature(21.1), units.wind(10), units.pressure(1013.25), units.time(moment)]
    assert [one.replace("\u00a0", " ") for one in told] == [temperature, wind, pressure, time]


def test_settings_of_the_chat_have_precedence_over_the_country() -> None:
    metric = ChatSettings(temperature=TemperatureUnit.CELSIUS, clock=ClockFormat.HOURS_24)
    assert units_for(metric, "en-US").temperature(21.1) == "21\u00a0°C"
    assert units_for(metric, "en-US").wind(10) == "22\u00a0mph"


def test_the_language_tag_of_a_push_has_the_country_only_for_the_us() -> None:
    assert [units_for(ChatSettings(), code).language_tag for code in ("en-US", "en-AU", "ru-RU")] == [
        "en-US",
        "en",
        "ru",
    ]


@pytest.mark.parametrize(
    ("in_chat", "in_telegram", "language"),
    [(None, "ru", "ru"), (None, None, "en"), ("ru", "en", "ru"), ("en", "ru-RU", "en"), ("ru", None, "ru")],
)
def test_the_language_of_the_chat_has_precedence_over_the_language_of_the_user(
    in_chat: str | None, in_telegram: str | None, language: str
) -> None:
    assert units_for(ChatSettings(language=in_chat), in_telegram).texts.language == language
