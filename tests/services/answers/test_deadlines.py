"""Answers whose places or weather are late."""

import pytest

from sandbox.weather import WeatherServer
from services.answers import Answer, AnswerService, Entry
from services.answers.service import ANSWER_TIMEOUT
from services.places import (
    LookupFailed,
)
from services.questions import Question
from services.weather import Report
from tests.services.answers.entries import LATE, NAME, names_with_reports
from tests.services.conftest import asked


async def test_a_name_that_takes_too_long_keeps_no_other_from_its_weather(
    answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.answers.service.TIME_RESERVED_FOR_WEATHER", ANSWER_TIMEOUT - 0.05)
    sandbox.delay("geocoding", 60)
    sandbox.delay("openweather-geocoding", 60)

    answer = await answers.answer(Question(f"{NAME}, Moscow"), "en")

    assert answer.entries[0] == Entry(LookupFailed(NAME, LATE))
    assert isinstance(answer.entries[1].result, Report)
    assert answer.is_worth_retrying


async def test_names_and_weather_share_one_deadline(
    keyless_answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.answers.service.ANSWER_TIMEOUT", 0.3)
    monkeypatch.setattr("services.answers.service.TIME_RESERVED_FOR_WEATHER", 0.0)
    sandbox.delay("geocoding", 0.25)
    sandbox.delay("weather", 0.2)

    answer = await keyless_answers.answer(Question(NAME), "en")

    assert [entry.failure for entry in answer.entries] == [LATE]


async def test_a_late_entry_is_added_when_it_arrives(
    keyless_answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keyless_answers.answer(Question("Moscow"), "en")
    monkeypatch.setattr("services.answers.service.ANSWER_TIMEOUT", 0.3)
    monkeypatch.setattr("services.answers.service.TIME_RESERVED_FOR_WEATHER", 0.0)
    sandbox.delay("weather", 0.6)
    late = await keyless_answers.answer(Question("Moscow, Oslo"), "en")
    assert [entry.is_late for entry in late.entries] == [False, True]

    completed = await keyless_answers.with_late_results(late)

    assert not completed.is_late
    assert names_with_reports(completed) == [("Moscow", True), ("Oslo", True)]
    assert completed.entries[0] is late.entries[0]
    assert asked(sandbox, "open-meteo") == 2


async def test_an_entry_that_does_not_arrive_in_time_stays_late(
    keyless_answers: AnswerService, sandbox: WeatherServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.answers.service.COMPLETION_TIMEOUT", 0.05)
    sandbox.delay("geocoding", 60)
    late = Answer("en", (Entry(LookupFailed(NAME, LATE)),))

    assert await keyless_answers.with_late_results(late) == late
