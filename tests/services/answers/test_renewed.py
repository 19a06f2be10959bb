"""Answers that are renewed, and choices among namesakes and suggestions."""

from datetime import UTC, datetime

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import City, WeatherServer
from services.answers import Answer, AnswerService, Entry
from services.errors import Failure, Reason
from services.places import (
    Ambiguous,
    LookupFailed,
    Match,
    Place,
    PlacePreferences,
    Resolution,
    Unknown,
    with_choice,
)
from services.questions import InDays, OnDay, Question, Subject
from services.weather import Forecast, Report
from tests.services.answers.entries import DOWN, LATE, NAME, OUTAGE, names_with_reports, suggestions
from tests.services.conftest import Clock, asked, invented


async def test_a_chosen_namesake_is_answered_and_preferred_later(
    answers: AnswerService, sandbox: WeatherServer
) -> None:
    asked_first = await answers.answer(Question("Springfield"), "en")

    chosen = await answers.choose_place(asked_first, 0, 2)

    assert chosen is not None
    answer, match = chosen
    question = asked_first.entries[0].resolution
    assert isinstance(question, Ambiguous)
    assert match == with_choice(question, question.choices[2])
    assert isinstance(answer.entries[0].result, Report)
    assert asked(sandbox, "openweather") == 1
    again = await answers.answer(Question("SPRINGFIELD"), "en", PlacePreferences({"springfield": match.place.key}))
    assert isinstance(again.entries[0].resolution, Match)
    assert again.entries[0].resolution.place == match.place
    assert question.choices[0] in again.entries[0].resolution.choices


async def test_only_failed_entries_are_fetched_again(
    keyless_answers: AnswerService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.break_("London", OUTAGE)
    answer = await keyless_answers.answer(Question("London, Moscow, Qwertyzz"), "en")
    assert [entry.failure for entry in answer.entries] == [DOWN, None, None]
    assert answer.is_worth_retrying
    sandbox.mend()
    sandbox.requests.clear()
    clock.advance(hours=1)

    renewed = await keyless_answers.refetch(answer, failed_only=True)

    assert [request.places for request in sandbox.requests] == [((51.5085, -0.1257),)]
    assert names_with_reports(renewed) == [("London", True), ("Moscow", True), ("Qwertyzz", False)]
    assert renewed.entries[1:] == answer.entries[1:]
    assert not renewed.is_worth_retrying


async def test_old_results_are_fetched_again(
    keyless_answers: AnswerService, sandbox: WeatherServer, clock: Clock
) -> None:
    answer = await keyless_answers.answer(Question("London, Moscow"), "en")
    assert await keyless_answers.refetch(answer) == answer
    assert asked(sandbox, "open-meteo") == 1

    clock.advance(minutes=10)
    await keyless_answers.refetch(answer)

    assert len(sandbox.requests[-1].places) == 2
    assert (asked(sandbox, "open-meteo"), asked(sandbox, "geocoding")) == (2, 0)


async def test_a_name_that_could_not_be_looked_up_is_looked_up_again(
    keyless_answers: AnswerService, sandbox: WeatherServer
) -> None:
    sandbox.add_city(City(name_en="Azuqwix", name_ru="Азуквикс", latitude=30.5, longitude=-40.5))
    sandbox.break_("geocoding", OUTAGE)
    answer = await keyless_answers.answer(Question(f"{NAME} Azuqwix, Moscow"), "ru")
    assert names_with_reports(answer) == [(f"{NAME} Azuqwix", False), ("Москва", True)]
    assert answer.entries[0] == Entry(LookupFailed(f"{NAME} Azuqwix", DOWN))
    sandbox.mend()

    renewed = await keyless_answers.refetch(answer, failed_only=True)

    assert names_with_reports(renewed) == [(NAME, True), ("Азуквикс", True), ("Москва", True)]


async def test_a_name_that_is_looked_up_again_has_what_the_open_page_shows(keyless_answers: AnswerService) -> None:
    late = Entry(LookupFailed("London", LATE))
    answer = Answer("en", (late,), subject=Subject.DAYS, when=OnDay(InDays(1)), asked_at=datetime.now(UTC))

    (entry,) = (await keyless_answers.refetch(answer, failed_only=True)).entries

    assert isinstance(entry.result, Forecast)


async def test_a_renewed_answer_keeps_what_it_left_out(keyless_answers: AnswerService) -> None:
    answer = Answer("en", (Entry(LookupFailed("London", LATE)),), ("Paris",))

    assert (await keyless_answers.refetch(answer)).left_out == ("Paris",)


async def test_another_namesake_is_chosen(keyless_answers: AnswerService, sandbox: WeatherServer) -> None:
    answer = await keyless_answers.answer(Question("Moscow, London"), "en")

    chosen = await keyless_answers.choose_place(answer, 1, 0)

    assert chosen is not None
    assert chosen[0].entries[0] == answer.entries[0]
    item = chosen[0].entries[1].resolution
    assert item == chosen[1]
    assert isinstance(item, Match)
    assert (item.place.country, item.choices[0].country) == ("Canada", "United Kingdom")
    assert sandbox.requests[-1].places == ((42.9834, -81.233),)


async def test_a_suggestion_is_chosen(keyless_answers: AnswerService) -> None:
    answer = await keyless_answers.answer(Question("Kages, London"), "en")
    assert names_with_reports(answer) == [("Kages", False), ("London", True)]

    chosen = await keyless_answers.choose_place(answer, 0, suggestions(answer, 0).index("Lages"))

    assert chosen is not None
    assert names_with_reports(chosen[0]) == [("Lages", True), ("London", True)]


async def test_a_chosen_suggestion_that_is_in_the_answer_is_not_repeated(keyless_answers: AnswerService) -> None:
    answer = await keyless_answers.answer(Question("Lages, Kages"), "en")

    chosen = await keyless_answers.choose_place(answer, 1, suggestions(answer, 1).index("Lages"))

    assert chosen is not None
    assert names_with_reports(chosen[0]) == [("Lages", True)]


async def test_a_retried_answer_holds_no_more_places_than_a_message(
    keyless_answers: AnswerService, sandbox: WeatherServer
) -> None:
    names = invented(21)
    for number, name in enumerate(names):
        sandbox.add_city(City(name_en=name, latitude=number, longitude=-50))
    sandbox.break_("geocoding", Fault(FaultKind.STATUS, 503))
    runs = [" ".join(names[start : start + 3]) for start in range(0, 21, 3)]
    answer = await keyless_answers.answer(Question(", ".join(runs)), "en")
    assert len(answer.entries) == 7
    sandbox.mend()

    renewed = await keyless_answers.refetch(answer, failed_only=True)

    assert len(renewed.entries) == 20
    assert renewed.left_out == (names[20],)


@pytest.mark.parametrize(("position", "choice"), [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (9, 0)])
async def test_an_invalid_choice_is_ignored(keyless_answers: AnswerService, position: int, choice: int) -> None:
    place = Place("London", 51.5, -0.1)
    items: list[Resolution] = [
        Match("a", place),
        Unknown("b"),
        LookupFailed("c", LATE),
        Match("d", place, (place,)),
        Ambiguous("e", (place, place)),
    ]
    answer = Answer("en", tuple(Entry(item) for item in items))

    assert await keyless_answers.choose_place(answer, position, choice) is None


@pytest.mark.parametrize(
    ("failure", "worth"), [(DOWN, True), (LATE, True), (Failure(Reason.BAD_REQUEST, 404), False)]
)
def test_failures_that_may_have_passed_are_worth_retrying(failure: Failure, worth: bool) -> None:
    match = Match("London", Place("London", 51.5, -0.1))

    assert Answer("en", (Entry(match, failure),)).is_worth_retrying is worth
    assert Answer("en", (Entry(LookupFailed("London", failure)),)).is_worth_retrying is worth
