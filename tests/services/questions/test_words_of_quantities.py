"""Words that ask about a quantity, and words that do not."""

import pytest

from services.questions import Quantity, read_question


@pytest.mark.parametrize(
    "text",
    [
        "weather",
        "humidity in Ghent",
        "do I need an umbrella",
        "what to wear",
        "sunset Ghent",
        "погода",
        "влажность",
        "нужен ли зонт",
        "сколько градусов",
    ],
)
def test_some_words_are_only_used_of_the_weather(text: str) -> None:
    assert read_question(text).asks_for_weather


@pytest.mark.parametrize(
    "text",
    [
        "Ghent",
        "rain",
        "cold",
        "the pressure at work",
        "water",
        "every day",
        "дождь",
        "холодно",
        "вода",
        "каждый день",
        "",
    ],
)
def test_other_words_are_also_used_of_other_things(text: str) -> None:
    assert not read_question(text).asks_for_weather


@pytest.mark.parametrize("text", ["Paris air show", "ice hockey in Ghent"])
def test_a_word_in_a_name_is_no_quantity(text: str) -> None:
    assert read_question(text).quantity is Quantity.WEATHER
