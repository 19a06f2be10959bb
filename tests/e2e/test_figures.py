"""The figures that the README promises, with margins: benchmarks measure them, these tests keep them."""

import asyncio
from collections.abc import Awaitable

import aiohttp
import pytest

from tests.e2e.stage import Stage, blocks

pytestmark = pytest.mark.asyncio(loop_scope="session")

UPSTREAM = 1.0


async def seconds(work: Awaitable[object]) -> float:
    """Return how long it takes."""
    start = asyncio.get_running_loop().time()
    await work
    return asyncio.get_running_loop().time() - start


async def one_answer(stage: Stage) -> None:
    """Ask the weather service for one place, as the simplest client would."""
    query = {"latitude": "1", "longitude": "1", "current": "temperature_2m"}
    async with (
        aiohttp.ClientSession(stage.weather.url) as session,
        session.get("/v1/forecast", params=query) as response,
    ):
        assert response.status == 200
        await response.read()


async def test_twelve_cities_take_hardly_longer_than_one_answer_of_the_weather_service(stage: Stage) -> None:
    names = ", ".join(city.name_en for city in stage.cities(12))
    stage.weather.delay("weather", UPSTREAM)

    upstream, answered = await asyncio.gather(seconds(one_answer(stage)), seconds(stage.ask(f"/weather {names}")))

    assert UPSTREAM <= answered <= 1.3 * upstream


async def test_two_messages_of_twelve_cities_open_hardly_more_than_twelve_connections(stage: Stage) -> None:
    before = stage.weather.connections
    stage.weather.delay("weather", 0.1)

    for _ in range(2):
        await stage.ask("/weather " + ", ".join(city.name_en for city in stage.cities(12)))

    assert stage.weather.connections - before <= 13


async def test_two_messages_of_twelve_known_cities_open_no_connection_to_a_geocoder(stage: Stage) -> None:
    twelve = "Moscow London Paris Oslo Rome Riga Bern Lima Kazan Omsk Tula Perm"
    before, asked = stage.weather.connections, stage.geocoded

    for _ in range(2):
        assert len(blocks(await stage.ask(f"/weather {twelve}"))) == 12

    assert stage.geocoded == asked
    assert stage.weather.connections - before <= 12


async def test_two_hundred_users_who_ask_for_one_city_cost_one_request(stage: Stage) -> None:
    city = stage.city()
    stage.weather.delay("weather", 0.5)
    chats = [stage.telegram.private_chat() for _ in range(200)]
    before = len(stage.weather.requests)

    answers = await asyncio.gather(*(stage.ask(f"/weather {city.name_en}", chat, within=20) for chat in chats))

    assert all(answer.text.startswith(city.name_en) for answer in answers)
    assert [request.places for request in stage.weather.requests[before:] if request.places] == [(city.point,)]
    look_ups = [r for r in stage.weather.requests[before:] if not r.places]
    assert len(look_ups) == 1


async def test_without_a_key_twelve_cities_cost_one_request_or_two(without_key: Stage) -> None:
    cities = without_key.cities(12)

    answer = await without_key.ask("/weather " + "\n".join(city.name_en for city in cities))

    assert len(blocks(answer)) == 12
    assert 1 <= len(without_key.asked("open-meteo", *cities)) <= 2
