"""A daily push contradicts neither the hours it is made from nor itself, whatever the weather."""

from random import Random
from zoneinfo import ZoneInfo

import pytest

from handlers.texts import Texts
from handlers.views.outlook import push_text
from handlers.views.units import Units
from services.daily import outlook_from_forecast
from services.storage import SavedPlace
from tests.handlers.push_checker import contradictions
from tests.handlers.push_claims import Truth, blocks
from tests.handlers.random_days import PLACES, random_forecast, random_moment

DAYS = 300


def contradictions_of_day(seed: int, texts: Texts) -> list[str]:
    """Return the contradictions of a push about two random places."""
    random = Random(seed)
    at, places = random_moment(random), random.sample(PLACES, 2)
    entries, truths = [], []
    for place in places:
        steps, forecast = random_forecast(random, place, at)
        outlook = outlook_from_forecast(forecast, at)
        assert outlook is not None
        entries.append((SavedPlace(place), outlook))
        truths.append(Truth(at, ZoneInfo(place.timezone or "UTC"), steps))
    text = push_text(entries, Units(texts), usual_provider="Open-Meteo")
    return [
        f"{fault}\n{text}"
        for (title, block), truth in zip(blocks(text), truths, strict=True)
        for fault in contradictions(title, block, truth)
    ]


@pytest.mark.parametrize("first", range(0, DAYS, 50))
def test_no_push_contradicts_itself_or_the_weather(first: int, en: Texts) -> None:
    assert [fault for seed in range(first, first + 50) for fault in contradictions_of_day(seed, en)] == []
