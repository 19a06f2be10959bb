"""Converts an answer, without its results, to a short string for the callback data of buttons, and back.

The format never changes, because old messages keep their buttons. The string is the base64 text of these bytes:

    byte 0           the subject, plus HAS_TIME_FLAG if bytes 3 to 8 are present
    bytes 1 and 2    the language
    bytes 3 to 5     the minute of the question, counted from EPOCH_MINUTE
    byte 6           the time of the question: an index into PACKABLE_TIMES
    byte 7           the quantity: an index into PACKED_QUANTITIES
    byte 8           the day whose hours are shown: 0 for none, else the days since the question plus DAY_OFFSET
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
"""Maximum number of characters of a packed answer, which leaves 16 of the 64 bytes of callback data."""

MAX_PACKED_BYTES = MAX_PACKED_LENGTH // 4 * 3
"""Maximum number of bytes of a packed answer; base64 encodes three bytes as four characters."""

BYTES_PER_PLACE = 6
SHORT_HEADER_BYTES = 3
LONG_HEADER_BYTES = 9
HAS_TIME_FLAG = 64
DAY_OFFSET = 2
MAX_DAY_BYTE = 255

UNITS_PER_DEGREE = 10_000
LATITUDE_COUNT = 180 * UNITS_PER_DEGREE + 1
"""Number of latitudes that can be encoded, from −90° to 90°."""

LONGITUDE_COUNT = 360 * UNITS_PER_DEGREE + 1
"""Number of longitudes that can be encoded, from −180° to 180°."""

EPOCH_MINUTE = datetime(2026, 1, 1, tzinfo=UTC)
MAX_MINUTES_SINCE_EPOCH = 2**24

PACKED_SUBJECTS = (Subject.NOW, Subject.DAYS, Subject.HOURS, Subject.TEN_DAYS, Subject.ASKED, Subject.AIR)
"""The subjects at the indices that packed answers contain; a new subject must be added at the end."""

PACKED_QUANTITIES = (
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
"""The quantities at the indices that packed answers contain; a new quantity must be added at the end.

The quantities of requests for pushes and alerts are missing, because such requests get no answer.
"""

_DAY_PARTS = (None, DayPart.NIGHT, DayPart.MORNING, DayPart.DAY, DayPart.EVENING)

PACKABLE_TIMES: tuple[When | None, ...] = (
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
    OnDay(InDays(0), DayPart.EVENING, names_day=False, is_tonight=True),
)
"""The times at the indices that packed answers contain; a new time must be added at the end. The index of a time
is one byte, so there are at most 256 times."""


def _with_uncompared_fields(when: When | None) -> tuple[When | None, bool, bool]:
    """Return *when*, followed by its fields that `==` ignores: `names_day` and `is_tonight`."""
    return (when, when.names_day, when.is_tonight) if isinstance(when, OnDay) else (when, True, False)


_INDEX_BY_TIME = {_with_uncompared_fields(when): number for number, when in enumerate(PACKABLE_TIMES)}
_INDEX_BY_SUBJECT = {subject: number for number, subject in enumerate(PACKED_SUBJECTS)}
_INDEX_BY_QUANTITY = {quantity: number for number, quantity in enumerate(PACKED_QUANTITIES)}


@dataclass(frozen=True, slots=True)
class PackedPlace:
    """One place of a packed answer."""

    latitude: float
    """Latitude in degrees, rounded to four decimals."""
    longitude: float
    is_spot: bool
    """True if the user sent the coordinates; False if they are from the place index."""
    with_region: bool
    has_namesakes: bool


@dataclass(frozen=True, slots=True)
class PackedAnswer:
    """The content of a packed answer."""

    language: str
    subject: Subject
    places: tuple[PackedPlace, ...]
    asked_at: datetime | None = None
    """The time at which the question was asked; None if the question names no time."""
    when: When | None = None
    quantity: Quantity = Quantity.WEATHER
    day: date | None = None


def pack(answer: Answer) -> str | None:
    """Return *answer* as a string of at most MAX_PACKED_LENGTH characters.

    Return None if the string would be longer, or if the format cannot express *answer*, for example because a name
    is unknown.
    """
    if answer.then or answer.units or answer.left_out or answer.more_left_out or not answer.entries:
        return None
    if answer.second_quantity is not None or answer.limit is not None:
        return None
    header = bytes((_INDEX_BY_SUBJECT[answer.subject], *answer.language.encode()))
    if answer.when is not None or answer.day is not None or answer.quantity is not Quantity.WEATHER:
        time_bytes = _pack_time(answer)
        if time_bytes is None:
            return None
        header = bytes((header[0] + HAS_TIME_FLAG, *header[1:])) + time_bytes
    if len(header) + BYTES_PER_PLACE * len(answer.entries) > MAX_PACKED_BYTES:
        return None
    places = []
    for entry in answer.entries:
        place = _pack_place(entry.resolution) if isinstance(entry.resolution, Match) else None
        if place is None:
            return None
        places.append(place)
    return urlsafe_b64encode(header + b"".join(places)).decode()


def unpack(packed: str) -> PackedAnswer | None:
    """Return the content of *packed*, a result of `pack`; None for any other string."""
    try:
        return _unpack_bytes(urlsafe_b64decode(packed.encode("ascii")))
    except (ValueError, IndexError):  # base64 raises a ValueError
        return None


def _unpack_bytes(data: bytes) -> PackedAnswer:
    """Return the content of a packed answer; raise ValueError or IndexError if *data* are invalid."""
    has_time, subject_index = divmod(data[0], HAS_TIME_FLAG)
    start = LONG_HEADER_BYTES if has_time else SHORT_HEADER_BYTES
    subject, language = PACKED_SUBJECTS[subject_index], data[1:SHORT_HEADER_BYTES].decode("ascii")
    count, rest = divmod(len(data) - start, BYTES_PER_PLACE)
    if has_time > 1 or rest or not 1 <= count <= subject.limit or len(data) > MAX_PACKED_BYTES:
        raise ValueError("a wrong number of bytes")
    places = tuple(
        _unpack_place(data[first : first + BYTES_PER_PLACE]) for first in range(start, len(data), BYTES_PER_PLACE)
    )
    if not has_time:
        return PackedAnswer(language, subject, places)
    time_index, quantity_index, day_number = data[start - 3 : start]
    asked_at = EPOCH_MINUTE + timedelta(minutes=int.from_bytes(data[SHORT_HEADER_BYTES : start - 3], "big"))
    day = asked_at.date() + timedelta(days=day_number - DAY_OFFSET) if day_number else None
    return PackedAnswer(
        language, subject, places, asked_at, PACKABLE_TIMES[time_index], PACKED_QUANTITIES[quantity_index], day
    )


def _pack_time(answer: Answer) -> bytes | None:
    minutes = (answer.asked_at - EPOCH_MINUTE) // timedelta(minutes=1)
    time_index = _INDEX_BY_TIME.get(_with_uncompared_fields(answer.when))
    quantity_index = _INDEX_BY_QUANTITY.get(answer.quantity)
    day_number = (answer.day - answer.asked_at.date()).days + DAY_OFFSET if answer.day is not None else 0
    if time_index is None or quantity_index is None or not 0 <= minutes < MAX_MINUTES_SINCE_EPOCH:
        return None
    if answer.day is not None and not 0 < day_number <= MAX_DAY_BYTE:
        return None
    return minutes.to_bytes(3, "big") + bytes((time_index, quantity_index, day_number))


def _pack_place(match: Match) -> bytes | None:
    """Encode the place of *match*; return None if the place cannot be found again by its coordinates."""
    place = match.place
    if place.source is PlaceSource.ELSEWHERE or match.capital_of or match.stands_for or match.is_guess:
        return None
    latitude = round((place.latitude + 90) * UNITS_PER_DEGREE)
    longitude = round((place.longitude + 180) * UNITS_PER_DEGREE)
    flags = (place.source is PlaceSource.SPOT) * 4 + (place.region is not None) * 2 + bool(match.choices)
    return ((latitude * LONGITUDE_COUNT + longitude) * 8 + flags).to_bytes(BYTES_PER_PLACE, "big")


def _unpack_place(data: bytes) -> PackedPlace:
    """Decode a place; raise ValueError if *data* are invalid."""
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
