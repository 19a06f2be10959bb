"""Count the requests of each kind that an hour of mixed questions costs the weather services, in virtual time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Any, cast

from multidict import MultiDict

from benchmarks.questions import CITY_COUNTS
from benchmarks.suite import virtual_time
from benchmarks.suite.cost import (
    ANSWER_SECONDS,
    HOUR,
    PLACES,
    SEED,
    UNLIMITED_CALLS,
    USERS,
    Body,
    require_success,
    virtual_now,
)
from benchmarks.suite.figures import Section, table
from benchmarks.suite.progress import Progress
from sandbox.weather.answers import Answer
from sandbox.weather.cities import read_cities
from sandbox.weather.open_meteo import OpenMeteo as SandboxOpenMeteo
from sandbox.weather.open_meteo_models import OpenMeteoModels
from sandbox.weather.openweather import OpenWeather as SandboxOpenWeather
from sandbox.weather.source import SampleWeather
from services.alerts.precipitation_check import PrecipitationCheck
from services.places import Place
from services.places.geocoding import NameLookUps
from services.places.models import Unknown
from services.providers.open_meteo.air import OpenMeteoAir
from services.providers.open_meteo.current import OpenMeteo
from services.providers.open_meteo.geocoding import OpenMeteoGeocoder
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.storage.alert_models import WatchedCell
from services.weather import WeatherService

if TYPE_CHECKING:
    import aiohttp

    from services.weather.protocols import Provider

QUESTIONS_PER_USER = 3
WATCHED_CELLS = 200
CHECK_INTERVAL = 60.0
UNINDEXED_NAMES = 500
STEPS = 2

ACTIONS = {"now": 50, "follow-up": 15, "forecast": 15, "inline": 10, "air": 5, "unindexed": 5}
"""The shares of the kinds of questions, in percent."""

TYPING_PAUSES = (0.6, 0.6)
"""Seconds between the inline queries that one user sends while typing a name."""

KINDS = ("current", "hours and days", "quarter-hours", "air", "names")

INTRODUCTION = f"""\
Requests to weather services for 1,000 questions. {USERS:,} users ask {QUESTIONS_PER_USER} times in an hour, of the
places of the section above: {ACTIONS["now"]} % about the weather now, {ACTIONS["follow-up"]} % a follow-up about a
later time, {ACTIONS["forecast"]} % a forecast, {ACTIONS["inline"]} % a place typed inline, in three queries that
find the same place, {ACTIONS["air"]} % the page about the air, and {ACTIONS["unindexed"]} % one of
{UNINDEXED_NAMES} villages that the index lacks. Alerts watch {WATCHED_CELLS} of the places for precipitation.
Official warnings are left out: their requests depend on the areas, not on the questions. *Places* are those in the
requests: Open-Meteo accepts several in one request, and counts each of them as a call."""


class Services:
    """A substitute for aiohttp's session and the services behind it, which counts the requests by kind."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, str]] = Counter()
        self.places: Counter[tuple[str, str]] = Counter()
        cities, source = read_cities(), SampleWeather(virtual_now)
        models = OpenMeteoModels(cities, virtual_now, source)
        openweather = SandboxOpenWeather(cities, virtual_now, "key", source)
        self._answers: Mapping[str, Callable[[MultiDict[str]], Answer]] = {
            "/v1/forecast": SandboxOpenMeteo(cities, virtual_now, source).forecast,
            "/v1/air-quality": models.air,
            "/data/2.5/weather": openweather.weather,
            "/data/2.5/forecast": openweather.forecast,
        }
        self._cached_body = lru_cache(64)(self._body)

    @asynccontextmanager
    async def get(self, url: str, params: Mapping[str, Any], **_: object) -> AsyncIterator[Body]:
        """Answer as OpenWeather or Open-Meteo; all places have the weather of the same place."""
        path = "/" + url.split("/", 3)[3]
        kind = ("OpenWeather" if "/data/" in path else "Open-Meteo", _kind_of(path, params))
        places = str(params.get("latitude", "")).count(",") + 1
        self.requests[kind] += 1
        self.places[kind] += places
        await asyncio.sleep(ANSWER_SECONDS)
        if path == "/v1/search":
            name = params["name"]
            found = {
                "id": 1,
                "name": name,
                "latitude": _number_of(name) / 100,
                "longitude": 50.0,
                "country_code": "RU",
            }
            yield Body(Answer({"results": [found]}).text.encode())
            return
        kept = {name: str(value) for name, value in params.items() if name not in {"latitude", "longitude"}}
        here = {"latitude": "50", "longitude": "10"} if "latitude" in params else {"lat": "50", "lon": "10"}
        quarter = int(asyncio.get_running_loop().time() // 900)
        body = self._cached_body(path, tuple(sorted((kept | here).items())), quarter)
        yield Body(f"[{','.join([body] * places)}]".encode() if places > 1 else body.encode())

    def _body(self, path: str, params: Sequence[tuple[str, str]], _: int) -> str:
        return self._answers[path](MultiDict(params)).text


def _number_of(village: str) -> int:
    return int(village.rpartition(" ")[2])


def _kind_of(path: str, params: Mapping[str, Any]) -> str:
    if path == "/v1/search":
        return "names"
    if path == "/v1/air-quality":
        return "air"
    if "minutely_15" in params:
        return "quarter-hours"
    is_forecast = "hourly" in params or path == "/data/2.5/forecast"
    return "hours and days" if is_forecast else "current"


class Hour:
    """The bot's services, and the users who ask for an hour."""

    def __init__(self, weather: WeatherService, names: NameLookUps) -> None:
        self._weather = weather
        self._names = names
        self._random = Random(SEED)
        self._places = [Place("", number / 100, 0.0) for number in range(PLACES)]
        self._popularity = list(accumulate(1 / rank for rank in range(1, PLACES + 1)))
        self._last: dict[int, Sequence[Place]] = {}

    async def play(self) -> None:
        """Ask all questions, and check the watched cells once a minute."""
        moments = sorted(self._random.uniform(0, HOUR) for _ in range(USERS * QUESTIONS_PER_USER))
        kinds = self._random.choices(list(ACTIONS), weights=list(ACTIONS.values()), k=len(moments))
        async with asyncio.TaskGroup() as tasks:
            checks = tasks.create_task(self._check_watched_cells())
            for moment, kind in zip(moments, kinds, strict=True):
                await asyncio.sleep(moment - asyncio.get_running_loop().time())
                tasks.create_task(self._ask(kind, self._random.randrange(USERS)))
            checks.cancel()

    async def _ask(self, kind: str, user: int) -> None:
        places = self._draw(self._random.choice(CITY_COUNTS))
        if kind == "follow-up" and user in self._last:
            require_success(await self._weather.forecasts(self._last[user]))
            return
        self._last[user] = places
        match kind:
            case "forecast":
                require_success(await self._weather.forecasts(places[:1]))
            case "inline":
                for pause in (*TYPING_PAUSES, 0.0):
                    require_success(await self._weather.reports(places[:1]))
                    await asyncio.sleep(pause)
            case "air":
                require_success(await self._weather.air(places[:1]))
            case "unindexed":
                name = f"Village {min(int(self._random.paretovariate(0.5)), UNINDEXED_NAMES)}"
                await self._names.resolve(Unknown(name), "en")
                require_success(await self._weather.reports([Place(name, _number_of(name) / 100, 50.0)]))
            case _:
                if len(places) == 1:
                    self._weather.start_air_look_up(places[0])
                require_success(await self._weather.reports(places))

    def _draw(self, count: int) -> Sequence[Place]:
        return list(dict.fromkeys(self._random.choices(self._places, cum_weights=self._popularity, k=count)))

    async def _check_watched_cells(self) -> None:
        check = PrecipitationCheck(self._weather)
        cells = {
            place.key: WatchedCell(str(place.key), place, (), {})
            for place in self._random.sample(self._places, WATCHED_CELLS)
        }
        due: dict[tuple[float, float], datetime] = dict.fromkeys(cells, datetime.min.replace(tzinfo=UTC))
        while True:
            keys = [key for key, at in due.items() if at <= virtual_now()]
            for key, result in zip(
                keys, await check.run([cells[key] for key in keys], virtual_now()), strict=True
            ):
                due[key] = result.next_check_at
                cell = cells[key]
                cells[key] = WatchedCell(cell.key, cell.place, (), {check.name: result.state})
            await asyncio.sleep(CHECK_INTERVAL)


async def _simulate(*, key: bool) -> Services:
    services = Services()
    open_meteo = OpenMeteo(calls_per_day=UNLIMITED_CALLS)
    providers: list[Provider] = [open_meteo, OpenMeteoAir(open_meteo.budget)]
    if key:
        providers.insert(0, OpenWeather(OpenWeatherClient("key", calls_per_minute=UNLIMITED_CALLS)))
    geocoder = OpenMeteoGeocoder()
    session = cast("aiohttp.ClientSession", services)
    geocoder.use_session(session)
    clock = asyncio.get_running_loop().time
    names = NameLookUps([geocoder], clock=clock)
    async with WeatherService(providers, session, now=virtual_now, clock=clock) as weather:
        await Hour(weather, names).play()
        await names.aclose()
    return services


async def measure(progress: Progress) -> Section:
    """Simulate the hour with an OpenWeather key and without."""
    rows = []
    for name, key in (("with a key of OpenWeather", True), ("Open-Meteo alone", False)):
        progress.step(f"upstream: {name}")
        services = await asyncio.to_thread(virtual_time.run, _simulate(key=key))
        rows += [
            (name, provider, *(_cell(services, provider, kind) for kind in KINDS))
            for provider in sorted({provider for provider, _ in services.requests})
        ]
    return Section("Upstream", f"{INTRODUCTION}\n\n{table(('settings', 'provider', *KINDS), rows)}")


def _cell(services: Services, provider: str, kind: str) -> str:
    requests, places = services.requests[provider, kind], services.places[provider, kind]
    per_thousand = 1000 / (USERS * QUESTIONS_PER_USER)
    if not requests:
        return "–"
    text = f"{requests * per_thousand:.1f}"
    return text if requests == places else f"{text} ({places * per_thousand:.1f} places)"
