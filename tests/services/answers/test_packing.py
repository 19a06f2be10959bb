"""Packed answers: what fits, what returns, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest

from services.answers import MAX_PACKED_LENGTH, Answer, Entry, pack
from services.answers.packing import PACKABLE_TIMES, PACKED_QUANTITIES, unpack
from services.places import Ambiguous, Match, Place, PlaceSource, Unknown
from services.questions import (
    MESSAGE_REQUEST_QUANTITIES,
    DayPart,
    InDays,
    OnDate,
    OnDay,
    Quantity,
    SeveralDays,
    Subject,
)

ASKED_AT = datetime(2026, 11, 26, 21, 35, tzinfo=UTC)
MOSCOW = Place("Moscow", 55.7522, 37.6156, "Russia", source=PlaceSource.INDEX)
LONDON = Place("London", 51.5085, -0.1257, "United Kingdom", source=PlaceSource.INDEX)
ONTARIO = Place("London", 42.9834, -81.233, "Canada", "Ontario", source=PlaceSource.INDEX)
HERE = Place("Tver", -0.0001, 179.9999, source=PlaceSource.SPOT)


def answer(*places: Place, **fields: object) -> Answer:
    entries = tuple(Entry(Match(place.name, place)) for place in places)
    return replace(Answer("en", entries, asked_at=ASKED_AT), **fields)  # type: ignore[arg-type]


def test_places_return_with_their_coordinates_and_flags() -> None:
    entries = (
        Entry(Match("London", LONDON, (ONTARIO,))),
        Entry(Match("London", ONTARIO)),
        Entry(Match("x", HERE)),
    )
    found = unpack(pack(Answer("ru", entries, subject=Subject.DAYS)) or "")
    assert found is not None
    assert (found.language, found.subject, found.when, found.day) == ("ru", Subject.DAYS, None, None)
    assert [
        (place.latitude, place.longitude, place.is_spot, place.with_region, place.has_namesakes)
        for place in found.places
    ] == [
        (51.5085, -0.1257, False, False, True),
        (42.9834, -81.233, False, True, False),
        (-0.0001, 179.9999, True, False, False),
    ]


@pytest.mark.parametrize("when", PACKABLE_TIMES)
def test_every_common_time_returns(when: object) -> None:
    found = unpack(pack(answer(MOSCOW, when=when, subject=Subject.ASKED, quantity=Quantity.RAIN)) or "")
    assert found is not None
    assert (found.when, found.quantity, found.asked_at) == (when, Quantity.RAIN, ASKED_AT)
    assert getattr(found.when, "names_day", True) == getattr(when, "names_day", True)


@pytest.mark.parametrize("quantity", sorted(set(Quantity) - MESSAGE_REQUEST_QUANTITIES))
def test_every_quantity_is_unpacked_as_it_was_packed(quantity: Quantity) -> None:
    packed = pack(answer(MOSCOW, when=OnDay(InDays(1)), subject=Subject.ASKED, quantity=quantity))
    found = unpack(packed or "")
    assert found is not None
    assert found.quantity == quantity


def test_the_numbers_of_released_quantities_never_change() -> None:
    released = (
        "weather temperature rain snow thunder wind pressure humidity uv air pollen sun sunset warmer colder water"
        " hail fog ice frost storm driving drier"
    )
    assert [*PACKED_QUANTITIES][: len(released.split())] == released.split()


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2026, 11, 26), date(2026, 12, 12)])
def test_the_shown_day_returns(day: date) -> None:
    found = unpack(pack(answer(MOSCOW, subject=Subject.DAYS, day=day)) or "")
    assert found is not None
    assert found.day == day


def test_five_places_fit_and_four_with_a_time() -> None:
    tomorrow = OnDay(InDays(1), DayPart.EVENING)
    assert len(pack(answer(*[MOSCOW] * 5)) or "") <= MAX_PACKED_LENGTH
    assert len(pack(answer(*[MOSCOW] * 4, when=tomorrow)) or "") <= MAX_PACKED_LENGTH
    assert pack(answer(*[MOSCOW] * 6)) is None
    assert pack(answer(*[MOSCOW] * 5, when=tomorrow)) is None


@pytest.mark.parametrize(
    "unpackable",
    [
        Answer("en"),
        Answer("en", (Entry(Unknown("Qwertyzz")),)),
        Answer("en", (Entry(Ambiguous("London", (LONDON, ONTARIO))),)),
        answer(replace(MOSCOW, source=PlaceSource.ELSEWHERE)),
        answer(MOSCOW, when=OnDay(OnDate(12, 31))),
        answer(MOSCOW, when=SeveralDays(400)),
        answer(MOSCOW, left_out=("London",)),
        answer(MOSCOW, day=date(2030, 1, 1)),
        answer(MOSCOW, when=OnDay(InDays(1)), asked_at=datetime(1999, 1, 1, tzinfo=UTC)),
        Answer("en", (Entry(Match("France", MOSCOW, capital_of="France")),)),
        Answer("en", (Entry(Match("Moskow", MOSCOW, stands_for="Moskow")),)),
    ],
)
def test_what_the_format_lacks_is_not_packed(unpackable: Answer) -> None:
    assert pack(unpackable) is None


def test_no_string_raises_an_error() -> None:
    random = Random(7)
    valid = pack(answer(MOSCOW, LONDON, when=OnDay(InDays(1)))) or ""
    for _ in range(3_000):
        changed = list(valid[: random.randrange(len(valid) + 1)])
        for _ in range(random.randrange(1, 4)):
            changed.insert(random.randrange(len(changed) + 1), chr(random.choice([random.randrange(256), 0x44F])))
        unpack("".join(changed))
