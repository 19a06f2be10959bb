"""Forecasts from the weather service, and their cache."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from sandbox.weather import WeatherServer
from sandbox.weather.climate import conditions
from services.places.models import Place
from services.providers.open_meteo.forecast import FORECAST_PARAMS
from services.weather import Extent, Forecast, PolarDayOrNight, Report, WeatherService
from tests.services.conftest import MOSCOW, NOW, Clock, around
from tests.services.providers.forecast_bodies import HOUR, KIRITIMATI, LONGYEARBYEN, PAGO_PAGO, THREE_HOURS
from tests.services.weather.results import forecast_of


async def test_hours_and_days_are_those_of_the_place(keyless: WeatherService) -> None:
    forecast = await forecast_of(keyless, MOSCOW)

    assert (forecast.provider, str(forecast.timezone)) == ("Open-Meteo", "Europe/Moscow")
    assert (forecast.received_at, forecast.age) == (NOW, None)
    assert [day.date.day for day in forecast.days] == [19, 20, 21, 22, 23, 24]
    assert forecast.steps[0].start == datetime(2026, 1, 19, 12, tzinfo=UTC)  # under way
    assert {step.length for step in forecast.steps} == {HOUR}
    assert len(forecast.steps) > 4 * 24

    midnight = datetime(2026, 1, 19, 21, tzinfo=UTC)  # of the 20th
    hours = [conditions(55.752, 37.6178, midnight + hour * HOUR) for hour in range(25)]
    tomorrow = forecast.days[1]
    assert tomorrow.temperature_min == min(hour.temperature for hour in hours[:-1])
    assert tomorrow.temperature_max == max(hour.temperature for hour in hours[:-1])
    assert tomorrow.precipitation == pytest.approx(sum(hour.precipitation for hour in hours[1:]))
    assert tomorrow.probability == max(hour.precipitation_probability for hour in hours[1:])
    assert tomorrow.wind_speed == max(hour.wind_speed for hour in hours[:-1])
    assert tomorrow.wind_gust == max(hour.wind_gusts for hour in hours[1:])


async def test_a_forecast_has_yesterday_for_comparison(keyless: WeatherService) -> None:
    forecast = await forecast_of(keyless, MOSCOW)

    midnight = datetime(2026, 1, 17, 21, tzinfo=UTC)
    degrees = [conditions(55.752, 37.6178, midnight + hour * HOUR).temperature for hour in range(24)]
    assert forecast.yesterday is not None
    assert forecast.yesterday.date == date(2026, 1, 18)
    assert (forecast.yesterday.temperature_min, forecast.yesterday.temperature_max) == (min(degrees), max(degrees))


async def test_openweather_tells_steps_of_three_hours_and_no_yesterday(weather: WeatherService) -> None:
    forecast = await forecast_of(weather, MOSCOW)

    assert (forecast.provider, forecast.yesterday) == ("OpenWeather", None)
    assert (len(forecast.steps), {step.length for step in forecast.steps}) == (41, {THREE_HOURS})
    assert [(day.date.day, day.is_complete) for day in forecast.days] == [
        (19, False),
        *((day, True) for day in (20, 21, 22, 23)),
    ]
    assert all(day.sunrise is not None for day in forecast.days)


async def test_both_providers_tell_the_same_rain_at_the_same_hours(
    weather: WeatherService, keyless: WeatherService
) -> None:
    three_hourly, hourly = await forecast_of(weather, MOSCOW), await forecast_of(keyless, MOSCOW)

    fallen = {step.start: step.precipitation or 0 for step in hourly.steps}
    wet = [step for step in three_hourly.steps if step.precipitation]
    assert len(wet) > 3
    for step in wet:
        parts = [fallen[step.start + hour * HOUR] for hour in range(3)]
        assert step.precipitation == pytest.approx(sum(parts))


@pytest.mark.parametrize(("place", "today"), [(KIRITIMATI, 20), (PAGO_PAGO, 19)])
async def test_today_is_that_of_the_place(keyless: WeatherService, place: Place, today: int) -> None:
    forecast = await forecast_of(keyless, place)

    assert [day.date.day for day in forecast.days] == list(range(today, today + 6))
    assert all(day.is_complete for day in forecast.days)


async def test_a_polar_night_has_days_without_a_sun(weather: WeatherService, keyless: WeatherService) -> None:
    for service in (weather, keyless):
        forecast = await forecast_of(service, LONGYEARBYEN)
        assert [(day.sunrise, day.polar) for day in forecast.days] == [(None, PolarDayOrNight.NIGHT)] * len(
            forecast.days
        )
        assert {step.is_day for step in forecast.steps} <= {False, None}


async def test_open_meteo_is_asked_for_no_more_variables_than_count_as_one_call(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    await keyless.forecasts([MOSCOW])

    (request,) = sandbox.requests
    assert len(str(FORECAST_PARAMS[Extent.USUAL]["hourly"]).split(",")) <= 10
    assert request.params["hourly"] == FORECAST_PARAMS[Extent.USUAL]["hourly"]
    assert (request.params["past_days"], request.params["forecast_days"]) == ("1", "6")


async def test_a_forecast_is_cached_for_half_an_hour(
    weather: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    first = await forecast_of(weather, MOSCOW)
    clock.advance(minutes=30, seconds=-1)
    assert (await forecast_of(weather, MOSCOW)).days == first.days
    assert len(sandbox.requests) == 1

    clock.advance(seconds=1)
    await weather.forecasts([MOSCOW])
    assert len(sandbox.requests) == 2


async def test_steps_that_have_passed_since_the_request_are_left_out(
    keyless: WeatherService, clock: Clock
) -> None:
    clock.advance(hours=8, minutes=40)  # 23:47 in Moscow
    before = await forecast_of(keyless, MOSCOW)

    clock.advance(minutes=20)
    after = await forecast_of(keyless, MOSCOW)

    assert after.received_at == before.received_at
    assert [day.date.day for day in before.days] == [19, 20, 21, 22, 23, 24]
    assert [day.date.day for day in after.days] == [20, 21, 22, 23, 24]
    assert after.yesterday == before.days[0]
    assert after.steps == before.steps[1:]


async def test_reports_and_forecasts_are_kept_apart(weather: WeatherService) -> None:
    (report,), (forecast,) = await asyncio.gather(weather.reports([MOSCOW]), weather.forecasts([MOSCOW]))

    assert isinstance(report, Report)
    assert isinstance(forecast, Forecast)


async def test_two_hundred_at_once_are_one_request(weather: WeatherService, sandbox: WeatherServer) -> None:
    results = await asyncio.gather(*(weather.forecasts([MOSCOW]) for _ in range(200)))

    assert len(sandbox.requests) == 1
    assert len({result.received_at for (result,) in results if isinstance(result, Forecast)}) == 1


async def test_twelve_places_share_a_request_and_each_gets_its_own_forecast(
    keyless: WeatherService, sandbox: WeatherServer
) -> None:
    places = around(12)

    forecasts = await keyless.forecasts(places)

    (request,) = sandbox.requests
    assert len(request.places) == 12
    now = NOW.replace(minute=0)
    assert [forecast.steps[0].temperature for forecast in forecasts if isinstance(forecast, Forecast)] == [
        conditions(place.latitude, place.longitude, now).temperature for place in places
    ]
