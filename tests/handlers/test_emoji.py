"""The emoji of the text beside the symbols of the pictures."""

import pytest

from handlers.views.report import CONDITION_EMOJI, NIGHT_CONDITION_EMOJI, condition_emoji
from services.charts.symbols import SYMBOLS
from services.weather import Condition
from tests.handlers.conftest import report

WITH_SUN_OR_MOON = {"☀️", "🌤", "⛅", "🌦", "🌙"}
CLOUDS_ALONE = {"☁️"}


@pytest.mark.parametrize("is_day", [True, False])
@pytest.mark.parametrize("condition", Condition)
def test_the_emoji_shows_the_sun_or_the_moon_only_where_the_picture_does(
    condition: Condition, is_day: bool
) -> None:
    shown = condition_emoji(report(condition=condition, is_day=is_day))
    sun_in_the_picture = SYMBOLS[condition].cover <= 2
    assert sun_in_the_picture or shown not in WITH_SUN_OR_MOON
    assert not sun_in_the_picture or shown not in CLOUDS_ALONE


def test_drizzle_shows_no_sun_and_a_partly_cloudy_night_shows_the_moon() -> None:
    assert condition_emoji(report(condition=Condition.DRIZZLE, is_day=True)) == "🌧"
    assert condition_emoji(report(condition=Condition.PARTLY_CLOUDY, is_day=False)) == "🌙"


def test_ice_in_the_picture_is_ice_in_the_text_by_day_and_by_night() -> None:
    for is_day in (True, False):
        shown = {
            condition
            for condition in Condition
            if condition_emoji(report(condition=condition, is_day=is_day)) == "🧊"
        }
        assert shown == {condition for condition in Condition if SYMBOLS[condition].ice}


def test_every_condition_has_an_emoji() -> None:
    assert CONDITION_EMOJI.keys() == set(Condition)
    assert NIGHT_CONDITION_EMOJI.keys() == {
        condition for condition in Condition if CONDITION_EMOJI[condition] in WITH_SUN_OR_MOON
    }
