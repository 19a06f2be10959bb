"""The behaviour behind the README's figures, which the benchmarks measure."""

import asyncio

import pytest

from sandbox.weather import Outcome
from tests.e2e.stage import Stage, blocks

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_twelve_cities_are_requested_concurrently(stage: Stage) -> None:
    cities = stage.cities(12)
    service = "openweather" if stage.key else "open-meteo"
    stage.weather.delay("weather", 1)

    def all_under_way() -> bool:
        running = [request for request in stage.asked(service, *cities) if request.outcome is Outcome.RUNNING]
        return sum(len(request.places) for request in running) == 12

    asking = asyncio.create_task(stage.ask("/weather " + ", ".join(city.name_en for city in cities)))
    async with asyncio.timeout(10):
        await stage.weather.until(all_under_way)
    assert len(blocks(await asking)) == 12


async def test_a_second_message_of_twelve_cities_reuses_connections(stage: Stage) -> None:
    before = stage.weather.connections
    stage.weather.delay("weather", 0.1)

    for _ in range(2):
        await stage.ask("/weather " + ", ".join(city.name_en for city in stage.cities(12)))

    assert stage.weather.connections - before <= 13


async def test_known_cities_need_no_geocoder(stage: Stage) -> None:
    twelve = "Moscow London Paris Oslo Rome Riga Bern Lima Kazan Omsk Tula Perm"
    before, asked = stage.weather.connections, stage.geocoded

    for _ in range(2):
        assert len(blocks(await stage.ask(f"/weather {twelve}"))) == 12

    assert stage.geocoded == asked
    assert stage.weather.connections - before <= 12


async def test_two_hundred_questions_about_one_city_make_one_request(stage: Stage) -> None:
    city = stage.city()
    stage.weather.delay("weather", 0.5)
    chats = [stage.telegram.private_chat() for _ in range(200)]
    before = len(stage.weather.requests)

    answers = await asyncio.gather(*(stage.ask(f"/weather {city.name_en}", chat) for chat in chats))

    assert all(answer.text.startswith(city.name_en) for answer in answers)
    made = [request for request in stage.weather.requests[before:] if request.places]
    assert [request.places for request in made if request.service != "air-quality"] == [(city.point,)]
    assert sum(request.service == "air-quality" for request in made) <= 1  # for the air notice
    look_ups = [r for r in stage.weather.requests[before:] if not r.places]
    assert len(look_ups) == 1


async def test_without_a_key_twelve_cities_make_at_most_two_requests(without_key: Stage) -> None:
    cities = without_key.cities(12)

    answer = await without_key.ask("/weather " + "\n".join(city.name_en for city in cities))

    assert len(blocks(answer)) == 12
    assert 1 <= len(without_key.asked("open-meteo", *cities)) <= 2
