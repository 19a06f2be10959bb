"""Texts that the index resolves."""

import pytest

from sandbox.weather import WeatherServer
from services.places import Ambiguous, Match, Resolver, Unknown
from tests.services.places.asking import resolve, spots

LONDON, MOSCOW, NEW_YORK = (51.51, -0.13), (55.75, 37.62), (40.71, -74.01)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow", [MOSCOW]),
        ("New York", [NEW_YORK]),
        ("new-york", [NEW_YORK]),
        ("Moscow London", [MOSCOW, LONDON]),
        ("New York Moscow London", [NEW_YORK, MOSCOW, LONDON]),
        ("New York, Moscow London", [NEW_YORK, MOSCOW, LONDON]),
        ("Moscow Qwertyzz, London", [MOSCOW, "Qwertyzz", LONDON]),
        ("London, Qwertyzz, Moscow", [LONDON, "Qwertyzz", MOSCOW]),
        ("Qwertyzz Asdfghjk", ["Qwertyzz Asdfghjk"]),
        ("Qwertyzz, Asdfghjk", ["Qwertyzz", "Asdfghjk"]),
        ("", []),
    ],
)
async def test_names_are_resolved_in_the_order_asked(
    resolver: Resolver, text: str, expected: list[tuple[float, float] | str]
) -> None:
    assert await spots(resolver, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Moscow, Москва, Moskva, MOSCOW", [MOSCOW]),
        ("Moscow Moscow London", [MOSCOW, LONDON]),
        ("Moscow, Russia", [MOSCOW]),
        ("Russia, Moscow", [MOSCOW]),
        ("Москва и Россия", [MOSCOW]),
        ("Qwertyzz, QWERTYZZ, qwértyzz", ["Qwertyzz"]),
    ],
)
async def test_one_place_under_several_names_is_there_once(
    resolver: Resolver, text: str, expected: list[tuple[float, float] | str]
) -> None:
    assert await spots(resolver, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Moscow,London",
        "Moscow; London",
        "Moscow & London",
        "Moscow AND London",
        "Moscow и London",
        "Moscow\r\nLondon",
        "Moscow、London",
        "Moscow，London",
        "Moscow،London",
        "Moscow,, ; \n London,",
        "  Moscow ,\tLondon  ",
        "Moscow, and London",
        "1.Moscow\n2.London",
        "1️⃣ Moscow\n2️⃣ London",
        "— Moscow\n• London",
        "«Moscow», “London”",
        "\"Moscow\", 'London'",
        "🇷🇺 Moscow 🏙, London ☀️",
        "*Moscow*, _London_",
        "<i>Moscow</i>, London!",
        "Moscow!, London?",
        "Weather in Moscow and in London",
        "What's the weather like in Moscow and London?",
        "what is the current weather for Moscow, London please?",
        "the weather at Moscow today, London now",
        "Какая сейчас погода в Москве, London?",
        "погода сегодня в Moscow и в Лондоне сейчас",
        "погода для Москвы и Лондона, пожалуйста",
        "погода - Москва, Лондон",
        "1. weather in Moscow\n2. weather in London",
        "\u200eMoscow\u200f, London\ufeff",
        "Moscow\0, London\x1b",
        "Vjcrdf Kjyljy",
    ],
)
async def test_separators_and_words_around_names_are_ignored(resolver: Resolver, text: str) -> None:
    assert await spots(resolver, text) == [MOSCOW, LONDON]


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Moscow", "ru", "Москва, Россия"),
        ("Москва", "en", "Moscow, Russia"),
        ("Нью-Йорк", "ru", "Нью-Йорк, США"),
        ("Питер", "ru", "Санкт-Петербург, Россия"),
        ("Peking", "en", "Beijing, China"),
        ("Paris Texas", "ru", "Париж, Техас, США"),
    ],
)
async def test_places_are_named_in_the_requested_language(
    resolver: Resolver, text: str, language: str, label: str
) -> None:
    (item,) = await resolve(resolver, text, language)

    assert isinstance(item, Match)
    assert (item.asked, item.place.full_name) == (text, label)


@pytest.mark.parametrize(
    "text",
    [
        "New York St. Petersburg Rostov-on-Don",
        "Москва Нижний Новгород",
        "погода в Москве и Лондоне",
        "Moskow, Londn",
        "Paris, France",
        "питер екб",
        "Франция",
        "55.75, 37.62",
        "Vjcrdf",
        "Springfield",
    ],
)
async def test_names_in_the_index_are_not_looked_up_in_geocoders(
    resolver: Resolver, sandbox: WeatherServer, text: str
) -> None:
    assert not any(isinstance(item, Unknown) for item in await resolve(resolver, text))
    assert sandbox.requests == []


async def test_a_name_of_several_places_is_ambiguous_only_alone(
    resolver: Resolver,
) -> None:
    (question,) = await resolve(resolver, "Springfield")
    springfield, _ = await resolve(resolver, "Springfield, London")

    assert isinstance(question, Ambiguous)
    assert isinstance(springfield, Match)
    assert question.choices == (springfield.place, *springfield.choices)


async def test_a_country_is_its_capital(resolver: Resolver) -> None:
    (item,) = await resolve(resolver, "Франция", "ru")

    assert isinstance(item, Match)
    assert (item.place.name, item.capital_of) == ("Париж", "Франция")


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("Moscow, London", True),
        ("погода", True),
        ("привет", False),
        ("Paris, Texas", True),
    ],
)
async def test_talk_is_distinguished_from_places(resolver: Resolver, text: str, *, does: bool) -> None:
    assert await resolver.asks_for_weather(text) is does
