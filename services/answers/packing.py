"""Converts answers to short strings for the callback data of buttons, and back.

A packed answer contains what was asked, without the results. The format never changes, because old messages keep
their buttons. A packed answer is the base64 text of the following bytes:

    byte 0           the subject, plus HAS_TIME_FLAG if bytes 3 to 8 are present
    bytes 1 and 2    the language
    bytes 3 to 5     the minute of the question, counted from EPOCH_MINUTE
    byte 6           the time of the question: an index into COMMON_TIMES
    byte 7           the quantity: an index into QUANTITIES
    byte 8           the day that is shown: 0 for none, else the days since the question plus DAY_OFFSET
    6 bytes each     the places: coordinates in ten-thousandths of a degree, and three flags
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from services.answers.models import Answer
from services.places import Match, PlaceSource
from services.questions import (
    DayPart,
    InDays,
    InMonth,
    Now,
    OnDay,
    OnWeekday,
    Quantity,
    SeveralDays,
    Subject,
    Weekend,
    When,
)

MAX_PACKED_LENGTH = 48
"""Maximum number of characters of a packed answer; callback data have at most 64 bytes."""

MAX_PACKED_BYTES = MAX_PACKED_LENGTH // 4 * 3
"""Maximum number of bytes of a packed answer; base64 encodes three bytes as four characters."""

PLACE_BYTES = 6
SHORT_HEADER_BYTES = 3
LONG_HEADER_BYTES = 9
HAS_TIME_FLAG = 64
DAY_OFFSET = 2
MAX_DAY_NUMBER = 255

UNITS_PER_DEGREE = 10_000
LATITUDE_COUNT = 180 * UNITS_PER_DEGREE + 1
"""Number of different latitudes that a packed place can have."""

LONGITUDE_COUNT = 360 * UNITS_PER_DEGREE + 1
"""Number of different longitudes that a packed place can have."""

EPOCH_MINUTE = datetime(2026, 1, 1, tzinfo=UTC)
MAX_MINUTES = 2**24

SUBJECTS = (Subject.NOW, Subject.DAYS, Subject.HOURS, Subject.TEN_DAYS, Subject.ASKED, Subject.AIR)
"""The subjects. A packed answer contains the index of its subject, so a new subject must be added at the end."""

QUANTITIES = (
    Quantity.WEATHER,
    Quantity.TEMPERATURE,
    Quantity.RAIN,
    Quantity.SNOW,
    Quantity.THUNDER,
    Quantity.WIND,
    Quantity.PRESSURE,
    Quantity.HUMIDITY,
    Quantity.UV,
    Quantity.AIR,
    Quantity.POLLEN,
    Quantity.SUN,
    Quantity.SUNSET,
    Quantity.WARMER,
    Quantity.COLDER,
    Quantity.WATER,
    Quantity.HAIL,
    Quantity.FOG,
    Quantity.ICE,
    Quantity.FROST,
    Quantity.STORM,
    Quantity.DRIVING,
    Quantity.DRIER,
    Quantity.BEACH,
    Quantity.SUNNY,
    Quantity.MOON,
    Quantity.SNOW_DEPTH,
    Quantity.WARNING,
    Quantity.AURORA,
    Quantity.MAGNETIC,
    Quantity.TIDE,
)
"""The quantities; a packed answer contains the index of its quantity, so a new quantity must be added at the end.
The quantity of requests for pushes and alerts is missing, because no answer has that quantity."""

_DAY_PARTS = (None, DayPart.NIGHT, DayPart.MORNING, DayPart.DAY, DayPart.EVENING)

COMMON_TIMES: tuple[When | None, ...] = (
    None,
    Now(),
    Weekend(),
    Weekend(next=True),
    SeveralDays(),
    SeveralDays(next_week=True),
    *(SeveralDays(count) for count in range(2, 17)),
    *(OnDay(InDays(days), part) for days in range(-2, 8) for part in _DAY_PARTS),
    *(OnDay(InDays(days), part, names_day=False) for days in (0, 1) for part in _DAY_PARTS),
    *(OnDay(OnWeekday(weekday), part) for weekday in range(7) for part in _DAY_PARTS),
    *(InMonth(month) for month in range(1, 13)),
)
"""The times that packed answers can have, at most 256. A packed answer contains the index of its time, so a new
time must be added at the end."""


def _names_day(when: When | None) -> bool:
    return when.names_day if isinstance(when, OnDay) else True


_TIME_NUMBERS = {(when, _names_day(when)): number for number, when in enumerate(COMMON_TIMES)}
_SUBJECT_NUMBERS = {subject: number for number, subject in enumerate(SUBJECTS)}
_QUANTITY_NUMBERS = {quantity: number for number, quantity in enumerate(QUANTITIES)}


@dataclass(frozen=True, slots=True)
class PackedPlace:
    """What a packed answer contains about one place."""

    latitude: float
    """Latitude in degrees, rounded to four decimals."""
    longitude: float
    is_spot: bool
    """True if the user has sent the coordinates; False if they are those of a place in the place index."""
    with_region: bool
    has_namesakes: bool


@dataclass(frozen=True, slots=True)
class PackedAnswer:
    """What a packed answer contains."""

    language: str
    subject: Subject
    places: tuple[PackedPlace, ...]
    asked_at: datetime | None = None
    """The time at which the question was asked; None if the question names no time."""
    when: When | None = None
    quantity: Quantity = Quantity.WEATHER
    day: date | None = None


def pack(answer: Answer) -> str | None:
    """Return *answer* as a string.

    Return None if the string would be too long, or if the format cannot express a part of *answer*, such as an
    unknown name.
    """
    if answer.then or answer.units or answer.left_out or answer.more_left_out or not answer.entries:
        return None
    if answer.second_quantity is not None or answer.limit is not None:
        return None
    header = bytes((_SUBJECT_NUMBERS[answer.subject], *answer.language.encode()))
    if answer.when is not None or answer.day is not None or answer.quantity is not Quantity.WEATHER:
        time_bytes = _pack_time(answer)
        if time_bytes is None:
            return None
        header = bytes((header[0] + HAS_TIME_FLAG, *header[1:])) + time_bytes
    if len(header) + PLACE_BYTES * len(answer.entries) > MAX_PACKED_BYTES:
        return None
    places = []
    for entry in answer.entries:
        place = _pack_place(entry.item) if isinstance(entry.item, Match) else None
        if place is None:
            return None
        places.append(place)
    return urlsafe_b64encode(header + b"".join(places)).decode()


def unpack(packed: str) -> PackedAnswer | None:
    """Return the answer in the string *packed*; None if *packed* is not a result of `pack`."""
    try:
        return _decode(urlsafe_b64decode(packed.encode("ascii")))
    except (ValueError, IndexError):  # base64 raises a ValueError
        return None


def _decode(data: bytes) -> PackedAnswer:
    """Return the answer in *data*; raise ValueError or IndexError if *data* are invalid."""
    has_time, subject_number = divmod(data[0], HAS_TIME_FLAG)
    start = LONG_HEADER_BYTES if has_time else SHORT_HEADER_BYTES
    subject, language = SUBJECTS[subject_number], data[1:SHORT_HEADER_BYTES].decode("ascii")
    count, rest = divmod(len(data) - start, PLACE_BYTES)
    if has_time > 1 or rest or not 1 <= count <= subject.limit or len(data) > MAX_PACKED_BYTES:
        raise ValueError("a wrong number of bytes")
    places = tuple(
        _unpack_place(data[first : first + PLACE_BYTES]) for first in range(start, len(data), PLACE_BYTES)
    )
    if not has_time:
        return PackedAnswer(language, subject, places)
    time_number, quantity_number, day_number = data[start - 3 : start]
    asked_at = EPOCH_MINUTE + timedelta(minutes=int.from_bytes(data[SHORT_HEADER_BYTES : start - 3], "big"))
    day = asked_at.date() + timedelta(days=day_number - DAY_OFFSET) if day_number else None
    return PackedAnswer(
        language, subject, places, asked_at, COMMON_TIMES[time_number], QUANTITIES[quantity_number], day
    )


def _pack_time(answer: Answer) -> bytes | None:
    minutes = (answer.asked_at - EPOCH_MINUTE) // timedelta(minutes=1)
    time_number = _TIME_NUMBERS.get((answer.when, _names_day(answer.when)))
    quantity_number = _QUANTITY_NUMBERS.get(answer.quantity)
    day_number = (answer.day - answer.asked_at.date()).days + DAY_OFFSET if answer.day is not None else 0
    if time_number is None or quantity_number is None or not 0 <= minutes < MAX_MINUTES:
        return None
    if answer.day is not None and not 0 < day_number <= MAX_DAY_NUMBER:
        return None
    return minutes.to_bytes(3, "big") + bytes((time_number, quantity_number, day_number))


def _pack_place(match: Match) -> bytes | None:
    """Return the place of *match* as bytes; None if its coordinates are not enough to find the place again."""
    place = match.place
    if place.source is PlaceSource.ELSEWHERE or match.capital_of or match.stands_for or match.is_guess:
        return None
    latitude = round((place.latitude + 90) * UNITS_PER_DEGREE)
    longitude = round((place.longitude + 180) * UNITS_PER_DEGREE)
    flags = (place.source is PlaceSource.SPOT) * 4 + (place.region is not None) * 2 + bool(match.choices)
    return ((latitude * LONGITUDE_COUNT + longitude) * 8 + flags).to_bytes(PLACE_BYTES, "big")


def _unpack_place(data: bytes) -> PackedPlace:
    """Return the place in *data*; raise ValueError if *data* are invalid."""
    coordinates, flags = divmod(int.from_bytes(data, "big"), 8)
    latitude, longitude = divmod(coordinates, LONGITUDE_COUNT)
    if latitude >= LATITUDE_COUNT:
        raise ValueError("a latitude beyond the pole")
    return PackedPlace(
        round(latitude / UNITS_PER_DEGREE - 90, 4),
        round(longitude / UNITS_PER_DEGREE - 180, 4),
        bool(flags & 4),
        bool(flags & 2),
        bool(flags & 1),
    )
