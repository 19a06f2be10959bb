"""Answers: an entry for each name in a question."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.weather import WeatherServer
from services.answers import AnswerService
from services.places import (
    Ambiguous,
    Match,
    Place,
    PlacePreferences,
    Resolver,
)
from services.questions import MAX_QUESTION_LENGTH, Question, read_question
from services.weather import Report, WeatherService
from tests.services.answers.entries import TWELVE, names_with_reports
from tests.services.conftest import Clock, asked, invented

DACHA = PlacePreferences(
    labels={
        "дача": Place("Дача", 55.66, 37.34, region="Переделкино"),
        "бабушкин дом": Place("Бабушкин дом", 54.2, 37.62, region="Тула"),
        "лим": Place("Лим", 0.0, 10.0),
    }
)
"""Labels of a chat."""


async def test_each_name_is_an_entry_in_the_order_of_the_text(answers: AnswerService) -> None:
    answer = await answers.answer(Question("London, Qwertyzz, Moscow"), "ru")

    assert answer.language == "ru"
    assert names_with_reports(answer) == [("Лондон", True), ("Qwertyzz", False), ("Москва", True)]
    assert answer.left_out == ()
    assert [entry.failure for entry in answer.entries] == [None, None, None]
    assert not answer.is_worth_retrying
    assert answers.usual_provider == "OpenWeather"


async def test_each_report_belongs_to_its_place(answers: AnswerService) -> None:
    answer = await answers.answer(Question("Tokyo, Qwertyzz, London"), "en")

    zones = [str(entry.result.timezone) for entry in answer.entries if isinstance(entry.result, Report)]
    assert zones == ["Asia/Tokyo", "Europe/London"]


async def test_equal_questions_have_equal_answers_within_a_minute_only(
    keyed_resolver: Resolver, weather: WeatherService
) -> None:
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    clock = Clock(noon)
    answers = AnswerService(keyed_resolver, weather, now=clock.utc)
    question = Question("London, Moscow")

    first = await answers.answer(question, "en")
    clock.go_to(noon + timedelta(seconds=59))
    assert await answers.answer(question, "en") == first
    clock.go_to(noon + timedelta(seconds=60))
    assert await answers.answer(question, "en") != first


async def test_without_names_there_are_no_entries(answers: AnswerService, sandbox: WeatherServer) -> None:
    answer = await answers.answer(Question("?!"), "en")
    assert (answer.entries, answer.left_out) == ((), ())
    assert sandbox.requests == []


async def test_an_answer_has_the_names_left_out(answers: AnswerService) -> None:
    names = invented(22)

    answer = await answers.answer(Question(", ".join(names)), "en")

    assert (len(answer.entries), answer.left_out) == (20, tuple(names[20:]))


async def test_no_more_is_read_than_a_message_can_hold(answers: AnswerService) -> None:
    names = [f"q{number}x" for number in range(10_000)]

    answer = await answers.answer(read_question(",".join(names)), "en")

    assert 0 < len(answer.entries) + len(answer.left_out) + answer.more_left_out < MAX_QUESTION_LENGTH / 4


@pytest.mark.parametrize(("text", "language"), [("Springfield", "en"), ("Спрингфилд", "ru")])
async def test_a_name_that_several_places_are_as_likely_meant_by_is_a_question_without_weather(
    answers: AnswerService, sandbox: WeatherServer, text: str, language: str
) -> None:
    answer = await answers.answer(Question(text), language)

    (entry,) = answer.entries
    assert isinstance(entry.resolution, Ambiguous)
    assert (entry.result, entry.failure) == (None, None)
    assert not answer.is_worth_retrying
    assert sandbox.requests == []


async def test_a_country_is_answered_with_the_weather_of_its_capital(answers: AnswerService) -> None:
    (entry,) = (await answers.answer(Question("погода во Франции"), "ru")).entries

    assert isinstance(entry.resolution, Match)
    assert (entry.resolution.place.name, entry.resolution.capital_of) == ("Париж", "Франция")
    assert isinstance(entry.result, Report)


@pytest.mark.parametrize(("text", "asks"), [("погода в Москве", True), ("Moscow", True), ("how are you", False)])
async def test_a_question_is_distinguished_from_talk(answers: AnswerService, text: str, *, asks: bool) -> None:
    assert await answers.resolver.is_question(Question(text)) is asks


async def test_a_label_alone_or_among_names_is_a_question(answers: AnswerService) -> None:
    assert await answers.resolver.is_question(Question("Дача"), DACHA)
    assert await answers.resolver.is_question(Question("дача, бабушкин дом"), DACHA)
    assert not await answers.resolver.is_question(Question("дача сгорела вчера ночью"), DACHA)
    assert await answers.resolver.is_question(Question("дача и Москва"), DACHA)
    assert not await answers.resolver.is_question(Question("?!"), DACHA)
    assert not await answers.resolver.is_question(Question("дача"))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("дача", ["Дача"]),
        ("ДАЧА Москва", ["Дача", "Москва"]),
        ("Москва дача Лондон", ["Москва", "Дача", "Лондон"]),
        ("погода: Москва и дача", ["Москва", "Дача"]),
        ("бабушкин  ДОМ, дача", ["Бабушкин дом", "Дача"]),
        ("дача, Дача", ["Дача"]),
        ("Лимож, Франция", ["Лимож"]),
    ],
)
async def test_a_chats_own_words_for_places_are_names(answers: AnswerService, text: str, names: list[str]) -> None:
    answer = await answers.answer(Question(text), "ru", DACHA)
    assert [
        entry.resolution.place.name for entry in answer.entries if isinstance(entry.resolution, Match)
    ] == names
    assert all(isinstance(entry.result, Report) for entry in answer.entries)
    found = await answers.resolver.find_places(text, "ru", DACHA)
    assert [entry.resolution for entry in found.entries] == [entry.resolution for entry in answer.entries]


@pytest.mark.parametrize("text", ["дачами", "Нью-Лим", "дача-Лим"])
async def test_a_label_inside_a_longer_word_is_not_found(answers: AnswerService, text: str) -> None:
    answer = await answers.resolver.find_places(text, "ru", DACHA)
    assert not any(getattr(entry.resolution, "place", None) in DACHA.labels.values() for entry in answer.entries)


async def test_a_preferred_namesake_is_answered(answers: AnswerService) -> None:
    answer = await answers.answer(Question("London, Moscow"), "en", PlacePreferences({"london": (42.98, -81.23)}))

    item = answer.entries[0].resolution
    assert isinstance(item, Match)
    assert item.place.country == "Canada"
    assert isinstance(answer.entries[0].result, Report)
    assert str(answer.entries[0].result.timezone) == "America/Toronto"


async def test_twelve_known_cities_open_a_connection_each_to_the_weather_and_none_to_a_geocoder(
    answers: AnswerService, sandbox: WeatherServer, clock: Clock
) -> None:
    sandbox.delay("openweather", 0.05)
    for _ in range(2):
        answer = await answers.answer(Question(TWELVE), "en")
        assert [entry.failure for entry in answer.entries] == [None] * 12
        clock.advance(minutes=11)

    assert (asked(sandbox, "geocoding"), asked(sandbox, "openweather")) == (0, 24)
    assert sandbox.connections <= 12


async def test_two_names_that_choices_turn_into_one_place_are_one_entry(
    answers: AnswerService, sandbox: WeatherServer
) -> None:
    text = "London, London Ontario"
    assert len((await answers.answer(Question(text), "en")).entries) == 2
    before = asked(sandbox, "openweather")

    answer = await answers.answer(Question(text), "en", PlacePreferences({"london": (42.98, -81.23)}))

    assert [place.key for place in answer.places] == [(42.98, -81.23)]
    assert asked(sandbox, "openweather") == before
