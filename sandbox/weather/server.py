"""The server of the imitated weather services, with means to delay and break them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from http import HTTPStatus
from random import Random
from ssl import SSLContext
from types import TracebackType
from typing import Self

from aiohttp import web

from sandbox.faults import Fault, Odds, apply
from sandbox.loopback import serve
from sandbox.weather.answers import Answer, Query, RefusalError
from sandbox.weather.breakages import SERVICES, TARGETS, WARNING_SERVICES, Breakages
from sandbox.weather.cities import City, read_cities
from sandbox.weather.met_norway import MetNorway
from sandbox.weather.open_meteo import OpenMeteo
from sandbox.weather.open_meteo_geocoding import OpenMeteoGeocoding
from sandbox.weather.open_meteo_models import OpenMeteoModels
from sandbox.weather.openweather import OpenWeather
from sandbox.weather.requests import Outcome, RequestRecord
from sandbox.weather.showers import Shower, Showers
from sandbox.weather.source import SampleWeather, Source
from sandbox.weather.warnings import SAMPLE_TEXTS, WarningDesk

KEY = "sandbox-key-0123456789abcdef"


class WeatherServer:
    """Imitates OpenWeather and Open-Meteo with their geocoders, MET Norway, and two services of official warnings.

    The servers run during an `async with`.

    All services report the weather of *source*, by default plausible weather. A target is the name of a service.
    `weather` means all services that report the weather; `warnings` means the services of official warnings.

    The services are `openweather`, `openweather-geocoding`, `openweather-air`, `open-meteo`, `met-norway`, `nws`
    and `public-alert-server`. The services `geocoding`, `air-quality` and `marine` are the other hosts of
    Open-Meteo.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        key: str = KEY,
        source: Source | None = None,
        tls: SSLContext | None = None,
    ) -> None:
        self.key = key
        self._tls = tls
        self.requests: list[RequestRecord] = []
        """The requests to the weather services and geocoders."""
        self.warning_requests: list[RequestRecord] = []
        """The requests to the services of official warnings."""
        self._now = now
        self._cities = read_cities()
        self._delays = dict.fromkeys(SERVICES, 0.0)
        self._held: dict[str, asyncio.Event] = {}
        """Maps a service whose answers are held back to the event that releases the answers."""
        self._breakages = Breakages(self._cities)
        self._canned: dict[str, tuple[str, int]] = {}
        self._running = dict.fromkeys(SERVICES, 0)
        self._peak = dict.fromkeys(SERVICES, 0)
        self._connections: set[object] = set()
        self._changed = asyncio.Event()
        self._stack = AsyncExitStack()

        source = self.showers = Showers(source or SampleWeather(now), now)
        openweather = OpenWeather(self._cities, now, key, source)
        models = OpenMeteoModels(self._cities, now, source)
        self._app = web.Application()
        for path, service, answer in (
            ("/data/2.5/weather", "openweather", openweather.weather),
            ("/data/2.5/forecast", "openweather", openweather.forecast),
            ("/data/2.5/air_pollution", "openweather-air", openweather.air),
            ("/data/2.5/air_pollution/forecast", "openweather-air", openweather.air_forecast),
            ("/geo/1.0/direct", "openweather-geocoding", openweather.direct),
            ("/geo/1.0/reverse", "openweather-geocoding", openweather.reverse),
            ("/v1/forecast", "open-meteo", OpenMeteo(self._cities, now, source).forecast),
            ("/v1/air-quality", "air-quality", models.air),
            ("/v1/marine", "marine", models.sea),
            ("/v1/search", "geocoding", OpenMeteoGeocoding(self._cities).search),
        ):
            self._app.router.add_get(path, partial(self._handle, service, _by_query(answer)), allow_head=False)
        met_norway = MetNorway(now, source)
        self._app.router.add_get(
            "/weatherapi/locationforecast/2.0/complete",
            partial(
                self._handle, "met-norway", lambda request: met_norway.forecast(request.query, request.headers)
            ),
            allow_head=False,
        )
        self.warnings = WarningDesk(now)
        """Issues the official warnings that the services know."""
        for path, service, reply in (
            ("/alert/area", "public-alert-server", _by_query(self.warnings.area)),
            ("/alert/{id}", "public-alert-server", _by_id(self.warnings.redirect)),
            ("/media/alerts/{id}.xml", "public-alert-server", _by_id(self.warnings.document)),
            (
                "/alerts/active",
                "nws",
                lambda request: self.warnings.active(request.query, request.headers.get("User-Agent", "")),
            ),
        ):
            self._app.router.add_get(path, partial(self._handle, service, reply), allow_head=False)

    async def __aenter__(self) -> Self:
        self._url = await self._stack.enter_async_context(serve(self._app, self._tls))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def url(self) -> str:
        """The value for OPENWEATHER_URL, MET_NORWAY_URL, ALERTS_URL, NWS_URL and all addresses of Open-Meteo."""
        return self._url

    @property
    def connections(self) -> int:
        """The number of connections that have carried a request to a weather service or geocoder."""
        return len(self._connections)

    def running(self, service: str) -> int:
        """Return how many requests to a service are in flight."""
        return self._running[service]

    def peak(self, service: str) -> int:
        """Return the highest number of requests to a service that were in flight at once."""
        return self._peak[service]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until `condition` holds; it is checked whenever a request arrives or ends."""
        while not condition():
            await self._changed.wait()

    def add_city(self, city: City) -> None:
        """Add a city to the geocoders and to the targets of `break_`."""
        self._cities.add(city)

    def bring(
        self, kind: str, within: timedelta, lasting: timedelta, rate: float, city: str | None = None
    ) -> None:
        """Let precipitation begin after `within`, in the largest city called `city` or everywhere.

        `kind` is a key of `showers.CODES`, and `rate` is in millimetres an hour.
        """
        start = self._now() + within
        centre = self._cities.named(city)[0].point if city else None
        self.showers.added.append(Shower(kind, start, start + lasting, rate, centre))

    def warn(self, city: str, severity: str) -> None:
        """Issue a sample warning of wind, in English and Russian, for the largest city called `city`.

        Raises ValueError when there is no such city.
        """
        named = self._cities.named(city)
        if not named:
            raise ValueError("no city", city)
        self.warnings.issue(named[0].point, *SAMPLE_TEXTS, severity=severity)

    def delay(self, target: str, seconds: float) -> None:
        """Delay every answer of a target by `seconds` seconds; a fault also begins after the delay."""
        for service in TARGETS[target]:
            self._delays[service] = seconds

    def hold(self, target: str) -> None:
        """Hold back every answer of a target until `release` is called."""
        for service in TARGETS[target]:
            self._held.setdefault(service, asyncio.Event())

    def release(self) -> None:
        """Send the answers that are held back, and answer further requests at once."""
        for released in self._held.values():
            released.set()
        self._held.clear()

    def break_(self, target: str, fault: Fault, *, service: str = "weather", times: int | None = None) -> None:
        """Make the next `times` requests to a target fail, or all until `mend()`; the latest fault comes first.

        A target may also be the name of a city: the largest city of this name. For a city, each weather
        request that contains a point near it fails, at any service or only at `service`.
        """
        self._breakages.add(target, service, Odds([fault], times))

    def break_share(
        self, target: str, share: float, faults: Sequence[Fault], *, service: str = "weather", random: Random
    ) -> None:
        """Make `share` of the requests fail until `mend()`, each with one of `faults`.

        `random` selects the failing requests and their faults. `target` and `service` have the same meaning as in
        `break_`.
        """
        self._breakages.add(target, service, Odds(faults, share=share, random=random))

    def answer_with(self, target: str, body: str, status: int = 200) -> None:
        """Answer every request to a target with this JSON until `mend()`."""
        for service in TARGETS[target]:
            self._canned[service] = body, status

    def mend(self, target: str | None = None) -> None:
        """Undo `break_` and `answer_with` for `target`, or for all targets if `target` is None. Delays stay."""
        self._breakages.remove(target)
        for service in TARGETS.get(target, ()) if target else SERVICES:
            self._canned.pop(service, None)

    async def _handle(
        self, service: str, answer: Callable[[web.Request], Answer], request: web.Request
    ) -> web.StreamResponse:
        is_about_warnings = service in WARNING_SERVICES
        if not is_about_warnings:
            self._connections.add(request.protocol)
        try:
            reply = answer(request)
        except RefusalError as refusal:
            reply = refusal.answer
        record = RequestRecord(service, request.path, request.query, reply.places, self._now())
        (self.warning_requests if is_about_warnings else self.requests).append(record)
        self._count(service, +1)
        try:
            return await self._respond(record, reply, request)
        except (asyncio.CancelledError, ConnectionError):
            record.outcome = Outcome.CANCELLED
            raise
        finally:
            self._count(service, -1)

    def _count(self, service: str, step: int) -> None:
        self._running[service] += step
        self._peak[service] = max(self._peak[service], self._running[service])
        self._changed.set()
        self._changed = asyncio.Event()

    async def _respond(self, record: RequestRecord, reply: Answer, request: web.Request) -> web.StreamResponse:
        fault = record.fault = self._breakages.draw(record.service, record.places)
        await asyncio.sleep(self._delays[record.service])
        if released := self._held.get(record.service):
            await released.wait()
        body, status = self._canned.get(record.service) or (
            reply.text,
            reply.status,
        )
        if fault:
            response = await apply(fault, request, body.encode())
            record.outcome = Outcome.FAULTED
            return response
        record.outcome = Outcome.ANSWERED
        if status == HTTPStatus.NOT_MODIFIED:
            return web.Response(status=status, headers=reply.headers)
        return web.Response(text=body, status=status, headers=reply.headers, content_type=reply.content_type)


def _by_query(answer: Callable[[Query], Answer]) -> Callable[[web.Request], Answer]:
    """Return a handler that ignores the request's headers."""
    return lambda request: answer(request.query)


def _by_id(answer: Callable[[str], Answer]) -> Callable[[web.Request], Answer]:
    """Return a handler that passes only the part `id` of the request's path on."""
    return lambda request: answer(request.match_info["id"])
