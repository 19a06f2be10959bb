"""The comparison of the next 24 hours with the thresholds of chats."""

from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import aiohttp
import pytest

from sandbox.weather import StagedWeather, WeatherServer
from services.alerts.models import ThresholdAlert, decode_body
from services.alerts.threshold_check import ThresholdCheck
from services.alerts.thresholds import MIN_EVENT_GAP, ThresholdEvent, advance_event, measure_against_threshold
from services.places import Place
from services.providers.open_meteo.current import OpenMeteo
from services.providers.openweather.client import OpenWeatherClient
from services.providers.openweather.current import OpenWeather
from services.storage.alert_models import DEFAULT_THRESHOLDS, THRESHOLD_KINDS, AlertKinds, AlertSettings
from services.weather import Condition, Provider, Step, WeatherService
from tests.services.alerts.conftest import watched
from tests.services.alerts.quarters import NOON
from tests.services.conftest import MOSCOW, Clock, asked

HOUR = timedelta(hours=1)
FROST, HEAT, GUSTS = AlertKinds.FROST, AlertKinds.HEAT, AlertKinds.GUSTS
HEAVY_RAIN, HEAVY_SNOW, UV = AlertKinds.HEAVY_RAIN, AlertKinds.HEAVY_SNOW, AlertKinds.UV


def hours(count: int = 30, **values: Any) -> list[Step]:  # noqa: ANN401
    """Return hourly steps from an hour before noon on; a value that is a list begins with that hour."""
    return [
        Step(
            start=NOON + (number - 1) * HOUR,
            length=HOUR,
            **{
                name: (value[number] if number < len(value) else value[-1]) if isinstance(value, list) else value
                for name, value in values.items()
            },
        )
        for number in range(count)
    ]


@pytest.mark.parametrize(
    ("kind", "threshold", "values", "value"),
    [
        (FROST, 0.0, {"temperature": [-9.0, 3.0, 1.0, 0.0, 5.0]}, 0.0),  # the hour before noon has ended
        (HEAT, 32.0, {"temperature": [40.0, 20.0, 33.5, 20.0]}, 33.5),
        (GUSTS, 17.0, {"wind_gust": [None, 5.0, 19.0, None, 4.0]}, 19.0),
        (HEAVY_RAIN, 20.0, {"precipitation": 1.0, "condition": Condition.RAIN}, 24.0),
        (HEAVY_SNOW, 10.0, {"precipitation": 1.0, "condition": Condition.SNOW}, 16.8),
        (UV, 8.0, {"uv_index": [0.0, 2.0, 8.4, 1.0]}, 8.4),
    ],
)
def test_the_extreme_or_the_total_of_24_hours_is_compared(
    kind: AlertKinds, threshold: float, values: dict[str, Any], value: float
) -> None:
    measured = measure_against_threshold(kind, threshold, hours(**values), NOON)

    assert measured is not None
    assert (measured.value, measured.passes, measured.ends_event) == (value, True, False)


def test_the_times_are_those_of_the_hours_beyond_the_threshold() -> None:
    gusts = measure_against_threshold(GUSTS, 17.0, hours(wind_gust=[0.0, 5.0, 18.0, 19.0, 4.0, 17.0, 3.0]), NOON)
    rain = measure_against_threshold(HEAVY_RAIN, 3.0, hours(precipitation=[9.0, 0.0, 0.0, 4.0, 0.0]), NOON)
    frost = measure_against_threshold(FROST, 0.0, hours(temperature=-5.0), NOON + timedelta(minutes=20))

    assert gusts is not None
    assert rain is not None
    assert frost is not None
    assert (gusts.start, gusts.end) == (NOON + HOUR, NOON + 5 * HOUR)
    assert (rain.start, rain.end) == (NOON + 2 * HOUR, NOON + 3 * HOUR)
    assert (frost.start, frost.end) == (NOON + timedelta(minutes=20), None)


@pytest.mark.parametrize("kind", THRESHOLD_KINDS)
@pytest.mark.parametrize("steps", [[], hours(), hours(1, temperature=-50.0, wind_gust=99.0)])
def test_steps_without_values_in_the_period_say_nothing(kind: AlertKinds, steps: list[Step]) -> None:
    assert measure_against_threshold(kind, DEFAULT_THRESHOLDS[kind], steps, NOON) is None


def test_a_short_forecast_passes_a_threshold_and_never_ends_an_event() -> None:
    frost = measure_against_threshold(FROST, 0.0, hours(5, temperature=-5.0), NOON)
    warm = measure_against_threshold(FROST, 0.0, hours(5, temperature=15.0), NOON)

    assert frost is not None
    assert warm is not None
    assert (frost.passes, warm.passes, warm.ends_event) == (True, False, False)


def test_an_event_ends_when_the_forecast_is_clearly_back_and_the_next_begins_after_the_cooldown() -> None:
    def look(event: ThresholdEvent | None, degrees: float, after: timedelta) -> ThresholdEvent | None:
        measured = measure_against_threshold(FROST, 0.0, hours(temperature=degrees), NOON)
        assert measured is not None
        return advance_event(event, measured, NOON + after)

    assert look(None, 0.1, HOUR) is None
    event = look(None, -0.1, HOUR)
    assert event == ThresholdEvent(started_at=NOON + HOUR)
    assert look(event, 1.9, 4 * HOUR) is event
    ended = look(event, 2.0, 5 * HOUR)
    assert ended == replace(event, ended_at=NOON + 5 * HOUR)
    assert look(ended, -9.0, 5 * HOUR + MIN_EVENT_GAP - HOUR) is ended
    assert look(ended, -9.0, 5 * HOUR + MIN_EVENT_GAP) == ThresholdEvent(
        started_at=NOON + 5 * HOUR + MIN_EVENT_GAP
    )


async def test_each_chat_is_told_of_its_own_threshold_and_a_new_watch_of_an_event_that_goes_on(
    forecasts: WeatherService, clock: Clock
) -> None:
    check = ThresholdCheck(forecasts)
    strict, usual = AlertSettings(thresholds={UV: 5.0}), AlertSettings()
    (first,) = await check.run([watched(MOSCOW, usual, strict, kinds=UV)], clock.utc())
    again = {check.name: first.state}
    (second,) = await check.run([watched(MOSCOW, usual, strict, kinds=UV, states=again)], clock.utc())
    clock.advance(hours=3)
    (third,) = await check.run([watched(MOSCOW, usual, strict, strict, kinds=UV, states=again)], clock.utc())

    assert [alert.watch.id for alert in first.alerts] == [2]
    assert second.alerts == []
    assert [(alert.watch.id, alert.event) for alert in third.alerts] == [(3, first.alerts[0].event)]
    body = decode_body(first.alerts[0].body)
    assert isinstance(body, ThresholdAlert)
    assert (body.kind, body.threshold, body.value, body.provider) == (UV, 5.0, 7.0, "Open-Meteo")


@pytest.mark.parametrize("state", ["[]", "{", '{"events":{"FROST 0":{"started_at":"never"}}}'])
async def test_a_state_that_cannot_be_read_counts_as_none(
    forecasts: WeatherService, clock: Clock, state: str
) -> None:
    check = ThresholdCheck(forecasts)
    cell = watched(MOSCOW, AlertSettings(thresholds={UV: 5.0}), kinds=UV, states={check.name: state})

    (result,) = await check.run([cell], clock.utc())

    assert len(result.alerts) == 1


async def test_uv_comes_from_a_full_forecast_twice_a_day_if_the_usual_one_lacks_it(
    sky: WeatherServer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    client = OpenWeatherClient(sky.key, url=sky.url)
    providers: list[Provider] = [OpenWeather(client), OpenMeteo(url=sky.url)]
    async with WeatherService(providers, session, now=clock.utc, clock=clock) as service:
        check, states = ThresholdCheck(service), dict[str, str]()
        for _ in range(5):
            cell = watched(MOSCOW, AlertSettings(thresholds={UV: 5.0}), states=states)
            (result,) = await check.run([cell], clock.utc())
            states = {check.name: result.state}
            clock.advance(hours=3)

    assert (asked(sky, "openweather"), asked(sky, "open-meteo")) == (5, 2)


@pytest.mark.parametrize("place", [Place("North Pole", 90.0, 0.0), Place("South Pole", -90.0, 180.0)])
async def test_polar_places_have_thresholds_too(
    place: Place, clock: Clock, session: aiohttp.ClientSession
) -> None:
    staged = StagedWeather(clock.utc, lambda _: UTC)
    async with (
        WeatherServer(now=clock.utc, source=staged) as server,
        WeatherService([OpenMeteo(url=server.url)], session, now=clock.utc, clock=clock) as service,
    ):
        (result,) = await ThresholdCheck(service).run(
            [watched(place, AlertSettings(thresholds={FROST: 30.0}), kinds=FROST)], clock.utc()
        )

    assert len(result.alerts) == 1
