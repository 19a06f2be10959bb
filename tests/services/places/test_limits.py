"""The limits of places in a message, and of texts that are looked up."""

import pytest

from sandbox.weather import WeatherServer
from services.places import MAX_ANSWERED_PLACES, Match, Resolver
from tests.services.conftest import invented
from tests.services.places.asking import resolve, searches, settle


async def test_twenty_places_are_resolved_and_the_other_names_are_left_out(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    names = invented(25)

    reading = await resolver.resolve(", ".join(names), "en")

    assert [item.asked for item in reading.items] == names[:MAX_ANSWERED_PLACES]
    assert reading.left_out == names[MAX_ANSWERED_PLACES:]
    assert sorted(searches(sandbox)) == names[:MAX_ANSWERED_PLACES]


async def test_words_that_a_geocoder_finds_count_towards_the_limit(
    resolver: Resolver, sandbox: WeatherServer
) -> None:
    settle(sandbox, "Azuqwix")
    settle(sandbox, "Czuqwix")
    cities = """Oslo Rome Riga Bern Lima Kazan Omsk Tula Perm Prague Minsk Samara Ufa Berlin Madrid Vienna Warsaw
        Sofia Seoul"""

    reading = await resolver.resolve(f"{cities}, Azuqwix Bzuqwix Czuqwix, Tomsk", "en")

    assert len(reading.items) == MAX_ANSWERED_PLACES
    assert reading.items[-1].asked == "Azuqwix"
    assert reading.left_out == ["Bzuqwix", "Czuqwix", "Tomsk"]


@pytest.mark.parametrize(
    "text",
    [
        "x" * 4096,
        "x" * 86,
        "1234 5678",
        "(((",
        " ".join(invented(21)),
        " ".join(name * 2 for name in invented(15)),
        "lorrem ipsummm " * 340,
    ],
)
async def test_texts_that_cannot_be_names_are_not_looked_up(
    resolver: Resolver, sandbox: WeatherServer, text: str
) -> None:
    assert not any(isinstance(item, Match) for item in await resolve(resolver, text))
    assert sandbox.requests == []
