"""Charts of random weather at random places, in random units and languages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from handlers.texts import texts_for
from handlers.views.pictures import comparison_chart, meteogram
from handlers.views.units import Units
from services.charts import Chart
from services.places import Place
from services.storage import ChatSettings
from services.units import ClockFormat, PictureTheme, TemperatureUnit, WindUnit
from services.weather import Condition, Forecast
from tests.pictures import KIRITIMATI, KUWAIT, LONDON, LONGYEARBYEN, MIAMI, MOSCOW, YAKUTSK, Weather, at, hourly

PLACES = (MOSCOW, LONDON, YAKUTSK, LONGYEARBYEN, MIAMI, KUWAIT, KIRITIMATI)
LONG_NAME = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


def random_charts(count: int) -> Iterator[Chart]:
    """Yield *count* charts, which are equal in each run: four meteograms for each comparison."""
    random = Random(19)
    for index in range(count):
        units = _units(random)
        if index % 5:
            place, days = random.choice(PLACES), random.choice((5, 5, 10))
            yield meteogram(place, _forecast(place, random, days), units, days=days)
        else:
            places = random.sample(PLACES, random.randint(2, 6))
            named = [
                replace(place, name=random.choice((place.name, LONG_NAME, "Springfield"))) for place in places
            ]
            yield comparison_chart([(place, _forecast(place, random, 5)) for place in named], units)


def _units(random: Random) -> Units:
    settings = ChatSettings(
        temperature=random.choice(list(TemperatureUnit)),
        wind=random.choice(list(WindUnit)),
        clock=random.choice(list(ClockFormat)),
        theme=random.choice(list(PictureTheme)),
    )
    return Units(texts_for(random.choice(("en", "ru"))), settings)


def _forecast(place: Place, random: Random, days: int) -> Forecast:
    now = at(2026, 1, 1, 0, 7) + timedelta(hours=random.randrange(24 * 365))
    return hourly(
        place,
        now,
        _weather(random),
        mean=random.uniform(-46, 46),
        swing=random.uniform(0, 9),
        hours=25 * days + random.randrange(30),
        past=random.choice((0, 24)),
    )


def _weather(random: Random) -> Weather:
    """Return weather with a few random spells, which may overlap."""
    spells = [
        (
            random.randrange(240),
            random.randrange(1, 30),
            {
                "condition": random.choice(list(Condition)),
                "precipitation": random.choice((0.0, random.uniform(0, 2), random.uniform(0, 40))),
                "probability": random.uniform(0, 100),
                "wind_speed": random.uniform(0, 45),
                "wind_gust": random.choice((None, random.uniform(0, 75))),
            },
        )
        for _ in range(random.randrange(8))
    ]

    def weather(hour: int) -> dict[str, Any]:
        return next((values for start, length, values in spells if start <= hour < start + length), {})

    return weather
