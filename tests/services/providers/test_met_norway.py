"""MET Norway: reports and forecasts read from its bodies, and its terms of service."""

import asyncio
import json
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.errors import CallLimitReached, InvalidResponse, KeyRefused
from services.places.models import Place
from services.providers.met_norway.bodies import parse_hours
from services.providers.met_norway.client import MAX_CACHE_SECONDS, MetNorwayClient
from services.providers.met_norway.forecast import MetNorway, feels_like, forecast_from_hours, report_from_hours
from services.providers.met_norway.symbols import CONDITIONS_BY_CODE, parse_symbol
from services.weather import Condition
from tests.services.bodies import read, recorded

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
OSLO = Place("Oslo", 59.913868, 10.752245, timezone="Europe/Oslo")

STATE = {
    "air_pressure_at_sea_level": 1014.6,
    "air_temperature": -5.8,
    "cloud_area_fraction": 100.0,
    "relative_humidity": 66.5,
    "ultraviolet_index_clear_sky": 0.4,
    "wind_from_direction": 37.0,
    "wind_speed": 6.0,
    "wind_speed_of_gust": 11.5,
}


def entry(time: str, *, hours: int | None = 1, symbol: str = "snow", **state: object) -> dict[str, Any]:
    data: dict[str, Any] = {"instant": {"details": STATE | state}}
    if hours is not None:
        details = {"precipitation_amount": 0.5, "probability_of_precipitation": 80.0}
        data[f"next_{hours}_hours"] = {"summary": {"symbol_code": symbol}, "details": details}
    return {"time": time, "data": data}


def body(*entries: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"timeseries": deepcopy(list(entries))}}


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def utc(self) -> datetime:
        return self.now

    def unix(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[WeatherServer]:
    async with WeatherServer(now=clock.utc) as server:
        yield server


@pytest.fixture
async def weather(server: WeatherServer, clock: Clock) -> AsyncIterator[MetNorway]:
    client = MetNorwayClient("ann@example.org", url=server.url, clock=clock.unix)
    provider = MetNorway(client, now=clock.utc)
    async with aiohttp.ClientSession() as session:
        provider.use_session(session)
        yield provider
        await provider.aclose()


def test_the_report_holds_the_current_hour() -> None:
    hours = parse_hours(
        body(entry("2026-11-26T13:00:00Z", air_temperature=1), entry("2026-11-26T14:00:00Z")), "MET Norway"
    )
    report = report_from_hours(hours, OSLO, NOW)
    assert (report.temperature, report.condition, report.precipitation_rate) == (-5.8, Condition.SNOW, 0.5)
    assert (report.wind_speed, report.wind_gust, report.wind_direction) == (6.0, 11.5, 37.0)
    assert (report.humidity, report.pressure, report.cloud_cover) == (66.5, 1014.6, 100.0)
    assert str(report.timezone) == "Europe/Oslo"


def test_hours_that_end_before_now_are_malformed() -> None:
    hours = parse_hours(body(entry("2026-11-25T14:00:00Z")), "MET Norway")
    with pytest.raises(InvalidResponse):
        report_from_hours(hours, OSLO, NOW)


def test_later_steps_take_six_hours_and_the_last_entry_ends_the_last_step() -> None:
    hours = parse_hours(
        body(
            entry("2026-11-26T23:00:00Z"),
            entry("2026-11-27T00:00:00Z", hours=6),
            entry("2026-11-27T06:00:00Z", hours=6),
            entry("2026-11-27T12:00:00Z", hours=None),
        ),
        "MET Norway",
    )
    forecast = forecast_from_hours(hours, OSLO)
    assert [step.length for step in forecast.steps] == [timedelta(hours=1), *2 * [timedelta(hours=6)]]
    assert [day.precipitation for day in forecast.days] == [1.5]


def test_a_place_without_a_zone_uses_the_zone_of_its_longitude() -> None:
    hours = parse_hours(body(entry("2026-11-26T13:00:00Z"), entry("2026-11-26T14:00:00Z")), "MET Norway")
    assert forecast_from_hours(hours, Place("Nowhere", 10, 47)).timezone.utcoffset(None) == timedelta(hours=3)


@pytest.mark.parametrize("part", ["time", "data"])
def test_an_entry_without_time_or_data_is_skipped(part: str) -> None:
    broken = entry("2026-11-26T15:00:00Z")
    del broken[part]
    assert len(parse_hours(body(entry("2026-11-26T14:00:00Z"), broken), "MET Norway")) == 1


@pytest.mark.parametrize("answer", [None, [], {}, {"properties": {"timeseries": []}}, "no JSON"])
def test_an_answer_without_a_temperature_is_malformed(answer: object) -> None:
    with pytest.raises(InvalidResponse):
        parse_hours(answer, "MET Norway")


def test_the_two_misspelt_symbols_are_thunderstorms() -> None:
    for code in ("lightssleetshowersandthunder_day", "lightssnowshowersandthunder_night"):
        assert parse_symbol(code).condition is Condition.THUNDERSTORM


def test_a_symbol_distinguishes_day_and_night_when_the_sky_is_visible() -> None:
    assert parse_symbol("partlycloudy_night") == (Condition.PARTLY_CLOUDY, False)
    assert parse_symbol("clearsky_polartwilight") == (Condition.CLEAR, None)
    assert parse_symbol("heavysnow") == (Condition.HEAVY_SNOW, None)
    assert parse_symbol("unheardof") == (None, None)


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("heavyrain", "heavy-rain"),
        ("heavyrainshowers_day", "heavy-showers"),
        ("heavysnow", "heavy-snow"),
        ("heavysnowshowers_night", "heavy-snow-showers"),
        ("heavyrainandthunder", "heavy-thunderstorm"),
        ("heavyrainshowersandthunder_day", "heavy-thunderstorm"),
        ("lightrainandthunder", "thunderstorm"),
        ("rainandthunder", "thunderstorm"),
        ("sleet", "sleet"),
    ],
)
def test_a_heavy_symbol_is_a_heavy_condition(code: str, condition: str) -> None:
    assert parse_symbol(code).condition is Condition(condition)


@pytest.mark.parametrize(("now", "is_day"), [("2026-11-26T11:30:00Z", True), ("2026-11-26T20:30:00Z", False)])
def test_the_suns_position_decides_day_or_night_without_a_symbol(now: str, is_day: bool) -> None:
    hour = now.replace(":30:", ":00:")
    hours = parse_hours(body(entry(hour), entry("2026-11-26T23:00:00Z")), "MET Norway")
    assert report_from_hours(hours, OSLO, datetime.fromisoformat(now)).is_day is is_day
    assert len(CONDITIONS_BY_CODE) == 43


@pytest.mark.parametrize(
    ("temperature", "humidity", "wind", "felt"),
    [(20.0, 50.0, 2.0, 18.4), (-10.0, 80.0, 5.0, -16.7), (35.0, 60.0, 1.0, 41.4)],
)
def test_the_feels_like_temperature_follows_steadmans_formula(
    temperature: float, humidity: float, wind: float, felt: float
) -> None:
    air = entry("2026-11-26T14:00:00Z", air_temperature=temperature, relative_humidity=humidity, wind_speed=wind)
    (hour,) = parse_hours(body(air), "MET Norway")
    assert feels_like(hour) == pytest.approx(felt, abs=0.1)


async def test_report_and_forecast_of_a_place_share_one_call(weather: MetNorway, server: WeatherServer) -> None:
    report, forecast = await weather.report(OSLO), await weather.forecast(OSLO)
    assert report.temperature == forecast.steps[0].temperature
    (request,) = server.requests
    assert (request.params["lat"], request.params["lon"]) == ("59.9139", "10.7522")


async def test_an_expired_but_unchanged_answer_is_revalidated(
    weather: MetNorway, server: WeatherServer, clock: Clock
) -> None:
    before = await weather.forecast(OSLO)
    clock.now += timedelta(minutes=31)
    after = await weather.forecast(OSLO)
    assert len(server.requests) == 2
    assert after == before


@pytest.mark.parametrize("hours_wrong", [-5, 5])
async def test_a_wrong_clock_neither_repeats_requests_nor_keeps_old_answers(
    server: WeatherServer, clock: Clock, hours_wrong: int
) -> None:
    def wrong_clock() -> float:
        return clock.unix() + 3600 * hours_wrong

    client = MetNorwayClient("ann@example.org", url=server.url, clock=wrong_clock)
    async with aiohttp.ClientSession() as session:
        client.use_session(session)
        for minutes in (0, 29, 2):
            clock.now += timedelta(minutes=minutes)
            await client.hours(OSLO)
        await client.aclose()
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "expires", [None, "soon", "Thu, 26 Nov 2026 14:20:00 -0000", "Sat, 40 Nov 2026 14:20:00 GMT"]
)
async def test_an_answer_without_a_later_expiry_is_revalidated_at_once(clock: Clock, expires: str | None) -> None:
    client = MetNorwayClient("ann@example.org", clock=clock.unix)
    headers = {"Date": "Thu, 26 Nov 2026 14:20:00 GMT"} | ({} if expires is None else {"Expires": expires})
    assert client._expires_at(headers) == clock.unix()


async def test_a_deprecated_api_is_used_and_logged_once(
    weather: MetNorway, server: WeatherServer, caplog: pytest.LogCaptureFixture
) -> None:
    answer = json.dumps(body(entry("2026-11-26T14:00:00Z"), entry("2026-11-26T15:00:00Z")))
    server.answer_with("met-norway", answer, 203)
    for latitude in (59.9, 60.9):
        report = await weather.report(Place("There", latitude, 10.75))
        assert report.temperature == -5.8
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert "deprecated" in line


async def test_after_429_no_request_is_sent_for_as_long_as_the_service_asks(
    weather: MetNorway, server: WeatherServer
) -> None:
    server.break_("met-norway", Fault(FaultKind.STATUS, status=429, retry_after=90), times=1)
    for _ in range(2):
        with pytest.raises(CallLimitReached):
            await weather.report(OSLO)
    assert len(server.requests) == 1


async def test_no_more_than_twenty_requests_are_sent_in_a_second(
    weather: MetNorway, server: WeatherServer
) -> None:
    places = [Place(f"Place {number}", 40 + number, 20) for number in range(21)]
    reports = await asyncio.gather(*map(weather.report, places), return_exceptions=True)
    assert sum(isinstance(one, CallLimitReached) for one in reports) == 1
    assert len(server.requests) == 20


async def test_each_request_names_the_contact_and_has_at_most_four_decimals(
    weather: MetNorway, server: WeatherServer
) -> None:
    for latitude, longitude in ((59.913868, 10.752245), (-0.00001, 179.99999), (1e-4, 1e-5)):
        await weather.report(Place("There", latitude, longitude))
    sent = [(request.params["lat"], request.params["lon"]) for request in server.requests]
    assert sent == [("59.9139", "10.7522"), ("-0.0", "180.0"), ("0.0001", "0.0")]


async def test_a_newer_forecast_replaces_the_old_one(weather: MetNorway, clock: Clock) -> None:
    await weather.forecast(OSLO)
    clock.now += timedelta(seconds=MAX_CACHE_SECONDS)
    assert (await weather.forecast(OSLO)).steps[0].start == clock.now.replace(minute=0)


async def test_a_refused_contact_raises_refused(weather: MetNorway, server: WeatherServer) -> None:
    server.break_("met-norway", Fault(FaultKind.STATUS, status=403), times=1)
    with pytest.raises(KeyRefused):
        await weather.report(OSLO)


@pytest.mark.parametrize("path", recorded("metno"), ids=lambda path: path.name)
def test_recorded_bodies_are_read(path: Path) -> None:
    answer = read(path)
    hours = parse_hours(answer, "MET Norway")
    states = [one["data"]["instant"]["details"] for one in answer["properties"]["timeseries"]]
    assert [hour.temperature for hour in hours] == [state["air_temperature"] for state in states]
    assert all(hour.symbol.condition for hour in hours[:-1])


@pytest.mark.parametrize("path", recorded("metno"), ids=lambda path: path.name)
def test_the_steps_of_recorded_bodies_follow_each_other_without_a_gap(path: Path) -> None:
    forecast = forecast_from_hours(parse_hours(read(path), "MET Norway"), OSLO)
    assert all(before.end == after.start for before, after in pairwise(forecast.steps))
    assert {step.length for step in forecast.steps} == {timedelta(hours=1), timedelta(hours=6)}
    assert all(step.feels_like is not None and step.precipitation is not None for step in forecast.steps)
    assert len(forecast.days) >= 9
    first = forecast.steps[0].start.astimezone(forecast.timezone)
    assert forecast.days[0].date == first.date()
    assert first.utcoffset() == timedelta(hours=2 if first.month == 7 else 1)
