"""Current weather from Open-Meteo, many places in one request: https://open-meteo.com/en/docs"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC

import aiohttp

from services.bodies import (
    Body,
    Celsius,
    Degrees,
    Hectopascals,
    Lenient,
    Metres,
    MetresPerSecond,
    Millimetres,
    Percent,
    UnixTime,
    moment,
    read,
)
from services.concurrency import cancel_all
from services.errors import Busy, Malformed, Refused, ServiceError, TimedOut, Unavailable
from services.http import JsonClient
from services.places.models import Place, zone
from services.weather.conditions import WMO
from services.weather.models import Report

DAY = 86400

NAME = "Open-Meteo"
URL = "https://api.open-meteo.com"

WINDOW = 0.01
"""Seconds that the first look-up of a batch waits for company."""

BATCH = 50
"""Places a request: keeps the address under 1,300 characters, where no proxy objects."""

REQUESTS_AT_ONCE = 4
"""Batches under way. Open-Meteo runs one at a time for an address and lets a few more queue."""


AGAIN_WITHIN = 2.0
"""Seconds for a single place after its batch has failed: it must not keep the others waiting as long again."""


SINGLES_AT_ONCE = 6
"""Single places asked for at a time after their batch has failed."""


class _Conditions(Body):
    time: UnixTime = None
    weather_code: Lenient[int] = None
    is_day: Lenient[bool] = None
    temperature_2m: Celsius = None
    apparent_temperature: Celsius = None
    wind_speed_10m: MetresPerSecond = None
    wind_gusts_10m: MetresPerSecond = None
    wind_direction_10m: Degrees = None
    relative_humidity_2m: Percent = None
    pressure_msl: Hectopascals = None
    cloud_cover: Percent = None
    visibility: Metres = None
    precipitation: Millimetres = None


class _Days(Body):
    sunrise: Lenient[list[UnixTime]] = None
    sunset: Lenient[list[UnixTime]] = None


class _Answer(Body):
    timezone: Lenient[str] = None
    current: Lenient[_Conditions] = None
    daily: Lenient[_Days] = None


CURRENT = ",".join(name for name in _Conditions.model_fields if name != "time")


def report_from(body: object, place: Place) -> Report:
    """Return the report in one place's part of a `/v1/forecast` body, asked with unix times and m/s.

    Raise Malformed when it holds neither a temperature nor a condition; nothing else is required.
    """
    answer = read(_Answer, body, NAME)
    current, days = answer.current or _Conditions(), answer.daily or _Days()
    condition = WMO.get(current.weather_code) if current.weather_code is not None else None
    if current.temperature_2m is None and condition is None:
        raise Malformed(NAME, 200)
    local = zone(place.timezone) or zone(answer.timezone)
    sunrise, sunset = (times[0] if times else None for times in (days.sunrise, days.sunset))
    # Polar night is written as a day of no length, polar day as one of 24 hours.
    if sunrise is not None and sunset is not None and not 0 < sunset - sunrise < DAY:
        sunrise = sunset = None
    return Report(
        provider=NAME,
        observed_at=moment(current.time, UTC),
        timezone=local,
        condition=condition,
        is_day=current.is_day,
        temperature=current.temperature_2m,
        feels_like=current.apparent_temperature,
        wind_speed=current.wind_speed_10m,
        wind_gust=current.wind_gusts_10m,
        wind_direction=current.wind_direction_10m,
        humidity=current.relative_humidity_2m,
        pressure=current.pressure_msl,
        cloud_cover=current.cloud_cover,
        visibility=current.visibility,
        precipitation=current.precipitation,
        sunrise=moment(sunrise, local),
        sunset=moment(sunset, local),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _LookUp:
    place: Place
    report: asyncio.Future[Report] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class OpenMeteo:
    """The provider. Look-ups that arrive together, from whichever chats, travel in one request.

    A batch that fails is asked again place by place, so that a place which the service chokes on
    takes no other with it.
    """

    name = NAME

    def __init__(self, *, url: str = URL) -> None:
        self._http = JsonClient(NAME, url)
        self._waiting: list[_LookUp] = []
        self._batches: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(REQUESTS_AT_ONCE)

    async def report(self, session: aiohttp.ClientSession, place: Place) -> Report:
        """Return current conditions; raise a ServiceError when there are none to be had."""
        look_up = _LookUp(place)
        self._waiting.append(look_up)
        if len(self._waiting) == 1:
            self._start_batch(session)
        return await look_up.report

    async def aclose(self) -> None:
        """Cancel the requests under way and those to come."""
        await cancel_all(self._batches)
        left, self._waiting = self._waiting, []
        for look_up in left:
            _settle(look_up, Unavailable(NAME))

    def _start_batch(self, session: aiohttp.ClientSession) -> None:
        batch = asyncio.create_task(self._run_batch(session))
        self._batches.add(batch)
        batch.add_done_callback(self._batches.discard)

    async def _run_batch(self, session: aiohttp.ClientSession) -> None:
        await asyncio.sleep(WINDOW)
        async with self._slots:
            # Whoever arrived while all slots were taken comes along.
            look_ups, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
            if self._waiting:
                self._start_batch(session)
            try:
                await self._answer(session, look_ups)
            finally:
                for look_up in look_ups:  # were the batch to end by a bug, nobody may wait for ever
                    _settle(look_up, Unavailable(NAME))

    async def _answer(
        self, session: aiohttp.ClientSession, look_ups: Sequence[_LookUp], within: float | None = None
    ) -> None:
        look_ups = [look_up for look_up in look_ups if not look_up.report.done()]  # nobody waits for the others
        if not look_ups:
            return
        try:
            bodies = await self._request(session, [look_up.place for look_up in look_ups], within)
        except ServiceError as error:
            if len(look_ups) == 1 or isinstance(error, Busy | Refused):
                for look_up in look_ups:
                    _settle(look_up, error)
            else:
                await self._answer_each(session, look_ups)
            return
        for look_up, body in zip(look_ups, bodies, strict=True):
            try:
                _settle(look_up, report_from(body, look_up.place))
            except Malformed as error:
                _settle(look_up, error)

    async def _answer_each(self, session: aiohttp.ClientSession, look_ups: Sequence[_LookUp]) -> None:
        """Ask place by place, a few at a time; while these all hang, it is the service that hangs, not a place."""
        slots = asyncio.Semaphore(SINGLES_AT_ONCE)
        asked = answered = 0

        async def ask(look_up: _LookUp) -> None:
            nonlocal asked, answered
            async with slots:
                if asked >= SINGLES_AT_ONCE and not answered:
                    _settle(look_up, TimedOut(NAME))
                    return
                asked += 1
                await self._answer(session, [look_up], AGAIN_WITHIN)
                answered += not _hung(look_up)

        async with asyncio.TaskGroup() as requests:
            for look_up in look_ups:
                requests.create_task(ask(look_up))

    async def _request(
        self, session: aiohttp.ClientSession, places: Sequence[Place], within: float | None
    ) -> list[object]:
        body = await self._http.get(
            session,
            "/v1/forecast",
            {
                "latitude": ",".join(f"{place.latitude:.4f}" for place in places),
                "longitude": ",".join(f"{place.longitude:.4f}" for place in places),
                "current": CURRENT,
                "daily": "sunrise,sunset",
                "forecast_days": 1,
                "timezone": "auto",
                "timeformat": "unixtime",
                "wind_speed_unit": "ms",
            },
            within=within,
        )
        # Open-Meteo answers one object for one place, a list for more.
        bodies = body if isinstance(body, list) else [body]
        if len(bodies) != len(places):
            raise Malformed(NAME, 200)
        return bodies


def _hung(look_up: _LookUp) -> bool:
    report = look_up.report
    return report.done() and not report.cancelled() and isinstance(report.exception(), TimedOut)


def _settle(look_up: _LookUp, outcome: Report | ServiceError) -> None:
    if look_up.report.done():  # its caller was answered by another provider meanwhile
        return
    if isinstance(outcome, ServiceError):
        look_up.report.set_exception(outcome)
    else:
        look_up.report.set_result(outcome)
