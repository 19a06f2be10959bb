"""Times in languages that the bot does not answer in."""

import pytest

from services.questions import InDays, OnDay, OnWeekday, Quantity, Weekend, When, read_question
from services.questions.named_times import DayPart

TOMORROW = OnDay(InDays(1))


@pytest.mark.parametrize(
    ("text", "when", "places"),
    [
        ("Wetter morgen in Köln", TOMORROW, "Wetter in Köln"),
        ("météo demain à Lyon", TOMORROW, "météo à Lyon"),
        ("明天北京天气", TOMORROW, "北京天气"),
        ("부산 내일 날씨", TOMORROW, "부산 날씨"),
        ("pogoda jutro w Krakowie", TOMORROW, "pogoda w Krakowie"),
        ("Łódź jutro", TOMORROW, "Łódź"),
        ("Wetter heute Abend Berlin", OnDay(InDays(0), DayPart.EVENING), "Wetter Berlin"),
        ("Wetter am Freitag in Köln", OnDay(OnWeekday(4)), "Wetter am in Köln"),
        ("погода в Києві у п'ятницю", OnDay(OnWeekday(4)), "погода в Києві у"),
        ("wetter köln wochenende", Weekend(), "wetter köln"),
        ("tiempo en Santo Domingo", None, "tiempo en Santo Domingo"),
        ("weather in Maine", None, "weather in Maine"),
        ("à demain", None, "à demain"),
        ("Guten Morgen", None, "Guten Morgen"),
    ],
)
def test_a_time_in_another_language_is_read(text: str, when: When | None, places: str) -> None:
    question = read_question(text)

    assert (question.when, " ".join(question.places.split())) == (when, places)


def test_the_german_word_for_weather_is_no_rain() -> None:
    assert read_question("Wetter Köln").quantity is Quantity.WEATHER
