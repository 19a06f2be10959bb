"""Requests for daily pushes in sentences."""

import pytest

from services.daily import push_request_from_question
from services.questions import Quantity, read_question
from services.schedule import EVERY_DAY, WEEKEND, WORKDAYS, Weekdays


@pytest.mark.parametrize(
    ("text", "minutes", "weekdays"),
    [
        ("присылай погоду в Москве каждое утро", 480, EVERY_DAY),
        ("I want the Munich forecast every morning at 6:30", 390, EVERY_DAY),
        ("every weekday at 7 tell me about the weather in Brussels", 420, WORKDAYS),
        ("ежедневный прогноз по иркутску в 7:30", 450, EVERY_DAY),
        ("присылай прогноз по Казани по будням в 7 утра", 420, WORKDAYS),
        ("присылай погоду в Сочи каждый вечер", 1200, EVERY_DAY),
        ("send me the weather in Oslo every weekend", 480, WEEKEND),
        ("присылай погоду в Туле каждый понедельник в 9:00", 540, Weekdays.MONDAY),
    ],
)
def test_a_request_has_the_time_and_the_days_of_the_sentence(text: str, minutes: int, weekdays: Weekdays) -> None:
    question = read_question(text)
    request = push_request_from_question(question, text)
    assert (request.minutes, request.weekdays, request.places) == (minutes, weekdays, question.places)


def test_these_sentences_request_daily_pushes() -> None:
    assert read_question("присылай погоду в Москве каждое утро").quantity is Quantity.DAILY


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("forecast for Ghent every day at 7 and 19", (420, 1140)),
        ("every day at 8am and 8pm Ghent", (480, 1200)),
        ("утром и вечером присылай погоду в Пскове", (480, 1200)),
        ("присылай погоду в Пскове каждый день в 7", (420, None)),
    ],
)
def test_two_times_of_a_sentence_are_read(text: str, times: tuple[int, int | None]) -> None:
    request = push_request_from_question(read_question(text), text)
    assert (request.minutes, request.second_minutes) == times
