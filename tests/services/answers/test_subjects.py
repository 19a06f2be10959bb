"""Answers about days, the sun and coordinates."""

from dataclasses import replace

import pytest

from sandbox.weather import WeatherServer
from services.answers import Answer, AnswerService, PlaceData
from services.errors import Failure, Reason
from services.places import (
    Match,
    Place,
)
from services.questions import Quantity, Question, Subject
from services.weather import Forecast, Report
from tests.services.answers.entries import DOWN, OUTAGE, TWELVE, names_with_reports
from tests.services.conftest import Clock, around, asked


@pytest.mark.parametrize(
    ("spot", "language", "name"),
    [
        ((55.7558, 37.6173), "ru", "Москва"),
        ((55.7558, 37.6173), "en", "Moscow"),
        ((70.0, 100.0), "en", "Khatanga"),
        ((-48.88, -123.39), "en", "−48.88, −123.39"),
    ],
)
async def test_a_spot_is_answered_by_the_name_of_what_is_there_without_a_geocoder(
    answers: AnswerService, sandbox: WeatherServer, spot: tuple[float, float], language: str, name: str
) -> None:
    answer = await answers.answer_at_coordinates(*spot, language)

    assert names_with_reports(answer) == [(name, True)]
    assert [request.places for request in sandbox.requests] == [(spot,)]


async def test_a_spot_far_from_the_nearest_place_tells_how_far_and_one_in_it_does_not(
    answers: AnswerService,
) -> None:
    near, far = [
        (await answers.answer_at_coordinates(*spot, "en")).entries[0].resolution
        for spot in ((55.7558, 37.6173), (70.0, 100.0))
    ]

    assert isinstance(near, Match)
    assert isinstance(far, Match)
    assert near.kilometres_away is None
    assert far.kilometres_away == pytest.approx(238, abs=3)


def day_counts(answer: Answer) -> list[int]:
    """Return the number of days of each place."""
    return [len(entry.result.days) for entry in answer.entries if isinstance(entry.result, Forecast)]


async def test_a_question_about_days_has_at_most_six_places(answers: AnswerService) -> None:
    names = TWELVE.split(", ")

    answer = await answers.answer(Question(TWELVE, Subject.DAYS), "en")

    assert day_counts(answer) == [5] * 6
    assert answer.left_out == tuple(names[6:])


async def test_of_more_saved_places_the_first_six_are_compared(answers: AnswerService) -> None:
    answer = await answers.answer_about(around(8), "en", Question("", Subject.DAYS))

    assert day_counts(answer) == [5] * 6
    assert answer.left_out == ("Place 6", "Place 7")


async def test_an_answer_is_renewed_about_the_same_subject(answers: AnswerService, sandbox: WeatherServer) -> None:
    sandbox.break_("Moscow", OUTAGE)
    failed = await answers.answer(Question("Moscow", Subject.DAYS), "en")
    sandbox.mend()

    renewed = await answers.refetch(failed, failed_only=True)

    assert [entry.failure for entry in failed.entries] == [DOWN]
    assert day_counts(renewed) == [5]
    assert [
        type(entry.result) for entry in (await answers.refetch(replace(renewed, subject=Subject.NOW))).entries
    ] == [Report]


async def test_a_forecast_that_is_over_is_none(answers: AnswerService, clock: Clock) -> None:
    clock.advance(minutes=30 * 24 * 60)  # after the end of all forecasts

    (entry,) = (await answers.answer(Question("Moscow", Subject.DAYS), "en")).entries

    assert entry.result == Failure(Reason.MALFORMED)


async def test_the_zone_of_a_spot_near_a_border_of_zones_is_that_of_the_weather_service(
    keyless_answers: AnswerService, sandbox: WeatherServer
) -> None:
    spot = Place("Near Brest", 52.2, 23.8)
    assert await keyless_answers.timezone_name(spot) == "Europe/Minsk"
    assert asked(sandbox, "open-meteo") == 1

    sandbox.break_("open-meteo", OUTAGE)
    assert await keyless_answers.timezone_name(Place("Elsewhere", 52.1, 23.6)) in {"Europe/Minsk", "Europe/Warsaw"}
    assert await keyless_answers.timezone_name(Place("Moscow", 55.75, 37.62)) == "Europe/Moscow"


async def test_questions_about_the_sun_need_no_request(answers: AnswerService) -> None:
    answer = await answers.answer(Question("Moscow", quantity=Quantity.SUN), "en")

    (facts,) = answer.results
    assert isinstance(facts, PlaceData)
    assert not facts.fetched_data
    assert str(facts.timezone) == "Europe/Moscow"


@pytest.mark.parametrize("text", ["Frost, Texas", "Hot Springs", "Rain, Germany"])
def test_a_text_that_is_one_name_of_a_place_asks_about_no_quantity(answers: AnswerService, text: str) -> None:
    assert answers.resolver.read_question(text) == Question(text)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [("frost Texas", Quantity.FROST), ("Rain London", Quantity.RAIN), ("rain", Quantity.RAIN)],
)
def test_a_quantity_beside_a_name_is_asked_about(answers: AnswerService, text: str, quantity: Quantity) -> None:
    assert answers.resolver.read_question(text).quantity is quantity
