"""The options that a text after /settings names."""

import pytest

from services.languages import LANGUAGES, Language
from services.places.text import fold
from services.settings_reading import ALL_UNITS, FILLER_SECTION, MAX_UNREAD_LENGTH, read_settings
from services.units import OPTIONS_BY_SETTING

OPTIONS_OF_SETTING = {
    name: [option.value for option in options] for name, options in OPTIONS_BY_SETTING.items()
} | {
    "language": [language.code for language in LANGUAGES],
    ALL_UNITS: ["us", "metric"],
}

every_pack = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.code)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("fahrenheit", {"temperature": "fahrenheit"}),
        ("temperature in °F, wind km/h please", {"temperature": "fahrenheit", "wind": "km/h"}),
        ("russian", {"language": "ru"}),
        ("на русском", {"language": "ru"}),
        ("по-английски", {"language": "en"}),
        ("language: English", {"language": "en"}),
        ("мм", {"pressure": "mmHg"}),
        ("давление в мм рт. ст.", {"pressure": "mmHg"}),
        ("в фаренгейтах", {"temperature": "fahrenheit"}),
        ("М/С", {"wind": "m/s"}),
        ("мили", {"wind": "mph"}),
        ("in miles", {"wind": "mph"}),
        ("километры", {"wind": "km/h"}),
        ("12-hour clock", {"clock": "12"}),
        ("24 часа", {"clock": "24"}),
        ("тёмная тема", {"theme": "dark"}),
        ("pressure sea level, inHg", {"pressure_level": "sea", "pressure": "inHg"}),
        ("на уровне моря", {"pressure_level": "sea"}),
        ("with a picture", {"daily_picture": "picture"}),
        ("таблицей", {"layout": "table"}),
        ("US units but km/h", {"units": "us", "wind": "km/h"}),
        ("celsius fahrenheit", {"temperature": "fahrenheit"}),
    ],
)
def test_options_are_read_in_every_language(text: str, options: dict[str, str]) -> None:
    assert dict(read_settings(text).options) == options


def test_a_setting_without_an_option_is_named() -> None:
    assert read_settings("wind").settings == ("wind",)
    assert read_settings("язык и единицы").settings == ("language", ALL_UNITS)
    assert read_settings("wind mph").settings == ()


def test_words_that_are_not_understood_are_returned_as_written() -> None:
    request = read_settings("Fahrenheit, Ёжик, xyz! xyz!")
    assert (dict(request.options), request.unread) == ({"temperature": "fahrenheit"}, "Ёжик xyz")
    assert read_settings("in the").unread == ""
    assert read_settings("").unread == ""
    assert len(read_settings("x" * 4_000).unread) == MAX_UNREAD_LENGTH


@every_pack
def test_a_language_has_words_for_each_setting_and_option(language: Language) -> None:
    expected = {FILLER_SECTION, *OPTIONS_OF_SETTING}
    expected |= {f"{name} {option}" for name, options in OPTIONS_OF_SETTING.items() for option in options}
    assert {section for section, phrases in language.setting_phrases.items() if phrases} == expected


def test_no_phrase_has_two_meanings() -> None:
    meanings: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for section, phrases in language.setting_phrases.items():
            for phrase in phrases:
                meanings.setdefault(fold(phrase), set()).add(section)
    assert {phrase: sections for phrase, sections in meanings.items() if len(sections) > 1 or not phrase} == {}
