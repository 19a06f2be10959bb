"""The callback data of buttons under inline messages.

The bot stores nothing about inline messages: the callback data contain the page, the language, the units and the
places. Old messages keep their buttons, so the format of the callback data never changes. A unit is encoded as its
index in an enum, so new units are added at the end of the enum.
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
from services.units import OPTIONS_BY_SETTING

MAX_PLACES_IN_CALLBACK = 8
"""Maximum number of places that fit into callback data, which Telegram limits to 64 bytes."""

BASE64_DIGITS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
"""The digits of the base-64 numbers in callback data, in ascending order."""

DIGITS_PER_PLACE = 6
"""Number of base-64 digits that encode one place."""

LATITUDE_COUNT = 18_001
"""Number of possible latitudes of a spot, which is rounded to 0.01°."""

LONGITUDE_COUNT = 36_001
"""Number of possible longitudes of a spot, which is rounded to 0.01°."""

ENCODED_SETTINGS = ("temperature", "wind", "pressure", "pressure_level", "clock")
"""The settings of a chat that callback data contain, in the order of their digits."""

LANGUAGE_CODE_LENGTH = 2
"""Number of characters of a language code, such as "en"."""


class InlinePage(StrEnum):
    """The page that a button under an inline message shows."""

    NOW = "n"
    DAYS = "d"


PAGES_BY_SUBJECT = {Subject.NOW: InlinePage.NOW, Subject.DAYS: InlinePage.DAYS}
"""Maps each subject that an inline message can show to its page."""


class InlineCallback(CallbackData, prefix="i"):
    """The callback data of a button that shows *page*.

    `InlineContent.pack` encodes the language and the units in *style*, and the spots in *places*.
    """

    page: InlinePage
    style: str
    places: str


@dataclass(frozen=True, slots=True)
class InlineContent:
    """What an inline message shows: a page about places, in the language and the units of a chat."""

    page: InlinePage
    units: Units
    spots: tuple[tuple[Spot, bool], ...]
    """Pairs: the spot of a place, and whether the region of the place is shown."""

    @property
    def subject(self) -> Subject:
        """The subject that the page shows."""
        return next(subject for subject, page in PAGES_BY_SUBJECT.items() if page is self.page)

    def pack(self) -> str:
        """Return the content as callback data.

        Call this only if the content has at most MAX_PLACES_IN_CALLBACK places.
        """
        places = "".join(_packed_place(spot, with_region=with_region) for spot, with_region in self.spots)
        return InlineCallback(page=self.page, style=_packed_language_and_units(self.units), places=places).pack()

    @classmethod
    def unpack(cls, callback: InlineCallback) -> "InlineContent | None":
        """Return the content that *callback* encodes; None if *callback* is invalid, for example forged."""
        count, rest = divmod(len(callback.places), DIGITS_PER_PLACE)
        units = _unpacked_language_and_units(callback.style)
        if units is None or rest or not 1 <= count <= MAX_PLACES_IN_CALLBACK:
            return None
        starts = range(0, len(callback.places), DIGITS_PER_PLACE)
        spots = [_unpacked_place(callback.places[start : start + DIGITS_PER_PLACE]) for start in starts]
        known = tuple(spot for spot in spots if spot is not None)
        return cls(callback.page, units, known) if len(known) == count else None


def spots_with_regions(places: Sequence[Place]) -> tuple[tuple[Spot, bool], ...]:
    """Return pairs: the spot of each of *places*, and whether the region of the place is shown."""
    return tuple((place.key, place.region is not None) for place in places)


def _packed_place(spot: Spot, *, with_region: bool) -> str:
    latitude, longitude = round((spot[0] + 90) * 100), round((spot[1] + 180) * 100)
    number = (latitude * LONGITUDE_COUNT + longitude) * 2 + with_region
    digits = []
    for _ in range(DIGITS_PER_PLACE):
        number, digit = divmod(number, len(BASE64_DIGITS))
        digits.append(BASE64_DIGITS[digit])
    return "".join(digits)


def _unpacked_place(packed: str) -> tuple[Spot, bool] | None:
    number = 0
    for digit in reversed(packed):
        value = BASE64_DIGITS.find(digit)
        if value < 0:
            return None
        number = number * len(BASE64_DIGITS) + value
    number, with_region = divmod(number, 2)
    latitude, longitude = divmod(number, LONGITUDE_COUNT)
    if latitude >= LATITUDE_COUNT:
        return None
    return (round(latitude / 100 - 90, 2), round(longitude / 100 - 180, 2)), bool(with_region)


def _packed_language_and_units(units: Units) -> str:
    values = (
        units.temperature_unit,
        units.wind_unit,
        units.pressure_unit,
        units.pressure_level,
        units.clock_format,
    )
    return units.texts.language + "".join(str(list(type(value)).index(value)) for value in values)


def _unpacked_language_and_units(packed: str) -> Units | None:
    language, numbers = packed[:LANGUAGE_CODE_LENGTH], packed[LANGUAGE_CODE_LENGTH:]
    if (
        language not in LANGUAGE_CODES
        or len(numbers) != len(ENCODED_SETTINGS)
        or not (numbers.isascii() and numbers.isdecimal())
    ):
        return None
    settings: dict[str, Any] = {}
    for setting, number in zip(ENCODED_SETTINGS, map(int, numbers), strict=True):
        options = list(OPTIONS_BY_SETTING[setting])
        if number >= len(options):
            return None
        settings[setting] = options[number]
    return units_in(texts_for(language), ChatSettings(**settings))
