"""Limits in a question, such as "over 40 mph", and questions about two quantities."""

import pytest

from services.questions import Limit, Quantity, read_question


@pytest.mark.parametrize(
    ("text", "quantity", "limit"),
    [
        ("wind over 40 mph tomorrow in Ghent?", Quantity.WIND, Limit(40, is_upper=True)),
        ("gusts above 60 km/h in Ghent", Quantity.WIND, Limit(60, is_upper=True)),
        ("will it be over 25 in Ghent tomorrow", Quantity.TEMPERATURE, Limit(25, is_upper=True)),
        ("will it hit 30 in Ghent tomorrow", Quantity.TEMPERATURE, Limit(29, is_upper=True)),
        ("below -10 in Ghent tonight?", Quantity.TEMPERATURE, Limit(-10, is_upper=False)),
        ("will it be colder than minus 5 in Ghent", Quantity.TEMPERATURE, Limit(-5, is_upper=False)),
        ("will it get above zero in Ghent", Quantity.TEMPERATURE, Limit(0, is_upper=True)),
        ("будет выше нуля в Пскове завтра?", Quantity.TEMPERATURE, Limit(0, is_upper=True)),
        ("ветер больше 15 м/с завтра в Пскове?", Quantity.WIND, Limit(15, is_upper=True)),
        ("будет выше 30 в Пскове завтра?", Quantity.TEMPERATURE, Limit(30, is_upper=True)),
        ("потеплеет до 10 в Пскове?", Quantity.TEMPERATURE, Limit(9, is_upper=True)),
        ("ниже минус 20 в Пскове завтра?", Quantity.TEMPERATURE, Limit(-20, is_upper=False)),
    ],
)
def test_a_number_after_a_word_such_as_over_is_a_limit(text: str, quantity: Quantity, limit: Limit) -> None:
    question = read_question(text)
    assert (question.quantity, question.limit) == (quantity, limit)
    assert not any(char.isdecimal() for char in question.places)


@pytest.mark.parametrize(
    "text",
    [
        "over 3 days in Ghent",
        "Ghent after 6 pm",
        "is it over in Ghent",
        "humidity over 80 in Ghent",
        "Псков до 25 ноября",
        "больше 3 дней дождь в Пскове?",
    ],
)
def test_other_numbers_are_not_limits(text: str) -> None:
    assert read_question(text).limit is None


def test_the_unit_of_a_limit_is_not_a_time() -> None:
    question, without_limit = read_question("ветер больше 15 м/с завтра в Пскове"), read_question("псков завтра")
    assert question.when == without_limit.when


def test_a_question_with_a_limit_asks_for_the_weather_and_a_story_does_not() -> None:
    assert read_question("will it be above 20 in Ghent this week").asks_for_weather
    assert read_question("будет выше 20 в Пскове").asks_for_weather
    assert not read_question("over 40 people came to the party in Ghent").asks_for_weather


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("humidity and pressure in Ghent", Quantity.HUMIDITY, Quantity.PRESSURE),
        ("ветер и давление в Пскове", Quantity.WIND, Quantity.PRESSURE),
        ("umbrella or coat in Ghent?", Quantity.RAIN, Quantity.TEMPERATURE),
        ("rain? wind? Ghent tomorrow", Quantity.RAIN, Quantity.WIND),
        ("how hot is it in Ghent and is the air bad", Quantity.AIR, Quantity.TEMPERATURE),
        ("rain or snow in Ghent", Quantity.RAIN, None),
        ("temperature of the sea in Ghent", Quantity.WATER, None),
        ("weather and wind in Ghent", Quantity.WIND, None),
        ("which is warmer, Ghent or Bruges, and is it windy", Quantity.WARMER, None),
    ],
)
def test_a_question_may_be_about_two_quantities(text: str, first: Quantity, second: Quantity | None) -> None:
    question = read_question(text)
    assert (question.quantity, question.second_quantity) == (first, second)
