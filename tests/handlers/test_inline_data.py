"""The callback data of inline messages."""

import pytest

from handlers.texts import LANGUAGE_CODES, texts_for
from handlers.views.inline_data import MAX_PLACES_IN_CALLBACK, InlineCallback, InlineContent, InlinePage
from handlers.views.units import Units, units_in
from services.storage import ChatSettings
from services.units import (
    OPTIONS_BY_SETTING,
    ClockFormat,
    PressureLevel,
    PressureUnit,
    TemperatureUnit,
    WindUnit,
)

SPOTS = (
    ((55.75, 37.62), False),
    ((-90.0, -180.0), True),
    ((90.0, 180.0), True),
    ((0.0, 0.0), False),
    ((-33.87, 151.21), True),
    ((64.15, -21.94), False),
    ((51.51, -0.13), False),
    ((-54.8, -68.3), True),
)


def unpacked(data: str) -> InlineContent | None:
    return InlineContent.unpack(InlineCallback.unpack(data))


@pytest.mark.parametrize("page", InlinePage)
@pytest.mark.parametrize("language", LANGUAGE_CODES)
def test_the_longest_data_fit_and_are_read_as_they_were_written(page: InlinePage, language: str) -> None:
    units = units_in(
        texts_for(language),
        ChatSettings(
            temperature=TemperatureUnit.FAHRENHEIT,
            wind=WindUnit.KNOTS,
            pressure=PressureUnit.INCHES_OF_MERCURY,
            pressure_level=PressureLevel.SEA,
            clock=ClockFormat.HOURS_12,
        ),
    )
    shown = InlineContent(page, units, SPOTS)
    assert len(SPOTS) == MAX_PLACES_IN_CALLBACK
    assert len(shown.pack().encode()) <= 60  # the id of a result has three characters more
    assert unpacked(shown.pack()) == shown


def test_the_conventions_of_a_language_are_read_as_options(english: Units, russian: Units) -> None:
    for units in (english, russian):
        again = unpacked(InlineContent(InlinePage.NOW, units, SPOTS[:1]).pack())
        assert again is not None
        assert again.units.pressure_unit is units.pressure_unit
        assert again.units.texts is units.texts


def test_data_of_old_messages_mean_the_same_for_ever() -> None:
    shown = unpacked("i:d:ru13211:i6aj-A")
    assert shown is not None
    assert (shown.page, shown.spots) == (InlinePage.DAYS, (((55.75, 37.62), False),))
    units = shown.units
    assert (units.temperature_unit, units.wind_unit) == (TemperatureUnit.FAHRENHEIT, WindUnit.KNOTS)
    assert (units.pressure_unit, units.pressure_level) == (PressureUnit.INCHES_OF_MERCURY, PressureLevel.SEA)
    assert units.clock_format is ClockFormat.HOURS_12
    orders = {setting: [str(option) for option in options] for setting, options in OPTIONS_BY_SETTING.items()}
    assert orders["temperature"] == ["celsius", "fahrenheit"]
    assert orders["wind"] == ["m/s", "km/h", "mph", "kn"]
    assert orders["pressure"] == ["hPa", "mmHg", "inHg"]
    assert orders["pressure_level"] == ["place", "sea"]
    assert orders["clock"] == ["24", "12"]


@pytest.mark.parametrize(
    "data",
    ["i:n:en00010:", "i:n:en00010:i6aj-", "i:n:en00010:______", "i:n:en00010:i6aj!A", "i:n:en90010:i6aj-A",
     "i:n:de00010:i6aj-A", "i:n:en00१10:i6aj-A", "i:n::i6aj-A", f"i:n:en00010:{'i6aj-A' * 9}"],
)  # fmt: skip
def test_forged_data_are_refused(data: str) -> None:
    assert unpacked(data) is None
