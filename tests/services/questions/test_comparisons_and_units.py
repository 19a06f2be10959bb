"""Questions that compare places or days, and the units that a question asks for."""

import pytest

from services.questions import Quantity, SeveralDays, read_question
from services.units import PressureUnit, TemperatureUnit, Unit, WindUnit


@pytest.mark.parametrize("text", ["is it warmer in Nicosia or Valletta", "в Сочи теплее или в Анапе"])
def test_a_choice_between_two_places_asks_for_the_weather(text: str) -> None:
    question = read_question(text)
    assert question.quantity is Quantity.WARMER
    assert question.asks_for_weather


@pytest.mark.parametrize(
    "text",
    ["warmest day in Ghent", "когда потеплеет в пскове", "driest day in Ghent", "самый холодный день псков"],
)
def test_a_question_about_the_warmest_day_is_about_several_days(text: str) -> None:
    assert read_question(text).when == SeveralDays()


def test_a_question_about_the_warmer_place_is_about_now() -> None:
    assert read_question("где теплее: в пскове или в туле").when is None


@pytest.mark.parametrize(
    ("text", "places", "quantity", "units"),
    [
        ("weather in Ghent in fahrenheit", "weather in Ghent", Quantity.WEATHER, (TemperatureUnit.FAHRENHEIT,)),
        ("Ghent in F", "Ghent", Quantity.WEATHER, (TemperatureUnit.FAHRENHEIT,)),
        ("ветер в Пскове в км/ч", "ветер в Пскове", Quantity.WIND, (WindUnit.KILOMETRES_PER_HOUR,)),
        ("wind in Ghent in knots", "wind in Ghent", Quantity.WIND, (WindUnit.KNOTS,)),
        ("давление в Пскове в мм", "давление в Пскове", Quantity.PRESSURE, (PressureUnit.MILLIMETRES_OF_MERCURY,)),
        (
            "Ghent in celsius and mph",
            "Ghent   and",
            Quantity.WEATHER,
            (TemperatureUnit.CELSIUS, WindUnit.MILES_PER_HOUR),
        ),
        ("how far is Ghent in miles", "how far is Ghent in miles", Quantity.WEATHER, ()),
    ],
)
def test_the_units_of_the_answer_are_read(
    text: str, places: str, quantity: Quantity, units: tuple[Unit, ...]
) -> None:
    question = read_question(text)
    assert (question.places.strip(), question.quantity, question.units) == (places, quantity, units)
