"""The geocoders: requests over HTTP, and the places read from their bodies."""

from copy import deepcopy
from pathlib import Path

import aiohttp
import pytest

from sandbox.weather import WeatherServer
from services.errors import InvalidResponse, KeyRefused, ServiceError
from services.net.bodies import MAX_LIST_LENGTH, MAX_SINGLE_LINE_LENGTH
from services.places import Geocoder, Place
from services.providers.open_meteo.geocoding import OpenMeteoGeocoder
from services.providers.open_meteo.geocoding import parse_places as open_meteo_places
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.geocoding import OpenWeatherGeocoder
from services.providers.openweather.geocoding import parse_places as openweather_places
from tests.services.bodies import OPEN_METEO_PLACES, OPENWEATHER_PLACES, read, recorded
from tests.services.conftest import asked


@pytest.fixture
def open_meteo(sandbox: WeatherServer, session: aiohttp.ClientSession) -> OpenMeteoGeocoder:
    geocoder = OpenMeteoGeocoder(url=sandbox.url)
    geocoder.use_session(session)
    return geocoder


@pytest.fixture(params=["geocoding", "openweather-geocoding"])
def service(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def geocoder(service: str, open_meteo: OpenMeteoGeocoder, openweather: OpenWeatherClient) -> Geocoder:
    return open_meteo if service == "geocoding" else OpenWeatherGeocoder(openweather)


async def test_places_of_open_meteo_have_population_and_time_zone(
    open_meteo: OpenMeteoGeocoder, sandbox: WeatherServer
) -> None:
    best, *others = await open_meteo.search("London", "en")

    assert best == Place(
        "London", 51.50853, -0.12574, "United Kingdom", "England", timezone="Europe/London", population=8961989
    )
    assert {place.country for place in others} >= {"Canada", "United States"}
    assert dict(sandbox.requests[0].params) == {"name": "London", "count": "5", "language": "en"}


async def test_places_of_openweather_have_neither_population_nor_time_zone(openweather: OpenWeatherClient) -> None:
    best, *_ = await OpenWeatherGeocoder(openweather).search("London", "en")

    assert best == Place("London", 51.50853, -0.12574, "United Kingdom", "England")


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Moscow", "ru", ("Москва", "Россия")),
        ("Москва", "en", ("Moscow", "Russia")),
        ("São Paulo", "ru", ("Сан-Паулу", "Бразилия")),
    ],
)
async def test_names_are_in_the_language_asked_for(
    geocoder: Geocoder, name: str, language: str, expected: tuple[str, str]
) -> None:
    best, *_ = await geocoder.search(name, language)

    assert (best.name, best.country) == expected


async def test_an_unknown_name_returns_no_places(geocoder: Geocoder) -> None:
    assert list(await geocoder.search("Qwertyzz", "en")) == []


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, "{}"),
        (502, "<html></html>"),
        (400, '{"error":true,"reason":"Parameter count must be between 1 and 100."}'),
        (429, "{}"),
        (200, ""),
        (200, "null"),
        (200, "1"),
        (200, '{"results": null}'),
        (200, '{"results": {"London": 1}}'),
        (200, '[{"name": "London", "lat": 1, "lon"'),
    ],
)
async def test_an_unexpected_body_raises_an_error(
    *,
    geocoder: Geocoder,
    service: str,
    sandbox: WeatherServer,
    status: int,
    body: str,
) -> None:
    sandbox.answer_with(service, body, status)

    with pytest.raises(ServiceError) as caught:
        await geocoder.search("London", "en")

    assert status in {200, caught.value.status}


async def test_a_body_of_the_wrong_json_type_is_malformed(
    open_meteo: OpenMeteoGeocoder,
    openweather: OpenWeatherClient,
    sandbox: WeatherServer,
) -> None:
    sandbox.answer_with("geocoding", "[]")
    sandbox.answer_with("openweather-geocoding", "{}")

    for geocoder in (open_meteo, OpenWeatherGeocoder(openweather)):
        with pytest.raises(InvalidResponse):
            await geocoder.search("London", "en")


async def test_openweathers_geocoder_shares_cooldown_and_budget_with_its_weather(
    sandbox: WeatherServer, session: aiohttp.ClientSession
) -> None:
    client = OpenWeatherClient("wrong", url=sandbox.url)
    client.use_session(session)
    with pytest.raises(KeyRefused):
        await OpenWeatherGeocoder(client).search("London", "en")

    with pytest.raises(KeyRefused):
        await client.get("/data/2.5/weather", {"lat": 1, "lon": 1})

    assert asked(sandbox, "openweather") == 0


def test_everything_in_a_body_is_read() -> None:
    assert open_meteo_places(OPEN_METEO_PLACES) == [
        Place("London", 51.50853, -0.12574, "United Kingdom", "England", "Europe/London", 8961989),
        Place("Antarctica", -78.15856, 16.40626),
    ]
    assert openweather_places(OPENWEATHER_PLACES, "ru") == [
        Place("Лондон", 51.5073219, -0.1276474, "Великобритания", "England"),
        Place("London", 42.9832406, -81.243372, "Канада"),
    ]


@pytest.mark.parametrize("field", ["name", "latitude", "longitude"])
@pytest.mark.parametrize("junk", [None, "", [], 1e9, float("nan")])
def test_a_place_without_a_name_or_coordinates_is_skipped(field: str, junk: object) -> None:
    body = deepcopy(OPEN_METEO_PLACES)
    body["results"][0][field] = junk

    assert [place.name for place in open_meteo_places(body)] == ["Antarctica"]


@pytest.mark.parametrize("field", ["country", "admin1", "timezone", "population"])
@pytest.mark.parametrize("junk", [None, [], -1])
def test_any_other_unreadable_field_is_dropped_alone(field: str, junk: object) -> None:
    body = deepcopy(OPEN_METEO_PLACES)
    body["results"][0][field] = junk

    best = open_meteo_places(body)[0]

    assert getattr(best, {"admin1": "region"}.get(field, field)) == (0 if field == "population" else None)
    assert best.key == (51.51, -0.13)


def test_a_country_without_a_name_keeps_its_code() -> None:
    body = [{"name": "London", "lat": 1, "lon": 2, "country": code} for code in ("XX", "GB", None)]

    assert [place.country for place in openweather_places(body, "en")] == ["XX", "United Kingdom", None]


@pytest.mark.parametrize(
    "path",
    [path for path in recorded("open-meteo") if "geocod" in path.stem or "new" in path.stem],
    ids=lambda path: path.stem,
)
def test_a_recorded_body_of_open_meteo_is_read(path: Path) -> None:
    recording = read(path)

    assert [place.name for place in open_meteo_places(recording)] == [
        found["name"] for found in recording.get("results", [])
    ]


@pytest.mark.parametrize(
    "path", [path for path in recorded("openweather") if "geocod" in path.stem], ids=lambda path: path.stem
)
def test_a_recorded_body_of_openweather_is_read(path: Path) -> None:
    assert openweather_places(read(path), "ru")[0].full_name.startswith("Лиссабон")


HOSTILE = "Lon\0don\n\u202eevil\u2066 \ud83d\x1b[31m\u2028" + "x" * 1_000
FLAT = ("Lon don evil [31m " + "x" * 1_000)[:MAX_SINGLE_LINE_LENGTH]


def test_texts_are_cut_to_one_line_of_visible_characters() -> None:
    found = {"latitude": 1, "longitude": 2, "name": HOSTILE, "country": HOSTILE, "admin1": HOSTILE}
    named = {"lat": 1, "lon": 2, "name": HOSTILE, "country": HOSTILE, "state": HOSTILE}

    (one,) = open_meteo_places({"results": [found]})
    (other,) = openweather_places([named], "en")
    (local,) = openweather_places([{**named, "name": "London", "local_names": {"ru": HOSTILE}}], "ru")

    for place in (one, other, local):
        assert (place.name, place.country, place.region) == (FLAT, FLAT, FLAT)


@pytest.mark.parametrize("unseen", ["\0", " \t\n", "\u202e\u200b", "\ud800"])
def test_a_name_of_invisible_characters_is_dropped(unseen: str) -> None:
    body = deepcopy(OPEN_METEO_PLACES)
    body["results"][0]["name"] = body["results"][1]["country"] = unseen

    (antarctica,) = open_meteo_places(body)

    assert (antarctica.name, antarctica.country) == ("Antarctica", None)
    (london, _) = openweather_places([{**OPENWEATHER_PLACES[0], "local_names": {"en": unseen}}] * 2, "en")
    assert london.name == "London"


@pytest.mark.parametrize("name", ["São Tomé", "Ижевск", "東京", "กรุงเทพ", "L'Aquila", "Ho\u0302tel", "ଭୁବନେଶ୍ୱର"])
def test_a_name_in_any_script_is_unchanged(name: str) -> None:
    (place,) = openweather_places([{"name": name, "lat": 1, "lon": 2}], "en")

    assert place.name == name


@pytest.mark.parametrize("population", [10**400, 10**10, 1e300])
def test_an_impossible_population_counts_as_unknown(population: float) -> None:
    body = deepcopy(OPEN_METEO_PLACES)
    body["results"][0]["population"] = population

    assert open_meteo_places(body)[0].population == 0


def test_a_list_of_more_places_than_requested_is_malformed() -> None:
    with pytest.raises(InvalidResponse):
        open_meteo_places({"results": OPEN_METEO_PLACES["results"] * MAX_LIST_LENGTH})
    with pytest.raises(InvalidResponse):
        openweather_places(OPENWEATHER_PLACES * MAX_LIST_LENGTH, "en")
