import pytest

from services.answers import Subject
from services.questions import read_question


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("прогноз погоды в Сочи на неделю", "прогноз погоды в Сочи"),
        ("прогноз Сочи", "прогноз Сочи"),
        ("погода в Казани завтра", "погода в Казани"),
        ("погода на завтра в Казани", "погода в Казани"),
        ("Казань послезавтра", "Казань"),
        ("погода в Сочи на выходные", "погода в Сочи"),
        ("Какая погода на этих выходных в Сочи?", "Какая погода в Сочи?"),
        ("погода в Москве на следующей неделе", "погода в Москве"),
        ("Москва на пять дней", "Москва"),
        ("Москва на ближайшие дни", "Москва"),
        ("forecast for Sochi", "forecast for Sochi"),
        ("weather in Tokyo tomorrow", "weather in Tokyo"),
        ("Tokyo this week", "Tokyo"),
        ("Tokyo\nfor the weekend", "Tokyo"),
        ("Tokyo weather for the next 5 days", "Tokyo weather"),
        ("tomorrow", ""),
    ],
)
def test_words_for_coming_days_ask_for_the_forecast_and_name_no_place(text: str, places: str) -> None:
    asked = read_question(text)
    assert asked.subject is Subject.DAYS
    assert " ".join(asked.places.split()).replace(" ?", "?") == places


@pytest.mark.parametrize("text", ["Moscow", "погода в Москве сегодня", "Неделино", "weather now"])
def test_all_else_is_about_now_and_stays_as_it_is(text: str) -> None:
    asked = read_question(text)
    assert (asked.subject, asked.places) == (Subject.NOW, text)


@pytest.mark.parametrize("text", ["", "   ", "погода", "weather now", "прогноз на неделю", "what's the weather?"])
def test_a_question_is_bare_when_it_only_asks(text: str) -> None:
    assert read_question(text).is_bare


@pytest.mark.parametrize("text", ["abc123", "123 456", "!!!", "Oslo", "weather abc123"])
def test_what_may_have_been_meant_as_a_name_is_not_bare(text: str) -> None:
    assert not read_question(text).is_bare
