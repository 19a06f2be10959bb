"""The outlook service: requests and cache."""

from dataclasses import replace
from datetime import timedelta

from services.daily import Outlook, OutlookService
from services.errors import Failure, Reason
from services.places import Place
from services.weather import Forecast
from tests.services.daily.test_outlook import EVENING, MORNING, forecast, hours
from tests.services.providers.forecast_bodies import BERLIN, HOUR


class Weather:
    """A weather service that fails for Nowhere, and counts requests."""

    def __init__(self, *, age: timedelta | None = None) -> None:
        self.asked: list[str] = []
        self.age = age

    async def forecasts(self, places: list[Place], *, within: float | None = None) -> list[Forecast | Failure]:
        assert within is not None
        self.asked += [place.name for place in places]
        return [
            Failure(Reason.TIMED_OUT) if place.name == "Nowhere" else replace(forecast(hours()), age=self.age)
            for place in places
        ]


async def test_the_forecast_of_a_place_is_fetched_once_for_all_chats_and_again_after_a_failure() -> None:
    weather = Weather()
    outlooks = OutlookService(weather)  # type: ignore[arg-type]
    nowhere = Place("Nowhere", 0, 0)
    for _ in range(3):
        berlin, failure = await outlooks.fetch([BERLIN, nowhere], MORNING)
        assert isinstance(berlin, Outlook)
        assert failure == Failure(Reason.TIMED_OUT)
    await outlooks.fetch([BERLIN], MORNING + timedelta(days=1) - 16 * HOUR)
    assert weather.asked == ["Berlin", "Nowhere", "Nowhere", "Nowhere", "Berlin"]


async def test_the_outlook_of_an_old_forecast_has_its_age_and_is_not_cached() -> None:
    weather = Weather(age=timedelta(hours=2))
    outlooks = OutlookService(weather)  # type: ignore[arg-type]
    for _ in range(2):
        (berlin,) = await outlooks.fetch([BERLIN], MORNING)
        assert isinstance(berlin, Outlook)
        assert berlin.age == timedelta(hours=2)
    assert weather.asked == ["Berlin"] * 2


async def test_a_forecast_that_ends_too_early_is_a_failure() -> None:
    outlooks = OutlookService(Weather())  # type: ignore[arg-type]
    assert await outlooks.fetch([BERLIN], EVENING) == [Failure(Reason.MALFORMED)]
