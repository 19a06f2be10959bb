"""The phrases about one report: pressure, visibility, sun, and the age of the report."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.texts import texts_for
from handlers.views.units import Units
from services.storage import ChatSettings
from services.units import PressureLevel
from tests.handlers.cards import FULL, render
from tests.handlers.conftest import LONDON, MOSCOW, NOW, answer

SEA, PLACE = (ChatSettings(pressure_level=level) for level in (PressureLevel.SEA, PressureLevel.PLACE))


@pytest.mark.parametrize(
    ("language", "settings", "at_sea", "at_place", "told"),
    [
        ("en", ChatSettings(), 1013.0, 650.0, "pressure 1013 hPa"),
        ("en", SEA, 1013.0, 650.0, "pressure 1013 hPa"),
        ("en", PLACE, 1013.0, 650.0, "pressure 650 hPa at ground level"),
        ("en", ChatSettings(), None, 650.0, "pressure 650 hPa at ground level"),
        ("en", PLACE, 1013.0, None, "pressure 1013 hPa at sea level"),
        ("ru", ChatSettings(), 1013.0, 989.0, "давление 742 мм рт. ст."),
        ("ru", SEA, 1013.0, 989.0, "давление 760 мм рт. ст. на уровне моря"),
        ("ru", ChatSettings(), 1013.0, None, "давление 760 мм рт. ст. на уровне моря"),
        ("ru", SEA, None, 989.0, "давление 742 мм рт. ст. на высоте места"),
        ("ru", SEA, None, None, None),
    ],
)
def test_the_level_of_the_pressure_depends_on_the_language_and_another_level_is_named(
    language: str, settings: ChatSettings, at_sea: float | None, at_place: float | None, told: str | None
) -> None:
    card = render(
        answer((MOSCOW, replace(FULL, pressure=at_sea, surface_pressure=at_place))),
        Units(texts_for(language), settings),
    )
    phrases = [
        phrase for phrase in card.splitlines()[3].split(", ") if phrase.startswith(("pressure", "давление"))
    ]
    assert phrases == ([] if told is None else [told])


def test_a_capped_visibility_is_written_as_a_minimum(english: Units, russian: Units) -> None:
    capped = replace(FULL, visibility_is_capped=True)
    assert "visibility 10 km or more" in render(answer((MOSCOW, capped)), english)
    assert "видимость 10 км и более" in render(answer((MOSCOW, capped)), russian)


def test_the_moon_shines_at_night(english: Units) -> None:
    assert "🌙" in render(answer((MOSCOW, replace(FULL, is_day=False))), english)


@pytest.mark.parametrize(("seconds", "told"), [(29, "03:50"), (30, "03:51"), (59, "03:51")])
def test_sunrise_is_rounded_to_the_nearest_minute(seconds: int, told: str, english: Units) -> None:
    assert FULL.sunrise is not None
    late = replace(FULL, sunrise=FULL.sunrise.replace(second=seconds))
    assert f"🌅 {told}" in render(answer((MOSCOW, late)), english)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(25, "17:40, 25 min ago"), (179, "15:06, 2 h 59 min ago"), (60, "17:05, 1 h ago"), (0, "18:05, 0 min ago")],
)
def test_an_outdated_report_is_shown_with_its_age(minutes: int, words: str, english: Units) -> None:
    age = timedelta(minutes=minutes)
    stale = replace(FULL, observed_at=NOW - age, age=age)
    assert render(answer((MOSCOW, stale)), english).splitlines()[-1] == f"As of {words}"
    unknown = replace(stale, observed_at=None)
    assert render(answer((MOSCOW, unknown)), english).splitlines()[-1] == words.partition(", ")[2]


@pytest.mark.parametrize(
    ("minutes", "english_words", "russian_words"),
    [
        (-10, None, None),
        (45, None, None),
        (46, "As of 17:19, 46 min ago", "На 17:19, 46 мин назад"),
        (225, "As of 14:20, 3 h 45 min ago", "На 14:20, 3 ч 45 мин назад"),
        (120, "As of 16:05, 2 h ago", "На 16:05, 2 ч назад"),
        (1440, "As of 30 June, 18:05", "На 18:05 30 июня"),
        (43200, "As of 1 June, 18:05", "На 18:05 1 июня"),
    ],
)
def test_an_old_observation_is_shown_with_its_time(
    minutes: int, english_words: str | None, russian_words: str | None, english: Units, russian: Units
) -> None:
    old = replace(FULL, observed_at=NOW - timedelta(minutes=minutes))
    for units, words in ((english, english_words), (russian, russian_words)):
        last = render(answer((MOSCOW, old)), units).splitlines()[-1]
        assert last == (words or "🌅 03:50 · 🌇 21:17")


def test_an_old_observation_among_several_places_is_shown_with_its_age(english: Units) -> None:
    old = replace(FULL, timezone=ZoneInfo("Europe/London"), observed_at=NOW - timedelta(hours=2))
    text = render(answer((MOSCOW, FULL), (LONDON, old)), english)
    assert text.endswith("wind 3 m/s NE, 2 h ago")
    assert render(answer((MOSCOW, FULL), (LONDON, old)), english) == text
