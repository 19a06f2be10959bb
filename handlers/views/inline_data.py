"""The callback data of buttons under inline messages.

The bot stores nothing for an inline message. The callback data contain the page, the language, the units and the
places, so the buttons work after a restart and in every process. Old messages keep their buttons, so the format
never changes. It uses the order of the members of the enums of units, so new members are added at the end.
"""

import string
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiogram.filters.callback_data import CallbackData

from handlers.texts import LANGUAGE_CODES, texts_for
from handlers.views.units import Units, units_in
from services.places import Place, Spot
from services.questions import Subject
from services.storage import ChatSettings
from services.units import OPTIONS

MAX_PLACES = 8
"""Maximum number of places of an inline message with callback data, which have at most 64 bytes."""

DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""The digits of numbers in callback data, in base 64."""

PLACE_LENGTH = 6
"""Number of digits of a place."""

LATITUDES, LONGITUDES = 18_001, 36_001
"""Numbers of latitudes and longitudes of spots, in hundredths of a degree."""

SETTINGS = ("temperature", "wind", "pressure", "pressure_level", "clock")
"""The settings in callback data, in their order there."""

LANGUAGE_LENGTH = 2
"""Number of characters of a language's code."""


class InlinePage(StrEnum):
    """The page that a button under an inline message shows."""

    NOW = "n"
    DAYS = "d"


PAGES = {Subject.NOW: InlinePage.NOW, Subject.DAYS: InlinePage.DAYS}
"""The page of each subject that inline messages can show again."""


class InlineCallback(CallbackData, prefix="i"):
    """A button that shows *page*, with *style* and *places* as `Shown` packs them."""

    page: InlinePage
    style: str
    places: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What an inline message shows."""

    page: InlinePage
    units: Units
    spots: tuple[tuple[Spot, bool], ...]
    """The keys of the places, each with whether the region of the place is shown."""

    @property
    def subject(self) -> Subject:
        """The subject of the page."""
        return next(subject for subject, page in PAGES.items() if page is self.page)

    def pack(self) -> str:
        """Return the callback data; at most MAX_PLACES places fit in."""
        places = "".join(_packed_place(spot, with_region=with_region) for spot, with_region in self.spots)
        return InlineCallback(page=self.page, style=_packed_style(self.units), places=places).pack()

    @classmethod
    def unpack(cls, press: InlineCallback) -> "Shown | None":
        """Return what *press* shows; None if the data are not ones that `pack` returns."""
        count, rest = divmod(len(press.places), PLACE_LENGTH)
        units = _unpacked_style(press.style)
        if units is None or rest or not 1 <= count <= MAX_PLACES:
            return None
        starts = range(0, len(press.places), PLACE_LENGTH)
        spots = [_unpacked_place(press.places[start : start + PLACE_LENGTH]) for start in starts]
        known = tuple(spot for spot in spots if spot is not None)
        return cls(press.page, units, known) if len(known) == count else None


def spots_of(places: Sequence[Place]) -> tuple[tuple[Spot, bool], ...]:
    """Return the keys of *places*, each with whether its region is shown."""
    return tuple((place.key, place.region is not None) for place in places)


def _packed_place(spot: Spot, *, with_region: bool) -> str:
    latitude, longitude = round((spot[0] + 90) * 100), round((spot[1] + 180) * 100)
    number = (latitude * LONGITUDES + longitude) * 2 + with_region
    digits = []
    for _ in range(PLACE_LENGTH):
        number, digit = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit])
    return "".join(digits)


def _unpacked_place(packed: str) -> tuple[Spot, bool] | None:
    number = 0
    for digit in reversed(packed):
        value = DIGITS.find(digit)
        if value < 0:
            return None
        number = number * len(DIGITS) + value
    number, with_region = divmod(number, 2)
    latitude, longitude = divmod(number, LONGITUDES)
    if latitude >= LATITUDES:
        return None
    return (round(latitude / 100 - 90, 2), round(longitude / 100 - 180, 2)), bool(with_region)


def _packed_style(units: Units) -> str:
    values = (
        units.temperature_unit,
        units.wind_unit,
        units.pressure_unit,
        units.pressure_level,
        units.clock_format,
    )
    return units.texts.language + "".join(str(list(type(value)).index(value)) for value in values)


def _unpacked_style(packed: str) -> Units | None:
    language, numbers = packed[:LANGUAGE_LENGTH], packed[LANGUAGE_LENGTH:]
    if (
        language not in LANGUAGE_CODES
        or len(numbers) != len(SETTINGS)
        or not (numbers.isascii() and numbers.isdecimal())
    ):
        return None
    settings: dict[str, Any] = {}
    for setting, number in zip(SETTINGS, map(int, numbers), strict=True):
        options = list(OPTIONS[setting])
        if number >= len(options):
            return None
        settings[setting] = options[number]
    return units_in(texts_for(language), ChatSettings(**settings))
